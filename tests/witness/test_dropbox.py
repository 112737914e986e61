"""The drop-box: whoever was promised an entry lodges its hash, and what the log withholds comes to light."""

import json
import os
import shutil

import pytest

from jianheng.crypto.tlog.coding import encode
from jianheng.witness.dropbox import MERGE_DELAY
from tests.witness.world import NOON, ORIGIN, ask, audit


def lodged(auditor) -> list[tuple[str, str]]:
    auditor.application.box._looked_at = -100.0
    rows = json.loads(ask(auditor.application, "GET", "/lodged").body)["lodged"]
    return [(row["leaf"], row["state"]) for row in rows]


def lodge(auditor, leaf: bytes, origin: str = ORIGIN) -> int:
    return ask(auditor.application, "POST", "/lodge", f"{origin}\n{encode(leaf)}\n".encode()).status


def test_without_a_mirror_the_witness_says_that_it_cannot_know(auditor):
    assert lodge(auditor, b"a" * 32) == 202
    assert lodged(auditor) == [(encode(b"a" * 32), "waiting")]
    auditor.clock.now += MERGE_DELAY
    assert lodged(auditor) == [(encode(b"a" * 32), "unknown")]


def test_what_a_mirror_has_is_no_longer_published_and_what_it_lacks_is(tmp_path, founded, honest):
    honest.publish(tmp_path / "mirror" / "hengchuan" / "2026")
    shutil.copytree(founded, tmp_path / "audit")
    auditor = audit(tmp_path / "audit", honest, mirror=tmp_path / "mirror")
    there = honest.trees["sha256"].hasher.leaf(honest.entries[700])
    assert lodge(auditor, there) == 202
    assert lodge(auditor, b"z" * 32) == 202
    assert lodged(auditor) == [(encode(b"z" * 32), "waiting")]
    auditor.clock.now += MERGE_DELAY
    head = tmp_path / "mirror" / "hengchuan" / "2026" / "sha256" / "checkpoint"
    os.utime(head, (NOON, NOON))
    assert lodged(auditor) == [(encode(b"z" * 32), "waiting")], "no head younger than the delay has been mirrored"
    os.utime(head, (NOON + MERGE_DELAY, NOON + MERGE_DELAY))
    assert lodged(auditor) == [(encode(b"z" * 32), "missing")]
    auditor.identity.store.close()


def test_a_hash_lodged_twice_keeps_its_first_time(auditor):
    lodge(auditor, b"b" * 32)
    auditor.clock.now += 30
    answer = ask(auditor.application, "POST", "/lodge", f"{ORIGIN}\n{encode(b'b' * 32)}".encode())
    assert str(NOON) in answer.body
    assert len(lodged(auditor)) == 1


def test_a_hash_for_a_log_that_is_not_accepted_is_refused(auditor):
    assert lodge(auditor, b"c" * 32, "log.example/ledger/elsewhere/2026") == 404


@pytest.mark.parametrize(
    "body", [b"", b"one line", b"o\nAAAA\n", b"o\n" + b"A" * 44, b"x" * 5000, b"\xff\n" + b"A" * 44]
)
def test_400_if_nothing_is_lodged(auditor, body):
    assert ask(auditor.application, "POST", "/lodge", body).status == 400


def test_a_full_drop_box_sends_people_to_another_witness(auditor, monkeypatch):
    monkeypatch.setattr("jianheng.witness.store.MOST_LODGED", 2)
    assert [lodge(auditor, bytes([number]) * 32) for number in (1, 2, 3)] == [202, 202, 503]
    assert lodge(auditor, bytes([1]) * 32) == 202
    auditor.identity.store.seen(ORIGIN, {bytes([1]) * 32: 17})
    assert lodge(auditor, bytes([3]) * 32) == 202, "what was found in the log makes room"
