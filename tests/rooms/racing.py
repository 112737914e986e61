"""Acts of two persons at the same instant, on connections of their own, in a county entered through the services.

Runs inside a process of an installation (`Site.ask`), never in that of the tests: what is committed here cannot be
rolled back. Each of the two acts holds its transaction open for a moment after its last statement, so that the other
one surely runs into it.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from threading import Barrier, Thread
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from jianheng.council import services as council
from jianheng.county import services as counties
from jianheng.documents import services as documents
from jianheng.elections import services as elections
from jianheng.elections.models import Election, Round
from jianheng.elections.services import PaperBallot
from jianheng.ledger.models import Entry
from jianheng.merit import services as merit
from jianheng.merit.models import Booking
from jianheng.merit.services import Claim
from jianheng.offices import services as offices
from jianheng.offices.models import Vacancy
from jianheng.people import services as people
from jianheng.people.models import Body, Post
from jianheng.rules import Forbidden, Refused
from jianheng.rules.roles import Role
from tests.rooms import council_world, elections_world
from tests.rooms.elections_world import NOW, Hall, hall
from tests.rooms.merit_world import at, committee
from tests.rooms.offices_world import Board, days
from tests.rooms.test_documents import ready
from tests.rooms.world import AT, FOUNDER, World, found

HOLD = 0.12
"""Seconds an act waits before it commits."""
DONE, REFUSED = "done", "refused"
Act = Callable[[], object]


@dataclass(frozen=True)
class Race:
    """What two acts were, how each ended, and how many entries of the ledger came of them."""

    name: str
    ends: tuple[str, str]
    entries: int


def main() -> list[dict[str, Any]]:
    """Every race below; ``ends`` in alphabetical order."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        world = found()
    return [
        {"name": race.name, "ends": sorted(race.ends), "entries": race.entries}
        for story in (_register, _charter, _council, _documents, _merit, _election)
        for race in story(world)
    ]


