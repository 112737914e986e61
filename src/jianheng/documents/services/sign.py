"""Refuse to sign a document."""

import hashlib
from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.council.services.item import tidy
from jianheng.documents import access
from jianheng.documents.events import SigningRefused
from jianheng.documents.models import Document
from jianheng.documents.services.lock import locked
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.documents import (
    require_draft,
)
from jianheng.rules.roles import Officer


@cites("6.8", reading="D07")
@transaction.atomic
def refuse_to_sign(*, document_id: int, reasons: str, by: Officer, at: datetime) -> Document:
    """The secretary refuses to sign, with reasons; the lead of the topic countersigns then."""
    document = locked(document_id)
    access.require_refuse(by, document)
    require_draft(document.state)
    if not reasons.strip():
        raise Refused("6.8", N_("A refusal to sign needs its reasons."), field="reasons")
    if document.refused_at is not None:
        raise Refused("6.8", N_("The refusal to sign this document is already recorded."))
    document.refusal_reasons, document.refused_by, document.refused_at = tidy(reasons), by.key, at
    document.save(update_fields=["refusal_reasons", "refused_by", "refused_at"])
    digest = hashlib.sha256(document.refusal_reasons.encode()).hexdigest()
    record(SigningRefused(document.code, digest), by=by, at=at)
    return document
