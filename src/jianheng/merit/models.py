"""Cases, what the committee decided about them, bookings, and appeals. Nothing booked is ever changed."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianheng.county.models import Application, County
from jianheng.people.models import Person
from jianheng.rules.merit import RANKS


class Term(models.Model):
    """The start of a term of the five offices: from then on merit counts anew for the line (Art. 9.2)."""

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="merit_terms")
    starts_on = models.DateField()

    class Meta:
        ordering = ("county_id", "starts_on")
        constraints = (models.UniqueConstraint(fields=("county", "starts_on"), name="one_merit_term_a_day"),)

    def __str__(self) -> str:
        return f"{self.county_id} {self.starts_on}"


class Case(models.Model):
    """A closed case by its reference: category facts only, no text about anybody.

    ``parties`` are the keys of persons who are party to it beside those sanctioned. ``sanction_final_on`` is the
    day its sanction became final, if it has.
    """

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="merit_cases")
    code = models.CharField(max_length=40, unique=True)
    closed_on = models.DateField()
    sanction_final_on = models.DateField(null=True)
    parties = models.JSONField(default=list)
    registered_by = models.CharField(max_length=12)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("merit:case", args=[self.code])


class Sanction(models.Model):
    """Someone sanctioned in a case. ``chief`` is their direct leader, ``superior_of`` whom they themselves led."""

    class Standing(models.TextChoices):
        OTHER = "other", _("Below the county's secretary")
        SECRETARY = "secretary", _("The county's party secretary")
        HIGHER = "higher", _("Above the county's secretary")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sanctions")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=20, choices=[(rank, rank) for rank in RANKS])
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.OTHER)
    chief = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    superior_of = models.JSONField(default=list)

    class Meta:
        ordering = ("case_id", "id")
        constraints = (
            models.CheckConstraint(condition=Q(rank__in=RANKS), name="sanction_rank_is_known"),
            models.CheckConstraint(
                condition=Q(standing__in=("other", "secretary", "higher")), name="sanction_standing_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.rank}"

    @property
    def key(self) -> str:
        """The person's key, or one that is only good within the case where the person is not in the register."""
        return self.person.code if self.person else f"{self.case_id}-{self.pk}"


class Decision(models.Model):
    """One decision of the committee about a case, by a named member, with the rule it applied (append-only).

    ``measures`` are procedures that the decision opens; none of them takes effect by itself (Art. 18.2).
    """

    class Kind(models.TextChoices):
        AWARD = "award", _("Award of merit")
        FAULT = "fault", _("Finding of fault")
        ACCUSATION = "accusation", _("Finding on a report")
        REVERSAL = "reversal", _("Reversal")
        APPEAL = "appeal", _("Reversal on appeal")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    measures = models.JSONField(default=list)
    decided_by = models.CharField(max_length=12)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("award", "fault", "accusation", "reversal", "appeal")),
                name="merit_decision_kind_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def published_on(self) -> date:
        """The day the decision is put on notice: periods count from it."""
        return timezone.localdate(self.decided_at)


class Booking(models.Model):
    """An entry in one of a person's two books; never edited, only countered by a later entry (append-only).

    ``points`` are below zero for counters, deductions and the credit of Art. 8.3; ``office`` is the office of the
    five held when reporting, if any; ``reported_on`` the day of the report.
    """

    class Book(models.TextChoices):
        MERIT = "merit", _("Merit")
        FAULT = "fault", _("Fault")

    class Scale(models.TextChoices):
        OFFICE = "office", _("Scale of the five offices")
        CITIZEN = "citizen", _("Scale of citizens and other officials")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="bookings")
    code = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bookings")
    book = models.CharField(max_length=6, choices=Book.choices)
    scale = models.CharField(max_length=8, choices=Scale.choices, default=Scale.OFFICE)
    category = models.CharField(max_length=24)
    points = models.DecimalField(max_digits=6, decimal_places=1)
    takes_first_place = models.BooleanField(default=False)
    office = models.CharField(max_length=20, blank=True)
    reported_on = models.DateField(null=True)
    counters = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="countered_by")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(book__in=("merit", "fault")), name="booking_book_is_known"),
            models.CheckConstraint(condition=Q(scale__in=("office", "citizen")), name="booking_scale_is_known"),
            models.CheckConstraint(condition=~Q(points=0), name="booking_has_points"),
        )

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("merit:booking", args=[self.code])


class Appeal(models.Model):
    """An appeal against a booking, by someone with standing (append-only)."""

    class Standing(models.TextChoices):
        CADRE = "cadre", _("The person booked")
        ACCUSED = "accused", _("Sanctioned in the case")
        RIVAL = "rival", _("Rival in the line")
        REPORTER = "reporter", _("Reporter of the case")

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="appeals")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=10, choices=Standing.choices)
    grounds = models.TextField(max_length=2000)
    lodged_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("booking", "by"), name="one_appeal_each_against_a_booking"),
            models.CheckConstraint(
                condition=Q(standing__in=("cadre", "accused", "rival", "reporter")), name="appeal_standing_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.booking_id} {self.by_id}"

    @property
    def lodged_on(self) -> date:
        return timezone.localdate(self.lodged_at)


class Answer(models.Model):
    """The answer to an appeal, by a member who took no part in the decision (append-only)."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Appeal upheld")
        DISMISSED = "dismissed", _("Appeal dismissed")

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="answer")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reasons = models.TextField(max_length=2000)
    answered_by = models.CharField(max_length=12)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=("upheld", "dismissed")), name="answer_outcome_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.outcome}"

    @property
    def answered_on(self) -> date:
        return timezone.localdate(self.answered_at)
