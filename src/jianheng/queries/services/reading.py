"""Reading under a query: each look is recorded, with everyone whose data it shows (Art. 7.4, 18.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jianheng.charter import cites
from jianheng.ledger.models import Entry
from jianheng.people.services import note_sealed_reads
from jianheng.queries import access, selectors
from jianheng.queries.models import Query, Reading, Subject
from jianheng.queries.selectors import Scope
from jianheng.rules.queries import QueryAct, QueryScope, next_query_state
from jianheng.rules.roles import Officer


@dataclass(frozen=True)
class Looked:
    """A recorded look, and the entries it showed, the earliest first."""

    reading: Reading
    entries: Sequence[Entry]


@cites("7.4", "18.5")
@transaction.atomic
def read_results(*, query_id: int, by: Officer, at: datetime) -> Looked:
    """Read what a query gives. Refused once its matter has ended."""
    query = locked(query_id)
    access.require_read(by, query, at)
    next_query_state(query.state, QueryAct.READ)
    entries = look(query, what="queries.results", by=by, at=at)
    reading = Reading.objects.create(query=query, kind=Reading.Kind.RESULTS, reader=by.key, entries=len(entries), at=at)
    return Looked(reading, entries)


def locked(query_id: int) -> Query:
    """The query, locked until the act ends; `Query.DoesNotExist` if there is none."""
    found = Query.objects.select_for_update(of=("self",)).select_related("county", "body", "seal", "entry")
    return found.get(pk=query_id)


def scope(query: Query) -> Scope:
    """The scope of a query as it was opened."""
    return Scope(query.county.code, QueryScope(query.scope), query.target, query.since, query.until, tuple(query.types))


def look(query: Query, *, what: str, by: Officer, at: datetime) -> Sequence[Entry]:
    """The entries of a query, after the read has been noted under seal for everyone whom they concern."""
    entries = selectors.covered(scope(query))
    concerned = [person for person in selectors.concerned(entries) if person.code != by.key]
    known = set(query.subjects.values_list("person_id", flat=True))
    Subject.objects.bulk_create(
        Subject(query=query, person=person)
        for person in concerned
        if person.pk not in known and person.code != query.asker
    )
    note_sealed_reads(subjects=concerned, what=what, purpose=query.purpose, seal=query.seal, by=by, at=at)
    return entries
