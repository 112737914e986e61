"""Reading the record and checking it."""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jianheng.charter import cites
from jianheng.crypto.suites import Tampered, UnknownSuite, by_signature
from jianheng.ledger import vault
from jianheng.ledger.canonical import NotCanonical, canonical, parse
from jianheng.ledger.events import Redacted, about_entry
from jianheng.ledger.hashes import commitment, leaf_sha256, leaf_sm3, merkle_root
from jianheng.ledger.models import DataKey, Entry, Field, OfficeKey

HEAD_OF_A_LOG = "log.head"
"""The type of the parent log's entries."""


def entries(county: str = "") -> QuerySet[Entry]:
    """The entries of one county (or all), newest first."""
    found = Entry.objects.order_by("-id")
    return found.filter(county=county) if county else found


def opened(entry: Entry, *, entitled: bool) -> Mapping[str, Any]:
    """The field values that may be shown: the public ones, or all that still exist to someone entitled."""
    rows = [row for row in entry.fields.all() if entitled or row.is_public]
    keys = data_keys(rows)
    found = {row.name: opening(row, entry, keys) for row in rows}
    return {name: json.loads(salted.value) for name, salted in found.items() if salted}


@dataclass(frozen=True)
class Opening:
    """What opens a commitment: 32 random bytes and the canonical value."""

    salt: bytes
    value: bytes


def data_keys(rows: Iterable[Field]) -> Mapping[str, bytes]:
    """The data keys that some fields need, by subject; those destroyed are missing. One query."""
    subjects = {row.subject for row in rows if row.sealed}
    return {row.subject: vault.unwrapped(row) for row in DataKey.objects.filter(subject__in=subjects)}


def opening(row: Field, entry: Entry, keys: Mapping[str, bytes]) -> Opening | None:
    """The opening of a field; None if it was destroyed. Raises `Tampered` if a sealed one was altered."""
    if row.is_public:
        return Opening(bytes(row.salt), row.value.encode("utf-8")) if row.value else None
    if not row.sealed or row.subject not in keys:
        return None
    return Opening(*vault.unseal(keys[row.subject], bytes(row.sealed), entry=entry.code, name=row.name))


@dataclass(frozen=True)
class Fault:
    """An entry that does not verify, and what is wrong with it."""

    code: str
    what: str


@cites("7.5")
def faults(entry: Entry) -> tuple[Fault, ...]:
    """Everything wrong with one stored entry: form, leaf hashes, column copies, commitments, signatures."""
    return tuple(Fault(entry.code, what) for what in _faults(entry))


def _faults(entry: Entry) -> Iterator[str]:
    rows = sorted(entry.fields.all(), key=lambda row: row.name)
    yield from _field_faults(entry, rows)
    body = bytes(entry.body)
    if not body:
        if not _was_redacted(entry):
            yield "the body is gone without a redaction"
        return
    try:
        value = parse(body)
    except (NotCanonical, UnicodeDecodeError, json.JSONDecodeError) as error:
        yield f"body: {error}"
        return
    if bytes(entry.leaf_sha256) != leaf_sha256(body) or bytes(entry.leaf_sm3) != leaf_sm3(body):
        yield "leaf hash"
    if value["type"] == HEAD_OF_A_LOG:  # recorded by the logs themselves, in a form of its own, without fields
        return
    if (value["id"], value["type"], value["org"]) != (entry.code, entry.type, entry.county):
        yield "columns differ from the body"
    if not rows or merkle_root([bytes(row.commitment) for row in rows]).hex() != value["commit"]["root"]:
        yield "committed fields"
    yield from _signature_faults(value)


def _field_faults(entry: Entry, rows: Sequence[Field]) -> Iterator[str]:
    keys, destroyed = data_keys(rows), False
    for row in rows:
        try:
            found = opening(row, entry, keys)
        except Tampered:
            yield f"sealed field {row.name}"
            continue
        destroyed |= found is None
        if found and (len(found.salt) != len(row.commitment) or _commitment(row, found) != bytes(row.commitment)):
            yield f"committed field {row.name}"
    if destroyed and not _was_redacted(entry):
        yield "values are gone without a redaction"


def _commitment(row: Field, found: Opening) -> bytes:
    return commitment(found.salt, row.name, found.value)


def _was_redacted(entry: Entry) -> bool:
    return Entry.objects.filter(type=Redacted.type, about=about_entry(entry.code)).exists()


def _signature_faults(value: Mapping[str, Any]) -> Iterator[str]:
    """Each signature that does not hold under the published key of its office."""
    if not value["signers"]:
        return
    message = canonical({name: part for name, part in value.items() if name != "signers"})
    named = OfficeKey.objects.filter(kid__in=[signer["kid"] for signer in value["signers"]])
    keys = {(key.kid, key.alg): key for key in named}
    for signer in value["signers"]:
        key = keys.get((signer["kid"], signer["alg"]))
        try:
            suite = by_signature(signer["alg"])
            holds = key and suite.verify(bytes(key.public), message, base64.b64decode(signer["sig"], validate=True))
        except (UnknownSuite, binascii.Error):
            holds = False
        if not holds:
            yield f"signature {signer['kid']} {signer['alg']}"
