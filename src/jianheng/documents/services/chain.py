"""The way of a document to the signature: submitted, checked, returned with reasons, sent."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.council.services.item import tidy
from jianheng.county.selectors import charter_on
from jianheng.documents import access
from jianheng.documents.events import DocumentPassed, DocumentReturned, DocumentSent, DocumentSubmitted
from jianheng.documents.models import Document, Step
from jianheng.documents.outlines import is_filled
from jianheng.documents.selectors import checks_of
from jianheng.documents.services.lock import locked, note_step
from jianheng.ledger.hashes import text_digest
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.documents import (
    CheckOutcome,
    DocumentAct,
    next_document_state,
    require_awaited,
    require_checked,
    require_elements,
    require_returnable,
)
from jianheng.rules.roles import Officer, Role


@cites("7.2")
@transaction.atomic
def submit_document(*, document_id: int, by: Officer, at: datetime) -> Document:
    """Submit a completed draft for checking.

    Refused: an element missing, a place of the outline left open, a document that is no draft.
    """
    document = locked(document_id)
    access.require_draft(by, document.county.code)
    state = next_document_state(document.state, DocumentAct.SUBMIT)
    require_elements(document.present)
    _require_filled(document)
    document.state, document.submission = state, document.submission + 1
    document.save(update_fields=["state", "submission"])
    entry = record(DocumentSubmitted(document.code, document.submission), by=by, at=at)
    note_step(document, Step.Act.SUBMITTED, entry, role=Role.SECRETARIAT, by=by, at=at)
    return document


def _require_filled(document: Document) -> None:
    if not all(is_filled(text) for text in (document.title, document.basis, document.grounds, document.content)):
        raise Refused(
            "7.2",
            N_("The outline still has places in 【 】 that nobody filled in."),
            remedy=N_("Fill them in or take them out; then submit the draft."),
        )


@cites("7.2")
@transaction.atomic
def pass_document(*, document_id: int, role: str, remarks: str = "", by: Officer, at: datetime) -> Document:
    """The legal officer finds a document lawful, or the finance officer its money in order.

    With the last check that is needed the document is checked. Refused: a check that nobody asked for or that
    is on record, a document that is not being checked.
    """
    document = locked(document_id)
    access.require_check(by, document, role)
    state = next_document_state(document.state, DocumentAct.CLEAR)
    require_awaited(role, _checks(document, at))
    remarks = tidy(remarks)
    entry = record(DocumentPassed(document.code, document.submission, role, text_digest(remarks)), by=by, at=at)
    note_step(document, Step.Act.PASSED, entry, role=role, reasons=remarks, by=by, at=at)
    if not _checks(document, at).outstanding:
        document.state = state
        document.save(update_fields=["state"])
    return document


def _checks(document: Document, at: datetime) -> CheckOutcome:
    today = timezone.localdate(at)
    charter = charter_on(document.county.code, today)
    return checks_of(document, document.steps.all(), today, charter).outcome


@cites("7.2", "6.8", reading="D07")
@transaction.atomic
def return_document(*, document_id: int, reasons: str, role: str = "", by: Officer, at: datetime) -> Document:
    """Return a document to the draft with reasons.

    A checker (with the ``role`` of the check) returns what does not pass, the secretariat takes back what it
    sent on, the secretary what carries no decision; a decision is not returned by whoever signs it.
    """
    document = locked(document_id)
    if role:
        access.require_check(by, document, role)
        require_awaited(role, _checks(document, at))
    else:
        access.require_take_back(by, document)
        role = Role.SECRETARIAT if access.can_draft(by) else Role.SECRETARY
        if role == Role.SECRETARY:
            require_returnable(document.state, carries_decision=document.carries_decision)
    state = next_document_state(document.state, DocumentAct.RETURN)
    if not reasons.strip():
        raise Refused("7.2", N_("A document is returned with reasons."), field="reasons")
    reasons = tidy(reasons)
    document.state = state
    document.save(update_fields=["state"])
    entry = record(DocumentReturned(document.code, document.submission, role, text_digest(reasons)), by=by, at=at)
    note_step(document, Step.Act.RETURNED, entry, role=role, reasons=reasons, by=by, at=at)
    return document


@cites("7.2", "6.8", reading="D07")
@transaction.atomic
def send_for_signature(*, document_id: int, by: Officer, at: datetime) -> Document:
    """Send a checked document for signature; refused while a check is outstanding, unless the days are over."""
    document = locked(document_id)
    access.require_draft(by, document.county.code)
    state = next_document_state(document.state, DocumentAct.SEND)
    outcome = _checks(document, at)
    require_checked(outcome)
    document.state = state
    document.save(update_fields=["state"])
    entry = record(DocumentSent(document.code, document.submission, outcome.outstanding), by=by, at=at)
    note_step(document, Step.Act.SENT, entry, role=Role.SECRETARIAT, by=by, at=at)
    return document
