"""Questions about documents."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jianheng.charter import Charter
from jianheng.council.models import Motion
from jianheng.council.selectors import decisions
from jianheng.county.selectors import charter_on
from jianheng.documents import access
from jianheng.documents.form import is_intact
from jianheng.documents.models import Document
from jianheng.ledger.codes import normalise
from jianheng.rules import Derivation, apply
from jianheng.rules.documents import SignatureFacts, SignatureOutcome, missing_elements, signature
from jianheng.rules.roles import Officer


def issued(county: str, text: str = "") -> QuerySet[Document]:
    """Issued documents of a county, the latest first; those whose title or code holds ``text`` if it is given."""
    found = Document.objects.select_related("county").filter(county__code=county).exclude(state="draft")
    if text.strip():
        found = found.filter(Q(title__icontains=text.strip()) | Q(code__icontains=normalise(text)))
    return found.order_by("-issued_at", "-id")


def drafts(county: str) -> QuerySet[Document]:
    """Drafts of a county, the earliest due first."""
    return Document.objects.select_related("county").filter(county__code=county, state="draft").order_by("due_on", "id")


def undrafted(county: str) -> QuerySet[Motion]:
    """Decided items that have no document yet, the latest first."""
    return decisions(county).filter(document=None)


@dataclass(frozen=True)
class Found:
    """One hit of a search over documents."""

    code: str
    title: str
    detail: str


def search(county: str, text: str, *, limit: int = 20) -> tuple[Found, ...]:
    """Issued documents whose title or trace code holds the text."""
    return tuple(Found(row.code, row.title, row.reference) for row in issued(county, text)[:limit])


@dataclass(frozen=True)
class DocumentPage:
    """A document as an officer sees it.

    ``fields`` are the public fields of Art. 7.4 where the whole is not open; ``missing`` the elements a draft
    lacks; ``signing`` who may sign a draft now; ``intact`` whether an issued one has its digests still.
    """

    document: Document
    whole: bool
    votes: bool
    fields: tuple[str, ...]
    missing: tuple[str, ...]
    signing: Derivation[SignatureOutcome] | None
    intact: bool
    successor: Document | None
    may: frozenset[str]


def document_page(document: Document, officer: Officer, today: date) -> DocumentPage:
    """What an officer may see of a document; it comes with county, motion, application, entry and predecessor."""
    charter = charter_on(document.county.code, today)
    signing = signing_of(document, today, charter) if document.is_draft else None
    successor = (
        None if document.state != Document.State.SUPERSEDED else document.successors.exclude(state="draft").first()
    )
    return DocumentPage(
        document=document,
        whole=access.can_read(officer, document),
        votes=access.can_read_votes(officer, document),
        fields=charter.sequence("document.public_fields"),
        missing=missing_elements(document.present),
        signing=signing,
        intact=document.is_draft or is_intact(document),
        successor=successor,
        may=_may(document, officer, signing),
    )


def signing_of(document: Document, today: date, charter: Charter) -> Derivation[SignatureOutcome]:
    """Who may sign a draft on a day."""
    took_part = tuple(row["office"] for row in document.votes if row["vote"] not in ("recused", "vacant"))
    facts = SignatureFacts(took_part, document.due_on, today, refused=document.refused_at is not None)
    return apply(signature, facts, charter)


def _may(document: Document, officer: Officer, signing: Derivation[SignatureOutcome] | None) -> frozenset[str]:
    if signing is None or officer.county != document.county.code:
        return frozenset()
    acts = {
        "edit": access.can_draft(officer),
        "issue": access.office_of(officer) in signing.outcome.signers,
        "refuse": access.is_secretary(officer) and document.refused_at is None,
    }
    return frozenset(act for act, allowed in acts.items() if allowed)
