"""Offices that fall vacant in mid-term: the heir acts at once, the reserve moves up, or a by-election is due."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, Charter, cites
from jianheng.county.models import County
from jianheng.county.selectors import charter_on
from jianheng.elections.selectors.certified import CertifiedResult, certified
from jianheng.ledger.services import record
from jianheng.merit.models import Booking
from jianheng.merit.selectors import bookings, row_of
from jianheng.offices import access
from jianheng.offices.events import SuccessorConfirmed, VacancyFilled
from jianheng.offices.models import Team, Vacancy
from jianheng.offices.selectors.line import line
from jianheng.offices.selectors.line_facts import line_facts
from jianheng.offices.selectors.team import current_team
from jianheng.offices.selectors.terms import deputies
from jianheng.offices.services.seats import begin, close, end, open_vacancy, reloaded, seated
from jianheng.people.models import Tenure
from jianheng.people.selectors import office_holders
from jianheng.people.selectors import person as person_of
from jianheng.rules import Forbidden, Refused, apply
from jianheng.rules.calendar import add_months
from jianheng.rules.roles import OFFICES, Officer, Role
from jianheng.rules.succession import (
    Nominee,
    OpenOfficeFacts,
    SuccessionOutcome,
    VacancyFacts,
    fill_vacancy,
    line_on,
    succeed,
)


@cites("9.5", "9.6", "9.3", reading=("S05", "S07", "T05"))
@transaction.atomic
def declare_vacancy(
    *,
    county: County,
    office: str,
    cause: str,
    basis: str,
    case_code: str = "",
    is_report_audited: bool = False,
    by: Officer,
    at: datetime,
) -> Vacancy:
    """Record that an office fell vacant today, and let the charter fill it at once as far as it does.

    ``basis`` names the document; ``case_code`` the case that brought a secretary down, if one did. The heir takes the
    secretary's office as acting secretary; for the others the reserve moves up, else a by-election is due.
    """
    access.require_declare(by, county.code)
    County.objects.select_for_update().get(pk=county.pk)
    day = timezone.localdate(at)
    if not basis.strip():
        raise Refused("9.5", N_("A vacancy needs the document that it rests on."), field="basis")
    if cause not in Vacancy.Cause.values or cause in (Vacancy.Cause.TERM_END, Vacancy.Cause.SUCCESSION):
        raise Refused("9.5", N_("“{cause}” is no vacancy of the office."), field="cause", cause=cause)
    held = _holder(county, office, day)
    _require_once(county, office, basis.strip(), held, day)
    if office == Role.SECRETARY:
        return _secretary(county, held, cause, basis.strip(), case_code, day, audited=is_report_audited, by=by, at=at)
    if cause == Vacancy.Cause.SUSPENSION:
        raise Refused("9.5", N_("Only the secretary's office is acted for during a suspension."), field="cause")
    held = end(held, day, cause, basis.strip(), at=at)
    return fill_other_vacancy(county=county, office=office, left=held, cause=cause, basis=basis.strip(), by=by, at=at)


def _require_once(county: County, office: str, basis: str, held: Tenure, day: date) -> None:
    """Two declarations of one vacancy must not put out the heir of the first."""
    earlier = Vacancy.objects.filter(county=county, office=office)
    if earlier.filter(basis=basis).exists():
        raise Refused("9.5", N_("The vacancy that rests on {basis} is on record already."), field="basis", basis=basis)
    if held.since == day and earlier.filter(since=day).exclude(cause=Vacancy.Cause.TERM_END).exists():
        raise Refused(
            "9.5",
            N_("This office fell vacant today already, and {person} has taken it."),
            remedy=N_("If {person} leaves too, enter it tomorrow with its own document."),
            field="office",
            person=held.person.code,
        )


def _holder(county: County, office: str, day: date) -> Tenure:
    held = office_holders(county.code, day).get(office)
    if held is None:
        raise Refused("9.5", N_("The office {office} has no holder today."), field="office", office=office)
    if held.until is not None:
        raise Refused(
            "9.5",
            N_("The holder leaves with the term on {day}; the new team takes over then."),
            field="office",
            day=held.until.isoformat(),
        )
    return held


@cites("9.5", "9.3", reading=("R09", "S03", "S08", "S10", "S29"))
def _secretary(
    county: County,
    held: Tenure,
    cause: str,
    basis: str,
    case_code: str,
    day: date,
    *,
    audited: bool,
    by: Officer,
    at: datetime,
) -> Vacancy:
    open_ = Vacancy.objects.filter(county=county, office=Role.SECRETARY.value, filled_on=None)
    if cause == Vacancy.Cause.SUSPENSION and open_.exists():
        raise Refused("9.5", N_("An heir already acts for the secretary."), field="cause")
    charter = charter_on(county.code, day)
    derivation = apply(succeed, _facts(county, cause, case_code, day, charter, audited=audited), charter)
    outcome = derivation.outcome
    if by.key == outcome.successor:
        raise Forbidden("9.5", N_("Whoever would succeed does not declare the vacancy."))
    if cause != Vacancy.Cause.SUSPENSION:
        end(held, day, cause, basis, at=at)
        open_.update(filled_on=day)
    vacancy = Vacancy(
        county=county,
        team=current_team(county.code, day),
        office=Role.SECRETARY.value,
        left=held.person,
        cause=cause,
        basis=basis,
        since=day,
        path=outcome.path,
        line=list(line(county.code, day).order),
        heir=person_of(outcome.successor) if outcome.successor else None,
        due_on=outcome.confirm_by or outcome.by_election_by,
    )
    open_vacancy(vacancy, derivation, at=at)
    if outcome.successor and cause != Vacancy.Cause.SUSPENSION:
        _let_act(vacancy, outcome, day, at=at)
    return vacancy


def _facts(county: County, cause: str, case_code: str, day: date, charter: Charter, *, audited: bool) -> VacancyFacts:
    facts = line_facts(county.code, day, charter)
    order = line_on(facts, day, charter)
    report = _report(county, case_code, order, day) if case_code else None
    final = row_of(report, day).final_on if report else None
    return VacancyFacts(
        cause=cause,
        on=day,
        line=order,
        barred=facts.barred,
        reporter=report.person.code if report else "",
        line_at_report=line_on(facts, report.reported_on or day, charter) if report else (),
        case_final_on=final if final and final <= day else None,
        report_audited=audited,
    )


@cites("9.3", reading=("S03", "S06"))
def _report(county: County, case_code: str, order: tuple[str, ...], day: date) -> Booking | None:
    """The booking of the member of the line whose key lead brought the secretary down, if there is one."""
    found = bookings(county.code).filter(
        decision__case__code=case_code, takes_first_place=True, countered_by=None, person__code__in=order
    )
    first = found.first()
    if first is None and not bookings(county.code).filter(decision__case__code=case_code).exists():
        raise Refused("9.3", N_("No booking rests on the case {code}."), field="case_code", code=case_code)
    return first


def _let_act(vacancy: Vacancy, outcome: SuccessionOutcome, day: date, *, at: datetime) -> None:
    """The heir acts as secretary at once; where they take the office, the one they leave is filled in turn."""
    heir, basis = vacancy.heir, f"vacancy:{vacancy.pk}"
    assert heir is not None, "someone succeeds"
    county = vacancy.county
    if outcome.path == "succession":
        for tenure in _own(county, heir.code):
            ended = end(tenure, day, "succession", basis, at=at)
            if ended.post.role in OFFICES:
                fill_other_vacancy(
                    county=county,
                    office=ended.post.role,
                    left=ended,
                    cause=Vacancy.Cause.SUCCESSION,
                    basis=basis,
                    by=Officer.rule(county.code),
                    at=at,
                )
    vacancy.acting = begin(county, Role.SECRETARY.value, heir, day, basis, is_acting=True, at=at)
    vacancy.save(update_fields=["acting"])


def _own(county: County, person: str) -> list[Tenure]:
    """What an heir gives up on taking the secretary's office."""
    roles = [role.value for role in (*OFFICES, Role.DISCIPLINE_DEPUTY)]
    return list(
        Tenure.objects.select_related("person", "post__body__county").filter(
            until=None, person__code=person, post__body__county=county, post__role__in=roles
        )
    )


