"""Five witnesses on this machine: the drill of everything a log must not do, and what is left when some are lost."""

import json
import time

import pytest
import requests

from jianheng.cli.main import main
from jianheng.witness import local, rehearsal
from jianheng.witness.client import Kind, add_checkpoint
from jianheng.witness.practice import PracticeLog


def test_the_drill_comes_out_as_it_must_in_both_trees(group, keys):
    tried = list(rehearsal.rehearse(group, keys, "practice.example/ledger/drill/2026"))
    assert [(one.what, one.tree) for one in tried if not one.is_good] == []
    assert [one.expected[1] for one in tried[::2]] == [200, 409, 422, 200, 422, 409, 200]
    assert all(len(one.came) == 5 for one in tried)
    for seat in group.seats.seats:
        found = requests.get(f"{seat.url}/evidence", timeout=5).json()["evidence"]
        grounds = [row["ground"] for row in found if row["origin"] == "practice.example/ledger/drill/2026"]
        assert grounds == ["not-shown-to-continue", "same-size-other-root", "smaller-than-cosigned"]


def test_a_lost_witness_is_silent_and_the_quorum_decides(group, keys):
    log = PracticeLog("practice.example/ledger/lost/2026", keys).grow(10)
    group.trust(*log.vkeys)
    group.kill("renda")
    try:
        kinds = {one.name: add_checkpoint(one, 0, [], log.note("sha256"), 2).kind for one in group.seats.witnesses}
    finally:
        group.revive("renda")
    silent = [name for name, kind in kinds.items() if kind == Kind.SILENT]
    assert silent == ["renda"]
    assert rehearsal.quorum_without(group, *silent)
    assert not rehearsal.quorum_without(group, "renda", "shenji")
    assert not rehearsal.quorum_without(group, "shengjiwei", "xunshi")
    (renda,) = [one for one in group.seats.witnesses if one.name == "renda"]
    assert add_checkpoint(renda, 0, [], log.note("sha256")).kind == Kind.COSIGNED


def test_a_round_trip_takes_less_than_a_second(group, keys):
    log = PracticeLog("practice.example/ledger/quick/2026", keys).grow(100)
    group.trust(*log.vkeys)
    for tree in ("sha256", "sm3"):
        started = time.monotonic()
        assert add_checkpoint(group.seats.witnesses[0], 0, [], log.note(tree)).kind == Kind.COSIGNED
        assert time.monotonic() - started < 1


def test_a_witness_speaks_to_people(group, honest):
    group.trust(*honest.vkeys)
    url = group.seats.seats[0].url
    plain = requests.get(f"{url}/", timeout=5)
    assert plain.headers["Content-Type"].startswith("text/plain")
    assert honest.origin in plain.text
    assert "见证方" in plain.text
    assert "Witness jiwei" in plain.text
    assert requests.get(f"{url}/keys", timeout=5).text.split() == list(group.seats.witnesses[0].vkey_lines)
    assert "heads" in requests.get(f"{url}/heads", timeout=5).json()
    assert requests.get(f"{url}/nothing", timeout=5).status_code == 404
    assert requests.post(f"{url}/keys", timeout=5).status_code == 405
    assert requests.get(f"{url}/add-checkpoint", timeout=5).status_code == 405


def test_a_second_start_finds_keys_ports_stores_and_logs_again(tmp_path, honest):
    started = time.monotonic()
    with local.start(tmp_path, 3, honest.vkeys) as first:
        took = time.monotonic() - started
        assert add_checkpoint(first.seats.witnesses[0], 0, [], honest.note("sha256", 100)).kind == Kind.COSIGNED
        seats = first.seats
    with local.start(tmp_path, 3) as second:
        assert second.seats == seats
        answer = add_checkpoint(second.seats.witnesses[0], 0, [], honest.note("sha256", 100))
        assert (answer.kind, answer.known_size) == (Kind.BEHIND, 100)
    assert (tmp_path / "seats.toml").read_text(encoding="utf-8") == seats.text()
    assert took < 20, "a few seconds on a machine that does nothing else"


def test_witnesses_that_run_are_taken_as_they_are(tmp_path, honest):
    with local.start(tmp_path, 1, honest.vkeys) as first:
        with local.start(tmp_path, 1) as second:
            assert second.seats == first.seats
            assert second.members["jiwei"].process is None
        assert add_checkpoint(first.seats.witnesses[0], 0, [], honest.note("sha256", 1)).kind == Kind.COSIGNED


def test_a_witness_without_its_store_does_not_start_again(tmp_path):
    with local.start(tmp_path, 1):
        pass
    for path in (tmp_path / "jiwei").glob("store.sqlite3*"):
        path.unlink()
    with pytest.raises(local.NotStarted, match="retired"):
        local.start(tmp_path, 1)


def test_the_drill_from_the_shell(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["drill", "--rehearse", "--count", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.endswith("as expected") for line in lines) == 14


def test_two_county_witnesses_never_outvote_the_level_above(group):
    policy = json.dumps([(bench.name, bench.need, bench.members) for bench in group.seats.groups])
    assert json.loads(policy)[-1] == ["quorum-all", "all", ["county", "upper"]]
