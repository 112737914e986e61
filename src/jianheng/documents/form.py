"""The canonical form of a document, whose digests go on the ledger (Art. 7.3)."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from jianheng.charter import cites
from jianheng.crypto.hashing import sha256, sm3
from jianheng.documents.models import Document
from jianheng.ledger.canonical import canonical


@dataclass(frozen=True)
class Digests:
    """Both digests of a document, hexadecimal."""

    sha256: str
    sm3: str


@cites("7.2", "7.3")
def canonical_form(document: Document) -> dict[str, Any]:
    """Every element of a signed document as plain values, in the ledger's narrow profile."""
    issued = document.issued_at
    return {
        "code": document.code,
        "reference": document.reference,
        "kind": document.kind,
        "title": document.title,
        "basis": document.basis,
        "grounds": document.grounds,
        "content": document.content,
        "money": {
            "total": None if document.money_total is None else f"{document.money_total:.2f}",
            "source": document.money_source,
            "plan": document.money_plan,
        },
        "matter": document.matter,
        "decision": _decision(document),
        "recipients": {"main": document.main_recipients, "copied": document.copied_recipients},
        "issuer": document.issuer,
        "signed": {"office": document.signed_office, "person": document.signed_by, "name": document.signed_name},
        "issued_at": issued.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if issued else None,
        "supersedes": document.supersedes.code if document.supersedes else None,
        "corrects": {"code": document.corrects.code, "text": document.corrected} if document.corrects else None,
    }


def _decision(document: Document) -> dict[str, Any] | None:
    """The decision that the document carries; None for one drafted from scratch."""
    if not document.carries_decision:
        return None
    return {
        "motion": document.motion_id,
        "topic": document.topic,
        "votes": document.votes,
        "responsible": document.responsible,
        "responsible_person": document.responsible_person,
        "dissenters": document.dissenters,
        "derivation": document.application.digest,
    }


@cites("7.3")
def digests(document: Document) -> Digests:
    """SHA-256 and SM3 of the canonical form."""
    data = canonical(canonical_form(document))
    return Digests(sha256(data).hex(), sm3(data).hex())


def is_intact(document: Document) -> bool:
    """Whether an issued document still has the digests it was issued with."""
    return digests(document) == Digests(document.sha256, document.sm3)
