"""Elections and those who stand in them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jianheng.county.models import County
from jianheng.people.models import Person, in_language


class Election(models.Model):
    """One election of a county's five offices, or of the seats left open (Art. 3.1, 3.3).

    ``charter_on`` is the day whose charter version governs every count of this election. ``continuing`` are the
    keys of those whose seats a by-election does not touch.
    """

    class Kind(models.TextChoices):
        TWO_STAGE = "two_stage", _("Primary and final")
        BY_ELECTION = "by_election", _("By-election")

    class State(models.TextChoices):
        CALLED = "called", _("Called, list open")
        LISTED = "listed", _("List closed")
        PRIMARY = "primary", _("Primary under way")
        NOMINATED = "nominated", _("Nominees certified")
        FINAL = "final", _("Final under way")
        CERTIFIED = "certified", _("Result certified")
        PUBLISHED = "published", _("Result published")
        CANCELLED = "cancelled", _("Called off")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="elections")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CALLED)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    charter_on = models.DateField()
    called_at = models.DateTimeField()
    term_starts_on = models.DateField()
    presiding = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="elections_presided")
    continuing = models.JSONField(default=list)
    list_closed_on = models.DateField(null=True)
    certified_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-called_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    state__in=(
                        "called",
                        "listed",
                        "primary",
                        "nominated",
                        "final",
                        "certified",
                        "published",
                        "cancelled",
                    )
                ),
                name="election_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="published_election_has_its_time"
            ),
        )

    def __str__(self) -> str:
        return self.title_zh

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("elections:election", args=[self.pk])


class Candidate(models.Model):
    """A person who stands in an election, with the statement shown to the voters."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="candidates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies")
    is_withdrawn = models.BooleanField(default=False)
    statement_zh = models.CharField(max_length=600, blank=True)
    statement_en = models.CharField(max_length=900, blank=True)

    class Meta:
        ordering = ("person__code",)
        constraints = (models.UniqueConstraint(fields=("election", "person"), name="one_candidacy_per_election"),)

    def __str__(self) -> str:
        return f"{self.person_id} in {self.election_id}"

    @property
    def statement(self) -> str:
        return in_language(self.statement_zh, self.statement_en or self.statement_zh)
