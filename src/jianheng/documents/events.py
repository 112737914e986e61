"""What the room leaves in the ledger."""

from dataclasses import dataclass
from datetime import date, datetime

from jianheng.charter import N_
from jianheng.ledger.events import Event


class OfDocument:
    """What every event of a document has: its entry is found again by the document's trace code."""

    code: str

    @property
    def about(self) -> str:
        return f"document:{self.code}"


class OfInstruction:
    """What every event of an instruction has: its entry is found again by the instruction's code."""

    instruction: str

    @property
    def about(self) -> str:
        return f"instruction:{self.instruction}"


@dataclass(frozen=True)
class DocumentDrafted(OfDocument, Event):
    type = "documents.drafted"
    article = "7.2"
    title = N_("Document drafted from a decision")
    public = frozenset({"code", "motion"})

    code: str
    motion: int
    due_on: date


@dataclass(frozen=True)
class DocumentBegun(OfDocument, Event):
    type = "documents.begun"
    article = "7.2"
    title = N_("Document drafted from scratch")
    public = frozenset({"code", "kind"})

    code: str
    kind: str
    matter: str
    instruction: str


@dataclass(frozen=True)
class DocumentCompleted(OfDocument, Event):
    type = "documents.completed"
    article = "7.2"
    title = N_("Draft of a document completed")
    public = frozenset({"code"})

    code: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class DocumentAddressed(OfDocument, Event):
    type = "documents.addressed"
    article = "7.2"
    title = N_("Recipients of a document chosen")
    public = frozenset({"code"})

    code: str
    main: tuple[str, ...]
    copied: tuple[str, ...]


@dataclass(frozen=True)
class DocumentSubmitted(OfDocument, Event):
    type = "documents.submitted"
    article = "7.2"
    title = N_("Document submitted for checking")
    public = frozenset({"code", "submission"})

    code: str
    submission: int


@dataclass(frozen=True)
class DocumentPassed(OfDocument, Event):
    type = "documents.passed"
    article = "7.2"
    title = N_("Document passed by an officer who checked it")
    public = frozenset({"code", "submission", "role"})

    code: str
    submission: int
    role: str
    text_sha256: str


@dataclass(frozen=True)
class DocumentReturned(OfDocument, Event):
    type = "documents.returned"
    article = "7.2"
    title = N_("Document returned to the draft with reasons")
    public = frozenset({"code", "submission", "role"})

    code: str
    submission: int
    role: str
    reasons_sha256: str


@dataclass(frozen=True)
class DocumentSent(OfDocument, Event):
    type = "documents.sent"
    article = "7.2"
    title = N_("Document sent for signature")
    public = frozenset({"code", "submission"})

    code: str
    submission: int
    outstanding: tuple[str, ...]


@dataclass(frozen=True)
class SigningRefused(OfDocument, Event):
    type = "documents.signing_refused"
    article = "6.8"
    title = N_("Signature of a document refused with reasons")
    public = frozenset({"code"})

    code: str
    reasons_sha256: str


@dataclass(frozen=True)
class DocumentIssued(OfDocument, Event):
    type = "documents.issued"
    article = "7.3"
    title = N_("Document issued")
    public = frozenset(
        {"code", "reference", "title_text", "sha256", "sm3", "pdf_sha256", "pdf_sm3", "basis"}
        | {"office", "supersedes", "corrects"}
    )

    code: str
    reference: str
    title_text: str
    sha256: str
    sm3: str
    pdf_sha256: str
    pdf_sm3: str
    basis: str
    office: str
    late: bool
    supersedes: str
    corrects: str


@dataclass(frozen=True)
class DocumentReceived(OfDocument, Event):
    type = "documents.received"
    article = "7.2"
    title = N_("Receipt of a document acknowledged")
    public = frozenset({"code", "body"})

    code: str
    body: str


@dataclass(frozen=True)
class InstructionGiven(OfInstruction, Event):
    type = "documents.instructed"
    article = "7.1"
    title = N_("Instruction given to a department")
    public = frozenset({"instruction", "is_oral"})

    instruction: str
    is_oral: bool
    office: str
    body: str
    matter: str
    document: str
    until: datetime | None
    text_sha256: str


@dataclass(frozen=True)
class InstructionReceived(OfInstruction, Event):
    type = "documents.instruction_received"
    article = "7.1"
    title = N_("Receipt of an instruction acknowledged")
    public = frozenset({"instruction"})

    instruction: str
    body: str


@dataclass(frozen=True)
class InstructionDocumented(OfInstruction, Event):
    type = "documents.instruction_documented"
    article = "7.1"
    title = N_("Oral instruction given its document")
    public = frozenset({"instruction", "document"})

    instruction: str
    document: str


@dataclass(frozen=True)
class InstructionRefused(OfInstruction, Event):
    """Commitments alone: nothing is public, and who refused is committed to by a digest with a secret number."""

    type = "documents.instruction_refused"
    article = "7.1"
    title = N_("Instruction without a document refused")

    instruction: str
    body: str
    grounds_sha256: str
    refuser_sha256: str


@dataclass(frozen=True)
class RefusalExamined(OfInstruction, Event):
    type = "documents.refusal_examined"
    article = "7.1"
    title = N_("Refusal of an instruction examined by discipline")

    instruction: str
    finding_sha256: str
