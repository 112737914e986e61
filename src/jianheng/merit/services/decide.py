"""How every decision of the committee is stored: its derivation, its bookings, its ledger entry, together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from jianheng.county.services import keep
from jianheng.ledger.codes import new_code
from jianheng.ledger.services import record
from jianheng.merit import access
from jianheng.merit.events import BookingReversed, Decided, FaultBooked, MeritAwarded, ReportJudged
from jianheng.merit.models import Booking, Case, Decision
from jianheng.people.models import Person
from jianheng.rules import Derivation
from jianheng.rules.roles import Officer

EVENTS: dict[str, type[Decided]] = {
    Decision.Kind.AWARD: MeritAwarded,
    Decision.Kind.FAULT: FaultBooked,
    Decision.Kind.ACCUSATION: ReportJudged,
    Decision.Kind.REVERSAL: BookingReversed,
    Decision.Kind.APPEAL: BookingReversed,
}


@dataclass(frozen=True)
class Line:
    """One entry to be booked."""

    person: Person
    book: str
    category: str
    points: Decimal
    scale: str = Booking.Scale.OFFICE
    takes_first_place: bool = False
    office: str = ""
    reported_on: date | None = None
    counters: Booking | None = None


def decide(
    case: Case,
    kind: str,
    derivation: Derivation[Any],
    lines: Sequence[Line],
    *,
    reason: str = "",
    measures: Sequence[str] = (),
    by: Officer,
    at: datetime,
) -> Decision:
    """Keep the derivation, book the lines with points, and record the decision."""
    application = keep(
        derivation,
        county=case.county.code,
        subject=f"merit.case:{case.pk}",
        title=case.code,
        path=reverse("merit:case", args=[case.code]),
        readers=access.READERS,
        persons={line.person.code for line in lines},
        by=by,
        at=at,
    )
    decision = Decision.objects.create(
        case=case,
        kind=kind,
        application=application,
        reason=reason,
        measures=list(measures),
        decided_by=by.key,
        decided_at=at,
    )
    booked = [
        Booking.objects.create(
            decision=decision,
            code=new_code(case.county.code.upper()[:4], at),
            person=line.person,
            book=line.book,
            scale=line.scale,
            category=line.category,
            points=line.points,
            takes_first_place=line.takes_first_place,
            office=line.office,
            reported_on=line.reported_on,
            counters=line.counters,
        )
        for line in lines
        if line.points
    ]
    event = EVENTS[kind](
        case=case.code,
        bookings=tuple(row.code for row in booked),
        persons=tuple(row.person.code for row in booked),
        points=tuple(str(row.points) for row in booked),
        derivation=application.digest,
    )
    record(event, by=by, at=at)
    return decision
