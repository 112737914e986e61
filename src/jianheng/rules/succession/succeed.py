"""Who takes over when the secretary's office falls vacant (Art. 9.5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from jianheng.charter import N_, Charter, cites
from jianheng.rules.calendar import add_months
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused
from jianheng.rules.succession.line import heirs

SUSPENSION = "suspension"
RESIGNATION = "resignation"


@dataclass(frozen=True)
class VacancyFacts:
    """The vacancy and the line.

    ``cause`` is one of ``vacancy.causes`` or ``suspension``; ``line`` the line of the day. Where a
    member's report brought the secretary down: ``reporter``, ``line_at_report`` the line of the day of
    the report, ``case_final_on`` and ``report_audited``. ``barred`` are barred by Art. 11.1,
    ``unavailable`` are heirs who cannot act, such as one who left at the same time.
    """

    cause: str
    on: date
    line: tuple[str, ...]
    barred: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()
    reporter: str = ""
    line_at_report: tuple[str, ...] = ()
    case_final_on: date | None = None
    report_audited: bool = False


@dataclass(frozen=True)
class PassedOver:
    """An heir who does not succeed; ``reason`` is ``barred unavailable cooling``."""

    person: str
    reason: str


@dataclass(frozen=True)
class SuccessionOutcome:
    """``path`` is ``succession``, ``acting`` (an heir acts, the office is not taken), ``by_election`` or,
    in a suspension that no heir can cover, ``nobody``.

    ``successor`` is empty if nobody can act; ``confirm_by`` the last day for the congress to confirm;
    ``by_election_by`` the last day for a by-election where one is due; ``line`` the line afterwards.
    """

    path: str
    successor: str
    passed_over: tuple[PassedOver, ...]
    confirm_by: date | None
    by_election_by: date | None
    serves: str
    line: tuple[str, ...]


@rule("succession.succeed", "9.5", "9.3", "11.1", reading=("R09", "S03", "S05", "S07", "S08", "S10", "S26", "S29"))
def succeed(facts: VacancyFacts, charter: Charter) -> Derived[SuccessionOutcome]:
    """Who takes the secretary's office at once as acting secretary, or who only acts, by rule."""
    _require_cause(facts, charter)
    order = _order_of_succession(facts)
    passed_over = tuple(_passed_over(order, facts, charter))
    barred = {row.person for row in passed_over}
    successor = next((person for person in order if person not in barred), "")
    path = _path(facts, successor, charter)
    taken = path == "succession"
    by_election = path == "by_election" or (path == "acting" and facts.cause != SUSPENSION)
    outcome = SuccessionOutcome(
        path=path,
        successor=successor,
        passed_over=_before(passed_over, order, successor),
        confirm_by=_days_after(facts.on, charter.number("succession.confirm_days")) if taken else None,
        by_election_by=_days_after(facts.on, charter.number("vacancy.by_election_days")) if by_election else None,
        serves=charter.choice("succession.serve") if taken else "",
        line=_line_after(facts, successor) if taken else facts.line,
    )
    return Derived(outcome, _steps(outcome, facts))


@cites("9.5", reading=("S07", "S29"))
def _path(facts: VacancyFacts, successor: str, charter: Charter) -> str:
    if facts.cause == SUSPENSION:
        return "acting" if successor else "nobody"
    if not successor:
        return "by_election"
    if facts.cause == RESIGNATION and charter.choice("succession.on_resignation") == "by_election":
        return "acting"
    return "succession"


@cites("9.3", "9.5", reading="S03")
def _order_of_succession(facts: VacancyFacts) -> tuple[str, ...]:
    """The heirs in the order of the day of the report, if one opened the succession, else of today."""
    then = [person for person in facts.line_at_report if person in facts.line] if facts.reporter else []
    return tuple(dict.fromkeys((*then, *facts.line)))


