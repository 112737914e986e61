"""From the certified ranking to the offices, step by step, by rule (Art. 4.1 to 4.5)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.county.models import County
from jianheng.county.selectors import charter_on
from jianheng.county.services import keep
from jianheng.elections.selectors.certified import CertifiedResult, certified
from jianheng.ledger.services import record
from jianheng.merit.services import begin_term
from jianheng.offices import access
from jianheng.offices.events import ConferenceVoted, ExecutivePicked, OfficeDeclined, OfficesComputed
from jianheng.offices.models import ConsultativeVote, Declination, Filling, Pick, Team, Vacancy
from jianheng.offices.selectors.team import computed, pick_deadline, standing
from jianheng.offices.services.seats import begin, close, end, leave_open, seated
from jianheng.people.models import Person
from jianheng.people.selectors import person as person_of
from jianheng.rules import Derivation, Forbidden, Refused
from jianheng.rules.calendar import add_months
from jianheng.rules.offices import EXECUTIVE_PICK, Assignment
from jianheng.rules.offices_states import TeamAct, TeamState, next_team_state
from jianheng.rules.roles import OFFICES, Officer, Role

TWO_STAGE = "two_stage"


@cites("4.1", "4.2", "4.3", "4.4", "4.5", "9.2", "11.1")
@transaction.atomic
def begin_team(*, election_id: int, by: Officer, at: datetime) -> Team:
    """Fill the offices from the certified ranking of a regular election, as far as they follow at once.

    The old tenures end with the term, the new ones begin; an office that waits for the pick or the conference is on
    record as vacant. An automatic act, carried out once: refused a second time, or before certification.
    """
    county = County.objects.select_for_update(of=("self",)).get(elections=election_id)
    access.require_rule(by, county.code)
    result = certified(election_id)
    if result is None:
        raise Refused("4.1", N_("The result of this election has not been certified."))
    if result.kind != TWO_STAGE:
        raise Refused("9.6", N_("A by-election fills open offices; it begins no term."))
    if Team.objects.filter(election_id=election_id).exists():
        raise Refused("4.5", N_("The offices of this election have been computed already."))
    months = charter_on(county.code, timezone.localdate(at)).number("term.months")
    for earlier in Team.objects.filter(county=county).exclude(state=Team.State.CLOSED):
        _move(earlier, TeamAct.CLOSE)
    team = Team.objects.create(
        county=county,
        election_id=election_id,
        term_starts_on=result.term_starts_on,
        term_ends_on=add_months(result.term_starts_on, months),
        began_at=at,
    )
    begin_term(county=county, starts_on=result.term_starts_on, by=by, at=at)
    _end_old_term(team, result, at=at)
    _fill(team, Filling.Stage.START, computed(team, at), at=at)
    return team


def _start_of(team: Team, at: datetime) -> date:
    """The day from which someone seated now holds an office of the team."""
    return max(team.term_starts_on, timezone.localdate(at))


def _end_old_term(team: Team, result: CertifiedResult, *, at: datetime) -> None:
    """End the tenures of the old term, and what was still vacant in it: the new term fills every office anew."""
    day = _start_of(team, at)
    for tenure in seated(team.county.code).values():
        end(tenure, day, "term", f"election:{result.election_id}", at=at)
    for vacancy in Vacancy.objects.select_for_update().filter(county=team.county, filled_on=None):
        vacancy.filled_on = max(day, vacancy.since)
        vacancy.save(update_fields=["filled_on"])


@cites("4.4", reading="R10")
@transaction.atomic
def pick_executive(*, team_id: int, person: Person, reason: str, by: Officer, at: datetime) -> Pick:
    """The secretary picks one of the three as executive, in time and with reasons; the rest follows by rule."""
    team = _locked(team_id)
    now = standing(team)
    access.require_pick(by, now.assignment.offices.get(Role.SECRETARY, ""))
    _require_waiting(now.assignment)
    if not reason.strip():
        raise Refused("4.4", N_("The pick is made with written reasons."), field="reason")
    if now.is_overdue(at):
        raise Refused(
            "4.4",
            N_("The days for the pick ran out on {day}; the lowest ranked of the three becomes executive."),
            remedy=N_("Let the rule run on the page of the team."),
            day=now.deadline.day.isoformat(),
        )
    pick = Pick.objects.create(team=team, person=person, reason=reason.strip(), picked_by=by.key, at=at)
    derivation = computed(team, at)
    record(ExecutivePicked(team.election_id, person.code, pick.reason), by=by, at=at)
    _fill(team, Filling.Stage.PICK, derivation, at=at)
    return pick


@cites("4.4", "4.5", reading="R10")
@transaction.atomic
def apply_default_pick(*, team_id: int, by: Officer, at: datetime) -> Filling:
    """Once the days for the pick have run out, the lowest ranked of the three becomes executive, by rule."""
    team = _locked(team_id)
    access.require_rule(by, team.county.code)
    now = standing(team)
    _require_waiting(now.assignment)
    if not now.is_overdue(at):
        raise Refused("4.4", N_("The secretary may still pick until {day}."), day=now.deadline.day.isoformat())
    return _fill(team, Filling.Stage.DEFAULT, computed(team, at, overdue=True), at=at)


def _require_waiting(assignment: Assignment) -> None:
    if EXECUTIVE_PICK not in assignment.waiting:
        raise Refused("4.4", N_("The executive of this team has been settled."))


@cites("4.4", reading="R13")
@transaction.atomic
def record_consultative_vote(*, team_id: int, is_elected: bool, by: Officer, at: datetime) -> ConsultativeVote:
    """Enter a vote of the consultative conference on its sole candidate; two refusals lead to a by-election."""
    team = _locked(team_id)
    access.require_record_vote(by, team.county.code)
    candidate = standing(team).assignment.candidate
    if not candidate:
        raise Refused("4.4", N_("No candidate for consultative chair is before the conference."))
    vote = ConsultativeVote.objects.create(
        team=team, person=person_of(candidate), is_elected=is_elected, recorded_by=by.key, at=at
    )
    record(ConferenceVoted(team.election_id, candidate, is_elected), by=by, at=at)
    _fill(team, Filling.Stage.VOTE, computed(team, at, overdue=_was_default(team)), at=at)
    return vote


@cites("4.5", reading="R18")
@transaction.atomic
def decline_office(*, team_id: int, by: Officer, at: datetime) -> Declination:
    """Someone elected declines and leaves the team while it is being filled; the next in order move up."""
    team = _locked(team_id)
    now = standing(team)
    members = {*now.assignment.offices.values(), *now.assignment.remaining, *now.assignment.left}
    if by.key not in members:
        raise Forbidden("4.5", N_("Only someone elected to this team can decline."))
    next_team_state(team.state, TeamAct.WAIT)
    if Vacancy.objects.filter(team=team).exclude(cause=Vacancy.Cause.TERM_END).exists():
        raise Refused("9.6", N_("An office has fallen vacant since; a resignation now follows Part 9."))
    declination = Declination.objects.create(team=team, person=person_of(by.key), at=at)
    record(OfficeDeclined(team.election_id, by.key), by=by, at=at)
    overdue = _was_default(team) and pick_deadline(
        team, charter_on(team.county.code, timezone.localdate(at))
    ).has_passed(at)
    _fill(team, Filling.Stage.DECLINED, computed(team, at, overdue=overdue), at=at)
    return declination


def _was_default(team: Team) -> bool:
    return team.fillings.filter(stage=Filling.Stage.DEFAULT).exists()


def _locked(team_id: int) -> Team:
    """The team, with its county locked first: offices also change when one of them falls vacant."""
    County.objects.select_for_update(of=("self",)).get(teams=team_id)
    return Team.objects.select_for_update(of=("self",)).select_related("county", "election").get(pk=team_id)


def _move(team: Team, act: TeamAct) -> None:
    team.state = next_team_state(team.state, act)
    team.save(update_fields=["state"])


def _fill(team: Team, stage: str, derivation: Derivation[Any], *, at: datetime) -> Filling:
    """Keep the derivation and bring the offices into line with it."""
    if team.state != TeamState.FILLING:
        next_team_state(team.state, TeamAct.WAIT)
    by = Officer.rule(team.county.code)
    application = keep(
        derivation,
        county=team.county.code,
        subject=f"offices.team:{team.pk}",
        title=team.election.title_zh,
        path=team.get_absolute_url(),
        by=by,
        at=at,
    )
    filling = Filling.objects.create(team=team, stage=stage, application=application, at=at)
    offices = {office.value: person for office, person in derivation.outcome.offices.items()}
    record(OfficesComputed(team.election_id, stage, offices, application.digest), by=by, at=at)
    _seat(team, offices, derivation.outcome, at=at)
    if not derivation.outcome.waiting:
        _move(team, TeamAct.FILL)
    return filling


def _seat(team: Team, offices: dict[str, str], assignment: Assignment, *, at: datetime) -> None:
    """End what the assignment no longer says, begin what it says, and record each office that stays empty."""
    day, basis = _start_of(team, at), f"team:{team.pk}"
    touched = set(team.vacancies.exclude(cause=Vacancy.Cause.TERM_END).values_list("office", flat=True))
    wanted = {office.value: offices.get(office.value, "") for office in OFFICES if office.value not in touched}
    declined = set(team.declinations.values_list("person__code", flat=True))
    now = seated(team.county.code)
    for office, person in wanted.items():
        if office in now and now[office].person.code != person:
            ending = "declined" if now[office].person.code in declined else "transfer"
            end(now.pop(office), day, ending, basis, at=at)
    for office, person in wanted.items():
        if person and office not in now:
            tenure = begin(team.county, office, person_of(person), day, basis, at=at)
            close(team.county, office, tenure, day, at=at)
        elif not person:
            leave_open(team, office, day)
    by_election = [office.value for office in assignment.by_election]
    days = charter_on(team.county.code, timezone.localdate(at)).number("vacancy.by_election_days")
    for vacancy in team.vacancies.filter(filled_on=None, office__in=by_election, path=Vacancy.Path.FILLING):
        vacancy.path, vacancy.due_on = Vacancy.Path.BY_ELECTION, date.fromordinal(day.toordinal() + days)
        vacancy.save(update_fields=["path", "due_on"])
