"""One document's page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jianheng.county.selectors import charter_on
from jianheng.documents import access
from jianheng.documents.form import is_intact
from jianheng.documents.models import Document, Instruction, Printed, Step
from jianheng.documents.selectors.checking import checks_of
from jianheng.documents.selectors.instructions import instructions
from jianheng.documents.selectors.matters import matter_of_document
from jianheng.documents.selectors.printed import printed_of
from jianheng.documents.selectors.recipients import Delivery, deliveries
from jianheng.documents.selectors.signing import signing_of
from jianheng.rules import Derivation
from jianheng.rules.documents import CheckOutcome, MatterOutcome, SignatureOutcome, missing_elements
from jianheng.rules.roles import Officer


@dataclass(frozen=True)
class DocumentPage:
    """A document as an officer sees it.

    ``fields`` are the public fields of Art. 7.4 where the whole is not open; ``missing`` the elements a draft
    lacks; ``matter`` why it had to be a document or not; ``steps`` its way so far; ``checks`` who has still to
    check it; ``signing`` who may sign it now; ``intact`` whether an issued one has its digests still;
    ``printed`` its printed form without the bytes;
    ``corrections`` the issued documents that correct it; ``instructions`` those of the officer's that rest on it or
    wait for it; ``checking`` the checks that wait for the officer; ``may`` the acts open to the officer.
    """

    document: Document
    whole: bool
    votes: bool
    fields: tuple[str, ...]
    missing: tuple[str, ...]
    matter: Derivation[MatterOutcome]
    steps: tuple[Step, ...]
    checks: Derivation[CheckOutcome] | None
    signing: Derivation[SignatureOutcome] | None
    intact: bool
    printed: Printed | None
    successor: Document | None
    corrections: tuple[Document, ...]
    deliveries: tuple[Delivery, ...]
    instructions: tuple[Instruction, ...]
    checking: tuple[str, ...]
    may: frozenset[str]


def document_page(document: Document, officer: Officer, today: date) -> DocumentPage:
    """What an officer may see of a document; it comes with county, motion, application, entry and predecessors."""
    charter = charter_on(document.county.code, today)
    whole, inside = access.can_read(officer, document), access.can_see_chain(officer, document)
    steps = tuple(document.steps.select_related("entry")) if inside else ()
    is_checking = document.state in (Document.State.CHECKING, Document.State.CHECKED)
    checks = checks_of(document, steps, today, charter) if inside and is_checking else None
    signing = signing_of(document, today, charter) if document.is_draft else None
    later = _later(document)
    outstanding = checks.outcome.outstanding if checks and document.state == Document.State.CHECKING else ()
    checking = tuple(role for role in access.checks_of(officer) if role in outstanding)
    found = deliveries(document, officer, today) if whole else ()
    return DocumentPage(
        document=document,
        whole=whole,
        votes=access.can_read_votes(officer, document) and document.carries_decision,
        fields=charter.sequence("document.public_fields"),
        missing=missing_elements(document.present),
        matter=matter_of_document(document, charter),
        steps=steps,
        checks=checks,
        signing=signing,
        intact=document.is_draft or is_intact(document),
        printed=printed_of(document),
        successor=next((row for row in later if row.supersedes_id == document.pk), None),
        corrections=tuple(row for row in later if row.corrects_id == document.pk),
        deliveries=found,
        instructions=_instructions(document, officer, today) if whole else (),
        checking=checking,
        may=_may(document, officer, checks, signing, found) | ({"check"} if checking else set()),
    )


def _instructions(document: Document, officer: Officer, today: date) -> tuple[Instruction, ...]:
    """The instructions that the officer may see and that rest on the document or wait for it."""
    if not access.may_see_instructions(officer):
        return ()
    found = instructions(officer, today).filter(Q(document=document) | Q(draft=document))
    return tuple(found.order_by("id"))


def _later(document: Document) -> tuple[Document, ...]:
    """The issued documents that supersede or correct this one, the earliest first."""
    if document.is_draft:
        return ()
    found = Document.objects.filter(Q(supersedes=document) | Q(corrects=document), issued_at__isnull=False)
    return tuple(found.select_related("county").order_by("issued_at", "id"))


def _may(
    document: Document,
    officer: Officer,
    checks: Derivation[CheckOutcome] | None,
    signing: Derivation[SignatureOutcome] | None,
    found: tuple[Delivery, ...],
) -> frozenset[str]:
    if officer.county != document.county.code:
        return frozenset()
    if signing is None:
        waits = any(one.mine and not hasattr(one.addressee, "receipt") for one in found)
        return frozenset({"acknowledge"} if waits else ())
    is_signing, drafts = document.state == Document.State.SIGNING, access.can_draft(officer)
    acts = {
        "edit": drafts and document.is_open,
        "submit": drafts and document.is_open,
        "send": drafts and checks is not None and checks.outcome.may_send,
        "return": access.can_take_back(officer, document) and _may_return(officer, document),
        "issue": is_signing and access.office_of(officer) in signing.outcome.signers,
        "refuse": is_signing
        and access.is_secretary(officer)
        and document.refused_at is None
        and document.carries_decision,
    }
    return frozenset(act for act, allowed in acts.items() if allowed)


def _may_return(officer: Officer, document: Document) -> bool:
    """Whether the way leads back to the draft; whoever signs a decision refuses with reasons instead."""
    return not document.is_open and (access.can_draft(officer) or not document.carries_decision)
