"""One document's page."""

from dataclasses import dataclass
from datetime import date

from jianheng.county.selectors import charter_on
from jianheng.documents import access
from jianheng.documents.form import is_intact
from jianheng.documents.models import Document
from jianheng.documents.selectors.signing import signing_of
from jianheng.rules import Derivation
from jianheng.rules.documents import SignatureOutcome, missing_elements
from jianheng.rules.roles import Officer


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


def _may(document: Document, officer: Officer, signing: Derivation[SignatureOutcome] | None) -> frozenset[str]:
    if signing is None or officer.county != document.county.code:
        return frozenset()
    acts = {
        "edit": access.can_draft(officer),
        "issue": access.office_of(officer) in signing.outcome.signers,
        "refuse": access.is_secretary(officer) and document.refused_at is None,
    }
    return frozenset(act for act, allowed in acts.items() if allowed)
