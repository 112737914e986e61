"""A witness never cosigns two roots of one size and never goes back: whatever comes at once, in whatever order."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.crypto.hashing import SHA256
from jianheng.crypto.tlog.notes import Checkpoint
from jianheng.witness import cosigning
from jianheng.witness.judging import Known, Status, judge
from jianheng.witness.practice import PracticeLog
from tests.witness.world import ORIGIN, audit

SIZES = (1, 2, 7, 50, 51, 200, 256, 257, 1000)


class Crash(BaseException):
    """The process ends here."""


@given(st.lists(st.tuples(st.booleans(), st.sampled_from((0, *SIZES)), st.sampled_from(SIZES)), max_size=30))
def test_no_order_of_heads_of_two_histories_makes_it_sign_both(honest, forked, heads):
    """Entry 50 differs: up to size 50 both histories are one, beyond it only the first that was shown goes on."""
    known, signed = Known(), list[Known]()
    for is_forked, old, new in heads:
        log = forked if is_forked else honest
        tree = log.trees["sha256"]
        proof = tuple(log.proof("sha256", old, new)) if 0 < old < new else ()
        head = Checkpoint.parse(log.note("sha256", new).partition("\n\n")[0] + "\n")
        if judge(known, old, proof, head, SHA256).status == Status.COSIGNED:
            known = Known(head.size, head.root, "")
            signed.append(known)
        assert tree.origin == head.origin
    assert [one.size for one in signed] == sorted(one.size for one in signed)
    assert len({one.root for one in signed}) == len({one.size for one in signed})
    histories = [
        {Checkpoint.parse(log.note("sha256", one.size).partition("\n\n")[0] + "\n").root for one in signed}
        for log in (honest, forked)
    ]
    assert {one.root for one in signed} in histories


def test_of_two_histories_sent_at_once_by_many_threads_one_alone_is_cosigned(auditor, honest, forked):
    sent = [(log, size) for size in (100, 200, 300) for log in (honest, forked)] * 4
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda one: (one, auditor.send(one[0], 0, one[1]).status), sent))
    accepted = {(log is honest, size) for (log, size), status in statuses if status == 200}
    assert len(accepted) == 1, "the first head decides; every other one names the wrong old size"


def test_two_requests_at_once_cannot_roll_it_back(auditor, honest):
    auditor.send(honest, 0, 100)
    steps = [(100, size) for size in range(101, 141)]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda step: auditor.send(honest, *step).status, steps))
    assert sorted(statuses) == [200] + [409] * 39
    (head,) = auditor.identity.store.heads()
    assert head.size == steps[statuses.index(200)][1]


def test_two_processes_on_one_store_cosign_one_history(tmp_path, auditor, honest):
    """The second process asks the same file: it waits for the first, and then knows what the first has signed."""
    auditor.send(honest, 0, 1)
    path = auditor.identity.store.path
    code = (
        "import sys; from pathlib import Path; from jianheng.witness.store import Store\n"
        "from jianheng.witness.judging import Known, Status, Verdict\n"
        "from jianheng.crypto.tlog.notes import Checkpoint\n"
        f"store = Store(Path({str(path)!r}), 'witness.example/audit')\n"
        "def judge(size, known): return Verdict(Status.COSIGNED if known.size == size - 1 else Status.OTHER_SIZE)\n"
        "sys.stdin.readline()\n"
        "for size in range(2, 60):\n"
        "    root = bytes([int(sys.argv[1])]) * 32\n"
        f"    head = Checkpoint({ORIGIN!r}, size, root)\n"
        "    verdict, known, at = store.answer(head, 'n', 1780000000, lambda known: judge(size, known))\n"
        "    if verdict.status == 200: print(size)\n"
    )
    command = [sys.executable, "-c", code]
    racers = [
        subprocess.Popen([*command, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in (1, 2)
    ]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("\n")
        racer.stdin.flush()
    printed = [racer.communicate()[0].split() for racer in racers]
    assert sorted(map(int, [*printed[0], *printed[1]])) == list(range(2, 60)), "each size is signed by one of them"


def test_what_was_persisted_before_a_crash_is_not_forgotten(auditor, honest, forked, monkeypatch, tmp_path):
    """The process ends between keeping the head and answering: the other history comes too late all the same."""

    def crash(*_asked: object) -> str:
        raise Crash

    with monkeypatch.context() as patched, pytest.raises(Crash):
        patched.setattr(cosigning, "cosign", crash)
        auditor.send(honest, 0, 100)
    auditor.identity.store.close()
    again = audit(tmp_path / "audit", honest)
    assert again.send(forked, 0, 100).status == 409
    assert again.send(forked, 100, 100).status == 422
    assert again.send(honest, 100, 100).status == 200
    again.identity.store.close()


def test_a_crash_while_judging_leaves_nothing(auditor, honest):
    def crash(_known: Known) -> None:
        raise Crash

    head = Checkpoint(ORIGIN, 5, bytes(32))
    with pytest.raises(Crash):
        auditor.identity.store.answer(head, "", 0, crash)
    assert auditor.identity.store.heads() == []
    assert auditor.send(honest, 0, 5).status == 200


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE head SET size = 99",
        "UPDATE head SET root = zeroblob(32)",
        "UPDATE head SET origin = 'other'",
        "DELETE FROM head",
    ],
)
def test_the_store_itself_refuses_to_go_back(auditor, honest, act):
    auditor.send(honest, 0, 100)
    with closing(sqlite3.connect(auditor.identity.store.path)) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(act)


def test_the_store_is_durable_at_each_commit(auditor):
    connection = auditor.identity.store._connection()
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,), "FULL"
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_first_head_is_judged_without_a_proof():
    log = partial(judge, Known(), 0, ())
    assert log(Checkpoint("o", 0, SHA256.empty), SHA256).status == Status.COSIGNED
    assert log(Checkpoint("o", 0, bytes(32)), SHA256).status == Status.CONTRADICTION


def test_a_log_that_is_not_accepted_any_more_keeps_its_last_head(auditor, honest, keys, tmp_path):
    auditor.send(honest, 0, 100)
    auditor.identity.store.close()
    without = audit(tmp_path / "audit", PracticeLog("log.example/ledger/other/2026", keys))
    assert without.send(honest, 100, 1000).status == 404
    assert [head.size for head in without.identity.store.heads()] == [100]
    without.identity.store.close()
