"""kill -9 while it cosigns: never two roots of one size, never a smaller tree after a larger one (KILLS: how often)."""

import os
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from jianheng.crypto.tlog.notes import Checkpoint, parse_note
from jianheng.witness import local
from jianheng.witness.client import Kind, Witness, add_checkpoint, ask_size
from jianheng.witness.practice import TREES, PracticeLog

KILLS = int(os.environ.get("KILLS", "6"))
LARGEST = 3000
LIVES = 0.12
"""Seconds at most between the first request to a witness and its end."""


@dataclass
class Feeder:
    """Sends heads of one history to a witness that dies again and again, and notes what it signs."""

    log: PracticeLog
    tree: str
    witness: Witness
    signed: list[Checkpoint] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        known = 0
        while not self.stopped.is_set():
            size = min(known + 1, LARGEST)
            proof = self.log.proof(self.tree, known, size) if 0 < known < size else []
            note = self.log.note(self.tree, size)
            answer = add_checkpoint(self.witness, known, proof, note, 2)
            if answer.kind == Kind.COSIGNED:
                self.signed.append(Checkpoint.parse(parse_note(note).text))
                known = size
            elif answer.known_size is not None:
                known = answer.known_size
            elif answer.kind == Kind.SILENT:
                time.sleep(0.05)


@pytest.fixture
def feeders(tmp_path: Path, keys) -> Iterator[tuple[local.Group, list[Feeder]]]:
    """An honest and a forked history in each tree; the honest one comes first."""
    honest = PracticeLog("kill.example/ledger/hengchuan/2026", keys).grow(LARGEST)
    forked = honest.rewritten(0)
    with local.start(tmp_path, 1, honest.vkeys) as group:
        (witness,) = group.seats.witnesses
        for tree in TREES:
            assert add_checkpoint(witness, 0, [], honest.note(tree, 1)).kind == Kind.COSIGNED
        found = [Feeder(log, tree, witness) for log in (honest, forked) for tree in TREES]
        threads = [threading.Thread(target=feeder.run) for feeder in found]
        for thread in threads:
            thread.start()
        yield group, found
        for feeder in found:
            feeder.stopped.set()
        for thread in threads:
            thread.join()


@pytest.mark.kill
@pytest.mark.slow
def test_a_witness_killed_while_it_cosigns_never_goes_back_and_never_signs_two_roots(feeders):
    group, found = feeders
    chance = random.Random(7)
    for _ in range(KILLS):
        time.sleep(chance.random() * LIVES)
        group.kill("jiwei")
        group.revive("jiwei")
    time.sleep(LIVES)
    honest, forked = found[:2], found[2:]
    assert [feeder.signed for feeder in forked] == [[], []]
    for feeder in honest:
        sizes = [head.size for head in feeder.signed]
        assert sizes == sorted(sizes)
        assert len({head.root for head in feeder.signed}) == len(set(sizes))
        assert sizes[-1] > 1, "it went on between its deaths"
        known = ask_size(feeder.witness, feeder.log.note(feeder.tree, LARGEST)).known_size
        assert known is not None
        assert known >= sizes[-1]
    kept = requests.get(f"{found[0].witness.url}/heads", timeout=5).json()["heads"]
    assert len(kept) == 2
