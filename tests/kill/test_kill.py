"""SIGKILL to the whole server in the middle of votes of the council and entries of ballots (Art. 7.3, 6.5, 3.9).

Every act that a browser saw done is stored and on the record; nothing is stored without its entry, or on the record
without its row. ``KILLS=50`` sets how often the server is killed; unset, a few times.
"""

import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from jianheng.rules.weighing import ABSTAIN, BOARD
from tests.kill.browser import Browser, Cut
from tests.kill.serving import Server, Site, postgresql_site, silence, sqlite_site

FEW = 6
KILLS = int(os.environ.get("KILLS", FEW))
SITES = {"sqlite": sqlite_site, "postgresql": postgresql_site}
TOWN = "tests.kill.town"
MOTIONS_PER_BURST = 10
SHEETS_PER_BURST = 100
MOMENT = (0.03, 0.7)
"""Seconds from the start of a burst to the kill, evenly drawn."""


@dataclass(frozen=True)
class Act:
    """What one person sends: the form's address and values, and the row that it has to become."""

    person: str
    path: str
    done: str
    values: dict[str, str]
    row: tuple[Any, ...]


@dataclass
class Burst:
    """What the browsers saw: acts done, acts without an answer, repeated acts refused, and any other answer."""

    done: list[Act] = field(default_factory=list)
    unanswered: list[Act] = field(default_factory=list)
    already: list[Act] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


def databases() -> list[str]:
    """The database of the run; both when a number of kills is asked for."""
    if "KILLS" in os.environ:
        return ["sqlite", "postgresql"]
    return ["postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"]


@pytest.fixture(params=databases())
def site(request, tmp_path) -> Iterator[Site]:
    if request.param == "postgresql" and (reason := silence()):
        pytest.skip(f"!!! PostgreSQL does not answer, NOTHING was killed on it: {reason}")
    with SITES[request.param](tmp_path) as found:
        yield found


def marks(number: int, lines: int) -> list[int]:
    """Ten votes that tell the sheets apart."""
    votes = [2, 2, 2, 1, 1, 1, 1, *[0] * (lines - 7)]
    shift = number % lines
    return votes[shift:] + votes[:shift]


def choice(motion: int, office: str) -> str:
    """What a member votes: differs by member and item."""
    return ("①", "②", ABSTAIN)[(motion + BOARD.index(office)) % 3]


def votes(town: dict[str, Any], office: str, motions: Sequence[int]) -> list[Act]:
    person = town["persons"][office]
    return [
        Act(
            office,
            f"/council/{motion}/vote/",
            f"/council/{motion}/",
            {"choice": choice(motion, office)},
            ("vote", motion, person),
        )
        for motion in motions
    ]


def ballots(town: dict[str, Any], clerk: str, numbers: Sequence[int]) -> list[Act]:
    path = f"/elections/rounds/{town['round']}/entry/"
    acts = []
    for number in numbers:
        votes_given = marks(number, town["lines"])
        lines = {f"line_{line}": str(given) for line, given in enumerate(votes_given, start=1)}
        row = ("ballot", number, town["persons"][clerk], tuple(votes_given))
        acts.append(Act(clerk, path, path, {"code": town["codes"][number - 1], **lines}, row))
    return acts


def work(browser: Browser, acts: Sequence[Act], again: int, start: threading.Barrier, seen: Burst) -> None:
    """Open the page of the first act, wait for the others, send one form after the other until the server is gone.

    The first ``again`` acts were sent before without an answer; they may turn out to be done already.
    """
    if acts:
        browser.get(acts[0].path)
    start.wait(timeout=60)
    for place, act in enumerate(acts):
        try:
            answer = browser.post(act.path, act.values)
        except Cut:
            seen.unanswered.append(act)
            break
        if (answer.status, answer.location) == (302, act.done):
            seen.done.append(act)
        elif answer.status == 409 and place < again:
            seen.already.append(act)
        else:
            seen.strange.append(f"{act.path} {act.row}: {answer.status} {answer.location}")
    browser.close()


