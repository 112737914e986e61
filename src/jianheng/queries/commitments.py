"""What the entry of a query commits to, each part under a salt of its own (Art. 7.4)."""

from collections.abc import Mapping
from typing import Any

from jianheng.ledger.canonical import canonical
from jianheng.ledger.hashes import commitment
from jianheng.queries.models import Query

PARTS = ("asker", "purpose", "scope")
Parts = Mapping[str, Mapping[str, Any]]


def scope_of(*, scope: str, target: str, since: str, until: str, types: list[str]) -> Mapping[str, Any]:
    """A scope as plain values; days as ISO text, empty where there is none."""
    return {"scope": scope, "target": target, "since": since, "until": until, "types": sorted(types)}


def parts_of(query: Query) -> Parts:
    """The three parts of a query as plain values."""
    return {
        "asker": {"person": query.asker, "role": query.role, "body": query.body.code},
        "purpose": {
            "purpose": query.purpose,
            "reasons": query.reasons,
            "reference": query.reference,
            "basis": query.basis,
        },
        "scope": scope_of(
            scope=query.scope,
            target=query.target,
            since=query.since.isoformat() if query.since else "",
            until=query.until.isoformat() if query.until else "",
            types=list(query.types),
        ),
    }


def commit(parts: Parts, salts: Mapping[str, str]) -> Mapping[str, str]:
    """The commitment to each part, hexadecimal: SM3 as the ledger commits to a field."""
    return {name: commitment(bytes.fromhex(salts[name]), name, canonical(parts[name])).hex() for name in PARTS}
