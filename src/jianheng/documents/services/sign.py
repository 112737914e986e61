"""Refuse to sign a document."""

from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.council.services.item import tidy
from jianheng.documents import access
from jianheng.documents.events import SigningRefused
from jianheng.documents.models import Document, Step
from jianheng.documents.services.lock import locked, note_step
from jianheng.ledger.hashes import text_digest
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.documents import DocumentAct, next_document_state, require_refusable
from jianheng.rules.roles import Officer, Role


@cites("6.8", reading="D07")
@transaction.atomic
def refuse_to_sign(*, document_id: int, reasons: str, by: Officer, at: datetime) -> Document:
    """The secretary refuses to sign, with reasons; the lead of the topic countersigns then.

    Refused: a document not sent for signature, one that carries no decision, no reasons, a second refusal.
    """
    document = locked(document_id)
    access.require_refuse(by, document)
    next_document_state(document.state, DocumentAct.ISSUE)
    require_refusable(carries_decision=document.carries_decision)
    if not reasons.strip():
        raise Refused("6.8", N_("A refusal to sign needs its reasons."), field="reasons")
    if document.refused_at is not None:
        raise Refused("6.8", N_("The refusal to sign this document is already recorded."))
    document.refusal_reasons, document.refused_by, document.refused_at = tidy(reasons), by.key, at
    document.save(update_fields=["refusal_reasons", "refused_by", "refused_at"])
    digest = text_digest(document.refusal_reasons)
    entry = record(SigningRefused(document.code, digest), by=by, at=at)
    note_step(document, Step.Act.REFUSED, entry, role=Role.SECRETARY, reasons=document.refusal_reasons, by=by, at=at)
    return document
