"""Items, options, boundaries, declarations, rounds, and votes sealed and opened."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jianheng.county.models import Application, County
from jianheng.rules.council_states import OPEN, PREPARING, MotionState


class Motion(models.Model):
    """An item before the council.

    ``standing`` are the keys of the options put to the vote next, ``round`` the number of that round by rule (1, or
    2 for the run-off). ``topic`` stays empty until it is settled. ``money_total`` is in yuan: None where nobody has
    said, 0 where no money is needed.
    """

    class State(models.TextChoices):
        PROPOSED = MotionState.PROPOSED, _("Topic to be confirmed")
        DELIBERATION = MotionState.DELIBERATION, _("In deliberation")
        VOTING = MotionState.VOTING, _("Voting")
        RUNOFF = MotionState.RUNOFF, _("Second round")
        DECIDED = MotionState.DECIDED, _("Decided")
        RETURNED = MotionState.RETURNED, _("Returned")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="motions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    content = models.TextField(max_length=4000)
    grounds = models.TextField(max_length=2000, blank=True)
    money_total = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    money_source = models.CharField(max_length=200, blank=True)
    money_plan = models.TextField(max_length=1000, blank=True)
    matter = models.CharField(max_length=20)
    topic_proposed = models.CharField(max_length=20)
    topic_source = models.CharField(max_length=20)
    topic_agreed_by = models.CharField(max_length=12, blank=True)
    topic = models.CharField(max_length=20, blank=True)
    topic_application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED, db_index=True)
    round = models.PositiveSmallIntegerField(default=1)
    standing = models.JSONField(default=list)
    outcome = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    winner = models.CharField(max_length=2, blank=True)
    return_reason = models.CharField(max_length=500, blank=True)
    proposed_by = models.CharField(max_length=12)
    proposed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), name="motions_are_numbered_per_county"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in MotionState]), name="motion_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("proposed", "returned")) | ~models.Q(topic=""), name="motion_topic"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="decided") | (models.Q(outcome__isnull=False) & ~models.Q(winner="")),
                name="decided_motion_has_outcome",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether sealed votes are out."""
        return self.state in OPEN

    @property
    def is_preparing(self) -> bool:
        return self.state in PREPARING

    @property
    def is_decided(self) -> bool:
        return self.state == self.State.DECIDED

    @property
    def money_text(self) -> str:
        """The sum with its thousands apart, without empty cents."""
        return "" if self.money_total is None else f"{self.money_total:,.2f}".removesuffix(".00")

    @property
    def label(self) -> str:
        """The topic in force, else the proposed one."""
        return self.topic or self.topic_proposed


class Option(models.Model):
    """One option of an item. ``key`` is a circled number, which is neither a figure nor a word of the charter."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="options")
    key = models.CharField(max_length=2)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ("motion_id", "id")
        constraints = (models.UniqueConstraint(fields=("motion", "key"), name="one_option_of_a_key_per_motion"),)

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Boundary(models.Model):
    """One check of a boundary; the latest of a name counts, the earlier ones stay (append-only)."""

    class Name(models.TextChoices):
        LAW = "law", _("Law and policy basis")
        PLAN = "plan", _("Consistent with plans in force")
        BUDGET = "budget", _("Within the approved budget")
        PROCEDURE = "procedure", _("Procedure complete")

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="boundaries")
    name = models.CharField(max_length=10, choices=Name.choices)
    kept = models.BooleanField()
    evidence = models.TextField(max_length=1000)
    checked_by = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ("motion_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(name__in=("law", "plan", "budget", "procedure")), name="boundary_name"
            ),
        )

    def __str__(self) -> str:
        return f"{self.motion_id} {self.name} {self.kept}"


class Declaration(models.Model):
    """What a member said, or what was recorded about a member, before the vote (append-only).

    On the topic a member confirms or objects; toward the vote a member may be recused or absent; in deliberation a
    member hands in a written opinion, and the lead speaks.
    """

    class Kind(models.TextChoices):
        CONFIRMS = "confirms", _("Confirms the topic")
        OBJECTS = "objects", _("Objects to the topic")
        RECUSED = "recused", _("Recused")
        ABSENT = "absent", _("Absent")
        OPINION = "opinion", _("Written opinion")
        SPOKE = "spoke", _("Spoke as lead of the topic")

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="declarations")
    office = models.CharField(max_length=14)
    person = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(max_length=2000, blank=True)
    recorded_by = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ("motion_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("motion", "office", "kind"), name="one_declaration_of_a_kind_per_office"),
            models.UniqueConstraint(
                fields=("motion", "office"),
                condition=models.Q(kind__in=("confirms", "objects")),
                name="one_stand_on_the_topic_per_office",
            ),
            models.UniqueConstraint(
                fields=("motion", "office"),
                condition=models.Q(kind__in=("recused", "absent")),
                name="either_recused_or_absent",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("confirms", "objects", "recused", "absent", "opinion", "spoke")),
                name="declaration_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.motion_id} {self.office} {self.kind}"


class Round(models.Model):
    """One opening of a vote. ``number`` is its round by rule; a vote without quorum is opened again under the same.

    ``entitled`` maps the offices that may vote to their holders when it opened. ``wrapped_key`` is readable only
    with the key file and is destroyed when the round closes.
    """

    class Result(models.TextChoices):
        PASSED = "passed", _("Passed")
        RUNOFF = "runoff", _("Second round needed")
        RETURNED = "returned", _("Returned")
        NO_QUORUM = "no_quorum", _("No quorum")

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="rounds")
    serial = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    options = models.JSONField()
    entitled = models.JSONField()
    recused = models.JSONField(default=list)
    vacant = models.JSONField(default=list)
    public_key = models.BinaryField(max_length=32)
    wrapped_key = models.BinaryField(max_length=80)
    boundaries = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("motion_id", "serial")
        constraints = (
            models.UniqueConstraint(fields=("motion", "serial"), name="rounds_are_numbered_per_motion"),
            models.UniqueConstraint(
                fields=("motion",), condition=models.Q(closed_at=None), name="one_open_round_per_motion"
            ),
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opened_at")), name="round_window"),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, result="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(result="")),
                name="closed_round_has_result",
            ),
        )

    def __str__(self) -> str:
        return f"{self.motion_id} round {self.serial}"


class SealedVote(models.Model):
    """The vote of an office in a round, sealed to the round's key (append-only)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sealed_votes")
    office = models.CharField(max_length=14)
    person = models.CharField(max_length=12)
    ciphertext = models.BinaryField(max_length=300)
    commitment_sm3 = models.CharField(max_length=64)
    commitment_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("round_id", "id")
        constraints = (models.UniqueConstraint(fields=("round", "office"), name="one_vote_per_office_and_round"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.office}"


class OpenedVote(models.Model):
    """One line of the roll call: an option's key, or abstain, absent, recused, vacant (append-only)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="opened_votes")
    office = models.CharField(max_length=14)
    person = models.CharField(max_length=12, blank=True)
    weight = models.PositiveSmallIntegerField()
    vote = models.CharField(max_length=10)

    class Meta:
        ordering = ("round_id", "id")
        constraints = (models.UniqueConstraint(fields=("round", "office"), name="one_line_per_office_and_round"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.office} {self.vote}"
