"""Bookings with their periods and their state on a day. Finality follows from dates; nothing has to run for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jianheng.charter import Charter, cites
from jianheng.county.selectors import work_calendar
from jianheng.merit.models import Answer, Appeal, Booking, Decision
from jianheng.people import selectors as people
from jianheng.people.models import Person
from jianheng.rules import merit
from jianheng.rules.calendar import Deadline, WorkCalendar
from jianheng.rules.merit_states import BookingState, booking_state
from jianheng.rules.roles import OFFICES, Role

LINE = (*OFFICES, Role.DISCIPLINE_DEPUTY)


@dataclass(frozen=True)
class Row:
    """A booking on a day: until when it is on notice and open to appeal, when it became or becomes final.

    ``final_on`` is None while an appeal is open.
    """

    booking: Booking
    notice: Deadline
    appeal: Deadline
    final_on: date | None
    state: BookingState
    appeals: tuple[Appeal, ...]

    @property
    def is_final(self) -> bool:
        return self.state == BookingState.FINAL

    @property
    def may_appeal(self) -> bool:
        return self.state in (BookingState.PROVISIONAL, BookingState.APPEALED)


def bookings(county: str) -> QuerySet[Booking]:
    """All bookings of a county, the newest first, with what `rows` needs."""
    return (
        Booking.objects.filter(decision__case__county__code=county)
        .select_related("person", "decision__case", "decision__application__version__county", "counters")
        .select_related("countered_by__decision", "countered_by__countered_by__decision")
        .prefetch_related("appeals__answer", "appeals__by")
        .defer("decision__application__derivation")
        .order_by("-id")
    )


def booking(code: str) -> Booking:
    """The booking with a code, its derivation loaded; `Booking.DoesNotExist` if there is none."""
    return (
        Booking.objects.select_related(
            "person", "counters", "countered_by__decision", "countered_by__countered_by__decision"
        )
        .select_related("decision__case__county", "decision__application__version__county")
        .prefetch_related("appeals__answer", "appeals__by")
        .get(code=code)
    )


def appeal_of(pk: int) -> Appeal:
    """An appeal with its booking; `Appeal.DoesNotExist` if there is none."""
    return Appeal.objects.select_related("by", "booking__person", "booking__decision__case__county").get(pk=pk)


@cites("8.8", "8.11", reading=("S22", "C03"))
def rows(found: Iterable[Booking], day: date) -> tuple[Row, ...]:
    """Each booking as it stands on a day, in the order given."""
    calendar = work_calendar()
    charters: dict[int, Charter] = {}
    return tuple(_row(one, day, calendar, _charter(one, charters)) for one in found)


def row_of(one: Booking, day: date) -> Row:
    """One booking as it stands on a day."""
    return rows((one,), day)[0]


def _charter(one: Booking, known: dict[int, Charter]) -> Charter:
    """The charter under which a booking was decided; its periods are counted under it for good."""
    version = one.decision.application.version
    return known.setdefault(version.pk, known.get(version.pk) or version.charter)


def _row(one: Booking, day: date, calendar: WorkCalendar, charter: Charter) -> Row:
    published = one.decision.published_on
    lodged = tuple(appeal for appeal in one.appeals.all() if appeal.lodged_on <= day)
    counter = _standing_counter(one, day)
    final = _final_on(one, lodged, day, calendar, charter)
    if counter is not None and (final is None or counter.decision.published_on < final):
        # Undone before it was final: entry and counter become final together, so that neither moves anything.
        final = _final_on(counter, (), day, calendar, charter)
    return Row(
        booking=one,
        notice=calendar.deadline(published, charter.number("merit.notice_days")),
        appeal=calendar.deadline(published, charter.number("merit.appeal_days")),
        final_on=final,
        state=booking_state(
            final,
            reversed_=counter is not None,
            appealed=any(_answered_on(appeal, day) is None for appeal in lodged),
            day=day,
        ),
        appeals=lodged,
    )


def _standing_counter(one: Booking, day: date) -> Booking | None:
    """The entry that counters a booking on a day, unless that entry has been countered itself."""
    counter: Booking | None = getattr(one, "countered_by", None)
    if counter is None or counter.decision.published_on > day:
        return None
    again: Booking | None = getattr(counter, "countered_by", None)
    return None if again is not None and again.decision.published_on <= day else counter


def _answered_on(appeal: Appeal, day: date) -> date | None:
    answer: Answer | None = getattr(appeal, "answer", None)
    return answer.answered_on if answer is not None and answer.answered_on <= day else None


def _final_on(
    one: Booking, lodged: tuple[Appeal, ...], day: date, calendar: WorkCalendar, charter: Charter
) -> date | None:
    """The day of finality by rule; an entry that carries out an upheld appeal is final with the answer."""
    published = one.decision.published_on
    if one.decision.kind == Decision.Kind.APPEAL:
        return published
    if not lodged:
        return merit.final_on(published, None, calendar, charter)
    answered = [_answered_on(appeal, day) for appeal in lodged]
    decided = None if None in answered else max(on for on in answered if on is not None)
    return merit.final_on(published, merit.Appeal(lodged[0].lodged_on, decided), calendar, charter)


def entries(found: Iterable[Row]) -> tuple[merit.Entry, ...]:
    """Rows in the form that the rules of Part 8 read."""
    return tuple(
        merit.Entry(
            id=row.booking.code,
            person=row.booking.person.code,
            book=row.booking.book,
            points=row.booking.points,
            booked_on=row.booking.decision.published_on,
            final_on=row.final_on,
            cause=row.booking.category,
            scale=row.booking.scale,
            counters=row.booking.counters.code if row.booking.counters else "",
        )
        for row in found
    )


@cites("8.8", "18.1", reading="C06")
def standings(one: Booking, person: Person, day: date) -> frozenset[str]:
    """Every quality in which someone could appeal against a booking, by the words of the charter."""
    case = one.decision.case
    found = set()
    if person.pk == one.person_id:
        found.add("cadre")
    if case.sanctions.filter(person=person).exists():
        found.add("accused")
    if Booking.objects.filter(decision__case=case, decision__kind=Decision.Kind.AWARD, person=person).exists():
        found.add("reporter")
    in_line = {row.person_id for row in people.tenures_on(case.county.code, day).filter(post__role__in=LINE)}
    if person.pk in in_line and one.person_id in in_line and person.pk != one.person_id:
        found.add("rival")
    return frozenset(found)
