"""Exporting what a query gives, with the proofs of every entry; the export is itself on the ledger (Art. 7.4, 7.5)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jianheng.charter import cites
from jianheng.ledger.hashes import sm3
from jianheng.ledger.services import record
from jianheng.queries import access
from jianheng.queries.bundle import bundle
from jianheng.queries.events import QueryExported
from jianheng.queries.models import Reading
from jianheng.queries.services.reading import locked, look
from jianheng.rules.queries import QueryAct, next_query_state
from jianheng.rules.roles import Officer


@dataclass(frozen=True)
class Exported:
    """A recorded export: the zip file as it was handed over, and its name."""

    reading: Reading
    name: str
    data: bytes


@cites("7.4", "7.5", "18.5")
@transaction.atomic
def export_results(*, query_id: int, by: Officer, at: datetime) -> Exported:
    """Export what a query gives as a zip file whose digests go on the ledger. Refused once its matter has ended."""
    query = locked(query_id)
    access.require_read(by, query, at)
    next_query_state(query.state, QueryAct.EXPORT)
    entries = look(query, what="queries.export", by=by, at=at)
    data = bundle(query, entries, at)
    digests = QueryExported(sha256=hashlib.sha256(data).hexdigest(), sm3=sm3(data).hex())
    reading = Reading.objects.create(
        query=query,
        kind=Reading.Kind.EXPORT,
        reader=by.key,
        entries=len(entries),
        sha256=digests.sha256,
        sm3=digests.sm3,
        entry=record(digests, by=Officer.rule(query.county.code), at=at),
        at=at,
    )
    return Exported(reading, f"{query.code}.zip", data)
