"""Reversal of a booking by a countering entry (Art. 8.7)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.county.selectors import charter_on
from jianheng.merit import access, selectors
from jianheng.merit.models import Booking, Case, Decision
from jianheng.merit.services.decide import Line, decide
from jianheng.rules import Refused, apply
from jianheng.rules.merit.reversal import ReversalFacts, reversal
from jianheng.rules.merit_states import BookingAct, require_act
from jianheng.rules.roles import Officer


@cites("8.7", reading="S23")
@transaction.atomic
def reverse_booking(*, code: str, ground: str, reason: str, by: Officer, at: datetime) -> Booking:
    """Counter a booking after an acquittal or an error of the record, and return the countering entry.

    The entry stays as it is; the counter is itself open to appeal. Refused while an appeal is open, or twice.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("county").get(decisions__bookings__code=code)
    booking = selectors.booking(code)  # read after the lock: it shows what was decided meanwhile
    access.require_book(by, case.county.code, access.concerned_in(case))
    if not reason.strip():
        raise Refused("18.1", N_("A reversal needs its reason."), field="reason")
    if ground == "appeal":
        raise Refused("8.8", N_("An appeal is answered on its own page."), field="ground")
    require_act(selectors.row_of(booking, timezone.localdate(at)).state, BookingAct.REVERSE)
    return counter(booking, case, Decision.Kind.REVERSAL, ground, reason, by=by, at=at)


def counter(booking: Booking, case: Case, kind: str, ground: str, reason: str, *, by: Officer, at: datetime) -> Booking:
    """Book the entry that counters a booking; the caller has locked the case and decided that it is due."""
    facts = ReversalFacts(
        booking=booking.code,
        person=booking.person.code,
        book=booking.book,
        points=booking.points,
        took_first_place=booking.takes_first_place,
        ground=ground,
    )
    derivation = apply(reversal, facts, charter_on(case.county.code, timezone.localdate(at)))
    line = Line(
        person=booking.person,
        book=booking.book,
        category=booking.category,
        points=derivation.outcome.points,
        scale=booking.scale,
        office=booking.office,
        counters=booking,
    )
    decision = decide(case, kind, derivation, [line], reason=reason.strip(), by=by, at=at)
    return decision.bookings.get()
