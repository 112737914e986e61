"""The facts of the line of succession: who began the term, and everything that became final since (Part 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jianheng.charter import Charter, cites
from jianheng.county.selectors import charter_on, work_calendar
from jianheng.merit.selectors import MeritEvent, final_merit_events, term_start
from jianheng.offices.models import Audit, Dereliction, Team, Vacancy
from jianheng.offices.selectors.team import current_team
from jianheng.offices.selectors.terms import careers_in, succession_rows
from jianheng.people.models import Tenure
from jianheng.rules import merit
from jianheng.rules.calendar import add_months
from jianheng.rules.offices import barred_from_secretary
from jianheng.rules.roles import OFFICES, Role
from jianheng.rules.succession import (
    AUDIT,
    DERELICTION,
    DIRECT,
    JOIN,
    LEAVE,
    MERIT,
    PERIOD,
    REVERSAL,
    LineEvent,
    LineFacts,
)

FIRST = ":first"
_ORDER = {LEAVE: 0, JOIN: 1, MERIT: 2, DIRECT: 2, REVERSAL: 2, DERELICTION: 3, PERIOD: 4, AUDIT: 5}
_PLACES = (Role.DISCIPLINE, Role.CONGRESS, Role.DISCIPLINE_DEPUTY, Role.CONSULTATIVE, Role.EXECUTIVE)


def _tenures(county: str) -> list[Tenure]:
    """Every tenure ever in an office of the five or as first deputy of discipline."""
    found = Tenure.objects.filter(
        post__body__county__code=county,
        post__role__in=[role.value for role in (*OFFICES, Role.DISCIPLINE_DEPUTY)],
    )
    return list(found.select_related("person", "post").order_by("since", "id"))


@dataclass(frozen=True)
class Register:
    """What is on record about the offices of a county, read once for one question about the line."""

    county: str
    team: Team | None
    start: date
    tenures: Sequence[Tenure]
    vacancies: Sequence[Vacancy]
    audits: Sequence[Audit]
    derelictions: Sequence[Dereliction]


def register(county: str, day: date) -> Register:
    """The record of a county as far as it bears on the line of a day."""
    team = current_team(county, day)
    vacancies = Vacancy.objects.filter(county__code=county).select_related("filled_by__person")
    return Register(
        county=county,
        team=team,
        start=team.term_starts_on if team else term_start(county, day),
        tenures=_tenures(county),
        vacancies=list(vacancies.order_by("filled_on", "id")),
        audits=list(Audit.objects.filter(county__code=county).order_by("id")),
        derelictions=list(Dereliction.objects.filter(county__code=county).select_related("person").order_by("id")),
    )


@cites("9.1", "9.2", reading=("S01", "S13", "S15"))
def line_facts(county: str, day: date, charter: Charter, known: Register | None = None) -> LineFacts:
    """The holders at the start of the term and the events since, in the order in which they became final."""
    on_record = known or register(county, day)
    holders = _holders(on_record)
    events = [
        *_merit_events(county, on_record.start, day),
        *_leaving(on_record, day),
        *_joining(on_record, day),
        *_deputies(on_record, day),
        *_periods(on_record, day, charter),
        *_audits(on_record, day),
        *_derelictions(on_record, day),
    ]
    persons = {*holders.values(), *(event.person for event in events if event.kind == JOIN)}
    record = careers_in(on_record.tenures, succession_rows(on_record.vacancies), persons)
    barred = barred_from_secretary(persons, record, day, charter)
    ordered = sorted(events, key=lambda event: (event.on, _ORDER[event.kind]))
    return LineFacts(holders, tuple(ordered), tuple(sorted(barred)))


def _holders(known: Register) -> dict[str, str]:
    """Persons by role at the start of the term: as the election filled the offices, whenever it did."""
    at_start = [row for row in known.tenures if _on(row, known.start)]
    deputy = {row.post.role: row.person.code for row in at_start if row.post.role == Role.DISCIPLINE_DEPUTY}
    if known.team is None:
        first = {row.post.role: row.person.code for row in at_start if not row.is_acting}
        return {role.value: first[role.value] for role in _PLACES if role.value in first}
    latest = known.team.fillings.select_related("application").latest("id")
    kept = latest.application.derivation["result"]["offices"]
    offices = {role: person for role, person in kept.items() if role != Role.SECRETARY}
    return {**offices, **deputy}


def _on(row: Tenure, day: date) -> bool:
    return row.since <= day and (row.until is None or day < row.until)


@cites("9.2", "9.3", reading=("S11", "S12", "S13", "S23"))
def _merit_events(county: str, start: date, day: date) -> list[LineEvent]:
    """Merit booked in this term that became final, and its reversals, in order."""
    found: list[LineEvent] = []
    counted: dict[str, MeritEvent] = {}
    for event in final_merit_events(county, start, day):
        if event.counters:
            if event.counters in counted:
                found.extend(_reversal(event, counted[event.counters]))
        elif event.booked_on >= start:
            counted[event.booking] = event
            found.append(LineEvent(event.booking, MERIT, event.final_on, event.person, event.points))
            if event.is_direct:
                found.append(LineEvent(event.booking + FIRST, DIRECT, event.final_on, event.person))
    return found


def _reversal(event: MeritEvent, of: MeritEvent) -> list[LineEvent]:
    undone = [of.booking, *([of.booking + FIRST] if of.is_direct else [])]
    return [
        LineEvent(f"{event.booking}{code[len(of.booking) :]}", REVERSAL, event.final_on, event.person, reverses=code)
        for code in undone
    ]


@cites("9.5", "9.6", reading="S09")
def _leaving(known: Register, day: date) -> list[LineEvent]:
    """Those of the line who left their office in the term, or became secretary."""
    found = []
    for row in known.tenures:
        ended = row.until is not None and known.start < row.until <= day and row.ending not in ("term", "declined")
        if row.post.role != Role.SECRETARY and ended and row.until is not None and not _moved_on(row, known.tenures):
            found.append(LineEvent(f"leave-{row.pk}", LEAVE, row.until, row.person.code))
    return found


def _moved_on(row: Tenure, tenures: Sequence[Tenure]) -> bool:
    """Whether the person takes another office of the line on the day of leaving this one."""
    return any(
        other.person_id == row.person_id
        and other.pk != row.pk
        and other.post.role != Role.SECRETARY
        and row.until is not None
        and other.since <= row.until
        and (other.until is None or other.until > row.until)
        for other in tenures
    )


@cites("9.6", reading="S09")
def _joining(known: Register, day: date) -> list[LineEvent]:
    """Those who filled an office that fell vacant in the term; first fillings belong to the start."""
    return [
        LineEvent(f"join-{row.pk}", JOIN, row.filled_on, row.filled_by.person.code, office=row.office)
        for row in known.vacancies
        if row.office != Role.SECRETARY
        and not (row.cause == Vacancy.Cause.TERM_END and row.path == Vacancy.Path.FILLING)
        and row.since >= known.start
        and row.filled_by is not None
        and row.filled_on is not None
        and known.start < row.filled_on <= day
    ]


def _deputies(known: Register, day: date) -> list[LineEvent]:
    """A first deputy of discipline who took up the post in the term."""
    return [
        LineEvent(f"join-deputy-{row.pk}", JOIN, row.since, row.person.code, office=row.post.role)
        for row in known.tenures
        if row.post.role == Role.DISCIPLINE_DEPUTY and known.start < row.since <= day
    ]


@cites("9.4", reading=("S16", "S17"))
def _periods(known: Register, day: date, charter: Charter) -> list[LineEvent]:
    """The appraisal periods that have ended, each with the outcome of an audit that covers it."""
    months = charter.number("succession.idle_period_months")
    found: list[LineEvent] = []
    ended = add_months(known.start, months)
    while ended <= day:
        began = add_months(known.start, months * len(found))
        found.append(LineEvent(f"period-{ended.isoformat()}", PERIOD, ended, audit=_audited(known, began, ended)))
        ended = add_months(known.start, months * (len(found) + 1))
    return found


def _audited(known: Register, began: date, ended: date) -> str:
    """The outcome of the latest audit that covers a period up to its last day; empty if there is none."""
    last = ended - timedelta(days=1)
    covering = [row.outcome for row in known.audits if row.starts_on <= began and row.ends_on >= last]
    return covering[-1] if covering else ""


@cites("9.4", reading="S28")
def _audits(known: Register, day: date) -> list[LineEvent]:
    return [
        LineEvent(f"audit-{row.pk}", AUDIT, row.recorded_on, audit=row.outcome)
        for row in known.audits
        if known.start <= row.recorded_on <= day
    ]


@cites("9.4", "8.8", reading="S19")
def derelict_final_on(found: Dereliction, charter: Charter) -> date | None:
    """When a finding of dereliction became or becomes final; None if it was withdrawn before."""
    final = merit.final_on(found.decided_on, None, work_calendar(), charter)
    if found.withdrawn_on is not None and final is not None and found.withdrawn_on <= final:
        return None
    return final


def _derelictions(known: Register, day: date) -> list[LineEvent]:
    found = []
    for row in known.derelictions:
        final = derelict_final_on(row, charter_on(known.county, row.decided_on))
        if final is None or not known.start <= final <= day:
            continue
        found.append(LineEvent(row.code, DERELICTION, final, row.person.code, decision=row.code))
        if row.withdrawn_on is not None and row.withdrawn_on <= day:
            undone = f"{row.code}-withdrawn"
            found.append(LineEvent(undone, REVERSAL, row.withdrawn_on, row.person.code, reverses=row.code))
    return found
