"""The county that a killed server served: entered through the services, and audited row against entry.

Runs inside a process of the installation (`Site.ask`), never in that of the tests.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import transaction

from jianheng.council import services as council
from jianheng.council.models import OpenedVote, SealedVote
from jianheng.council.models import Round as VoteRound
from jianheng.county.models import County
from jianheng.elections import services as elections
from jianheng.elections.models import Entry as BallotEntry
from jianheng.ledger import selectors as ledger
from jianheng.ledger.models import Entry
from jianheng.people.middleware import ACTING_AS
from jianheng.people.models import Person
from jianheng.people.selectors import holders, officer_of
from jianheng.rules.roles import Role
from jianheng.rules.weighing import BOARD
from tests.rooms.council_world import ready
from tests.rooms.elections_world import NOW, Hall, code, hall, listed
from tests.rooms.world import CODE, World, found

WINDOW = timedelta(days=7)
SHEETS_AT_A_TIME = 5000
CLERKS = ("teller", "teller2")


def main(act: str, **asked: Any) -> Any:
    """One of the acts below."""
    acts: dict[str, Callable[..., Any]] = {"prepare": prepare, "audit": audit, "open_all": open_all}
    return acts[act](**asked)


def prepare(*, motions: int, sheets: int, sessions: int, **size: int) -> dict[str, Any]:
    """Found the county with open votes and a round in entry; everything that its browsers need to know.

    Each person gets ``sessions`` sessions, so that the messages waiting in one stay few. ``size`` as in `hall`.
    """
    migrate()
    with transaction.atomic():
        world = found()
        station = hall(world, **size)
        return {
            "county": world.county.code,
            "persons": {name: world.persons[name].code for name in (*BOARD, *CLERKS)},
            "sessions": {name: _sessions(world.persons[name], sessions) for name in (*BOARD, *CLERKS)},
            "motions": [_open_vote(world) for _ in range(motions)],
            **_round_in_entry(station, sheets),
        }


def migrate() -> None:
    """Make the tables."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _sessions(person: Person, count: int) -> list[str]:
    """Sessions in which the role switcher stands on a person."""
    keys = []
    for _ in range(count):
        session = SessionStore()
        session[ACTING_AS] = person.code
        session.create()
        keys.append(str(session.session_key))
    return keys


def _open_vote(world: World) -> int:
    motion, at = ready(world), datetime.now(UTC)
    council.open_vote(motion_id=motion.pk, closes_at=at + WINDOW, by=world.officer("secretariat"), at=at)
    return motion.pk


def _round_in_entry(station: Hall, sheets: int) -> dict[str, Any]:
    """A primary whose box is closed. Only the entry of its ballots matters here, so that nobody came to vote."""
    election = listed(station)
    round_ = elections.open_primary(election_id=election.pk, by=station.presiding, at=NOW)
    for first in range(0, sheets, SHEETS_AT_A_TIME):
        count = min(SHEETS_AT_A_TIME, sheets - first)
        elections.print_sheets(round_id=round_.pk, count=count, by=station.presiding, at=NOW)
    elections.open_round(round_id=round_.pk, by=station.presiding, at=NOW)
    elections.close_round(round_id=round_.pk, returned=0, by=station.presiding, at=NOW)
    return {
        "election": election.pk,
        "round": round_.pk,
        "lines": len(station.candidates),
        "codes": [code(round_, number) for number in range(1, sheets + 1)],
    }


def audit(*, entry: int, vote: int, ballot: int) -> dict[str, Any]:
    """What was stored after the rows with these ids: the acts, and all that is wrong with them.

    An act is its row: ``["vote", motion, person]`` or ``["ballot", number, person, marks]``. Row and entry of the
    ledger must tell the same, each of the other, and every entry must verify.
    """
    entries = list(Entry.objects.filter(pk__gt=entry).order_by("pk").prefetch_related("fields"))
    votes = list(SealedVote.objects.filter(pk__gt=vote).order_by("pk").select_related("round"))
    ballots = list(BallotEntry.objects.filter(pk__gt=ballot).order_by("pk").select_related("sheet"))
    told = Counter(_told(row) for row in entries)
    stored = Counter([*map(_vote, votes), *map(_ballot, ballots)])
    return {
        "entry": entries[-1].pk if entries else entry,
        "vote": votes[-1].pk if votes else vote,
        "ballot": ballots[-1].pk if ballots else ballot,
        "entries": len(entries),
        "faults": [f"{fault.code}: {fault.what}" for row in entries for fault in ledger.faults(row)],
        "rows_without_entry": [list(act) for act in (stored - told).elements()],
        "entries_without_row": [list(act) for act in (told - stored).elements()],
        "acts": [
            *(["vote", row.round.motion_id, row.person] for row in votes),
            *(["ballot", row.sheet.number, row.clerk, row.marks] for row in ballots),
        ],
    }


def _told(entry: Entry) -> tuple[object, ...]:
    """What an entry says happened. A browser of this town enters one sheet at a time."""
    said = ledger.opened(entry, entitled=True)
    if entry.type == "council.vote_sealed":
        names = ("motion", "serial", "office", "by", "commitment_sm3", "commitment_sha256")
        return (entry.type, *(said[name] for name in names))
    if entry.type == "elections.ballots_entered":
        return (entry.type, said["round"], said["count"], *said["sheets"], said["by"])
    return (entry.type, entry.code)


def _vote(row: SealedVote) -> tuple[object, ...]:
    round_: VoteRound = row.round
    commitments = row.commitment_sm3, row.commitment_sha256
    return ("council.vote_sealed", round_.motion_id, round_.serial, row.office, row.person, *commitments)


def _ballot(row: BallotEntry) -> tuple[object, ...]:
    return ("elections.ballots_entered", row.sheet.round_id, 1, row.sheet.number, row.clerk)


def open_all(*, motions: Sequence[int]) -> list[list[object]]:
    """Close every vote after its window; motion, person and choice of each vote opened, where there was a quorum."""
    county = County.objects.get(code=CODE)
    at = datetime.now(UTC) + WINDOW
    secretariat = officer_of(holders(county.code, Role.SECRETARIAT, at.date())[0].person, at.date())
    with transaction.atomic():
        for motion in motions:
            council.close_motion(motion_id=motion, by=secretariat, at=at)
    cast = set(SealedVote.objects.values_list("round_id", "office"))
    return [
        [row.round.motion_id, row.person, row.vote]
        for row in OpenedVote.objects.select_related("round").order_by("pk")
        if (row.round_id, row.office) in cast
    ]
