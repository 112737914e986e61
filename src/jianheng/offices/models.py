"""Teams being filled from an election, what waits, vacancies, audits and findings about the discipline secretary."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianheng.county.models import Application, County
from jianheng.elections.models import Election
from jianheng.people.models import Person, Tenure
from jianheng.rules.offices_states import TeamState
from jianheng.rules.roles import OFFICES

_OFFICES = [(office.value, office.value) for office in OFFICES]
_WORDS = [office.value for office in OFFICES]


class Team(models.Model):
    """The five offices of one regular election, as far as filled. ``term_ends_on`` is the first day after the term."""

    class State(models.TextChoices):
        FILLING = TeamState.FILLING, _("Being filled")
        COMPLETE = TeamState.COMPLETE, _("Filled")
        CLOSED = TeamState.CLOSED, _("Term over")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="teams")
    election = models.OneToOneField(Election, on_delete=models.PROTECT, related_name="team")
    term_starts_on = models.DateField()
    term_ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.FILLING)
    began_at = models.DateTimeField()

    class Meta:
        ordering = ("-term_starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in TeamState]), name="team_state_known"
            ),
            models.CheckConstraint(condition=Q(term_ends_on__gt=F("term_starts_on")), name="team_term_has_length"),
        )

    def __str__(self) -> str:
        return f"{self.county_id} {self.term_starts_on}"

    def get_absolute_url(self) -> str:
        return reverse("offices:team", args=[self.pk])


class Filling(models.Model):
    """One application of the rule of Art. 4.1 to 4.5 to a team (append-only); the latest stands."""

    class Stage(models.TextChoices):
        START = "start", _("From the certified ranking")
        PICK = "pick", _("After the secretary's pick")
        DEFAULT = "default", _("After the days for the pick ran out")
        VOTE = "vote", _("After a vote of the consultative conference")
        DECLINED = "declined", _("After a refusal")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="fillings")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(stage__in=("start", "pick", "default", "vote", "declined")), name="filling_stage_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.team_id} {self.stage}"


class Pick(models.Model):
    """Whom the secretary picked as executive, and why (append-only). A refusal after it may make it void by rule."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="picks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    picked_by = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.team_id} {self.person_id}"


class ConsultativeVote(models.Model):
    """One vote of the consultative conference on its sole candidate (append-only)."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_elected = models.BooleanField()
    recorded_by = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.team_id} {self.person_id} {self.is_elected}"


class Declination(models.Model):
    """Someone elected who declines and leaves the team (append-only)."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="declinations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("team", "person"), name="declined_once"),)

    def __str__(self) -> str:
        return f"{self.team_id} {self.person_id}"


class Vacancy(models.Model):
    """An office without a holder, from the day it fell vacant until it is filled.

    ``left`` is who left it; ``path`` is what the charter does about it; ``heir`` acts until the congress confirms or
    someone is elected; ``due_on`` is the last day of confirmation or by-election; ``line`` the line of that day.
    """

    class Cause(models.TextChoices):
        TERM_END = "term_end", _("Start of the term, not filled yet")
        REMOVAL = "removal", _("Removal for cause")
        DEATH = "death", _("Death")
        RESIGNATION = "resignation", _("Resignation")
        INCAPACITY = "incapacity", _("Incapacity")
        PROMOTION = "promotion", _("Promotion")
        SUSPENSION = "suspension", _("Suspension during an inquiry")
        SUCCESSION = "succession", _("The holder succeeded to another office")

    class Path(models.TextChoices):
        FILLING = "filling", _("Filled from the election's ranking")
        SUCCESSION = "succession", _("The heir takes office, to be confirmed")
        ACTING = "acting", _("An heir acts; the office is not taken")
        RESERVE = "reserve", _("The first of the reserve takes it")
        BY_ELECTION = "by_election", _("By-election")
        NOBODY = "nobody", _("Nobody can act")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="vacancies")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="vacancies")
    office = models.CharField(max_length=14, choices=_OFFICES)
    left = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    basis = models.CharField(max_length=80, blank=True)
    since = models.DateField()
    path = models.CharField(max_length=12, choices=Path.choices)
    line = models.JSONField(default=list)
    heir = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    acting = models.ForeignKey(Tenure, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    filled_by = models.ForeignKey(Tenure, null=True, on_delete=models.PROTECT, related_name="fills")
    filled_on = models.DateField(null=True)

    class Meta:
        ordering = ("-since", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "office"), condition=Q(filled_on=None), name="one_open_vacancy_per_office"
            ),
            models.CheckConstraint(condition=Q(office__in=_WORDS), name="vacancy_office_known"),
            models.CheckConstraint(
                condition=Q(
                    cause__in=(
                        "term_end",
                        "removal",
                        "death",
                        "resignation",
                        "incapacity",
                        "promotion",
                        "suspension",
                        "succession",
                    )
                ),
                name="vacancy_cause_known",
            ),
            models.CheckConstraint(
                condition=Q(path__in=("filling", "succession", "acting", "reserve", "by_election", "nobody")),
                name="vacancy_path_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.office} {self.since}"

    def get_absolute_url(self) -> str:
        return reverse("offices:vacancy", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.filled_on is None

    @property
    def awaits_confirmation(self) -> bool:
        return self.is_open and self.path == self.Path.SUCCESSION


class Audit(models.Model):
    """An independent audit of the discipline secretary over a period: were leads missed (append-only)?"""

    class Outcome(models.TextChoices):
        CLEAN = "clean", _("No missed lead")
        MISSED = "missed", _("Leads were missed")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="discipline_audits")
    starts_on = models.DateField()
    ends_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    basis = models.CharField(max_length=80)
    recorded_by = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=("clean", "missed")), name="audit_outcome_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="audit_period_has_order"),
        )

    def __str__(self) -> str:
        return f"{self.county_id} {self.ends_on} {self.outcome}"

    @property
    def recorded_on(self) -> date:
        return timezone.localdate(self.at)


class Dereliction(models.Model):
    """A reasoned finding of the committee that the discipline secretary was derelict; withdrawn if an appeal is won."""

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="derelictions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    reason = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=12)
    decided_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=12, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code

    @property
    def decided_on(self) -> date:
        return timezone.localdate(self.decided_at)

    @property
    def withdrawn_on(self) -> date | None:
        return timezone.localdate(self.withdrawn_at) if self.withdrawn_at else None
