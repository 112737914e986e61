"""Sign and issue a document."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from jianheng.charter import cites
from jianheng.county.models import County
from jianheng.county.selectors import charter_on
from jianheng.county.services import keep
from jianheng.documents import access
from jianheng.documents.events import DocumentIssued
from jianheng.documents.form import digests
from jianheng.documents.models import Document
from jianheng.documents.selectors import signing_of
from jianheng.documents.services.lock import locked
from jianheng.ledger.services import record
from jianheng.people.models import Person
from jianheng.rules import Derivation
from jianheng.rules.documents import (
    DocumentAct,
    next_document_state,
    require_elements,
    require_signer,
)
from jianheng.rules.roles import Officer


@cites("6.8", "7.2", "7.3", reading="D07")
@transaction.atomic
def issue_document(*, document_id: int, by: Officer, at: datetime) -> Document:
    """Sign and issue: number, digests, ledger entry and the end of the predecessor in one act.

    Refused: an element missing, an office whose signature it is not, a second issue.
    """
    county = County.objects.select_for_update(of=("self",)).get(documents=document_id)
    document = locked(document_id)
    access.require_sign(by, document)
    state = next_document_state(document.state, DocumentAct.ISSUE)
    require_elements(document.present)
    today, office = timezone.localdate(at), access.office_of(by)
    derivation: Derivation[Any] = signing_of(document, today, charter_on(county.code, today))
    require_signer(office, derivation.outcome)
    document.signature_application = keep(
        derivation,
        county=county.code,
        subject=f"documents.document:{document.pk}",
        title=document.title,
        path=reverse("documents:document", args=[document.code]),
        readers=access.READERS,
        by=by,
        at=at,
    )
    last = Document.objects.filter(county=county, year=today.year).aggregate(last=Max("number"))["last"]
    document.year, document.number, document.state = today.year, (last or 0) + 1, state
    document.signed_by, document.signed_office, document.issued_at = by.key, office, at
    document.signed_name = Person.objects.get(code=by.key).name_zh
    found = digests(document)
    document.sha256, document.sm3 = found.sha256, found.sm3
    predecessor = _end_predecessor(document)
    document.entry = record(
        DocumentIssued(
            code=document.code,
            reference=document.reference,
            title_text=document.title,
            sha256=document.sha256,
            sm3=document.sm3,
            office=office,
            late=derivation.outcome.late,
            supersedes=predecessor.code if predecessor else "",
        ),
        by=by,
        at=at,
        supersedes=predecessor.entry if predecessor else None,
    )
    document.save()
    return document


def _end_predecessor(document: Document) -> Document | None:
    """The document replaced by this one, no longer in force; refused if another one replaced it meanwhile."""
    if document.supersedes_id is None:
        return None
    found = Document.objects.select_for_update(of=("self",)).select_related("entry").get(pk=document.supersedes_id)
    found.state = next_document_state(found.state, DocumentAct.SUPERSEDE)
    found.save(update_fields=["state"])
    return found
