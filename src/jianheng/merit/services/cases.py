"""Closed cases by their reference, and the start of a term for the counting of merit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.county.models import County
from jianheng.ledger.codes import new_code
from jianheng.ledger.services import record
from jianheng.merit import access
from jianheng.merit.events import CaseRegistered, MeritTermBegan, SanctionBecameFinal
from jianheng.merit.models import Case, Sanction, Term
from jianheng.people.models import Person
from jianheng.rules import Forbidden, Refused
from jianheng.rules.merit import RANKS
from jianheng.rules.roles import Officer


@cites("9.2", reading="S13")
@transaction.atomic
def begin_term(*, county: County, starts_on: date, by: Officer, at: datetime) -> Term:
    """Let merit count anew for the line from the start of a term; an automatic act of Art. 4.5, done once."""
    if by.key != "charter":
        raise Forbidden("4.5", N_("A term begins by rule, from a certified election."))
    County.objects.select_for_update().get(pk=county.pk)
    term, is_new = Term.objects.get_or_create(county=county, starts_on=starts_on)
    if is_new:
        record(MeritTermBegan(starts_on), by=by, at=at)
    return term


@dataclass(frozen=True)
class Sanctioned:
    """Someone sanctioned, for a new case; ``person`` is None for someone who is not in the register."""

    rank: str
    person: Person | None = None
    standing: str = Sanction.Standing.OTHER
    chief: Person | None = None
    superior_of: Sequence[Person] = field(default=())


@cites("8.1", "8.9")
@transaction.atomic
def register_case(
    *,
    county: County,
    closed_on: date,
    sanctioned: Sequence[Sanctioned],
    sanction_final_on: date | None = None,
    parties: Sequence[Person] = (),
    by: Officer,
    at: datetime,
) -> Case:
    """Enter a closed case under a new reference code: ranks and relations only, no text about anybody."""
    named = [row.person.code for row in sanctioned if row.person]
    access.require_book(by, county.code, {*named, *(person.code for person in parties)})
    _require_possible(closed_on, sanction_final_on, sanctioned, timezone.localdate(at))
    case = Case.objects.create(
        county=county,
        code=new_code(county.code.upper()[:4], at),
        closed_on=closed_on,
        sanction_final_on=sanction_final_on,
        parties=sorted(person.code for person in parties),
        registered_by=by.key,
        registered_at=at,
    )
    Sanction.objects.bulk_create(
        Sanction(
            case=case,
            person=row.person,
            rank=row.rank,
            standing=row.standing,
            chief=row.chief,
            superior_of=[person.code for person in row.superior_of],
        )
        for row in sanctioned
    )
    record(CaseRegistered(case.code, closed_on, tuple(named)), by=by, at=at)
    return case


def _require_possible(closed_on: date, final_on: date | None, sanctioned: Sequence[Sanctioned], today: date) -> None:
    if not sanctioned:
        raise Refused("8.1", N_("A case names the rank of at least one person sanctioned."), field="rank_1")
    for row in sanctioned:
        if row.rank not in RANKS:
            raise Refused("8.1", N_("“{rank}” is not a rank of the table."), field="rank_1", rank=row.rank)
    if closed_on > today:
        raise Refused("8.1", N_("A case is registered after it was closed."), field="closed_on")
    if final_on is not None and not final_on <= today:
        raise Refused("8.1", N_("A sanction is final only when that day has come."), field="sanction_final_on")


@cites("8.1", reading="S23")
@transaction.atomic
def record_final_sanction(*, case_id: int, on: date, by: Officer, at: datetime) -> Case:
    """Record that the sanction of a case became final; from then on merit can be awarded for it."""
    case = Case.objects.select_for_update(of=("self",)).select_related("county").get(pk=case_id)
    access.require_book(by, case.county.code, access.concerned_in(case))
    if case.sanction_final_on is not None:
        raise Refused(
            "8.1", N_("The sanction of this case is final since {day}."), day=case.sanction_final_on.isoformat()
        )
    if on > timezone.localdate(at):
        raise Refused("8.1", N_("A sanction is final only when that day has come."), field="on")
    case.sanction_final_on = on
    case.save(update_fields=["sanction_final_on"])
    record(SanctionBecameFinal(case.code, on), by=by, at=at)
    return case
