"""The list of all queries, as the oversight side watches itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from jianheng.charter import cites
from jianheng.council.models import Motion
from jianheng.documents.models import Document
from jianheng.ledger.selectors import opened
from jianheng.people.models import Body, Person
from jianheng.people.selectors import names
from jianheng.queries import access
from jianheng.queries.commitments import commit, parts_of
from jianheng.queries.models import Query, Reading, Subject
from jianheng.queries.selectors.scope import type_choices
from jianheng.rules.queries import QueryScope
from jianheng.rules.roles import Officer
from jianheng.web.text import COUNTY_TIME

MONTHS = 12


@cites("7.4", "18.5")
def queries(officer: Officer, at: datetime) -> QuerySet[Query]:
    """The queries an officer of the oversight side sees, the latest first: all of the county but running ones that
    concern the officer."""
    own = Subject.objects.filter(query=OuterRef("pk"), person__code=officer.key)
    sealed = Q(seal__lifted_at=None, seal__until__gt=at)
    found = Query.objects.select_related("county", "body", "seal", "entry").filter(county__code=officer.county)
    return found.exclude(sealed & ~Q(asker=officer.key) & Exists(own)).order_by("-id")


def waiting_queries(officer: Officer) -> QuerySet[Query]:
    """The running queries that an officer opened, the earliest to be unsealed first."""
    found = Query.objects.select_related("body", "seal").filter(county__code=officer.county, asker=officer.key)
    return found.filter(state=Query.State.RUNNING).order_by("seal__until", "id")


@dataclass(frozen=True)
class Months:
    """How many queries each body opened: ``months`` from the earliest, a row of counts for each body."""

    months: tuple[str, ...]
    bodies: Mapping[str, tuple[int, ...]]

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(counts) for counts in zip(*self.bodies.values(), strict=True))

    @property
    def chart(self) -> Mapping[str, Any]:
        """The data of the chart: all bodies together first, then each."""
        series = [{"name": _("All bodies"), "values": list(self.totals)}]
        series += [{"name": name, "values": list(counts)} for name, counts in self.bodies.items()]
        return {"labels": list(self.months), "series": series, "unit": _("queries")}


def by_month(found: QuerySet[Query]) -> Months | None:
    """Queries by body and month of opening, the last twelve months that have any; None where there are none."""
    counted = found.order_by().annotate(month=TruncMonth("opened_at", tzinfo=COUNTY_TIME))
    cells = {
        (row["month"].date(), row["body"]): row["n"] for row in counted.values("month", "body").annotate(n=Count("pk"))
    }
    if not cells:
        return None
    months = sorted({month for month, _body in cells})[-MONTHS:]
    bodies = Body.objects.filter(pk__in={body for _month, body in cells}).order_by("pk")
    return Months(
        tuple(month.strftime("%Y-%m") for month in months),
        {body.name: tuple(cells.get((month, body.pk), 0) for month in months) for body in bodies},
    )


@dataclass(frozen=True)
class Shown:
    """One query as the oversight side sees it; ``types`` are the titles of its kinds of entries, messages.

    ``holds`` says whether the entry on the ledger commits to exactly this asker, purpose and scope; ``target`` is the
    target by name, with its address if it has a page.
    """

    query: Query
    names: Mapping[str, str]
    target: str
    types: tuple[str, ...]
    readings: tuple[Reading, ...]
    subject_count: int
    holds: bool
    sealed: bool
    may_read: bool


def query_page(query: Query, officer: Officer, at: datetime) -> Shown:
    """One query; it comes with county, body, seal, entry and application."""
    readings = tuple(query.readings.select_related("entry").order_by("id"))
    kept = opened(query.entry, entitled=True)
    made = commit(parts_of(query), query.salts)
    return Shown(
        query=query,
        names=names({query.asker, query.ended_by, *(row.reader for row in readings)}),
        target=target_text(query),
        types=tuple(title for word, title in type_choices() if word in query.types),
        readings=readings,
        subject_count=query.subjects.count(),
        holds=all(kept.get(name) == value for name, value in made.items()),
        sealed=query.is_sealed(at),
        may_read=query.is_running and access.can_read(officer, query, at),
    )


def target_text(query: Query) -> str:
    """What a query aims at, as people call it; empty for a period."""
    match QueryScope(query.scope):
        case QueryScope.MATTER:
            motion = Motion.objects.get(pk=int(query.target))
            return f"{motion.number} {motion.title}"
        case QueryScope.DOCUMENT:
            return f"{query.target} {Document.objects.get(code=query.target).title}"
        case QueryScope.PERSON:
            return f"{Person.objects.get(code=query.target).name} {query.target}"
        case _:
            return query.target