def _passed_over(order: tuple[str, ...], facts: VacancyFacts, charter: Charter) -> list[PassedOver]:
    allowed = heirs(order, facts.barred, charter)
    reasons = {
        **{person: "cooling" for person in order if person == facts.reporter and is_cooling(facts, charter)},
        **{person: "unavailable" for person in order if person in facts.unavailable},
        **{person: "barred" for person in order if person not in allowed},
    }
    return [PassedOver(person, reasons[person]) for person in order if person in reasons]


@cites("9.3", "9.5", reading="S26")
def is_cooling(facts: VacancyFacts, charter: Charter) -> bool:
    """Whether the reporter may not inherit yet: the case is not final, or not audited, or too recent."""
    months = charter.number("succession.cooling_months")
    if months == 0:
        return False
    final = facts.case_final_on
    return final is None or not facts.report_audited or facts.on < add_months(final, months)


@cites("9.3", reading="S03")
def _line_after(facts: VacancyFacts, successor: str) -> tuple[str, ...]:
    """The line without the successor; a reporter who brought the secretary down is first in it."""
    rest = tuple(person for person in facts.line if person != successor)
    if facts.reporter in rest:
        return (facts.reporter, *(person for person in rest if person != facts.reporter))
    return rest


@cites("9.5", reading=("S05", "S07"))
def _require_cause(facts: VacancyFacts, charter: Charter) -> None:
    if facts.cause == SUSPENSION:
        if not charter.flag("succession.acting_on_suspension"):
            raise Refused("9.5", N_("A suspension of the secretary does not open the succession."), field="cause")
    elif facts.cause not in charter.sequence("vacancy.causes"):
        raise Refused("9.5", N_("“{cause}” is no vacancy of the office."), field="cause", cause=facts.cause)


def _before(passed: tuple[PassedOver, ...], order: tuple[str, ...], successor: str) -> tuple[PassedOver, ...]:
    """Those passed over ahead of the successor, or all if there is none."""
    limit = order.index(successor) if successor else len(order)
    return tuple(row for row in passed if order.index(row.person) < limit)


def _days_after(day: date, count: int) -> date:
    return day + timedelta(days=count)


_REASON = {
    "barred": (N_("{person} is barred from the secretary's office and is passed over."), "R09"),
    "unavailable": (N_("{person} cannot act and is passed over."), "S10"),
    "cooling": (N_("{person} brought the case and does not inherit until it is final, audited and cooled."), "S26"),
}

_PATH = {
    "succession": (N_("{successor} takes office as acting secretary at once, to be confirmed by {confirm_by}."), "S08"),
    "acting": (N_("{successor} acts for the secretary; the office is not taken."), "S07"),
    "nobody": (N_("Nobody in the line can act while the secretary is suspended."), "S10"),
    "by_election": (N_("Nobody in the line can act; a by-election is due by {by_election_by}."), "S10"),
}


def _steps(outcome: SuccessionOutcome, facts: VacancyFacts) -> tuple[Step, ...]:
    opening = Step("9.5", N_("The secretary's office: {cause} on {on}."), {"cause": facts.cause, "on": facts.on}, "S07")
    record = Step("9.3", N_("The heir of record is that of the day of the report."), {}, "S03")
    passed = tuple(
        Step(
            "11.1" if row.reason == "barred" else "9.5",
            _REASON[row.reason][0],
            {"person": row.person},
            _REASON[row.reason][1],
        )
        for row in outcome.passed_over
    )
    text, reading = _PATH[outcome.path]
    values = {
        "successor": outcome.successor,
        "confirm_by": outcome.confirm_by,
        "by_election_by": outcome.by_election_by,
    }
    due = N_("Resignation leads to a by-election by {by_election_by}.")
    extra = (Step("9.5", due, values, "S29"),) if outcome.path == "acting" and outcome.by_election_by else ()
    first = (record,) if facts.reporter and facts.line_at_report else ()
    return (opening, *first, *passed, Step("9.5", text, values, reading), *extra)
