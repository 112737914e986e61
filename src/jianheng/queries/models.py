"""Queries of the record, whom they concern, and every read and export under them."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from jianheng.county.models import Application, County
from jianheng.ledger.models import Entry
from jianheng.people.models import Body, Person, Seal
from jianheng.rules.queries import QueryPurpose, QueryScope, QueryState


class Query(models.Model):
    """One query: who asks for what, and why; it runs until the matter ends.

    ``role`` is the role it is asked under, ``asker`` a person's code. ``target`` is a trace code, an item's number or
    a person's code, by scope; ``since`` and ``until`` are the first and the last day, ``types`` the kinds of entries,
    none for all. ``salts`` open the three commitments of the entry on the ledger: asker, purpose, scope (hexadecimal).
    ``scope_sm3`` is the digest of the canonical scope: one running query per asker, reference and scope.
    """

    class State(models.TextChoices):
        RUNNING = QueryState.RUNNING, _("Running")
        ENDED = QueryState.ENDED, _("Ended")

    class Scope(models.TextChoices):
        ENTRY = QueryScope.ENTRY, _("One entry")
        DOCUMENT = QueryScope.DOCUMENT, _("One document")
        MATTER = QueryScope.MATTER, _("One matter")
        PERSON = QueryScope.PERSON, _("What one officer did")
        PERIOD = QueryScope.PERIOD, _("A period")

    class Purpose(models.TextChoices):
        CASE = QueryPurpose.CASE, _("Verification in a case")
        INSPECTION = QueryPurpose.INSPECTION, _("Inspection")
        OVERSIGHT = QueryPurpose.OVERSIGHT, _("Oversight by the congress")
        AUDIT = QueryPurpose.AUDIT, _("Audit")
        APPEAL = QueryPurpose.APPEAL, _("Review of an appeal")

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="queries")
    code = models.CharField(max_length=40, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    asker = models.CharField(max_length=12)
    reference = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    reasons = models.TextField(max_length=1000)
    basis = models.CharField(max_length=300)
    scope = models.CharField(max_length=16, choices=Scope.choices)
    target = models.CharField(max_length=60, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    types = models.JSONField(default=list)
    scope_sm3 = models.CharField(max_length=64)
    salts = models.JSONField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.RUNNING, db_index=True)
    opened_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=12, blank=True)
    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, related_name="query")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("county", "asker", "reference", "scope_sm3"),
                condition=models.Q(state="query_running"),
                name="one_running_query_of_a_scope",
            ),
            models.CheckConstraint(condition=models.Q(state__in=[one.value for one in QueryState]), name="query_state"),
            models.CheckConstraint(condition=models.Q(scope__in=[one.value for one in QueryScope]), name="query_scope"),
            models.CheckConstraint(
                condition=models.Q(purpose__in=[one.value for one in QueryPurpose]), name="query_purpose"
            ),
            models.CheckConstraint(
                condition=models.Q(state="query_running", ended_at=None)
                | models.Q(state="query_ended", ended_at__isnull=False),
                name="ended_query_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    def is_sealed(self, at: datetime) -> bool:
        """Whether those concerned do not see the query yet."""
        return self.seal.is_closed(at)


class Subject(models.Model):
    """A person whom a query concerns: who acted, or is named, in an entry of its scope (append-only)."""

    query = models.ForeignKey(Query, on_delete=models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("query_id", "person_id")
        constraints = (models.UniqueConstraint(fields=("query", "person"), name="a_query_concerns_a_person_once"),)

    def __str__(self) -> str:
        return f"{self.query_id} {self.person_id}"


class Reading(models.Model):
    """One look at the results of a query, or one export of them (append-only). ``entries`` counts what was shown."""

    class Kind(models.TextChoices):
        RESULTS = "results", _("Read")
        EXPORT = "export", _("Exported")

    query = models.ForeignKey(Query, on_delete=models.PROTECT, related_name="readings")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reader = models.CharField(max_length=12)
    entries = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    sm3 = models.CharField(max_length=64, blank=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("query_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="results", entry=None) | models.Q(kind="export", entry__isnull=False),
                name="an_export_is_on_the_ledger",
            ),
        )

    def __str__(self) -> str:
        return f"{self.query_id} {self.kind} {self.at}"
