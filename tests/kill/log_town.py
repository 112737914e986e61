"""A county whose sequencer is killed again and again while entries come in, and what became of its log.

Runs inside a process of the installation (`Site.ask`), never in that of the tests. The sequencer is a child of this
process, forked without a connection or a thread of the parent's, so that a thousand of them start within minutes.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections, transaction

from jianheng.crypto.tlog.merkle import root, verify_consistency
from jianheng.ledger.keys import log_key, provider
from jianheng.ledger.models import Entry, Head, Incident, Leaf, Log, Outbox
from jianheng.ledger.origins import ALGORITHM, HASHER, TREES
from jianheng.ledger.selectors.keys import log_vkeys
from jianheng.ledger.selectors.log import MERGE_DELAY, consistency
from jianheng.ledger.services.running import Sequencer
from jianheng.ledger.services.seats import seat_witnesses
from jianheng.ledger.services.sequencing import open_log
from jianheng.ledger.services.signing import list_keys
from jianheng.rules.roles import Officer
from tests.rooms.log_world import COUNTY, add

MOMENT = (0.01, 0.5)
"""Seconds from the start of a sequencer to its end, evenly drawn."""
PER_ACT = (1, 120)
"""Entries of one transaction of a writer."""
PAUSE = 0.02


def main(act: str, **asked: Any) -> Any:
    """One of the acts below."""
    acts: dict[str, Callable[..., Any]] = {"prepare": prepare, "kill": kill}
    return acts[act](**asked)


def prepare() -> list[str]:
    """The tables, this year's logs and their keys; what the witnesses have to trust."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    for county in (COUNTY, "parent"):
        open_log(county, now().year, at=now())
        list_keys(county, at=now())
    return [line for lines in log_vkeys().values() for line in lines]


def now() -> datetime:
    return datetime.now(UTC)


def kill(*, times: int, seats: str, folder: str, seed: int) -> dict[str, Any]:
    """Seat the witnesses, let entries come in, kill ``times`` sequencers, let the last one finish; what was found."""
    for county in (COUNTY, "parent"):
        seat_witnesses(county=county, text=seats, by=Officer.rule(county), at=now())
        for alg in ALGORITHM.values():
            provider().ensure(log_key(county), alg)  # unlocked here, so that no child has to
    draw, acknowledged = random.Random(seed), Path(folder) / "acknowledged"
    memory, faults, unsigned = Memory(), [], 0
    writer = _forked(lambda: _write(acknowledged, seed))
    try:
        for number in range(times):
            child = _forked(_sequence)
            time.sleep(draw.uniform(*MOMENT))
            _end(child)
            faults += [f"after kill {number + 1}: {fault}" for fault in memory.look()]
            unsigned += Head.objects.filter(log__county=COUNTY).exclude(signatures__witness="").count() > memory.left
            memory.left = Head.objects.filter(log__county=COUNTY).exclude(signatures__witness="").count()
    finally:
        _end(writer)
    seconds = _finish()
    faults += memory.look()
    return {
        "faults": faults + _missing(acknowledged) + _differences(),
        "incidents": [f"{row.kind}: {row.detail}" for row in Incident.objects.all()],
        "acknowledged": len(acknowledged.read_text(encoding="ascii").split()),
        "placed": Leaf.objects.filter(log__county=COUNTY).count(),
        "signed": memory.seen,
        "between": unsigned,
        "waiting": Outbox.objects.filter(county=COUNTY).count(),
        "seconds": seconds,
        "witnessed": [log.witnessed_size for log in Log.objects.filter(county=COUNTY)],
    }


class Memory:
    """What an outsider remembers of the log: every root it ever saw, signed or not, and the last of each tree."""

    def __init__(self) -> None:
        self.roots: dict[tuple[int, str, int], bytes] = {}
        self.last: dict[tuple[int, str], int] = {}
        self.seen = self.left = 0

    def look(self) -> list[str]:
        """What contradicts the memory; then remember what is new."""
        faults = []
        for log in Log.objects.all():
            for tree in TREES:
                key = (log.pk, tree)
                last = self.last.get(key, 0)
                fresh = Head.objects.filter(log=log, tree=tree, size__gte=last).order_by("size")
                heads = [(head.size, bytes(head.root)) for head in fresh]
                if not heads or heads[0][0] != last:
                    faults.append(f"{log} {tree}: the head of size {last} is gone")
                    continue
                faults += self._compared(log, tree, last, heads)
                self.last[key] = heads[-1][0]
        return faults

    def _compared(self, log: Log, tree: str, last: int, heads: list[tuple[int, bytes]]) -> list[str]:
        faults = []
        for size, found in heads:
            if self.roots.setdefault((log.pk, tree, size), found) != found:
                faults.append(f"{log} {tree}: two roots of size {size}")
        size, newest = heads[-1]
        self.seen += size > last
        if 0 < last < size:
            proof = consistency(log, tree, last, size)
            old = self.roots[log.pk, tree, last]
            if not verify_consistency(HASHER[tree], last, size, proof, old, newest):
                faults.append(f"{log} {tree}: {last} is no beginning of {size}")
        return faults


def _forked(work: Callable[[], None]) -> int:
    """A child of this process that does nothing but ``work``."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(1)


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _sequence() -> None:
    sequencer = Sequencer(now)
    while True:
        sequencer.round(0.0)


def _write(acknowledged: Path, seed: int) -> None:
    """Record entries without end; a code is acknowledged after its transaction has been committed."""
    draw = random.Random(seed + 1)
    with acknowledged.open("a", encoding="ascii") as file:
        while True:
            with transaction.atomic():
                entries = add(draw.randint(*PER_ACT), at=now())
            file.write("".join(f"{entry.code}\n" for entry in entries))
            file.flush()
            time.sleep(draw.uniform(0, PAUSE))


def _finish() -> float:
    """Let a last sequencer work until everything is witnessed, at most for the merge delay; the seconds it took."""
    began = time.monotonic()
    sequencer = Sequencer(now)
    while time.monotonic() < began + MERGE_DELAY.total_seconds():
        sequencer.round(0.1)
        log = Log.objects.get(county=COUNTY)
        if not Outbox.objects.filter(county=COUNTY).exists() and log.witnessed_size == log.leaves.count():
            break
    sequencer.close()
    return time.monotonic() - began


def _missing(acknowledged: Path) -> list[str]:
    """Acknowledged entries that have no place."""
    codes = set(acknowledged.read_text(encoding="ascii").split())
    placed = set(Entry.objects.filter(leaf__isnull=False).values_list("code", flat=True))
    return [f"{code} was acknowledged and is not in the log" for code in sorted(codes - placed)]


def _differences() -> list[str]:
    """Both trees worked out anew from every body, against the last heads."""
    rows = Leaf.objects.filter(log__county=COUNTY).order_by("index").values_list("index", "entry__body")
    bodies = [(index, bytes(body)) for index, body in rows]
    faults = [] if [index for index, _body in bodies] == list(range(len(bodies))) else ["places are not a row"]
    for tree in TREES:
        head = Head.objects.filter(log__county=COUNTY, tree=tree).order_by("-size")[0]
        found = root([HASHER[tree].leaf(body) for _index, body in bodies], HASHER[tree])
        if (head.size, bytes(head.root)) != (len(bodies), found):
            faults.append(f"{tree}: the last head is not that of the stored entries")
    return faults
