"""What the line of succession needs of merit: events in the order in which they became final (Art. 9.2 to 9.4)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from jianheng.charter import cites
from jianheng.merit.models import Booking
from jianheng.merit.selectors.bookings import bookings, rows


@dataclass(frozen=True)
class MeritEvent:
    """One change of merit on the scale of the five offices that had become final by the day asked about.

    ``booking`` is its code, ``counters`` that of the booking it reverses; ``is_direct`` whether Art. 9.3 applies.
    """

    booking: str
    person: str
    points: Decimal
    booked_on: date
    final_on: date
    decided_at: datetime
    reported_on: date | None
    is_direct: bool
    counters: str


@cites("9.2", "9.3", reading=("S11", "S12", "S22", "S23"))
def final_merit_events(county: str, since: date, until: date) -> tuple[MeritEvent, ...]:
    """Final changes of merit between two days, both included, in the order in which they became final.

    A booking that an upheld appeal undid before it was ever final is left out together with its counter.
    """
    found = rows(bookings(county).filter(book=Booking.Book.MERIT, scale=Booking.Scale.OFFICE), until)
    standing = {row.booking.pk: row.final_on for row in found if row.final_on is not None}
    undone = {
        row.booking.counters_id: row.final_on for row in found if row.booking.counters_id and row.final_on is not None
    }
    events = []
    for row in found:
        final = row.final_on
        if final is None or not since <= final <= until or _never_stood(row.booking, final, undone, standing):
            continue
        events.append(_event(row.booking, final))
    return tuple(sorted(events, key=lambda event: (event.final_on, event.decided_at, event.booking)))


def _never_stood(one: Booking, final: date, undone: dict[int, date], standing: dict[int, date]) -> bool:
    if one.counters is not None:
        return one.counters_id in standing and standing[one.counters_id] >= final
    return one.pk in undone and undone[one.pk] <= final


def _event(one: Booking, final: date) -> MeritEvent:
    return MeritEvent(
        booking=one.code,
        person=one.person.code,
        points=one.points,
        booked_on=one.decision.published_on,
        final_on=final,
        decided_at=one.decision.decided_at,
        reported_on=one.reported_on,
        is_direct=one.takes_first_place,
        counters=one.counters.code if one.counters else "",
    )


def merit_dates(county: str, person: str, since: date, until: date) -> tuple[date, ...]:
    """The days on which a person newly earned merit that is final and still stands (reading S16)."""
    events = final_merit_events(county, since, until)
    countered = {event.counters for event in events}
    return tuple(
        event.booked_on
        for event in events
        if event.person == person and event.points > 0 and event.booking not in countered
    )