@cites("9.6", reading=("R16", "R17", "S09"))
@transaction.atomic
def fill_other_vacancy(
    *, county: County, office: str, left: Tenure, cause: str, basis: str, by: Officer, at: datetime
) -> Vacancy:
    """Record the vacancy of one of the other four and let the reserve take it, else set the by-election."""
    if by.key != access.CHARTER:
        access.require_declare(by, county.code)
    if left.until is None:
        raise Refused("9.6", N_("The office {office} still has its holder."), field="office", office=office)
    day = timezone.localdate(at)
    team = current_team(county.code, day)
    vacancy = Vacancy(county=county, team=team, office=office, left=left.person, cause=cause, basis=basis, since=day)
    vacancy.line = list(line(county.code, day).order)
    charter = charter_on(county.code, day)
    derivation = apply(fill_vacancy, _reserve(county, office, team, day, charter), charter)
    outcome = derivation.outcome
    vacancy.path, vacancy.due_on = outcome.path, outcome.by_election_by
    open_vacancy(vacancy, derivation, at=at)
    if outcome.person:
        taken = begin(county, office, person_of(outcome.person), day, f"vacancy:{vacancy.pk}", at=at)
        close(county, office, taken, day, at=at)
        vacancy.refresh_from_db()
    return vacancy


