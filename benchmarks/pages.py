"""What a page, a sealed vote and a ballot entry cost, against a bare Django view on the same server.

One granian worker with two threads serves the site's own settings, middleware and SQLite file, with ``/bare/`` added.
Eight kept connections ask as fast as they are answered; the targets take turns, every second round backwards. A figure
is the CPU time of the server's processes for one request. The bare view gets the same person's session and, as a form,
the same check of its token. Exit code 1 if a target costs more than its limit times the bare view.

    python -m benchmarks.pages
"""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.bare.machine import machine
from jianheng.rules.weighing import BOARD
from tests.kill.browser import Answer, Browser
from tests.kill.serving import ROOT, Server, Site, sqlite_site

CONNECTIONS = 8
ROUNDS = 6
"""The first only warms up."""
PAGES, BARES, ACTS = 64, 400, 60
"""Requests of a target in one round."""
USUAL, SHEETS = 6, 400
"""Items in the vote while pages are measured; sheets printed."""
SETTINGS = "benchmarks.bare.settings"
CLERKS = ("teller", "teller2")


@dataclass(frozen=True)
class Sent:
    """One request: by whose session, where to, the form's values (None: a page is opened), the status of success."""

    session: str
    path: str
    values: Mapping[str, str] | None = None

    def by(self, browser: Browser) -> Answer:
        """Send it; an answer other than a page or a done act ends the measurement."""
        browser.cookies["sessionid"] = self.session
        answer = browser.get(self.path) if self.values is None else browser.post(self.path, self.values)
        done = 302 if self.values else 200
        assert answer.status == done, f"{self.path}: {answer.status}"
        return answer


@dataclass
class Target:
    """What is measured, its requests round by round, the highest ratio to its peer that passes, and what was seen."""

    name: str
    rounds: Sequence[Sequence[Sent]]
    limit: float = 0
    """About twice the ratio measured on 2026-11-22, for a machine that has other work."""
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    size: int = 0


def pages(county: dict[str, Any]) -> list[Target]:
    """Pages as the secretary sees them, and the form of a clerk."""
    secretary, teller = county["sessions"]["secretary"][0], county["sessions"]["teller"][0]
    person = county["persons"]["secretary"]
    wanted = [
        ("home", "/", secretary, 20),
        ("charter", "/charter/", secretary, 12),
        ("article of the charter", "/charter/articles/4.1/", secretary, 10),
        ("items of the council", "/council/", secretary, 18),
        ("item in the vote", f"/council/{county['motions'][0]}/", secretary, 20),
        ("item decided", f"/council/{county['decided']}/", secretary, 22),
        ("elections", "/elections/", secretary, 10),
        ("election", f"/elections/{county['election']}/", secretary, 11),
        ("form of a ballot entry", f"/elections/rounds/{county['round']}/entry/", teller, 18),
        ("register of persons", "/people/", secretary, 34),
        ("person", f"/people/{person}/", secretary, 9),
        ("record", "/ledger/", secretary, 12),
    ]
    return [Target(name, [[Sent(session, path)] * PAGES] * ROUNDS, limit) for name, path, session, limit in wanted]


def acts(county: dict[str, Any]) -> list[Target]:
    """Forms that can be done once; each round has sessions of its own, so that the messages waiting stay few."""
    keys, per_round = county["sessions"], ACTS // len(BOARD)
    votes = [
        [
            Sent(keys[office][number], f"/council/{motion}/vote/", {"choice": "①"})
            for motion in county["motions"][number * per_round : (number + 1) * per_round]
            for office in BOARD
        ]
        for number in range(ROUNDS)
    ]
    path, lines = (
        f"/elections/rounds/{county['round']}/entry/",
        {"line_1": "4", "line_2": "3", "line_3": "2", "line_4": "1"},
    )
    half = ACTS // len(CLERKS)
    ballots = [
        [
            Sent(keys[clerk][number], path, {"code": code, **lines})
            for code in county["codes"][number * half : (number + 1) * half]
            for clerk in CLERKS
        ]
        for number in range(ROUNDS)
    ]
    return [Target("sealed vote", votes, 12), Target("ballot entry", ballots, 15)]


