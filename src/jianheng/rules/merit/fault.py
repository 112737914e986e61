"""Bookings in the fault account (Art. 8.3, 10.3)."""

from dataclasses import dataclass
from decimal import Decimal

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused

SUBORDINATE = "subordinate"
SILENCE = "silence"
SUPPRESSION = "suppression"
RETALIATION = "retaliation"
LEAK = "leak"
OWN_CORRUPTION = "own_corruption"
KINDS = (SUBORDINATE, SILENCE, SUPPRESSION, RETALIATION, LEAK, OWN_CORRUPTION)

DIRECT_LEADER = "direct_leader"
NEXT_LEADER = "next_leader"


@dataclass(frozen=True)
class FaultFacts:
    """A finding of the committee.

    ``kind`` is one of `KINDS`. For ``subordinate`` the direct leader of the corrupt person and the next
    leader up are named (empty if there is none), whether the latter ``did_duty`` and ``gave_key_lead``
    before, and who reported first; for the others ``person`` is the one at fault. ``good_faith`` marks
    an error of the list of Art. 10.3.
    """

    kind: str
    person: str = ""
    direct_leader: str = ""
    next_leader: str = ""
    did_duty: bool = False
    gave_key_lead: bool = False
    reported_first: str = ""
    good_faith: bool = False


@dataclass(frozen=True)
class FaultBooking:
    """Points to be booked in a person's fault account; below zero they are a credit there."""

    person: str
    points: Decimal
    cause: str


@dataclass(frozen=True)
class FaultOutcome:
    """``measures`` are procedures that open: ``black_list removal referral``, none of them automatic."""

    bookings: tuple[FaultBooking, ...]
    measures: tuple[str, ...]


@rule("merit.fault", "8.3", "10.3", "18.2", reading=("P01", "P02", "P03", "P05", "P08"))
def fault(facts: FaultFacts, charter: Charter) -> Derived[FaultOutcome]:
    """What a finding adds to the fault accounts of the persons concerned."""
    _require_complete(facts)
    if facts.good_faith:
        step = Step("10.3", N_("A listed error in good faith is corrected and costs no points."))
        return Derived(FaultOutcome((), ()), (step,))
    if facts.kind == SUBORDINATE:
        return _leadership(facts, charter)
    return _personal(facts, charter)


@cites("8.3", reading=("P01", "P02", "P05"))
def _leadership(facts: FaultFacts, charter: Charter) -> Derived[FaultOutcome]:
    """The answer of leaders for a subordinate's serious corruption."""
    bookings: list[FaultBooking] = []
    steps: list[Step] = []
    for person, cause, booked, text in _leaders(facts, charter):
        values = {"person": person, "points": abs(booked)}
        if charter.flag("fault.waive_if_reported_first") and person == facts.reported_first:
            steps.append(
                Step("8.3", N_("{person} reported first and bears no leader's fault in this case."), values, "P02")
            )
            continue
        bookings.append(FaultBooking(person, booked, cause))
        steps.append(Step("8.3", text, values, "P01" if cause == NEXT_LEADER else ""))
    return Derived(FaultOutcome(tuple(bookings), ()), tuple(steps))


def _leaders(facts: FaultFacts, charter: Charter) -> tuple[tuple[str, str, Decimal, str], ...]:
    """Person, cause, points and message for each leader there is."""
    direct = N_("{person} is the direct leader: {points} fault points.")
    following = N_("{person} is the next leader up: {points} fault points.")
    excused = N_("{person}, next leader up, had done the duty and given a key lead: a credit of {points}.")
    earned = facts.did_duty and facts.gave_key_lead
    indirect = -charter.decimal("fault.waiver_credit") if earned else charter.decimal("fault.next_leader")
    rows = (
        (facts.direct_leader, DIRECT_LEADER, charter.decimal("fault.direct_leader"), direct),
        (facts.next_leader, NEXT_LEADER, indirect, excused if earned else following),
    )
    return tuple(row for row in rows if row[0])


@cites("8.3", reading=("P03", "P08"))
def _personal(facts: FaultFacts, charter: Charter) -> Derived[FaultOutcome]:
    if facts.kind == OWN_CORRUPTION:
        text = N_("Own corruption of {person}: the procedures for black list, removal and referral open.")
        step = Step("8.3", text, {"person": facts.person}, "V17")
        return Derived(FaultOutcome((), ("black_list", "removal", "referral")), (step,))
    parameter, reading = {
        SILENCE: ("fault.silence", "P03"),
        SUPPRESSION: ("fault.suppression", "P08"),
        RETALIATION: ("fault.retaliation", "P08"),
        LEAK: ("fault.retaliation", "P08"),
    }[facts.kind]
    booked = charter.decimal(parameter)
    values = {"person": facts.person, "points": booked, "kind": facts.kind}
    step = Step("8.3", N_("{person}: {kind}, {points} fault points."), values, reading)
    measures = ("referral",) if facts.kind != SILENCE else ()
    return Derived(FaultOutcome((FaultBooking(facts.person, booked, facts.kind),), measures), (step,))


def _require_complete(facts: FaultFacts) -> None:
    if facts.kind not in KINDS:
        raise Refused("8.3", N_("“{kind}” is not a fault of the charter."), field="kind", kind=facts.kind)
    named = facts.direct_leader or facts.next_leader if facts.kind == SUBORDINATE else facts.person
    if not named:
        raise Refused("8.3", N_("The finding names nobody."), field="person")
