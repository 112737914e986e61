"""Writers that commit out of order, and several sequencers at once, on connections of their own.

Runs inside a process of an installation (`Site.ask`), never in that of the tests.
"""

import random
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from threading import Event, Thread
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from jianheng.crypto.tlog.merkle import root
from jianheng.ledger.models import Head, Incident, Leaf, Outbox
from jianheng.ledger.origins import HASHER, TREES
from jianheng.ledger.services.running import Sequencer
from jianheng.ledger.services.turns import turn
from tests.rooms.log_world import COUNTY, add


def main(*, writers: int, acts: int, sequencers: int, hold: float, seed: int) -> dict[str, Any]:
    """Let everyone work at once; what stands in the log at the end, and how many sequencers had the turn at once."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    done, written, strange = Event(), Counter[str](), list[str]()

    def write(number: int) -> None:
        draw = random.Random(seed + number)
        for _act in range(acts):
            with transaction.atomic():
                entries = add(draw.randint(1, 4), at=now())
                time.sleep(draw.uniform(0, hold))  # numbered long before it can be seen
            written.update(entry.code for entry in entries)
        connection.close()

    def keep() -> None:
        sequencer = Sequencer(now)
        while not done.is_set() or Outbox.objects.filter(county=COUNTY).exists():
            try:
                sequencer.round(0.0)
            except DatabaseError as fault:
                strange.append(str(fault))
                connection.close()
            time.sleep(0.005)
        sequencer.close()
        connection.close()

    keepers = [Thread(target=keep) for _number in range(sequencers)]
    authors = [Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in (*keepers, *authors):
        thread.start()
    for thread in authors:
        thread.join()
    done.set()
    for thread in keepers:
        thread.join()
    return {**_found(set(written)), "written": len(written), "strange": strange, "turns": _turns()}


def now() -> datetime:
    return datetime.now(UTC)


def _found(written: set[str]) -> dict[str, Any]:
    rows = list(Leaf.objects.filter(log__county=COUNTY).order_by("index").values_list("index", "entry__code"))
    bodies = [
        bytes(body)
        for body in Leaf.objects.filter(log__county=COUNTY).order_by("index").values_list("entry__body", flat=True)
    ]
    heads = {tree: Head.objects.filter(log__county=COUNTY, tree=tree).order_by("-size")[0] for tree in TREES}
    return {
        "lost": len(written - {code for _index, code in rows}),
        "placed": len(rows),
        "in_a_row": [index for index, _code in rows] == list(range(len(rows))),
        "late": sum(first > second for first, second in _pairs()),
        "roots": [
            bytes(heads[tree].root) == root([HASHER[tree].leaf(body) for body in bodies], HASHER[tree])
            for tree in TREES
        ],
        "incidents": [f"{row.kind}: {row.detail}" for row in Incident.objects.all()],
    }


def _pairs() -> list[tuple[int, int]]:
    """Neighbours in the log by the keys of their entries: a larger one first means a late commit."""
    keys = list(Leaf.objects.filter(log__county=COUNTY).order_by("index").values_list("entry_id", flat=True))
    return list(pairwise(keys))


def _turns() -> int:
    """How many of three processes' worth of connections get the turn while one has it."""
    got: list[bool] = []

    def ask() -> None:
        with turn() as is_ours:
            got.append(is_ours)
        connection.close()

    with turn() as first:
        for _number in range(2):
            thread = Thread(target=ask)
            thread.start()
            thread.join()
    return int(first) + sum(got)
