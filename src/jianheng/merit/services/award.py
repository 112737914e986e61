"""The award of merit for a case (Art. 8.1, 8.2, 8.9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, Charter, cites
from jianheng.county.selectors import charter_on
from jianheng.merit import access, selectors
from jianheng.merit.models import Booking, Case, Decision
from jianheng.merit.selectors.cases import credits_given
from jianheng.merit.services.decide import Line, decide
from jianheng.people.models import Person
from jianheng.people.selectors import officer_of
from jianheng.rules import Refused, apply, merit
from jianheng.rules.roles import OFFICES, Officer


@dataclass(frozen=True)
class Claim:
    """What the committee recorded about one reporter of a case."""

    person: Person
    share: Fraction = Fraction(1)
    contribution: str = "report"
    own_initiative: bool = True
    knew_on: date | None = None
    reported_on: date | None = None


@cites("8.1", "8.2", "8.9", "8.11")
@transaction.atomic
def award_merit(
    *, case_id: int, claims: Sequence[Claim], systemic: Decimal | None = None, by: Officer, at: datetime
) -> Decision:
    """Credit the reporters of a case by rule and put the decision on notice; provisional until final.

    Refused while the sanction is not final, by a member who is party to the case, or if the shares do not sum to one.
    """
    case = Case.objects.select_for_update().select_related("county").get(pk=case_id)
    access.require_book(by, case.county.code, {*_parties(case), *(claim.person.code for claim in claims)})
    today = timezone.localdate(at)
    charter = charter_on(case.county.code, today)
    reporters = [_reporter(case, claim, today, charter) for claim in claims]
    facts = merit.AwardFacts(
        case=case.code,
        sanction_final=case.sanction_final_on is not None and case.sanction_final_on <= today,
        targets=targets(case),
        reporters=tuple(reporters),
        awarded_by=(by.key,),
        parties=tuple(sorted(_parties(case))),
        systemic=systemic,
    )
    derivation = apply(merit.award, facts, charter)
    if all(one.already_credited for one in reporters) and not any(one.points for one in derivation.outcome.awards):
        raise Refused("8.9", N_("This case has been credited to them already; a case is credited once."))
    lines = [
        Line(
            person=claim.person,
            book=Booking.Book.MERIT,
            category=one.category,
            points=one.points,
            scale=one.scale,
            takes_first_place=one.takes_first_place,
            office=reporter.office,
            reported_on=claim.reported_on,
        )
        for claim, reporter, one in zip(claims, reporters, derivation.outcome.awards, strict=True)
    ]
    return decide(case, Decision.Kind.AWARD, derivation, lines, by=by, at=at)


def targets(case: Case) -> tuple[merit.Target, ...]:
    """Those sanctioned in a case, as the rules read them."""
    return tuple(
        merit.Target(row.key, row.rank, tuple(row.superior_of), row.standing)
        for row in case.sanctions.select_related("person")
    )


def _parties(case: Case) -> frozenset[str]:
    named = case.sanctions.filter(person__isnull=False).values_list("person__code", flat=True)
    return frozenset({*case.parties, *named})


def _reporter(case: Case, claim: Claim, today: date, charter: Charter) -> merit.Reporter:
    return merit.Reporter(
        person=claim.person.code,
        share=claim.share,
        office=office_on(claim.person, claim.reported_on or today),
        contribution=claim.contribution,
        own_initiative=claim.own_initiative,
        reciprocal=_returns_a_credit(case, claim.person, today, charter),
        knew_on=claim.knew_on,
        reported_on=claim.reported_on,
        already_credited=selectors.credited_for(case, claim.person),
        earned_this_year=selectors.earned_in_year(claim.person, today.year),
    )


def office_on(person: Person, day: date) -> str:
    """The office of the five that a person held on a day, or empty."""
    held = officer_of(person, day).roles
    return next((office.value for office in OFFICES if office in held), "")


@cites("8.9", reading="M06")
def _returns_a_credit(case: Case, person: Person, today: date, charter: Charter) -> bool:
    """Whether crediting a person for this case would return a credit that the chief of the sanctioned gave them."""
    chiefs = [row.chief.code for row in case.sanctions.select_related("chief") if row.chief]
    if not chiefs:
        return False
    would_be = tuple(merit.Credit(person.code, chief, today, case.code) for chief in chiefs)
    known = tuple(credit for credit in credits_given(case.county.code) if credit.case != case.code)
    facts = merit.ReciprocityFacts((*known, *would_be), today, today)
    return case.code in apply(merit.reciprocity, facts, charter).outcome.returned