class Town:
    """The county at work: what its persons still have to send, what they saw, what was found stored."""

    def __init__(self, site: Site, bursts: int) -> None:
        self.site = site
        self.county: dict[str, Any] = site.ask(
            TOWN,
            act="prepare",
            motions=MOTIONS_PER_BURST * bursts,
            sheets=SHEETS_PER_BURST * bursts,
            sessions=bursts + 1,
        )
        self.marker = site.ask(TOWN, act="audit", entry=0, vote=0, ballot=0)
        self.open: dict[str, list[Act]] = {person: [] for person in self.county["persons"]}
        self.sent: set[tuple[Any, ...]] = set()
        self.stored: Counter[tuple[Any, ...]] = Counter()
        self.done: set[tuple[Any, ...]] = set()

    def due(self, burst: int) -> dict[str, list[Act]]:
        """The fresh acts of each person in a burst."""
        motions = self.county["motions"][burst * MOTIONS_PER_BURST : (burst + 1) * MOTIONS_PER_BURST]
        numbers = range(burst * SHEETS_PER_BURST + 1, (burst + 1) * SHEETS_PER_BURST + 1)
        return {
            name: votes(self.county, name, motions) if name in BOARD else ballots(self.county, name, numbers)
            for name in self.county["persons"]
        }

    def burst(self, server: Server, number: int, fresh: dict[str, list[Act]], moment: float | None) -> Burst:
        """Let everyone send at once, first what got no answer; after ``moment`` seconds, if any, kill the server."""
        seen, start = Burst(), threading.Barrier(len(self.open) + 1)
        threads = []
        for name, acts in self.open.items():
            browser = Browser(server.port, self.county["sessions"][name][number])
            due = [*acts, *fresh.get(name, ())]
            threads.append(threading.Thread(target=work, args=(browser, due, len(acts), start, seen)))
            self.sent |= {act.row for act in due}
        for thread in threads:
            thread.start()
        start.wait(timeout=60)
        if moment is not None:
            time.sleep(moment)
            assert server.kill() >= 3  # the leader and two workers
        for thread in threads:
            thread.join()
        known = {act.row for act in (*seen.done, *seen.already)}
        left = {act.row: act for acts in self.open.values() for act in acts if act.row not in known}
        left |= {act.row: act for act in seen.unanswered}
        self.open = {name: [act for act in left.values() if act.person == name] for name in self.open}
        self.done |= known
        return seen

    def audit(self) -> Counter[tuple[Any, ...]]:
        """The acts stored since the last audit; fails on any half act, bad entry, or act done and not stored."""
        after = {name: self.marker[name] for name in ("entry", "vote", "ballot")}
        self.marker = self.site.ask(TOWN, act="audit", **after)
        assert self.marker["faults"] == []
        assert self.marker["rows_without_entry"] == []
        assert self.marker["entries_without_row"] == []
        fresh = Counter(
            tuple(tuple(part) if isinstance(part, list) else part for part in act) for act in self.marker["acts"]
        )
        assert self.marker["entries"] == fresh.total()
        self.stored += fresh
        assert self.done - self.stored.keys() == set(), "seen done, and not stored"
        assert self.stored.keys() - self.sent == set(), "stored, and never sent"
        assert [row for row, times in self.stored.items() if times > 1] == []
        return fresh


@pytest.mark.kill
def test_a_killed_server_leaves_every_act_whole_or_not_at_all(site, capsys):
    town = Town(site, KILLS)
    server = Server(site)
    total: Counter[str] = Counter()
    try:
        for number in range(KILLS):
            server.wait()
            seen = town.burst(server, number, town.due(number), random.uniform(*MOMENT))
            assert seen.strange == []
            server.settle()
            server = Server(site)  # it starts while the audit runs
            fresh = town.audit()
            committed = sum(act.row in fresh for act in seen.unanswered)
            total.update(f"{act.row[0]}s done" for act in seen.done)
            total.update({"unanswered": len(seen.unanswered), "unanswered but stored": committed})
        server.wait()
        last = town.burst(server, KILLS, {}, None)
        assert last.strange == []
        assert last.unanswered == []
    finally:
        server.kill()
    town.audit()
    assert town.stored.keys() == town.done
    opened = site.ask(TOWN, act="open_all", motions=town.county["motions"])
    offices = {person: name for name, person in town.county["persons"].items()}
    assert [line for line in opened if line[2] != choice(line[0], offices[line[1]])] == []
    with capsys.disabled():
        counts = ", ".join(f"{name} {count}" for name, count in sorted(total.items()))
        sys.stdout.write(f"\n{site.database.partition(':')[0]}: {KILLS} kills; {counts}; votes opened {len(opened)}\n")
    assert total["votes done"] > 0
    assert total["ballots done"] > 0
    assert total["unanswered"] > 0
