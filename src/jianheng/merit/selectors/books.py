"""The two books of a person, the warning list, and the bands shown in public."""

from dataclasses import dataclass
from datetime import date

from jianheng.charter import Charter, cites
from jianheng.county.selectors import charter_on
from jianheng.merit.models import Booking, Term
from jianheng.merit.selectors.bookings import Row, bookings, entries, rows
from jianheng.people import selectors as people
from jianheng.people.models import Person, Tenure
from jianheng.rules import Derivation, apply, merit
from jianheng.rules.merit_states import published_as_of
from jianheng.rules.roles import OFFICES


@dataclass(frozen=True)
class Books:
    """A person's two books on a day, never netted; ``is_sealed`` hides the entries and leaves the totals."""

    balance: Derivation[merit.BalanceOutcome]
    merit_rows: tuple[Row, ...]
    fault_rows: tuple[Row, ...]
    is_sealed: bool

    @property
    def totals(self) -> merit.BalanceOutcome:
        return self.balance.outcome


@cites("9.2", reading="S13")
def term_start(county: str, day: date) -> date:
    """When the current term of the five offices began; before any election here, when the first of them took office."""
    term = Term.objects.filter(county__code=county, starts_on__lte=day).order_by("-starts_on").first()
    if term is not None:
        return term.starts_on
    return min((row.since for row in people.office_holders(county, day).values()), default=day)


@cites("8.3", "8.4", "8.7", reading=("M09", "S13"))
def books(person: Person, day: date) -> Books:
    """Both books of a person, with the derivation of the totals."""
    county = person.county.code
    charter = charter_on(county, day)
    found = rows(bookings(county).filter(person=person), day)
    known = tuple(row for row in found if row.booking.decision.published_on <= day)
    return Books(
        balance=_balance(person.code, known, day, term_start(county, day), charter),
        merit_rows=tuple(row for row in known if row.booking.book == Booking.Book.MERIT),
        fault_rows=tuple(row for row in known if row.booking.book == Booking.Book.FAULT),
        is_sealed=merit.is_sealed(_left_on(person, day), day, charter),
    )


def _balance(
    person: str, found: tuple[Row, ...], day: date, start: date, charter: Charter
) -> Derivation[merit.BalanceOutcome]:
    return apply(merit.balance, merit.BalanceFacts(person, entries(found), day, start), charter)


def _left_on(person: Person, day: date) -> date | None:
    """The day a person left the last of their posts; None while one is held, or if there never was one."""
    untils = list(Tenure.objects.filter(person=person, since__lte=day).values_list("until", flat=True))
    if not untils or any(until is None or until > day for until in untils):
        return None
    return max(until for until in untils if until is not None)


@dataclass(frozen=True)
class Warned:
    """Someone whose fault has reached a threshold: ``warning`` or ``resignation_procedure``."""

    person: Person
    balance: Derivation[merit.BalanceOutcome]

    @property
    def state(self) -> str:
        return self.balance.outcome.state


@cites("8.3", "18.2", reading="P09")
def warnings(county: str, day: date) -> tuple[Warned, ...]:
    """Everyone on the warning list or above, the most fault first; being listed does nothing by itself."""
    charter, start = charter_on(county, day), term_start(county, day)
    by_person: dict[Person, list[Row]] = {}
    for row in rows(bookings(county).filter(book=Booking.Book.FAULT), day):
        by_person.setdefault(row.booking.person, []).append(row)
    listed = (
        Warned(person, _balance(person.code, tuple(found), day, start, charter)) for person, found in by_person.items()
    )
    warned = (one for one in listed if one.state != "clear")
    return tuple(sorted(warned, key=lambda one: (-one.balance.outcome.fault_counted, one.person.code)))


@dataclass(frozen=True)
class Band:
    """What the public sees of an office-holder's merit this term: an office, its holder, a band."""

    tenure: Tenure
    band: str


@cites("8.11", "18.3", reading="S24")
def bands(county: str, day: date) -> tuple[date, tuple[Band, ...]]:
    """The bands of the five offices as of the last day on which they are published, and that day."""
    charter = charter_on(county, day)
    as_of = published_as_of(day, charter)
    holders = people.office_holders(county, day)
    start = term_start(county, day)
    found = rows(bookings(county).filter(person__in=[row.person for row in holders.values()]), as_of)
    shown = []
    for office in OFFICES:
        if office.value in holders:
            tenure = holders[office.value]
            mine = tuple(row for row in found if row.booking.person_id == tenure.person_id)
            total = _balance(tenure.person.code, mine, as_of, start, charter).outcome.merit_term
            shown.append(Band(tenure, merit.public_band(total)))
    return as_of, tuple(shown)
