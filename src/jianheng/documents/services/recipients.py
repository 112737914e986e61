"""Choose to whom a document goes, and acknowledge its receipt."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.documents import access
from jianheng.documents.events import DocumentAddressed, DocumentReceived
from jianheng.documents.models import Addressee, Document, Receipt
from jianheng.documents.selectors.recipients import bodies_of, receivers
from jianheng.documents.services.lock import locked
from jianheng.ledger.services import record
from jianheng.people.models import Body, Person
from jianheng.rules import Refused
from jianheng.rules.documents import require_draft
from jianheng.rules.roles import Officer

BETWEEN = "、"
MOST_DAYS = 30


def lines(document: Document, main_others: str, copied_others: str) -> Mapping[str, str]:
    """The lines of recipients as printed: bodies of the register in the order chosen, then the others."""
    rows = list(document.addressees.select_related("body"))
    return {
        "main_recipients": _line([row.body for row in rows if row.kind == Addressee.Kind.MAIN], main_others),
        "copied_recipients": _line([row.body for row in rows if row.kind == Addressee.Kind.COPIED], copied_others),
    }


def _line(bodies: Sequence[Body], others: str) -> str:
    return BETWEEN.join(filter(None, [*(body.name_zh for body in bodies), others]))


@cites("7.2")
@transaction.atomic
def address_document(
    *,
    document_id: int,
    main: Collection[str],
    copied: Collection[str],
    receipt_days: int,
    by: Officer,
    at: datetime,
) -> Document:
    """Choose the bodies of the register that a draft goes to, by their codes.

    ``receipt_days`` are the working days within which they acknowledge it. Refused: an issued document, a body
    that the register does not have or that is named twice, days out of range.
    """
    document = locked(document_id)
    access.require_draft(by, document.county.code)
    require_draft(document.state)
    _require_days(receipt_days)
    chosen = {**_bodies(document, main, Addressee.Kind.MAIN), **_bodies(document, copied, Addressee.Kind.COPIED)}
    if len(chosen) < len(main) + len(copied):
        raise Refused("7.2", N_("A body is either a main recipient or gets a copy."), field="copied")
    kept = {row.body: row.kind for row in document.addressees.select_related("body")}
    if kept == chosen and receipt_days == document.receipt_days:
        return document
    document.addressees.all().delete()
    Addressee.objects.bulk_create(Addressee(document=document, body=body, kind=kind) for body, kind in chosen.items())
    document.receipt_days = receipt_days
    for name, line in lines(document, document.main_others, document.copied_others).items():
        setattr(document, name, line)
    document.save(update_fields=["receipt_days", "main_recipients", "copied_recipients"])
    record(DocumentAddressed(document.code, tuple(main), tuple(copied)), by=by, at=at)
    return document


def _require_days(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise Refused(
            "7.2", N_("Receipts are asked for within 1 to {most} working days."), field="receipt_days", most=MOST_DAYS
        )


def _bodies(document: Document, codes: Collection[str], kind: Addressee.Kind) -> dict[Body, str]:
    """The bodies with these codes, in register order."""
    found = dict.fromkeys(receivers(document.county.code).filter(code__in=codes), kind.value)
    unknown = sorted(set(codes) - {body.code for body in found})
    if unknown:
        raise Refused(
            "7.2",
            N_("The register has no body that receives documents under the code {body}."),
            remedy=N_("Write bodies outside the register into the line of other recipients."),
            field=kind.value,
            body=unknown[0],
        )
    return found


@cites("7.2")
@transaction.atomic
def acknowledge_receipt(*, document_id: int, by: Officer, at: datetime) -> tuple[Receipt, ...]:
    """Acknowledge an issued document for each of the officer's bodies that it is addressed to.

    Refused when it has not been issued or has been acknowledged already.
    """
    document = Document.objects.select_related("county").get(pk=document_id)
    held = bodies_of(by, timezone.localdate(at))
    rows = list(
        Addressee.objects.select_for_update(of=("self",))
        .select_related("body")
        .filter(document=document, body__in=held)
    )
    access.require_receive(by, rows[0].body_id if rows else 0, held)
    if document.is_draft:
        raise Refused("7.2", N_("This document has not been issued, so there is nothing to receive."))
    waiting = [row for row in rows if not Receipt.objects.filter(addressee=row).exists()]
    if not waiting:
        raise Refused("7.2", N_("The receipt of this document has been acknowledged."))
    name = Person.objects.get(code=by.key).name_zh
    return tuple(
        Receipt.objects.create(
            addressee=row,
            by=by.key,
            name=name,
            at=at,
            entry=record(DocumentReceived(document.code, row.body.code), by=by, at=at),
        )
        for row in waiting
    )
