"""Which logs a witness accepts: the file is read anew when it changes, and a broken one changes nothing."""

import os

import pytest

from jianheng.crypto.tlog.notes import VKey
from jianheng.crypto.tlog.policy import BadPolicy
from jianheng.witness.logs import BadLogs, Logs, together
from jianheng.witness.practice import PracticeLog
from tests.witness.world import ORIGIN, ask, signers


@pytest.fixture
def policy(tmp_path):
    """A function that writes the policy file, and returns it."""

    def write(*vkeys: str, rest: str = "quorum none"):
        path = tmp_path / "logs.policy"
        path.write_text("\n".join([*(f"log {vkey}" for vkey in vkeys), rest, ""]), encoding="utf-8")
        os.utime(path, ns=(write.times, write.times))  # type: ignore[attr-defined]
        write.times += 10**9  # type: ignore[attr-defined]
        return path

    write.times = 10**18  # type: ignore[attr-defined]
    return write


def test_a_log_that_is_added_to_the_file_is_accepted_at_once(policy, honest):
    logs = Logs([], policy())
    assert logs.of(ORIGIN) is None
    policy(*honest.vkeys)
    assert set(logs.all()) == {ORIGIN, f"{ORIGIN}/sm3"}


def test_a_file_that_breaks_changes_nothing_and_is_told(policy, honest, auditor):
    logs = auditor.application.logs = Logs([], policy(*honest.vkeys))
    path = policy(rest="nonsense")
    assert auditor.send(honest, 0, 1).status == 200
    assert "nonsense" in logs.fault or "line" in logs.fault
    assert "The policy file cannot be read" in ask(auditor.application, "GET", "/").body
    path.unlink()
    assert auditor.send(honest, 1, 2).status == 200
    policy(*honest.vkeys)
    assert "The policy file" not in ask(auditor.application, "GET", "/").body


def test_a_file_that_is_broken_from_the_start_is_refused(policy):
    with pytest.raises(BadPolicy):
        Logs([], policy(rest="nonsense"))


def test_after_a_rotation_either_key_may_sign(honest, tmp_path, auditor):
    rotated = PracticeLog(ORIGIN, signers(tmp_path / "next")).grow(1000)
    lines = [*honest.vkeys, *rotated.vkeys]
    auditor.application.logs = Logs([VKey.parse(line) for line in lines])
    assert auditor.send(honest, 0, 100).status == 200
    assert auditor.send(rotated, 100, 1000).status == 200


def test_one_origin_is_one_tree(honest, keys):
    sha256 = VKey.parse(honest.vkeys[0])
    sm3 = VKey.parse(PracticeLog(ORIGIN.removesuffix("/sm3"), keys).trees["sm3"].vkey.line())
    with pytest.raises(BadLogs, match="one tree"):
        together([sha256, VKey(sha256.name, sm3.kind, sm3.public)])


def test_a_cosigner_key_is_no_key_of_a_log(auditor):
    with pytest.raises(BadLogs, match="does not sign"):
        together(list(auditor.identity.vkeys))
