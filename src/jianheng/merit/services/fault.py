"""Fault, and reports that did not stand (Art. 8.3, 8.5, 10.3)."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from jianheng.charter import Charter, cites
from jianheng.county.selectors import charter_on
from jianheng.merit import access, selectors
from jianheng.merit.models import Booking, Case, Decision
from jianheng.merit.services.award import office_on, targets
from jianheng.merit.services.decide import Line, decide
from jianheng.people.models import Person
from jianheng.rules import apply, merit
from jianheng.rules.roles import Officer

CITY = "city"


@cites("8.3", "10.3", "18.2")
@transaction.atomic
def book_fault(
    *,
    case_id: int,
    kind: str,
    person: Person | None = None,
    direct_leader: Person | None = None,
    next_leader: Person | None = None,
    did_duty: bool = False,
    gave_key_lead: bool = False,
    reported_first: Person | None = None,
    good_faith: bool = False,
    by: Officer,
    at: datetime,
) -> Decision:
    """Book what a finding adds to fault accounts; procedures it opens are listed and take no effect by themselves."""
    case = Case.objects.select_for_update().select_related("county").get(pk=case_id)
    named = {row.code: row for row in (person, direct_leader, next_leader, reported_first) if row is not None}
    access.require_book(by, case.county.code, {*access.concerned_in(case), *named})
    facts = merit.FaultFacts(
        kind=kind,
        person=_code(person),
        direct_leader=_code(direct_leader),
        next_leader=_code(next_leader),
        did_duty=did_duty,
        gave_key_lead=gave_key_lead,
        reported_first=_code(reported_first),
        good_faith=good_faith,
    )
    derivation = apply(merit.fault, facts, charter_on(case.county.code, timezone.localdate(at)))
    lines = [Line(named[row.person], Booking.Book.FAULT, row.cause, row.points) for row in derivation.outcome.bookings]
    measures = derivation.outcome.measures
    return decide(case, Decision.Kind.FAULT, derivation, lines, measures=measures, by=by, at=at)


@cites("8.5", "10.3", reading=("P06", "P07"))
@transaction.atomic
def record_false_accusation(
    *,
    case_id: int,
    person: Person,
    outcome: str,
    heard: bool,
    proof_of_knowledge: bool,
    by: Officer,
    at: datetime,
) -> Decision:
    """Record how a report ended; knowing fabrication alone costs points, twice what it gained or would have gained."""
    case = Case.objects.select_for_update().select_related("county").get(pk=case_id)
    access.require_book(by, case.county.code, {*access.concerned_in(case), person.code})
    charter = charter_on(case.county.code, timezone.localdate(at))
    office = office_on(person, case.closed_on)
    facts = merit.AccusationFacts(
        person=person.code,
        outcome=outcome,
        gained=max(selectors.credited_for(case, person), Decimal(0)),
        claimed=_worth(case, person, office, charter),
        body=CITY,
        heard=heard,
        proof_of_knowledge=proof_of_knowledge,
    )
    derivation = apply(merit.false_accusation, facts, charter)
    deduction = derivation.outcome.deduction
    line = Line(person, Booking.Book.MERIT, outcome, -deduction, scale=merit.scale_of(office), office=office)
    return decide(case, Decision.Kind.ACCUSATION, derivation, [line], by=by, at=at)


@cites("8.5", reading="P06")
def _worth(case: Case, person: Person, office: str, charter: Charter) -> Decimal:
    """What the report would have gained its author, had it stood."""
    alone = merit.Reporter(person=person.code, share=Fraction(1), office=office, contribution=merit.KEY_LEAD)
    would_be = merit.AwardFacts(case.code, True, targets(case), (alone,), awarded_by=())  # noqa: FBT003 - a named fact
    return apply(merit.award, would_be, charter).outcome.awards[0].full


def _code(person: Person | None) -> str:
    return person.code if person else ""
