"""The state of the line between two events, and what each kind of event does to it (Art. 9.1 to 9.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Step
from jianheng.rules.merit.points import points, tenths
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import Role
from jianheng.rules.succession.core import (
    falls_back,
    idle_count,
    overtakes,
    place_after_drop,
    place_after_restoration,
)
from jianheng.rules.succession.facts import (
    AUDIT,
    CLEAN,
    DERELICTION,
    DIRECT,
    ELECTION,
    JOIN,
    LEAVE,
    MERIT,
    PERIOD,
    LineEvent,
)


@dataclass(frozen=True)
class LineState:
    """Order, merit in tenths, who the discipline secretary and executive are, and the idle count."""

    order: tuple[str, ...]
    merit: Mapping[str, int] = field(default_factory=dict)
    discipline: str = ""
    executive: str = ""
    idle: int = 0
    earned: int = 0
    dropped: int = 0

    def merit_of(self, person: str) -> int:
        return self.merit.get(person, 0)

    def moved(self, person: str, place: int) -> "LineState":
        """The same line with one person put at a place, the others keeping their order."""
        others = [other for other in self.order if other != person]
        return replace(self, order=(*others[:place], person, *others[place:]))


Moved = tuple[LineState, Step]


@cites("9.1", reading=("S01", "S02"))
def starting_line(holders: Mapping[str, str], charter: Charter) -> LineState:
    """The line at the start of a term: by office, vacant offices left out, a person once."""
    order = dict.fromkeys(holders[role] for role in charter.sequence("succession.line") if holders.get(role))
    discipline, executive = holders.get(Role.DISCIPLINE, ""), holders.get(Role.EXECUTIVE, "")
    return LineState(tuple(order), discipline=discipline, executive=executive)


@cites("9.2", reading=("S11", "S12", "S27"))
def after_merit(state: LineState, event: LineEvent, charter: Charter) -> Moved:
    """Points became final: their owner may pass the one just ahead or, losing points, be passed."""
    booked = tenths(event.points)
    earned = state.earned + max(booked, 0) * (event.person == state.discipline)
    merit = {**state.merit, event.person: state.merit_of(event.person) + booked}
    state = replace(state, merit=merit, earned=earned)
    after = state
    if event.person in state.order:
        for _ in range(charter.number("succession.max_places_per_event")):
            after = _passing(after, _mover(after, event.person, gained=booked > 0), charter)
    values = {"person": event.person, "points": event.points, "total": points(state.merit_of(event.person))}
    return after, Step("9.2", N_("{points} points of {person} became final; {total} in this term."), values, "S12")


def _mover(state: LineState, person: str, *, gained: bool) -> str:
    """Who may move up by this decision: its subject or, if that person lost points, the one just behind."""
    place = state.order.index(person)
    if gained:
        return person
    return state.order[place + 1] if place + 1 < len(state.order) else ""


@cites("9.2", reading=("S11", "S12", "S27"))
def _passing(state: LineState, person: str, charter: Charter) -> LineState:
    """The line after a person passes the one just ahead, if far enough above in merit."""
    place = state.order.index(person) if person else 0
    fixed_last = person == state.executive and not charter.flag("succession.executive_can_rise")
    if place == 0 or fixed_last:
        return state
    ahead = state.merit_of(state.order[place - 1])
    step = tenths(charter.decimal("succession.step"))
    strictly = int(charter.choice("succession.compare") == "gt")
    passes = overtakes(state.merit_of(person), ahead, step, strictly)
    return state.moved(person, place - 1) if passes else state


@cites("9.3", reading=("S03", "S04", "S06"))
def after_direct(state: LineState, event: LineEvent, _charter: Charter) -> Moved:
    """Who brought down the secretary or higher takes the first place; someone outside the line takes none."""
    values = {"person": event.person}
    if event.person not in state.order:
        text = N_("{person} has no place in the line and gains none; points alone are credited.")
        return state, Step("9.3", text, values, "S06")
    text = N_("{person} brought down the secretary of their level or higher and takes the first place.")
    return state.moved(event.person, 0), Step("9.3", text, values, "S04")


@cites("9.4", reading=("S16", "S17", "S18"))
def after_period(state: LineState, event: LineEvent, charter: Charter) -> Moved:
    """An appraisal period of the discipline secretary ended."""
    person = state.discipline
    excused = event.audit == CLEAN and charter.choice("succession.idle_rule") == "audit_conditional"
    count = idle_count(state.idle, state.earned, int(excused)) if person in state.order else 0
    values = {"person": person, "earned": points(state.earned), "idle": count}
    state = replace(state, idle=count, earned=0)
    if excused:
        text = N_("An audit found no missed lead, so the period of {person} is excused.")
        return state, Step("9.4", text, values, "S17")
    if person in state.order and _loses_place(state, charter):
        text = N_("{person} earned nothing in {idle} periods running and moves back.")
        return _dropped(state, charter), Step("9.4", text, values, "S16")
    text = N_("{person} earned {earned} in the period; idle periods running: {idle}.")
    return state, Step("9.4", text, values, "S16")


@cites("9.4", reading=("S16", "S18"))
def _loses_place(state: LineState, charter: Charter) -> bool:
    place = state.order.index(state.discipline)
    following = state.merit_of(state.order[place + 1]) if place + 1 < len(state.order) else 0
    own = state.merit_of(state.discipline)
    needs_better = int(charter.flag("succession.idle_requires_better_next"))
    return falls_back(state.idle, charter.number("succession.idle_periods"), own, following, needs_better)


@cites("9.4", reading="S28")
def _dropped(state: LineState, charter: Charter) -> LineState:
    """The line after one finding against the discipline secretary, whose idle count starts anew."""
    place, last = state.order.index(state.discipline), len(state.order) - 1
    lower = place_after_drop(place, charter.number("succession.max_drop"), last)
    moved = state.moved(state.discipline, lower)
    return replace(moved, idle=0, dropped=state.dropped + lower - place)


@cites("9.4", "8.11", reading=("S19", "S28"))
def after_dereliction(state: LineState, event: LineEvent, charter: Charter) -> Moved:
    """The discipline secretary was found derelict, which needs a reasoned decision of the committee."""
    if not event.decision:
        raise Refused("9.4", N_("Dereliction needs a reasoned decision of the committee."), field="decision")
    if not state.discipline or state.discipline not in state.order:
        raise Refused("9.4", N_("There is no discipline secretary in the line."), field="person")
    values = {"person": state.discipline, "decision": event.decision}
    text = N_("{person} was found derelict by decision {decision} and moves back.")
    return _dropped(state, charter), Step("9.4", text, values, "S19")


@cites("9.4", reading="S28")
def after_audit(state: LineState, event: LineEvent, _charter: Charter) -> Moved:
    """An audit: if clean, the discipline secretary regains the places lost by findings."""
    values = {"person": state.discipline, "places": state.dropped}
    if event.audit != CLEAN or not state.dropped or state.discipline not in state.order:
        return state, Step("9.4", N_("The audit gives {person} no place back."), values, "S28")
    place = place_after_restoration(state.order.index(state.discipline), state.dropped)
    text = N_("A clean audit gives {person} back {places} places.")
    return replace(state.moved(state.discipline, place), dropped=0), Step("9.4", text, values, "S28")


@cites("9.5", "9.6", reading="S09")
def after_leave(state: LineState, event: LineEvent, _charter: Charter) -> Moved:
    """A person left the line; the others close up. Offices do not chain."""
    order = tuple(person for person in state.order if person != event.person)
    state = replace(state, order=order)
    if event.person == state.discipline:
        state = replace(state, discipline="", idle=0, earned=0, dropped=0)
    return state, Step("9.6", N_("{person} leaves the line; the others move up."), {"person": event.person}, "S09")


@cites("9.6", reading="S09")
def after_join(state: LineState, event: LineEvent, _charter: Charter) -> Moved:
    """Who takes a vacant office in mid-term enters the line at its end, since only Art. 9.2 to 9.4 move places."""
    if event.person not in state.order:
        state = replace(state, order=(*state.order, event.person))
    if event.office == Role.DISCIPLINE:
        state = replace(state, discipline=event.person, idle=0, earned=0, dropped=0)
    if event.office == Role.EXECUTIVE:
        state = replace(state, executive=event.person)
    text = N_("{person} takes the office {office} and enters the line at its end.")
    return state, Step("9.6", text, {"person": event.person, "office": event.office}, "S09")


@cites("9.2", "9.1", reading="S15")
def after_election(state: LineState, event: LineEvent, charter: Charter) -> Moved:
    """A new term: the order is reset by rank and merit counts anew."""
    if not charter.flag("succession.reset_at_election"):
        return state, Step("9.2", N_("A new term began; the order stays."), {}, "S15")
    return starting_line(event.holders, charter), Step("9.2", N_("A new term began; the order is reset."), {}, "S15")


AFTER: Mapping[str, Callable[[LineState, LineEvent, Charter], Moved]] = {
    MERIT: after_merit,
    DIRECT: after_direct,
    PERIOD: after_period,
    AUDIT: after_audit,
    DERELICTION: after_dereliction,
    LEAVE: after_leave,
    JOIN: after_join,
    ELECTION: after_election,
}


def total_of(state: LineState, person: str) -> Decimal:
    """A person's points of the term."""
    return points(state.merit_of(person))
