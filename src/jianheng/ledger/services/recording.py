"""Writing to the record."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection

from jianheng.charter import cites
from jianheng.ledger.canonical import canonical
from jianheng.ledger.codes import new_code
from jianheng.ledger.events import Event
from jianheng.ledger.hashes import SALT_BYTES, commitment, leaf_sha256, leaf_sm3, merkle_root
from jianheng.ledger.models import Entry, Field
from jianheng.rules.roles import Officer

VERSION = 1


class NoTransaction(RuntimeError):
    """An event was recorded outside the transaction of the act it belongs to."""


@cites("7.3")
def record(
    event: Event, *, by: Officer, at: datetime, supersedes: Entry | None = None, signed_for: Sequence[str] = ()
) -> Entry:
    """Append ``event`` in the caller's transaction and return its entry.

    Entry form: RFC 8785 JSON ``{v, type, id, org, at, supersedes, commit: {alg, root}, signers}``. The root
    is the SM3 Merkle root of one salted commitment per field, ordered by name, the acting person among them.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(f"{event.type} must be recorded in the transaction of its act")
    values = {name: canonical(value) for name, value in {**event.values(), "by": by.key}.items()}
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in values}
    leaves = [commitment(salts[name], name, values[name]) for name in sorted(values)]
    code = new_code(by.county.upper()[:4], at)
    body = canonical(
        {
            "v": VERSION,
            "type": event.type,
            "id": code,
            "org": by.county,
            "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "supersedes": supersedes.pk if supersedes else None,
            "commit": {"alg": "SM3", "root": merkle_root(leaves).hex()},
            "signers": [],
        }
    )
    entry = Entry.objects.create(
        code=code,
        county=by.county,
        type=event.type,
        at=at,
        body=body,
        leaf_sha256=leaf_sha256(body),
        leaf_sm3=leaf_sm3(body),
        supersedes=supersedes,
        about=event.about,
    )
    Field.objects.bulk_create(
        Field(
            entry=entry,
            name=name,
            value=values[name].decode("utf-8"),
            salt=salts[name],
            is_public=name in event.public,
        )
        for name in sorted(values)
    )
    return entry
