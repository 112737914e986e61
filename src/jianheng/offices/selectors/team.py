"""The team of an election: the facts of Art. 4.1 to 4.5 as they stand, and what waits."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from jianheng.charter import Charter, cites
from jianheng.county.selectors import charter_on, work_calendar
from jianheng.elections.selectors.certified import CertifiedResult, certified
from jianheng.offices.models import Filling, Team
from jianheng.offices.selectors.terms import careers, deputies
from jianheng.people.selectors import history
from jianheng.rules import Derivation, apply
from jianheng.rules.calendar import Deadline
from jianheng.rules.offices import Assignment, ConferenceVote, OfficeFacts, Pick, assign, incumbent_on
from jianheng.rules.roles import Role


def teams(county: str) -> QuerySet[Team]:
    """The teams of a county, the latest first."""
    return Team.objects.filter(county__code=county).select_related("election", "county")


def current_team(county: str, day: date) -> Team | None:
    """The team whose term has begun by a day; None before the first election here."""
    return teams(county).filter(term_starts_on__lte=day).first()


@cites("4.4", reading="R10")
def pick_deadline(team: Team, charter: Charter) -> Deadline:
    """Until when the secretary may pick: the days count from the computation, or from the last refusal of a post."""
    declined = team.declinations.order_by("-id").first()
    began = declined.at if declined is not None else team.began_at
    return work_calendar().deadline(timezone.localdate(began), charter.number("executive.pick_days"))


@cites("4.1", "4.2", "4.4", "11.1")
def assignment_facts(team: Team, result: CertifiedResult, *, overdue: bool) -> OfficeFacts:
    """Everything the assignment of a team depends on, as recorded so far."""
    county = team.county.code
    secretaries = {row.person.code for row in history(county, Role.SECRETARY) if row.since <= result.list_closed_on}
    asked = {*result.ranking, *result.reserve, *secretaries}
    record = careers(county, asked)
    picked = team.picks.select_related("person").order_by("-id").first()
    return OfficeFacts(
        ranking=result.ranking,
        on=result.term_starts_on,
        incumbent=incumbent_on(result.list_closed_on, record, result.stood),
        tenures=record,
        deputies=deputies(county, (*result.ranking, *result.reserve), result.certified_at),
        reserve=result.reserve,
        declined=tuple(team.declinations.order_by("id").values_list("person__code", flat=True)),
        pick=Pick(picked.person.code, picked.picked_by) if picked else None,
        pick_overdue=overdue,
        conference=tuple(
            ConferenceVote(code, elected)
            for code, elected in team.votes.order_by("id").values_list("person__code", "is_elected")
        ),
    )


@dataclass(frozen=True)
class Standing:
    """A team as it stands: the latest application of the rule and what it gave."""

    team: Team
    result: CertifiedResult
    filling: Filling
    assignment: Assignment

    @cached_property
    def deadline(self) -> Deadline:
        """Until when the secretary may pick."""
        return pick_deadline(self.team, self.filling.application.version.charter)

    def is_overdue(self, now: datetime) -> bool:
        return self.deadline.has_passed(now)


def standing(team: Team) -> Standing:
    """The team with its latest filling; the outcome is read from the kept derivation."""
    result = certified(team.election_id)
    assert result is not None, "a team has a certified election"
    filling = team.fillings.select_related("application__version__county").latest("id")
    outcome = assign.outcome.validate_python(filling.application.derivation["result"], strict=False)
    return Standing(team, result, filling, outcome)


def computed(team: Team, at: datetime, *, overdue: bool = False) -> Derivation[Assignment]:
    """The assignment by rule from the facts of today, under the charter in force today."""
    result = certified(team.election_id)
    assert result is not None, "a team has a certified election"
    charter = charter_on(team.county.code, timezone.localdate(at))
    return apply(assign, assignment_facts(team, result, overdue=overdue), charter)
