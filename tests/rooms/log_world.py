"""A log with witnesses in the same process: the programs of the witnesses answer without a network between."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jianheng.charter.book import Bilingual
from jianheng.crypto.keys import FileKeys
from jianheng.crypto.tlog.notes import VKey
from jianheng.ledger.canonical import canonical, parse
from jianheng.ledger.codes import new_code
from jianheng.ledger.hashes import leaf_sha256, leaf_sm3
from jianheng.ledger.models import Entry, Log, Outbox
from jianheng.ledger.origins import year_of
from jianheng.ledger.selectors.keys import log_vkeys
from jianheng.ledger.services import seat_witnesses
from jianheng.ledger.services.running import Sequencer
from jianheng.ledger.services.sequencing import open_log
from jianheng.ledger.services.signing import list_keys
from jianheng.rules.roles import Officer, Role
from jianheng.witness import cosigning, identity
from jianheng.witness.logs import Logs
from jianheng.witness.seats import Bench, Seat, Seats

COUNTY = "hengchuan"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BY = Officer("P000001", COUNTY, frozenset({Role.AUDITOR}))
LIGHT = 2**10


@dataclass
class Clock:
    """A clock that stands still until it is told to move."""

    at: datetime = AT

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Bench3:
    """Witnesses by name, what they have been asked, and which of them keep silent or answer something else."""

    members: dict[str, identity.Identity]
    clock: Clock
    logs: Logs
    silent: set[str] = field(default_factory=set)
    instead: dict[str, Callable[[bytes], tuple[int, str, bytes]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def post(self, url: str, body: bytes, timeout: float) -> tuple[int, str, bytes]:
        """In place of the client's own HTTP."""
        name = url.rpartition("/")[2]
        self.asked.append(name)
        if name in self.silent:
            raise TimeoutError
        if name in self.instead:
            return self.instead[name](body)
        reply = cosigning.add_checkpoint(self.members[name], self.logs, body, lambda: int(self.clock().timestamp()))
        return reply.status, reply.kind, reply.body.encode()

    def seats(self, need: str = "2") -> Seats:
        """All of them, of whom ``need`` must cosign."""
        seats = tuple(
            Seat(name, Bilingual(zh=f"见证{name}", en=f"Witness {name}"), f"http://127.0.0.1/{name}", *_lines(member))
            for name, member in self.members.items()
        )
        return Seats(seats, (Bench("all-of-them", need, tuple(self.members)),), "all-of-them")

    def trust(self) -> None:
        """Let them accept every log that there is."""
        lines = [line for lines in log_vkeys().values() for line in lines]
        self.logs = Logs([VKey.parse(line) for line in lines])


def _lines(member: identity.Identity) -> tuple[str, str]:
    first, second = member.vkeys
    return first.line(), second.line()


def bench(folder: Path, clock: Clock, names: str = "abc") -> Bench3:
    """New witnesses that keep themselves below ``folder``."""
    members = {}
    for name in names:
        own = folder / name
        own.mkdir(parents=True)
        keys = FileKeys(own / "keys", b"test", cost=LIGHT)
        identity.found(f"{name}.example", own / "store.sqlite3", keys)
        members[name] = identity.awake(f"{name}.example", own / "store.sqlite3", keys)
    return Bench3(members, clock, Logs([]))


def add(count: int = 1, *, at: datetime = AT, county: str = COUNTY) -> list[Entry]:
    """Put entries on the record: without fields, as nothing here opens any."""
    bodies = [
        canonical({"v": 1, "type": "test.noted", "id": new_code("TEST", at), "org": county, "at": at.isoformat()})
        for _number in range(count)
    ]
    rows = [
        Entry(
            code=parse(body)["id"],
            county=county,
            type="test.noted",
            at=at,
            body=body,
            leaf_sha256=leaf_sha256(body),
            leaf_sm3=leaf_sm3(body),
        )
        for body in bodies
    ]
    entries = Entry.objects.bulk_create(rows)
    Outbox.objects.bulk_create(Outbox(entry=entry, county=county, year=year_of(at)) for entry in entries)
    return entries


def county_log(year: int = 2026) -> Log:
    return Log.objects.get(county=COUNTY, year=year)


def seated(witnesses: Bench3, need: str = "2") -> None:
    """Seat the witnesses for the county and the parent log, and have them accept both logs."""
    for county in (COUNTY, "parent"):
        open_log(county, AT.year, at=AT)
        list_keys(county, at=AT)
        seat_witnesses(county=county, text=witnesses.seats(need).text(), by=Officer.rule(county), at=AT)
    witnesses.trust()


def rounds(sequencer: Sequencer, count: int = 6) -> None:
    """At least ``count`` rounds, and more until every question to a witness has its answer."""
    for number in range(60):
        sequencer.round(3)
        if number + 1 >= count and not sequencer.collector.open:
            return
