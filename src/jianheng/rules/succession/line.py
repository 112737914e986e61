"""The line of succession as a fold over what became final, in order (Art. 9.1 to 9.4, 9.7)."""

from dataclasses import replace
from datetime import date, timedelta

from jianheng.charter import N_, Charter, cites
from jianheng.rules.calendar import add_months
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused
from jianheng.rules.succession.facts import REVERSAL, Change, LineEvent, LineFacts, LineOutcome
from jianheng.rules.succession.state import AFTER, LineState, Moved, starting_line, total_of


@rule(
    "succession.line",
    "9.1",
    "9.2",
    "9.3",
    "9.4",
    "9.7",
    reading=("R09", "S01", "S02", "S04", "S11", "S12", "S15", "S16", "S17", "S18", "S19", "S22", "S23", "S27", "S28"),
)
def line(facts: LineFacts, charter: Charter) -> Derived[LineOutcome]:
    """The order of heirs after all events, with every change, its cause and its article."""
    state = starting_line(facts.holders, charter)
    steps = [Step("9.1", N_("The line at the start of the term: {line}."), {"line": list(state.order)}, "S01")]
    changes: list[Change] = []
    applied: list[LineEvent] = []
    for event in facts.events:
        _require_known(event, applied)
        after, step = _after(state, event, applied, facts, charter)
        steps.append(step)
        if after.order != state.order:
            changes.append(Change(event.id, event.kind, event.on, step.article, state.order, after.order))
            steps.append(_change_step(state, after, step))
        state = after
    outcome = LineOutcome(
        line=state.order,
        heirs=heirs(state.order, facts.barred, charter),
        merit={person: total_of(state, person) for person in state.order},
        idle=state.idle,
        dropped=state.dropped,
        changes=tuple(changes),
    )
    return Derived(outcome, tuple(steps))


@cites("11.1", "9.5", reading="R09")
def heirs(order: tuple[str, ...], barred: tuple[str, ...], charter: Charter) -> tuple[str, ...]:
    """The line without those who are barred from the secretary's office."""
    if not charter.flag("succession.require_term_eligible"):
        return order
    return tuple(person for person in order if person not in barred)


@cites("9.3", reading="S03")
def line_on(facts: LineFacts, day: date, charter: Charter) -> tuple[str, ...]:
    """The line of record at the end of a day, such as the day of a report."""
    then = replace(facts, events=tuple(event for event in facts.events if event.on <= day))
    return line(then, charter).outcome.line


@cites("9.4", reading="S16")
def period_ends(start: date, until: date, charter: Charter) -> tuple[date, ...]:
    """The last days of the appraisal periods since the start of a term that are over by the end of a day."""
    months = charter.number("succession.idle_period_months")
    ends: list[date] = []
    while (end := add_months(start, months * (len(ends) + 1)) - timedelta(days=1)) <= until:
        ends.append(end)
    return tuple(ends)


def _after(state: LineState, event: LineEvent, applied: list[LineEvent], facts: LineFacts, charter: Charter) -> Moved:
    """The state after an event; ``applied`` is kept to the events that still stand."""
    if event.kind == REVERSAL:
        return _without(event, applied, facts, charter)
    applied.append(event)
    return AFTER[event.kind](state, event, charter)


@cites("8.7", "9.2", "9.7", reading=("S22", "S23"))
def _without(event: LineEvent, applied: list[LineEvent], facts: LineFacts, charter: Charter) -> Moved:
    """The line as it would stand without the reversed event: the place is given back with the points."""
    applied[:] = [other for other in applied if other.id != event.reverses]
    state = starting_line(facts.holders, charter)
    for other in applied:
        state, _ = AFTER[other.kind](state, other, charter)
    text = N_("{event} was reversed; the line is computed as if it had not been. Acts done meanwhile stay valid.")
    return state, Step("8.7", text, {"event": event.reverses}, "S23")


def _require_known(event: LineEvent, applied: list[LineEvent]) -> None:
    if event.kind == REVERSAL:
        if event.reverses not in {other.id for other in applied}:
            raise Refused("8.7", N_("There is no entry {event} to reverse."), field="reverses", event=event.reverses)
    elif event.kind not in AFTER:
        raise Refused("9.7", N_("“{kind}” does not move the line of succession."), field="kind", kind=event.kind)


def _change_step(before: LineState, after: LineState, cause: Step) -> Step:
    values = {"before": list(before.order), "after": list(after.order), "article": cause.article}
    return Step("9.7", N_("The order changes from {before} to {after} by Art. {article}."), values)
