"""Contests, their rounds, who stands in a round and who may vote in it."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jianheng.county.models import Application
from jianheng.elections.models.election import Candidate, Election
from jianheng.people.models import Person, in_language


class Contest(models.Model):
    """A question put to one voting body: the primary, the final, or a run-off that settles a tie of ``settles``."""

    class Stage(models.TextChoices):
        PRIMARY = "primary", _("Primary")
        FINAL = "final", _("Final")
        RUNOFF = "runoff", _("Run-off")

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="contests")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    seats = models.PositiveSmallIntegerField()
    settles = models.ForeignKey("Round", null=True, on_delete=models.PROTECT, related_name="runoffs")

    class Meta:
        ordering = ("election_id", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("election", "stage"),
                condition=Q(stage__in=("primary", "final")),
                name="one_primary_and_one_final_per_election",
            ),
            models.CheckConstraint(condition=Q(stage__in=("primary", "final", "runoff")), name="contest_stage_known"),
            models.CheckConstraint(
                condition=Q(stage="runoff", settles__isnull=False) | (~Q(stage="runoff") & Q(settles=None)),
                name="runoff_settles_a_round",
            ),
        )

    def __str__(self) -> str:
        return f"{self.election_id} {self.stage}"


class Round(models.Model):
    """One round of voting. ``number`` is the charter's; a repeat of an invalid round raises ``attempt`` instead.

    ``present`` is how many were checked in, ``issued`` how many sheets were handed out (replacements included),
    ``spoiled`` how many were replaced, ``returned`` how many the box held, ``not_returned`` how many are known to
    have been taken away. ``account`` is the kept accounting.
    """

    class Channel(models.TextChoices):
        PAPER = "paper", _("Paper")

    class State(models.TextChoices):
        CALLED = "called", _("Being prepared")
        OPEN = "open", _("Voting open")
        CLOSED = "closed", _("Box closed, ballots being entered")
        RECONCILED = "reconciled", _("Entries agree")
        COUNTED = "counted", _("Counted")
        CERTIFIED = "certified", _("Certified")
        INVALID = "invalid", _("Invalid")

    class Defect(models.TextChoices):
        QUORUM = "quorum", _("Too few took part")
        EXCESS = "excess", _("More ballots in the box than were issued")
        INTERRUPTED = "interrupted", _("Voting was interrupted")
        SECRECY = "secrecy", _("Secrecy was not kept")
        OTHER = "other", _("Found invalid in the count")

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    attempt = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.PAPER)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CALLED)
    series = models.CharField(max_length=24, unique=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    roll_size = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    printed = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    spoiled = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(null=True)
    not_returned = models.PositiveIntegerField(null=True)
    account = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    defect = models.CharField(max_length=12, choices=Defect.choices, blank=True)

    class Meta:
        ordering = ("contest_id", "number", "attempt")
        constraints = (
            models.UniqueConstraint(fields=("contest", "number", "attempt"), name="rounds_are_numbered"),
            models.CheckConstraint(
                condition=Q(state__in=("called", "open", "closed", "reconciled", "counted", "certified", "invalid")),
                name="round_state_is_known",
            ),
            models.CheckConstraint(condition=Q(channel="paper"), name="round_channel_is_known"),
            models.CheckConstraint(condition=Q(issued__lte=F("printed")), name="no_more_issued_than_printed"),
            models.CheckConstraint(condition=Q(present__lte=F("roll_size")), name="no_more_present_than_on_the_roll"),
            models.CheckConstraint(
                condition=Q(returned=None) | Q(returned__lte=F("issued")), name="no_more_returned_than_issued"
            ),
            models.CheckConstraint(
                condition=(Q(state="invalid") & ~Q(defect="")) | (~Q(state="invalid") & Q(defect="")),
                name="only_an_invalid_round_has_a_defect",
            ),
        )

    def __str__(self) -> str:
        return self.series

    def get_absolute_url(self) -> str:
        return reverse("elections:round", args=[self.pk])

    @property
    def name(self) -> str:
        """``Final, round 2`` in the language of the page; a repeat says so."""
        text = f"{self.contest.get_stage_display()}"
        text += in_language(f"第{self.number}轮", f", round {self.number}")
        if self.attempt > 1:
            text += in_language(f"（第{self.attempt}次投票）", f" (vote {self.attempt})")
        return text


class Option(models.Model):
    """A candidate on the ballot of a round; ``position`` is the line on the ballot, from 1."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="options")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("round_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("round", "position"), name="one_option_per_line"),
            models.UniqueConstraint(fields=("round", "candidate"), name="one_line_per_candidate"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.position}"


class RollEntry(models.Model):
    """A person with the right to vote in a round, and whether they came. Neither time nor sheet is kept (Art. 3.6)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="roll")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField(default=False)

    class Meta:
        ordering = ("round_id", "person__code")
        constraints = (models.UniqueConstraint(fields=("round", "person"), name="once_on_the_roll"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id}"