def _reserve(county: County, office: str, team: Team | None, day: date, charter: Charter) -> OpenOfficeFacts:
    """The final's nominees by rank; without a team on record there is no reserve, only the next election."""
    if team is None:
        return OpenOfficeFacts(office, day, (), add_months(day, charter.number("term.months")))
    result = certified(team.election_id)
    assert result is not None, "a team has a certified election"
    return OpenOfficeFacts(office, day, _nominees(county, team, result, day), team.term_ends_on)


def _nominees(county: County, team: Team, result: CertifiedResult, day: date) -> tuple[Nominee, ...]:
    order = (*result.ranking, *result.reserve)
    sitting = set(deputies(county.code, order, day))
    holding = {row.person.code for row in seated(county.code).values()}
    gone = set(team.declinations.values_list("person__code", flat=True))
    served = set(
        Tenure.objects.filter(
            since__gte=team.term_starts_on, person__code__in=order, post__role__in=[o.value for o in OFFICES]
        ).values_list("person__code", flat=True)
    )
    return tuple(
        Nominee(
            person=person,
            passed=True,
            elected=person in result.ranking or person in holding,
            available=person not in gone and person not in served - holding,
            deputy=person in sitting,
        )
        for person in order
    )


def _locked(vacancy_id: int) -> Vacancy:
    """The vacancy as it stands, its county locked first."""
    County.objects.select_for_update(of=("self",)).get(vacancies=vacancy_id)
    found = Vacancy.objects.select_for_update(of=("self",)).select_related("county", "left", "heir", "acting")
    return found.get(pk=vacancy_id)


@cites("9.5", "11.1", reading="S08")
@transaction.atomic
def confirm_successor(*, vacancy_id: int, by: Officer, at: datetime) -> Vacancy:
    """The congress confirms the acting secretary, who serves the rest of the term; refused twice or without an heir."""
    vacancy = _locked(vacancy_id)
    if not vacancy.awaits_confirmation or vacancy.acting is None or vacancy.heir is None:
        raise Refused("9.5", N_("No successor waits for confirmation here."))
    access.require_confirm(by, vacancy.county.code, vacancy.heir.code)
    day = timezone.localdate(at)
    end(reloaded(vacancy.acting), day, "succession", f"vacancy:{vacancy.pk}", at=at)
    tenure = begin(vacancy.county, Role.SECRETARY.value, vacancy.heir, day, f"vacancy:{vacancy.pk}", at=at)
    close(vacancy.county, Role.SECRETARY.value, tenure, day, at=at)
    record(SuccessorConfirmed(vacancy.heir.code, day), by=by, at=at)
    vacancy.refresh_from_db()
    return vacancy


@cites("9.5", reading="S07")
@transaction.atomic
def lift_suspension(*, vacancy_id: int, by: Officer, at: datetime) -> Vacancy:
    """Record that the suspension of the secretary has ended; the heir acts no longer."""
    vacancy = _locked(vacancy_id)
    access.require_declare(by, vacancy.county.code)
    if not vacancy.is_open or vacancy.cause != Vacancy.Cause.SUSPENSION:
        raise Refused("9.5", N_("No suspension is open here."))
    vacancy.filled_on = timezone.localdate(at)
    vacancy.save(update_fields=["filled_on"])
    holder = vacancy.left.code if vacancy.left else ""
    record(VacancyFilled(vacancy.office, holder, vacancy.filled_on), by=by, at=at)
    return vacancy
