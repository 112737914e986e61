"""To whom a document goes, what a department has received, and what it has still to acknowledge."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from jianheng.documents.models import Addressee, Document
from jianheng.people.models import Body, Tenure
from jianheng.rules.documents import UNISSUED
from jianheng.rules.roles import Officer, Role


def receivers(county: str) -> QuerySet[Body]:
    """Bodies of a county that receive documents: they have a post whose holder acknowledges them."""
    found = Body.objects.filter(county__code=county, posts__role=Role.DEPARTMENT).exclude(kind=Body.Kind.OUTSIDE)
    return found.distinct().order_by("id")


def bodies_of(officer: Officer, day: date) -> frozenset[int]:
    """The bodies for which an officer receives documents and instructions on a day."""
    if not officer.has(Role.DEPARTMENT):
        return frozenset()
    held = Tenure.objects.filter(
        Q(until=None) | Q(until__gt=day),
        person__code=officer.key,
        post__role=Role.DEPARTMENT,
        post__body__county__code=officer.county,
        since__lte=day,
    )
    return frozenset(held.values_list("post__body_id", flat=True))


@dataclass(frozen=True)
class Delivery:
    """One addressee of a document; ``overdue`` says that the receipt should have come by now."""

    addressee: Addressee
    overdue: bool
    mine: bool


def deliveries(document: Document, officer: Officer, today: date) -> tuple[Delivery, ...]:
    """The addressees of a document in the order they were chosen, with their receipts."""
    rows = list(document.addressees.select_related("body", "receipt__entry"))
    held = bodies_of(officer, today) if rows else frozenset()
    return tuple(_delivery(row, document, today, mine=row.body_id in held) for row in rows)


def _delivery(row: Addressee, document: Document, today: date, *, mine: bool) -> Delivery:
    due = document.receipts_due_on
    return Delivery(row, overdue=due is not None and due < today and not hasattr(row, "receipt"), mine=mine)


def inbox(officer: Officer, today: date) -> QuerySet[Addressee]:
    """Issued documents addressed to the officer's bodies: those without a receipt first, then the latest."""
    found = Addressee.objects.select_related("document__county", "body", "receipt").filter(
        body__in=bodies_of(officer, today)
    )
    return found.exclude(document__state__in=UNISSUED).order_by(
        F("receipt__id").desc(nulls_first=True), "-document__issued_at", "-id"
    )


def unacknowledged(officer: Officer, today: date) -> QuerySet[Addressee]:
    """Documents that the officer's bodies have not acknowledged, the earliest due first."""
    return inbox(officer, today).filter(receipt=None).order_by("document__receipts_due_on", "id")


def overdue(county: str, today: date) -> QuerySet[Addressee]:
    """Addressees of a county whose receipts are overdue, the longest overdue first."""
    found = Addressee.objects.select_related("document__county", "body").filter(
        document__county__code=county, receipt=None, document__receipts_due_on__lt=today
    )
    return found.order_by("document__receipts_due_on", "id")
