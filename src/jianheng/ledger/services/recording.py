"""Writing to the record."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from jianheng.charter import cites
from jianheng.crypto.keys import Signer
from jianheng.ledger import vault
from jianheng.ledger.canonical import NotCanonical, canonical
from jianheng.ledger.codes import new_code
from jianheng.ledger.events import Event, KeyPublished
from jianheng.ledger.hashes import SALT_BYTES, commitment, leaf_sha256, leaf_sm3, merkle_root
from jianheng.ledger.keys import office_signers
from jianheng.ledger.models import Entry, Field, OfficeKey
from jianheng.ledger.services.data_keys import key_of, new_key
from jianheng.ledger.services.outbox import enqueue
from jianheng.rules.roles import Officer

VERSION = 1


class NoTransaction(RuntimeError):
    """An event was recorded outside the transaction of the act it belongs to."""


@dataclass(frozen=True)
class _Committed:
    """One field on its way to the database: its canonical value, its salt and its commitment."""

    name: str
    value: bytes
    salt: bytes
    commitment: bytes


@cites("7.3")
def record(
    event: Event, *, by: Officer, at: datetime, supersedes: Entry | None = None, signed_for: Sequence[str] = ()
) -> Entry:
    """Append ``event`` in the caller's transaction and return its entry.

    Entry form: RFC 8785 JSON ``{v, type, id, org, at, supersedes, commit: {alg, root}, signers}``. The root
    is the SM3 Merkle root of one salted commitment per field, ordered by name, the acting person among them.
    ``signed_for`` are the words of offices whose keys sign the entry, each with both suites.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(f"{event.type} must be recorded in the transaction of its act")
    signers = [(office, signer) for office in signed_for for signer in _published(by, office, at)]
    fields = _commit({**event.values(), "by": by.key})
    code = new_code(by.county.upper()[:4], at)
    content = {
        "v": VERSION,
        "type": event.type,
        "id": code,
        "org": by.county,
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "supersedes": supersedes.code if supersedes else None,
        "commit": {"alg": "SM3", "root": merkle_root([field.commitment for field in fields]).hex()},
    }
    body = canonical({**content, "signers": _signatures(content, signers)})
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
    _keep(entry, fields, event)
    enqueue(entry)
    return entry


def _commit(values: Mapping[str, Any]) -> list[_Committed]:
    """The fields ordered by name, each with a fresh salt.

    A name's last digit must not be read as the first of a number: a commitment joins both without a sign between.
    """
    found = []
    for name in sorted(values):
        value, salt = canonical(values[name]), secrets.token_bytes(SALT_BYTES)
        if name[-1].isdigit() and value[:1].isdigit():
            raise NotCanonical(f"a field whose name ends in a digit cannot hold a number: {name}")
        found.append(_Committed(name, value, salt, commitment(salt, name, value)))
    return found


def _keep(entry: Entry, fields: Sequence[_Committed], event: Event) -> None:
    """Store the values: public ones in clear, the others under the data key of their subject."""
    subject, key = event.subject or entry.code, b""
    if any(field.name not in event.public for field in fields):
        key = key_of(subject) if event.subject else new_key(subject)
    Field.objects.bulk_create(
        Field(
            entry=entry,
            name=field.name,
            is_public=True,
            commitment=field.commitment,
            value=field.value.decode("utf-8"),
            salt=field.salt,
        )
        if field.name in event.public
        else Field(
            entry=entry,
            name=field.name,
            commitment=field.commitment,
            sealed=vault.seal(key, field.salt, field.value, entry=entry.code, name=field.name),
            subject=subject,
        )
        for field in fields
    )


def _signatures(content: Mapping[str, Any], signers: Sequence[tuple[str, Signer]]) -> list[dict[str, str]]:
    if not signers:
        return []
    message = canonical(content)
    return [
        {"kid": signer.kid, "role": role, "alg": signer.alg, "sig": base64.b64encode(signer.sign(message)).decode()}
        for role, signer in signers
    ]


def _published(by: Officer, office: str, at: datetime) -> tuple[Signer, ...]:
    """The keys of an office, each of which has its own entry before it signs the first one."""
    are_published = OfficeKey.objects.filter(county=by.county, role=office).exists()
    signers = office_signers(by.county, office, are_published=are_published)
    known = set(OfficeKey.objects.filter(kid__in=[signer.kid for signer in signers]).values_list("kid", "alg"))
    for signer in signers:
        if (signer.kid, signer.alg) not in known:
            _publish(signer, office, by, at)
    return signers


def _publish(signer: Signer, office: str, by: Officer, at: datetime) -> None:
    """Record a key; where another transaction was first, its entry stands."""
    public = base64.b64encode(signer.public).decode()
    try:
        with transaction.atomic():
            entry = record(KeyPublished(signer.kid, signer.alg, public, office), by=by, at=at)
            OfficeKey.objects.create(
                kid=signer.kid, alg=signer.alg, county=by.county, role=office, public=signer.public, entry=entry
            )
    except IntegrityError:
        if not OfficeKey.objects.filter(kid=signer.kid, alg=signer.alg).exists():
            raise
