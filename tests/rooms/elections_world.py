"""A county with two congresses and a list of candidates, and elections held in it through the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from jianheng.elections import serials, services
from jianheng.elections.models import Count, Election, Round
from jianheng.elections.services import PaperBallot
from jianheng.people.models import Person, Post
from jianheng.people.services import begin_tenure, create_post
from jianheng.rules.roles import Officer, Role
from tests.rooms.world import FOUNDER, World, enter, seat

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TERM = date(2026, 9, 1)
Marks = Mapping[str, int | str]


@dataclass
class Hall:
    """The world of an election: who conducts it and who votes."""

    world: World
    delegates: list[Person]
    deputies: list[Person]
    candidates: list[Person] = field(default_factory=list)

    def __getattr__(self, name: str) -> Officer:
        if name not in self.__dict__["world"].persons:
            raise AttributeError(name)
        return self.world.officer(name)

    @property
    def keys(self) -> list[str]:
        return [person.code for person in self.candidates]


def hall(world: World, *, delegates: int = 3, deputies: int = 3, candidates: int = 8) -> Hall:
    """Two congresses of the given sizes, a second and a third teller, and persons ready to stand."""
    found = Hall(world, seat(world, Role.DELEGATE, delegates), seat(world, Role.DEPUTY, deputies))
    body = Post.objects.get(role=Role.TELLER, body__county=world.county).body
    for name in ("teller2", "teller3"):
        post = create_post(
            body=body, code=name, name_zh="计票员", name_en="Teller", role=Role.TELLER, by=FOUNDER, at=NOW
        )
        begin_tenure(person=enter(world, name), post=post, since=date(2022, 1, 1), by=FOUNDER, at=NOW)
    found.candidates = [enter(world, f"candidate{number}") for number in range(candidates)]
    return found


def called(hall: Hall, **changes) -> Election:
    """An election just called."""
    values: dict[str, Any] = {
        "county": hall.world.county,
        "kind": "two_stage",
        "title_zh": "2026年换届选举",
        "title_en": "Election of 2026",
        "term_starts_on": TERM,
        "by": hall.organisation,
        "at": NOW,
    } | changes
    return services.call_election(**values)


def listed(hall: Hall, **changes) -> Election:
    """An election with its list closed."""
    election = called(hall, **changes)
    for person in hall.candidates:
        services.enter_candidate(
            election_id=election.pk,
            person=person,
            statement_zh="愿为全县服务。",
            statement_en="To serve the county.",
            by=hall.organisation,
            at=NOW,
        )
    return services.close_list(election_id=election.pk, by=hall.organisation, at=NOW)


def opened(hall: Hall, round_: Round, *, sheets: int = 10) -> Round:
    """A round with ballots printed and voting open."""
    services.print_sheets(round_id=round_.pk, count=sheets, by=hall.presiding, at=NOW)
    return services.open_round(round_id=round_.pk, by=hall.presiding, at=NOW)


def closed(hall: Hall, round_: Round, voters: Sequence[Person], *, sheets: int = 10) -> Round:
    """A round in which the voters came, all ballots came back, and the box is closed."""
    opened(hall, round_, sheets=sheets)
    for person in voters:
        services.check_in(round_id=round_.pk, person=person.code, by=hall.teller, at=NOW)
    return services.close_round(round_id=round_.pk, returned=len(voters), by=hall.presiding, at=NOW)


def code(round_: Round, number: int) -> str:
    return serials.short_code(round_.series, number)


def entered(hall: Hall, round_: Round, ballots: Sequence[Marks]) -> Round:
    """A closed round whose ballots two tellers have entered alike."""
    papers = [PaperBallot(code(round_, number), marks) for number, marks in enumerate(ballots, start=1)]
    for clerk in (hall.teller, hall.teller2):
        services.enter_batch(round_id=round_.pk, ballots=papers, by=clerk, at=NOW)
    return services.close_entry(round_id=round_.pk, by=hall.presiding, at=NOW)


def held(hall: Hall, round_: Round, voters: Sequence[Person], ballots: Sequence[Marks], *, sheets: int = 10) -> Count:
    """A round held from opening to count."""
    closed(hall, round_, voters, sheets=sheets)
    entered(hall, round_, ballots)
    return services.count_round(round_id=round_.pk, by=hall.presiding, at=NOW)


def descending(keys: Sequence[str]) -> Marks:
    """Ten votes that leave no tie at places seven and eight of eight candidates."""
    return dict(zip(keys, (2, 2, 2, 1, 1, 1, 1), strict=False))


def unlike(keys: Sequence[str]) -> list[Marks]:
    """Three ballots that give the first seven of eight candidates 7, 6, 5, 4, 3, 2 and 1 votes: no two alike."""
    one, two, three, four, five, six, seven = keys[:7]
    return [{one: 7, three: 3}, {two: 6, four: 4}, {three: 2, five: 3, six: 2, seven: 1}]


def nominated(hall: Hall) -> Election:
    """An election whose primary is certified: the first seven candidates are nominees, in their order."""
    election = listed(hall)
    round_ = services.open_primary(election_id=election.pk, by=hall.presiding, at=NOW)
    held(hall, round_, hall.delegates, unlike(hall.keys))
    services.certify(election_id=election.pk, by=hall.supervision, at=NOW)
    return Election.objects.get(pk=election.pk)


def in_favour(keys: Sequence[str], favoured: Sequence[str]) -> Marks:
    """A final ballot for some and against the others."""
    return {key: "for" if key in favoured else "against" for key in keys}
