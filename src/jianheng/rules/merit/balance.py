"""The two books of a person on a day (Art. 8.3, 8.4, 8.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jianheng.charter import N_, Charter, cites
from jianheng.rules.calendar import add_months
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.merit.categories import OFFICE_SCALE
from jianheng.rules.merit.core import fault_state
from jianheng.rules.merit.fault import DIRECT_LEADER, NEXT_LEADER
from jianheng.rules.merit.points import floor_points, tenths

MERIT = "merit"
FAULT = "fault"

# P04 normalises by span without giving a scale; the county it computes, with 8 direct and 80 indirect
# subordinates, is taken as the span for which the thresholds of Art. 8.3 are meant.
REFERENCE_SPAN = {DIRECT_LEADER: 8, NEXT_LEADER: 80}


@dataclass(frozen=True)
class Entry:
    """One booking in a person's account; never edited, only countered by a later entry.

    ``book`` is ``merit`` or ``fault``, ``scale`` that of merit (``office`` or ``citizen``); ``counters``
    the id of the entry it reverses, if any; ``final_on`` the day it became final, or nothing.
    """

    id: str
    person: str
    book: str
    points: Decimal
    booked_on: date
    final_on: date | None
    cause: str = ""
    scale: str = OFFICE_SCALE
    counters: str = ""


@dataclass(frozen=True)
class BalanceFacts:
    """A person's entries, the day asked about, the start of the current term, and the span of control."""

    person: str
    entries: tuple[Entry, ...]
    on: date
    term_start: date
    direct_reports: int = 0
    indirect_reports: int = 0


@dataclass(frozen=True)
class BalanceOutcome:
    """The two books, never netted.

    ``merit_term`` counts for the line of succession, ``merit_lifetime`` is the whole of the office
    scale, ``citizen_points`` the other scale; ``merit_provisional`` and ``fault_provisional`` are booked
    but not final. ``fault_lifetime`` is the plain sum, ``fault_counted`` what is compared with the
    thresholds; ``state`` is ``clear``, ``warning`` or ``resignation_procedure``.
    """

    person: str
    merit_term: Decimal
    merit_lifetime: Decimal
    citizen_points: Decimal
    merit_provisional: Decimal
    fault_lifetime: Decimal
    fault_counted: Decimal
    fault_provisional: Decimal
    state: str


@rule("merit.balance", "8.3", "8.4", "8.7", reading=("M10", "M11", "P04", "P09", "S13", "S23"))
def balance(facts: BalanceFacts, charter: Charter) -> Derived[BalanceOutcome]:
    """What stands to a person's merit and to their fault on a day, and whether a threshold is reached."""
    known = [e for e in facts.entries if e.person == facts.person and e.booked_on <= facts.on]
    earned_on = dates_of_account(known)
    final = [e for e in known if is_final_on(e, facts.on)]
    merit = [e for e in final if e.book == MERIT and e.scale == OFFICE_SCALE]
    faults = [e for e in final if e.book == FAULT]
    counted = _counted_fault([e for e in faults if _in_window(earned_on[e.id], facts.on, charter)], facts, charter)
    pending = [e for e in known if not is_final_on(e, facts.on)]
    outcome = BalanceOutcome(
        person=facts.person,
        merit_term=_total(e for e in merit if earned_on[e.id] >= facts.term_start),
        merit_lifetime=_total(merit),
        citizen_points=_total(e for e in final if e.book == MERIT and e.scale != OFFICE_SCALE),
        merit_provisional=_total(e for e in pending if e.book == MERIT),
        fault_lifetime=_total(faults),
        fault_counted=counted,
        fault_provisional=_total(e for e in pending if e.book == FAULT),
        state=_state(counted, charter),
    )
    return Derived(outcome, _steps(outcome, facts, charter))


def is_final_on(entry: Entry, day: date) -> bool:
    """Whether an entry had become final by a day; until then it moves nothing."""
    return entry.final_on is not None and entry.final_on <= day


@cites("8.7", reading="S23")
def dates_of_account(entries: Iterable[Entry]) -> Mapping[str, date]:
    """For each entry id the day it counts for: its own or, for a counter-entry, that of what it reverses.

    So a reversal takes away merit from the term in which it was earned, and from no other.
    """
    by_id = {entry.id: entry for entry in entries}
    return {entry.id: _root(entry, by_id).booked_on for entry in by_id.values()}


def _root(entry: Entry, by_id: Mapping[str, Entry]) -> Entry:
    while entry.counters in by_id:
        entry = by_id[entry.counters]
    return entry


@cites("8.3", "8.7", reading="P04")
def _in_window(day: date, on: date, charter: Charter) -> bool:
    if charter.value("fault.window_months") is None:
        return True
    return day > add_months(on, -charter.number("fault.window_months"))


@cites("8.3", reading="P04")
def _counted_fault(entries: Iterable[Entry], facts: BalanceFacts, charter: Charter) -> Decimal:
    """The fault compared with the thresholds; leaders' fault is scaled down for a span above the reference."""
    normalised = charter.choice("fault.normalise") == "span"
    spans = {DIRECT_LEADER: facts.direct_reports, NEXT_LEADER: facts.indirect_reports}
    exact = Fraction(0)
    for entry in entries:
        factor = Fraction(1)
        if normalised and entry.cause in spans:
            reference = REFERENCE_SPAN[entry.cause]
            factor = Fraction(reference, max(spans[entry.cause], reference))
        exact += Fraction(entry.points) * factor
    return floor_points(exact)


@cites("8.3", "18.2", reading="P09")
def _state(counted: Decimal, charter: Charter) -> str:
    warn, resign = tenths(charter.decimal("fault.warn_at")), tenths(charter.decimal("fault.resign_at"))
    return ("clear", "warning", "resignation_procedure")[fault_state(tenths(counted), warn, resign)]


def _total(entries: Iterable[Entry]) -> Decimal:
    return sum((entry.points for entry in entries), Decimal(0))


_STATE = {
    "clear": N_("The fault of {person} is below every threshold."),
    "warning": N_("The fault of {person} has reached {warn}: warning list."),
    "resignation_procedure": N_(
        "The fault of {person} has reached {resign}: a reasoned procedure with a hearing opens."
    ),
}


def _steps(outcome: BalanceOutcome, facts: BalanceFacts, charter: Charter) -> tuple[Step, ...]:
    values = {
        "person": outcome.person,
        "term": outcome.merit_term,
        "lifetime": outcome.merit_lifetime,
        "since": facts.term_start,
        "fault": outcome.fault_counted,
        "sum": outcome.fault_lifetime,
        "warn": charter.decimal("fault.warn_at"),
        "resign": charter.decimal("fault.resign_at"),
    }
    return (
        Step("8.7", N_("Merit of {person} for life: {lifetime}; since {since}: {term}."), values, "S13"),
        Step("8.3", N_("Fault of {person}: {sum} in all, {fault} counted."), values, "P04"),
        Step("8.4", N_("The two books are not set off against each other."), {}, "M11"),
        Step("8.3", _STATE[outcome.state], values, "P09"),
    )
