"""Sign and issue a document."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from jianheng.charter import cites
from jianheng.county.models import Application, County
from jianheng.county.selectors import charter_on, work_calendar
from jianheng.county.services import keep
from jianheng.crypto.hashing import sha256, sm3
from jianheng.documents import access
from jianheng.documents.events import DocumentIssued
from jianheng.documents.form import digests
from jianheng.documents.models import Document, Printed, Step
from jianheng.documents.printing import press
from jianheng.documents.selectors import matter_of_document, signing_of
from jianheng.documents.services.instruct import link_issued
from jianheng.documents.services.lock import locked, note_step
from jianheng.ledger.services import record
from jianheng.people.models import Person
from jianheng.rules import Derivation
from jianheng.rules.documents import (
    DocumentAct,
    SignatureOutcome,
    next_document_state,
    require_correctable,
    require_elements,
    require_signer,
    require_unlisted,
)
from jianheng.rules.roles import Officer


@cites("6.8", "7.2", "7.3", reading="D07")
@transaction.atomic
def issue_document(*, document_id: int, by: Officer, at: datetime) -> Document:
    """Sign and issue: number, digests, printed form, signature, ledger entry and the end of the predecessor in one act.

    Refused: a document not sent for signature, an element missing, an office whose signature it is not, a
    predecessor no longer in force, a matter that came to need a decision since it was drafted.
    """
    county = County.objects.select_for_update(of=("self",)).get(documents=document_id)
    document = locked(document_id)
    access.require_sign(by, document)
    state = next_document_state(document.state, DocumentAct.ISSUE)
    require_elements(document.present)
    today, office = timezone.localdate(at), access.office_of(by)
    charter = charter_on(county.code, today)
    if not document.carries_decision:
        require_unlisted(matter_of_document(document, charter).outcome)
    derivation: Derivation[SignatureOutcome] = signing_of(document, today, charter)
    require_signer(office, derivation.outcome)
    document.signature_application = _keep(derivation, document, by=by, at=at)
    _number(document, county, today, at)
    document.state = state
    document.signed_by, document.signed_office = by.key, office
    document.signed_name = Person.objects.get(code=by.key).name_zh
    found = digests(document)
    document.sha256, document.sm3 = found.sha256, found.sm3
    predecessor, wrong = _end_predecessor(document), _corrected(document)
    printed = _print(document)
    document.entry = record(
        DocumentIssued(
            code=document.code,
            reference=document.reference,
            title_text=document.title,
            sha256=document.sha256,
            sm3=document.sm3,
            pdf_sha256=printed.sha256,
            pdf_sm3=printed.sm3,
            basis=document.basis,
            office=office,
            late=derivation.outcome.late,
            supersedes=predecessor.code if predecessor else "",
            corrects=wrong.code if wrong else "",
        ),
        by=by,
        at=at,
        supersedes=predecessor.entry if predecessor else None,
        signed_for=(office,),
    )
    document.save()
    printed.save(force_insert=True)
    note_step(document, Step.Act.ISSUED, document.entry, role=office, by=by, at=at)
    link_issued(document, by=by, at=at)
    return document


def _keep(derivation: Derivation[SignatureOutcome], document: Document, *, by: Officer, at: datetime) -> Application:
    return keep(
        derivation,
        county=document.county.code,
        subject=f"documents.document:{document.pk}",
        title=document.title,
        path=reverse("documents:document", args=[document.code]),
        readers=access.READERS,
        by=by,
        at=at,
    )


def _number(document: Document, county: County, today: date, at: datetime) -> None:
    """The next number of the county and the year, and the day by which receipts are expected."""
    last = Document.objects.filter(county=county, year=today.year).aggregate(last=Max("number"))["last"]
    document.year, document.number, document.issued_at = today.year, (last or 0) + 1, at
    document.receipts_due_on = work_calendar().add_working_days(today, document.receipt_days)


@cites("7.2", "7.3")
def _print(document: Document) -> Printed:
    """The printed form with its digests, yet to be saved; refused where the text cannot be set."""
    made = press(document)
    return Printed(
        document=document,
        pdf=made.pdf,
        sha256=sha256(made.pdf).hex(),
        sm3=sm3(made.pdf).hex(),
        font_set=made.font_set,
        engine=made.engine,
    )


@cites("7.3")
def _end_predecessor(document: Document) -> Document | None:
    """The document replaced by this one, no longer in force; refused if another one replaced it meanwhile."""
    if document.supersedes_id is None:
        return None
    found = Document.objects.select_for_update(of=("self",)).select_related("entry").get(pk=document.supersedes_id)
    found.state = next_document_state(found.state, DocumentAct.SUPERSEDE)
    found.save(update_fields=["state"])
    return found


@cites("7.3")
def _corrected(document: Document) -> Document | None:
    """The document corrected by this one, which stays in force as corrected; refused if it no longer is."""
    if document.corrects_id is None:
        return None
    found = Document.objects.select_for_update(of=("self",)).get(pk=document.corrects_id)
    require_correctable(found.state)
    return found
