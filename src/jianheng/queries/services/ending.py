"""The end of a matter: the seal is lifted and those concerned see who read their data (Art. 18.5)."""

from datetime import datetime

from django.db import transaction

from jianheng.charter import cites
from jianheng.ledger.services import record
from jianheng.people.services import lift_seal
from jianheng.queries import access
from jianheng.queries.events import QueryEnded
from jianheng.queries.models import Query
from jianheng.queries.services.reading import locked
from jianheng.rules.queries import QueryAct, QueryScope, next_query_state
from jianheng.rules.roles import Officer


@cites("18.5", "7.4")
@transaction.atomic
def end_matter(*, query_id: int, by: Officer, at: datetime) -> Query:
    """End the matter of a query: no further read, and the reads so far become visible to those concerned.

    The body that asked ends it; an end that is recorded already is refused.
    """
    query = locked(query_id)
    access.require_read(by, query, at)
    query.state = next_query_state(query.state, QueryAct.END)
    query.ended_at, query.ended_by = at, by.key
    query.save(update_fields=["state", "ended_at", "ended_by"])
    lift_seal(seal=query.seal, by=by, at=at)
    matter = {
        QueryScope.MATTER.value: f"motion:{query.target}",
        QueryScope.DOCUMENT.value: f"document:{query.target}",
    }.get(query.scope, "")
    ended = QueryEnded(query=query.code, opened=query.entry.code, matter=matter)
    record(ended, by=Officer.rule(query.county.code), at=at)
    return query
