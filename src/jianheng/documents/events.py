"""What the room leaves in the ledger."""

from dataclasses import dataclass
from datetime import date

from jianheng.charter import N_
from jianheng.ledger.events import Event


@dataclass(frozen=True)
class DocumentDrafted(Event):
    type = "documents.drafted"
    article = "7.2"
    title = N_("Document drafted from a decision")
    public = frozenset({"code", "motion"})

    code: str
    motion: int
    due_on: date


@dataclass(frozen=True)
class DocumentCompleted(Event):
    type = "documents.completed"
    article = "7.2"
    title = N_("Draft of a document completed")
    public = frozenset({"code"})

    code: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class SigningRefused(Event):
    type = "documents.signing_refused"
    article = "6.8"
    title = N_("Signature of a document refused with reasons")
    public = frozenset({"code"})

    code: str
    reasons_sha256: str


@dataclass(frozen=True)
class DocumentIssued(Event):
    type = "documents.issued"
    article = "7.3"
    title = N_("Document issued")
    public = frozenset({"code", "reference", "title_text", "sha256", "sm3", "office", "supersedes"})

    code: str
    reference: str
    title_text: str
    sha256: str
    sm3: str
    office: str
    late: bool
    supersedes: str