def bare(county: dict[str, Any], values: Mapping[str, str] | None) -> Target:
    """The peer: the bare view with the secretary's session, opened or sent a form."""
    one = Sent(county["sessions"]["secretary"][0], "/bare/", values)
    return Target("bare view" if values is None else "bare form", [[one] * BARES] * ROUNDS)


def measure(server: Server, target: Target, number: int) -> None:
    """Send the requests of one round over eight connections at once."""
    shares = [target.rounds[number][place::CONNECTIONS] for place in range(CONNECTIONS)]
    walls: list[float] = []
    browsers = [Browser(server.port) for _ in shares]
    for browser in browsers:
        browser.cookies = {"csrftoken": "a" * 32}
        browser.token = "a" * 32
        browser.connection.connect()
    threads = [
        threading.Thread(target=_send, args=(browser, share, walls, target))
        for browser, share in zip(browsers, shares, strict=True)
    ]
    before = _cpu(server)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = _cpu(server) - before
    assert len(walls) == len(target.rounds[number]), f"{target.name}: a request failed"
    if number:
        target.cpu.append(used / len(walls))
        target.wall.append(median(walls))


def _send(browser: Browser, share: Sequence[Sent], walls: list[float], target: Target) -> None:
    for sent in share:
        started = time.perf_counter()
        answer = sent.by(browser)
        walls.append(time.perf_counter() - started)
        target.size = len(answer.body)
    browser.close()


def _cpu(server: Server) -> float:
    return sum(process.cpu for process in server.processes())


def county_of(site: Site, motions: int) -> dict[str, Any]:
    """Found the county with some items in the vote; what its browsers need to know."""
    known: dict[str, Any] = site.ask(
        "benchmarks.bare.county", act="prepare", motions=motions, sheets=SHEETS, sessions=ROUNDS
    )
    return known


def collect(site: Site) -> None:
    """Gather the static files that pages link to."""
    command = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, check=True, cwd=ROOT, env=site.environment)


def run(site: Site, peer: Target, targets: Sequence[Target]) -> int:
    """Measure the targets and their peer in turns on one server; the number of targets beyond their limit."""
    server = Server(site, workers=1)
    try:
        server.wait()
        for number in range(ROUNDS):
            for target in [peer, *targets][:: -1 if number % 2 else 1]:
                measure(server, target, number)
    finally:
        server.kill()
    return report(peer, targets)


def report(peer: Target, targets: Sequence[Target]) -> int:
    """Print a line for each target; how many passed their limit."""
    beyond = 0
    for target in (peer, *targets):
        ratio = median(ours / theirs for ours, theirs in zip(target.cpu, peer.cpu, strict=True))
        line = f"{target.name:24}{median(target.cpu) * 1e3:8.2f} ms CPU{median(target.wall) * 1e3:9.1f} ms answered"
        if target is not peer:
            beyond += ratio > target.limit
            line += f"{target.size / 1024:8.0f} KiB   / {peer.name}: {ratio:6.1f} (limit {target.limit:g})"
        print(line)
    return beyond


def main() -> int:
    print(machine())
    beyond = 0
    with own_site() as site:
        collect(site)
        county = county_of(site, USUAL)
        beyond += run(site, bare(county, None), pages(county))
    with own_site() as site:
        county = county_of(site, ROUNDS * ACTS // len(BOARD))
        beyond += run(site, bare(county, {"nothing": "1"}), acts(county))
    return int(beyond > 0)


@contextmanager
def own_site() -> Iterator[Site]:
    """An installation in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, sqlite_site(Path(folder), settings=SETTINGS) as site:
        yield site


if __name__ == "__main__":
    sys.exit(main())
