"""Reading the record and checking it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jianheng.charter import cites
from jianheng.ledger.canonical import NotCanonical, parse
from jianheng.ledger.hashes import commitment, leaf_sha256, leaf_sm3, merkle_root
from jianheng.ledger.models import Entry


def entries(county: str = "") -> QuerySet[Entry]:
    """The entries of one county (or all), newest first."""
    found = Entry.objects.order_by("-id")
    return found.filter(county=county) if county else found


def opened(entry: Entry, *, entitled: bool) -> Mapping[str, Any]:
    """The field values that may be shown: the public ones, or all to someone entitled."""
    return {row.name: json.loads(row.value) for row in entry.fields.all() if entitled or row.is_public}


@dataclass(frozen=True)
class Fault:
    """An entry that does not verify, and what is wrong with it."""

    code: str
    what: str


@cites("7.5")
def faults(entry: Entry) -> tuple[Fault, ...]:
    """Everything wrong with one stored entry: body form, leaf hashes, column copies, commitments."""
    body = bytes(entry.body)
    try:
        value = parse(body)
    except (NotCanonical, UnicodeDecodeError, json.JSONDecodeError) as error:
        return (Fault(entry.code, f"body: {error}"),)
    found = []
    if bytes(entry.leaf_sha256) != leaf_sha256(body) or bytes(entry.leaf_sm3) != leaf_sm3(body):
        found.append("leaf hash")
    if (value["id"], value["type"], value["org"]) != (entry.code, entry.type, entry.county):
        found.append("columns differ from the body")
    rows = sorted(entry.fields.all(), key=lambda row: row.name)
    leaves = [commitment(bytes(row.salt), row.name, row.value.encode("utf-8")) for row in rows]
    if not leaves or merkle_root(leaves).hex() != value["commit"]["root"]:
        found.append("committed fields")
    return tuple(Fault(entry.code, what) for what in found)
