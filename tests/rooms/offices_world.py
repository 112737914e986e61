"""A county that has certified a final, and its offices filled through the services."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jianheng.elections import services as elections
from jianheng.elections.models import Election
from jianheng.offices import services
from jianheng.offices.models import Team
from jianheng.people.models import Body, Person, Post
from jianheng.people.services import begin_tenure, create_post
from jianheng.rules.roles import OFFICES, Officer, Role
from tests.rooms import elections_world as voting
from tests.rooms.elections_world import NOW, TERM, Hall, hall
from tests.rooms.merit_world import at
from tests.rooms.world import CODE, FOUNDER, World

RULE = Officer.rule(CODE)


@dataclass
class Board:
    """The hall, the election, and its candidates in the order of the certified ranking."""

    hall: Hall
    election: Election
    ranking: list[Person]

    @property
    def world(self) -> World:
        return self.hall.world

    def begin(self, when: datetime = NOW) -> Team:
        return services.begin_team(election_id=self.election.pk, by=RULE, at=when)

    def officer(self, person: Person, day: date = TERM) -> Officer:
        return Officer(person.code, CODE, frozenset(), person.name)

    def complete(self) -> Team:
        """The team with the lowest of the three picked as executive and the consultative chair elected."""
        team = self.begin()
        services.pick_executive(
            team_id=team.pk,
            person=self.ranking[4],
            reason="熟悉经济工作",
            by=self.officer(self.ranking[0]),
            at=NOW,
        )
        services.record_consultative_vote(team_id=team.pk, is_elected=True, by=self.world.officer("conference"), at=NOW)
        return Team.objects.get(pk=team.pk)


def board(world: World, *, favoured: int = 7) -> Board:
    """A certified final with the first seven candidates as nominees, ranked in their order, all deputies.

    ``favoured`` of the seven pass the majority: five are elected, the others are the reserve.
    """
    found = hall(world, deputies=9)
    post = Post.objects.get(role=Role.DEPUTY)
    for person in found.candidates:
        begin_tenure(person=person, post=post, since=date(2022, 1, 1), by=FOUNDER, at=NOW)
    election = _nominated(found)
    round_ = elections.open_final(election_id=election.pk, by=found.presiding, at=NOW)
    keys = found.keys[:7]
    voters = [*found.deputies, *found.candidates[:4]]
    ballots = [voting.in_favour(keys, keys[: _reached(number, favoured)]) for number in range(len(voters))]
    voting.closed(found, round_, voters, sheets=20)
    voting.entered(found, round_, ballots)
    elections.count_round(round_id=round_.pk, by=found.presiding, at=NOW)
    elections.certify(election_id=election.pk, by=found.supervision, at=NOW)
    return Board(found, Election.objects.get(pk=election.pk), found.candidates[:7])


def _nominated(hall: Hall) -> Election:
    """The first seven candidates nominated, under either profile."""
    election = voting.listed(hall)
    round_ = elections.open_primary(election_id=election.pk, by=hall.presiding, at=NOW)
    voting.held(hall, round_, hall.delegates, [voting.descending(hall.keys)] * len(hall.delegates))
    elections.certify(election_id=election.pk, by=hall.supervision, at=NOW)
    return election


def _reached(number: int, favoured: int) -> int:
    """How far down the list ballot ``number`` of thirteen says yes, so that no two nominees have the same votes."""
    return 7 - number if number < 7 else favoured


def days(count: int, since: date = TERM) -> datetime:
    """An instant some days after the start of the term."""
    return at(since + timedelta(days=count))


def second_post(world: World, role: Role, code: str) -> Post:
    """One more post of a role."""
    body = Body.objects.get(county=world.county, code="staff")
    return create_post(body=body, code=code, name_zh="职位", name_en="Post", role=role, by=FOUNDER, at=NOW)


OFFICE_WORDS = [office.value for office in OFFICES]