def race(name: str, one: Act, other: Act | None = None) -> Race:
    """Two acts at once; without ``other`` the same act twice."""
    barrier, ends = Barrier(2), ["", ""]

    def run(place: int, act: Act) -> None:
        barrier.wait()
        try:
            with transaction.atomic():
                act()
                time.sleep(HOLD)
            ends[place] = DONE
        except (Refused, Forbidden):
            ends[place] = REFUSED
        except Exception as defect:  # noqa: BLE001 - the test reports what it was
            ends[place] = f"{type(defect).__name__}: {defect}"
        finally:
            connection.close()

    before = Entry.objects.count()
    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate((one, other or one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Race(name, (ends[0], ends[1]), Entry.objects.count() - before)


def _register(world: World) -> Iterator[Race]:
    def enter(name: str) -> Act:
        return lambda: people.register_person(county=world.county, name_zh=name, name_en=name, by=FOUNDER, at=AT)

    yield race("two persons entered", enter("甲"), enter("乙"))
    first, second = world.persons["teller"], world.persons["legal"]
    staff = Body.objects.get(code="staff")
    make: dict[str, Any] = {"name_zh": "职位", "name_en": "Post", "role": Role.RESEARCHER}
    post = people.create_post(body=staff, code="single", **make, by=FOUNDER, at=AT)
    yield race("two posts of one code", lambda: people.create_post(body=staff, code="twin", **make, by=FOUNDER, at=AT))

    def begin(person: Any) -> Act:
        return lambda: people.begin_tenure(person=person, post=post, since=AT.date(), by=FOUNDER, at=AT)

    yield race("two tenures in a post with one seat", begin(first), begin(second))
    tenure = post.tenures.get()
    yield race(
        "two ends of a tenure",
        lambda: people.end_tenure(tenure=tenure, until=AT.date(), ending="transfer", by=FOUNDER, at=AT),
    )


def _charter(world: World) -> Iterator[Race]:
    def amend(value: str) -> Act:
        return lambda: counties.amend_charter(
            county=world.county.code,
            changes={"council.topic_notice_days": value},
            effective_on=date(2027, 1, 1),
            reason="试点",
            by=world.officer("congress"),
            at=AT,
        )

    yield race("two amendments for one day", amend("5"), amend("6"))


def _council(world: World) -> Iterator[Race]:
    secretariat = world.officer("secretariat")
    ready = council_world.ready(world).pk
    yield race(
        "two votes opened",
        lambda: council.open_vote(motion_id=ready, closes_at=council_world.CLOSES, by=secretariat, at=AT),
    )
    motion = council_world.opened(world)

    def vote(choice: str) -> Act:
        return lambda: council.cast_vote(motion_id=motion.pk, choice=choice, by=world.officer("executive"), at=AT)

    yield race("two votes of one office", vote(council_world.YES), vote(council_world.NO))
    council_world.cast(world, motion, secretary="①", discipline="①", congress="①", consultative="①")
    yield race(
        "two closings of one item",
        lambda: council.close_motion(motion_id=motion.pk, by=world.officer("congress"), at=AT),
    )
    decided = council_world.decided(world).pk
    yield race(
        "two drafts of one decision",
        lambda: documents.draft_from_decision(motion_id=decided, by=secretariat, at=AT),
    )


def _documents(world: World) -> Iterator[Race]:
    one, other, first = (ready(world) for _ in range(3))

    def issue(document: Any) -> Act:
        return lambda: documents.issue_document(document_id=document.pk, by=world.officer("secretary"), at=AT)

    issue(first)()  # publishes the keys of the office that signs, with entries of their own
    yield race("two issues of one document", issue(one))
    yield race("two documents numbered", issue(other), issue(ready(world)))
    again = [ready(world, supersedes=one.code) for _ in range(2)]
    yield race("two successors of one document", issue(again[0]), issue(again[1]))


def _merit(world: World) -> Iterator[Race]:
    panel, day = committee(world), AT.date()
    case = panel.case(day)
    claims = [Claim(world.persons["archivist"], reported_on=day)]

    def award() -> object:
        return merit.award_merit(case_id=case.pk, claims=claims, by=panel.first, at=AT)

    yield race("two final sanctions", _final_sanction(panel.case(day, final=False).pk, panel, day))
    yield race("two awards for one case", award)
    booking = Booking.objects.get(decision__case=case)
    reverse = {"code": booking.code, "ground": "acquittal", "reason": "无罪判决"}
    yield race(
        "two reversals of one booking",
        lambda: merit.reverse_booking(**reverse, by=panel.first, at=AT),
        lambda: merit.reverse_booking(**reverse, by=panel.second, at=AT),
    )
    booked = panel.award(world.persons["archivist"], day).bookings.get()
    archivist = world.officer("archivist")
    yield race(
        "two appeals of one person",
        lambda: merit.lodge_appeal(code=booked.code, grounds="计分有误", by=archivist, at=at(day)),
    )
    answer: dict[str, Any] = {
        "appeal_id": booked.appeals.get().pk,
        "reasons": "查明属实",
        "by": panel.second,
        "at": at(day),
    }
    yield race(
        "two answers to one appeal",
        lambda: merit.answer_appeal(outcome="upheld", **answer),
        lambda: merit.answer_appeal(outcome="dismissed", **answer),
    )


def _final_sanction(case: int, panel: Any, day: date) -> Act:
    return lambda: merit.record_final_sanction(case_id=case, on=day, by=panel.first, at=at(day))


def _election(world: World) -> Iterator[Race]:
    station = hall(world, deputies=9)
    post = Post.objects.get(role=Role.DEPUTY)
    for person in station.candidates:
        people.begin_tenure(person=person, post=post, since=date(2022, 1, 1), by=FOUNDER, at=NOW)
    yield race("two elections called", lambda: elections_world.called(station))
    election = Election.objects.get()
    yield race(
        "two entries of one candidate",
        lambda: elections.enter_candidate(
            election_id=election.pk, person=station.candidates[0], by=station.organisation, at=NOW
        ),
    )
    for person in station.candidates[1:]:
        elections.enter_candidate(election_id=election.pk, person=person, by=station.organisation, at=NOW)
    elections.close_list(election_id=election.pk, by=station.organisation, at=NOW)
    yield from _primary(station, election)
    yield from _final(station, election)
    yield from _offices(Board(station, election, station.candidates[:7]))


def _primary(station: Hall, election: Election) -> Iterator[Race]:
    yield race(
        "two primaries begun", lambda: elections.open_primary(election_id=election.pk, by=station.presiding, at=NOW)
    )
    round_ = Round.objects.get(contest__election=election)
    elections_world.opened(station, round_)
    first, *others = station.delegates

    def admit(clerk: Any) -> Act:
        return lambda: elections.check_in(round_id=round_.pk, person=first.code, by=clerk, at=NOW)

    yield race("one voter at two tables", admit(station.teller), admit(station.teller2))
    for person in others:
        elections.check_in(round_id=round_.pk, person=person.code, by=station.teller, at=NOW)
    yield race(
        "two closings of one box",
        lambda: elections.close_round(round_id=round_.pk, returned=3, by=station.presiding, at=NOW),
    )
    marks = elections_world.descending(station.keys)
    papers = [PaperBallot(elections_world.code(round_, number), marks) for number in (1, 2, 3)]

    def enter(clerk: Any) -> Act:
        return lambda: elections.enter_ballot(round_id=round_.pk, ballot=papers[0], by=clerk, at=NOW)

    yield race("two entries of one ballot by one clerk", enter(station.teller))
    yield race("a second and a third clerk on one ballot", enter(station.teller2), enter(station.teller3))
    clerks = {entry.clerk for entry in round_.sheets.get(number=1).entries.all()}
    for clerk in (one for one in (station.teller, station.teller2, station.teller3) if one.key in clerks):
        elections.enter_batch(round_id=round_.pk, ballots=papers[1:], by=clerk, at=NOW)
    yield race("two ends of entry", lambda: elections.close_entry(round_id=round_.pk, by=station.presiding, at=NOW))
    yield race(
        "two counts of one round",
        lambda: elections.count_round(round_id=round_.pk, by=station.presiding, at=NOW),
    )
    yield race(
        "two certifications of one stage",
        lambda: elections.certify(election_id=election.pk, by=station.supervision, at=NOW),
    )


def _final(station: Hall, election: Election) -> Iterator[Race]:
    round_ = elections.open_final(election_id=election.pk, by=station.presiding, at=NOW)
    keys = station.keys[:7]
    voters = [*station.deputies, *station.candidates[:4]]
    ballots = [
        elections_world.in_favour(keys, keys[: 7 - number if number < 7 else 7]) for number in range(len(voters))
    ]
    elections_world.held(station, round_, voters, ballots, sheets=20)
    elections.certify(election_id=election.pk, by=station.supervision, at=NOW)
    yield race(
        "two publications of one result",
        lambda: elections.publish_result(election_id=election.pk, by=station.supervision, at=NOW),
    )


def _offices(board: Board) -> Iterator[Race]:
    world = board.world
    yield race("two teams from one election", board.begin)
    team = board.election.team

    def pick(place: int) -> Act:
        return lambda: offices.pick_executive(
            team_id=team.pk, person=board.ranking[place], reason="熟悉经济", by=board.officer(board.ranking[0]), at=NOW
        )

    yield race("two picks of the executive", pick(3), pick(4))

    def vote(*, elected: bool) -> Act:
        conference = world.officer("conference")
        return lambda: offices.record_consultative_vote(team_id=team.pk, is_elected=elected, by=conference, at=NOW)

    yield race("two votes that elect the consultative chair", vote(elected=True))

    def vacate(who: str) -> Act:
        return lambda: offices.declare_vacancy(
            county=world.county,
            office=Role.SECRETARY.value,
            cause="resignation",
            basis="HC-2026-1",
            by=world.officer(who),
            at=days(20),
        )

    yield race("two vacancies of one office", vacate("organisation"), vacate("discipline"))
    vacancy = Vacancy.objects.get(office=Role.SECRETARY.value, filled_on=None)
    yield race(
        "two confirmations of one successor",
        lambda: offices.confirm_successor(vacancy_id=vacancy.pk, by=world.officer("presiding"), at=days(21)),
    )
    yield race(
        "two vacancies of another office",
        lambda: offices.declare_vacancy(
            county=world.county,
            office=Role.EXECUTIVE.value,
            cause="resignation",
            basis="HC-2026-2",
            by=world.officer("organisation"),
            at=days(22),
        ),
    )


__all__ = ["DONE", "REFUSED", "main"]
