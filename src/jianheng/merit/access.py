"""Who may see and do what in this room (Art. 8.8, 8.9, 18.5)."""

from collections.abc import Collection

from jianheng.charter import N_
from jianheng.merit.models import Appeal, Booking, Case
from jianheng.people.models import Person
from jianheng.rules import Forbidden
from jianheng.rules.merit_states import require_other_panel
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import Officer, Role

INSIDERS = (Role.COMMITTEE, Role.DISCIPLINE, Role.CONGRESS)
READERS = (*INSIDERS, Role.AUDITOR)
"""Roles that may read the facts of a decision; the accused are not among them, as the facts name reporters."""


def can_book(officer: Officer) -> bool:
    """The review committee registers cases, books, and reverses."""
    return officer.has(Role.COMMITTEE)


def require_book(officer: Officer, county: str, concerned: Collection[str] = ()) -> None:
    """Refuse whoever is not of the county's committee, and a member who is party to the case (Art. 8.9)."""
    if not can_book(officer) or officer.county != county:
        raise Forbidden("8.11", N_("Only the review committee keeps the books of merit and fault."))
    if officer.key in concerned:
        raise Forbidden("8.9", N_("You are party to this case and cannot decide on it."))


def can_answer(officer: Officer, appeal: Appeal) -> bool:
    """Another member of the committee than the one who decided, and no party (reading C01)."""
    here = officer.county == appeal.booking.decision.case.county.code
    if not (can_book(officer) and here) or officer.key in _parties_to(appeal):
        return False
    try:
        require_other_panel((appeal.booking.decision.decided_by,), officer.key)
    except Refused:
        return False
    return True


def require_answer(officer: Officer, appeal: Appeal) -> None:
    """Refuse an answer by a member who decided or is a party, with the reason."""
    require_book(officer, appeal.booking.decision.case.county.code, _parties_to(appeal))
    require_other_panel((appeal.booking.decision.decided_by,), officer.key)


def _parties_to(appeal: Appeal) -> frozenset[str]:
    return concerned_in(appeal.booking.decision.case) | {appeal.by.code, appeal.booking.person.code}


def concerned_in(case: Case) -> frozenset[str]:
    """The keys of everyone who is party to a case: named parties, those sanctioned, those credited."""
    sanctioned = {row.person.code for row in case.sanctions.all() if row.person}
    booked = {booking.person.code for decision in case.decisions.all() for booking in decision.bookings.all()}
    return frozenset({*case.parties, *sanctioned, *booked})


def can_view_cases(officer: Officer) -> bool:
    """Cases by their references: the committee, the discipline secretary, the congress chair."""
    return officer.has(*INSIDERS)


def can_view_books(officer: Officer, person: Person) -> bool:
    """A person's two books in full: the person, and committee, discipline secretary, congress chair of the county."""
    return officer.key == person.code or (can_view_cases(officer) and officer.county == person.county.code)


def can_view_booking(officer: Officer, booking: Booking) -> bool:
    """A booking in full: those who may see the person's books, and who appealed against it.

    The accused learn nothing by appealing: merit names who reported them (Art. 8.11, 18.3).
    """
    if can_view_books(officer, booking.person):
        return True
    is_masked = booking.book == Booking.Book.MERIT
    return any(not (is_masked and own.standing == Appeal.Standing.ACCUSED) for own in appeals_by(officer, booking))


def appeals_by(officer: Officer, booking: Booking) -> list[Appeal]:
    """The officer's own appeals against a booking: their answers are always open to them (Art. 18.1)."""
    return [appeal for appeal in booking.appeals.all() if officer.is_known and appeal.by.code == officer.key]


def can_appeal(officer: Officer) -> bool:
    """Whoever is known may try; standing is found by rule from the case (Art. 8.8)."""
    return officer.is_known
