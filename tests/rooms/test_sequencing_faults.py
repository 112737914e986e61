"""Every row of the failure table and every fault from outside: detected, named, and the log stops rather than forks."""

import sqlite3
from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import translation

from jianheng.county.models import County
from jianheng.crypto.errors import BadKey, Sm2Missing, UnknownSuite
from jianheng.crypto.hashing import SM3
from jianheng.crypto.tlog.merkle import verify_inclusion
from jianheng.crypto.tlog.notes import Checkpoint
from jianheng.crypto.tlog.proof import parse_proof
from jianheng.ledger.models import Entry, Head, HeadSignature, Incident, Leaf, LogKey, Outbox
from jianheng.ledger.selectors import health as selectors
from jianheng.ledger.selectors.log import proof_of, status_of
from jianheng.ledger.selectors.whole import log_faults
from jianheng.ledger.services import clear_incident, places, rotate_log_keys, signing
from jianheng.ledger.services.running import Sequencer
from jianheng.rules import Forbidden, Refused
from jianheng.rules.roles import Officer
from jianheng.witness import client
from tests.rooms.log_world import AT, BY, COUNTY, Clock, add, bench, county_log, rounds, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sequencer(clock):
    made = Sequencer(clock)
    yield made
    made.close()


@pytest.fixture
def witnesses(tmp_path, clock, monkeypatch, db):
    made = bench(tmp_path, clock)
    monkeypatch.setattr(client, "_post", made.post)
    seated(made)
    yield made
    for member in made.members.values():
        member.store.close()


def superuser(table: str, statement: str, *values: str | int | bytes) -> None:
    """Change a table as its owner can: the triggers go first."""
    with connection.cursor() as cursor:
        for act in ("update", "delete"):
            name = f"ledger_{table}_no_{act}"
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON ledger_{table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(statement, values)


def open_incidents() -> list[str]:
    return sorted(Incident.objects.filter(log=county_log(), cleared_at=None).values_list("kind", flat=True))


def size() -> int:
    return max(Head.objects.filter(log=county_log()).values_list("size", flat=True))


def shown() -> str:
    """The health page in English, as everyone sees it."""
    names = {"name_zh": "衡川县", "name_en": "Hengchuan", "city_zh": "临江市", "city_en": "Linjiang"}
    County.objects.get_or_create(code=COUNTY, defaults=names)
    browser = Client()
    browser.cookies["jh_language"] = "en"
    page = browser.get("/ledger/health/")
    assert page.status_code == 200
    return unescape(page.content.decode())


def assert_stops(sequencer: Sequencer, kind: str, *, entries: int = 3) -> None:
    """The incident is open and on the page, and nothing more gets a place."""
    assert open_incidents() == [kind]
    with translation.override("en"):
        assert str(Incident.Kind(kind).label) in shown()
    before = size()
    add(entries)
    rounds(sequencer, 3)
    assert size() == before
    assert Outbox.objects.filter(county=COUNTY).count() >= entries


def restored(sequencer: Sequencer, lost: int, *, witnessed: bool = True) -> None:
    """A database put back to an older state: ``lost`` entries get places and signatures, then all is undone."""
    backup = transaction.savepoint()
    add(lost)
    rounds(sequencer)
    if witnessed:
        assert county_log().witnessed_size == size()
    transaction.savepoint_rollback(backup)
    sequencer.collector.target.clear()


# --- the failure table ------------------------------------------------------------------------------


def test_a_crash_in_a_batch_leaves_everything_as_it_was(sequencer, monkeypatch):
    add(2)
    sequencer.round()
    add(5)

    def crash(*_rows: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(places, "keep", crash)
        sequencer.round()
    assert (size(), Leaf.objects.filter(log=county_log()).count()) == (2, 2)
    assert Outbox.objects.filter(county=COUNTY).count() == 5
    sequencer.round()
    assert size() == 7


def test_a_restored_database_refuses_to_sign_because_the_witnesses_remember(sequencer, witnesses, clock):
    add(2)
    rounds(sequencer)
    restored(sequencer, 4)
    fresh = Sequencer(clock)
    add(1)
    rounds(fresh)
    assert_stops(fresh, "rollback")
    assert "jianheng ledger replay" in shown()
    fresh.close()


def test_without_enough_witnesses_a_new_process_does_not_sign(sequencer, witnesses, clock):
    add(2)
    rounds(sequencer)
    witnesses.silent = {"a", "b"}
    fresh = Sequencer(clock)
    add(1)
    rounds(fresh)
    assert open_incidents() == ["witness"]
    assert size() == 3
    witnesses.silent = {"a"}
    clock.move(seconds=20)
    rounds(fresh)
    assert size() == 4
    assert open_incidents() == []
    fresh.close()


def test_a_second_history_of_the_same_size_is_a_fork(sequencer, witnesses):
    add(2)
    rounds(sequencer)
    restored(sequencer, 3)
    add(3)  # other entries, by a process that did not ask again
    rounds(sequencer)
    assert_stops(sequencer, "fork")
    assert Incident.objects.get(kind="fork").evidence.count(county_log().origin) >= 2


def test_a_longer_second_history_is_refused_and_both_heads_are_kept(sequencer, witnesses):
    add(2)
    rounds(sequencer)
    restored(sequencer, 3)
    add(8)
    rounds(sequencer)
    assert_stops(sequencer, "refused")
    incident = Incident.objects.get(kind="refused")
    assert f"\n{size()}\n" in incident.evidence
    kept = [row for member in witnesses.members.values() for row in _kept(member.store.path)]
    assert kept, "the witnesses keep the signed request as evidence"


def _kept(path: Any) -> list[Any]:
    with sqlite3.connect(path) as store:
        names = [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [row for name in names if "evidence" in name for row in store.execute(f"SELECT * FROM {name}")]


def test_a_leaked_key_stops_the_log_until_it_is_rotated_and_cleared(sequencer, witnesses, clock):
    (entry,) = add()
    rounds(sequencer)
    rotate_log_keys(county=COUNTY, is_leaked=True, by=Officer.rule(COUNTY), at=clock())
    assert_stops(sequencer, "key_leaked")
    assert status_of(entry) == "witnessed"
    assert LogKey.objects.filter(county=COUNTY).count() == 4
    witnesses.trust()
    clear_incident(incident_id=Incident.objects.get().pk, reason="密钥已更换", by=BY, at=clock())
    rounds(sequencer)
    assert county_log().witnessed_size == size() > 1
    assert "key.rotate" in set(Entry.objects.filter(leaf__isnull=False).values_list("type", flat=True))


def test_if_one_hash_fails_the_other_tree_still_proves(sequencer):
    entries = add(300)
    sequencer.round()
    superuser("tile", "UPDATE ledger_tile SET data = %s, width = 256 WHERE tree = 'sha256' AND level = 0", bytes(8192))
    proof = parse_proof(proof_of(entries[7], "sm3"))
    head = Checkpoint.parse(proof.note.text)
    leaf = SM3.leaf(bytes(entries[7].body))
    assert verify_inclusion(SM3, proof.index, head.size, leaf, proof.hashes, head.root)


def test_a_clock_that_goes_backwards_stops_the_log_until_it_is_right_again(sequencer, clock):
    add()
    sequencer.round()
    clock.move(minutes=-10)
    add()
    sequencer.round()
    assert (open_incidents(), size()) == (["clock"], 1)
    assert "The clock is wrong" in shown()
    clock.move(minutes=11)
    sequencer.round()
    assert (open_incidents(), size()) == ([], 2)


def test_a_small_correction_of_the_clock_never_moves_the_time_of_heads_backwards(sequencer, clock):
    add()
    sequencer.round()
    clock.move(seconds=-3)
    add()
    sequencer.round()
    assert [head.at for head in Head.objects.filter(log=county_log(), tree="sm3").order_by("size")] == [AT] * 3


def test_a_clock_that_runs_ahead_is_told_by_the_witnesses(sequencer, witnesses, clock):
    add()
    rounds(sequencer)
    witnesses.clock = Clock(clock())
    clock.move(hours=1)
    add()
    rounds(sequencer)
    wrong = size()
    add()
    rounds(sequencer)
    assert (open_incidents(), size()) == (["clock"], wrong)
    assert "3600" in shown()


def test_without_sm2_nothing_is_signed_and_verification_goes_on(sequencer, witnesses, monkeypatch, clock):
    (entry,) = add()
    rounds(sequencer)
    with monkeypatch.context() as patch:
        _keys(patch, Sm2Missing("no SM2"))
        add(4)
        rounds(sequencer)
        assert open_incidents() == ["no_signing"]
        assert "The log cannot sign" in shown()
        assert parse_proof(proof_of(entry, "sm3")).index == entry.leaf.index
    clock.move(seconds=20)
    rounds(sequencer)
    assert open_incidents() == []
    assert county_log().witnessed_size == size()


# --- faults from outside ----------------------------------------------------------------------------


def _keys(patch: Any, fault: Exception) -> None:
    """Let every request for a log key fail."""

    def ensure(name: str, alg: str) -> None:
        raise fault

    patch.setattr(signing, "provider", lambda: SimpleNamespace(ensure=ensure))


@pytest.mark.parametrize("fault", [UnknownSuite("SM9"), BadKey("the point is off the curve"), OSError("no device")])
def test_a_key_that_cannot_be_used_signs_nothing(sequencer, monkeypatch, fault):
    _keys(monkeypatch, fault)
    add()
    sequencer.round()
    assert open_incidents() == ["no_signing"]
    assert not HeadSignature.objects.exists()


def test_a_signature_that_does_not_verify_is_not_stored(sequencer, monkeypatch):
    signer = SimpleNamespace(
        alg="SM2-SM3", kid="log/x#1", public=b"\x04" + b"\x01" * 64, name="log/x", sign=lambda _message: b"\x30\x00"
    )
    monkeypatch.setattr(signing, "provider", lambda: SimpleNamespace(ensure=lambda _name, _alg: signer))
    add()
    sequencer.round()
    assert open_incidents() == ["no_signing"]
    assert not HeadSignature.objects.exists()


def test_an_altered_row_gets_no_place_and_the_others_wait(sequencer):
    add(2)
    sequencer.round()
    entries = add(3)
    superuser("entry", "UPDATE ledger_entry SET body = %s WHERE id = %s", b'{"v":2}', entries[1].pk)
    sequencer.round()
    assert_stops(sequencer, "altered_entry", entries=1)
    assert Outbox.objects.get(is_held=True).entry_id == entries[1].pk
    clear_incident(incident_id=Incident.objects.get().pk, reason="已查明", by=BY, at=AT)
    rounds(sequencer)
    assert status_of(entries[1]) == "waiting"
    assert status_of(entries[2]) == "sequenced"


def _without_heads() -> None:
    superuser("headsignature", "DELETE FROM ledger_headsignature")
    superuser("head", "DELETE FROM ledger_head WHERE size > 0")


TRUNCATIONS: dict[str, Callable[[], None]] = {
    "the last place": lambda: superuser("leaf", 'DELETE FROM ledger_leaf WHERE "index" = 299'),
    "a tile of the edge": lambda: superuser("tile", "DELETE FROM ledger_tile WHERE level = 0 AND number = 1"),
    "the heads": _without_heads,
    "half a tile": lambda: superuser(
        "tile", "UPDATE ledger_tile SET data = substr(data, 1, 64), width = 2 WHERE level = 0 AND number = 1"
    ),
}


@pytest.mark.parametrize("act", TRUNCATIONS.values(), ids=TRUNCATIONS)
def test_a_truncated_table_stops_the_log(sequencer, act):
    add(300)
    sequencer.round()
    act()
    add()
    sequencer.round()
    assert_stops(sequencer, "truncated")


def test_an_altered_tile_stops_the_log(sequencer):
    add(300)
    sequencer.round()
    superuser(
        "tile", "UPDATE ledger_tile SET data = %s WHERE tree = 'sm3' AND level = 0 AND number = 1", bytes(44 * 32)
    )
    add()
    sequencer.round()
    assert_stops(sequencer, "altered_tiles")


def test_an_altered_head_stops_the_log(sequencer):
    add(3)
    sequencer.round()
    superuser("head", "UPDATE ledger_head SET root = %s WHERE tree = 'sha256' AND size = 3", bytes(32))
    add()
    sequencer.round()
    assert_stops(sequencer, "altered_tiles")


def test_trees_of_unequal_size_stop_the_log(sequencer):
    add(3)
    sequencer.round()
    superuser("headsignature", "DELETE FROM ledger_headsignature")
    superuser("head", "DELETE FROM ledger_head WHERE tree = 'sm3' AND size = 3")
    add()
    sequencer.round()
    assert_stops(sequencer, "unequal")


def test_a_full_disk_rolls_back_is_named_and_is_over_when_there_is_space(sequencer, monkeypatch):
    add(2)
    sequencer.round()
    add(2500)
    with Full(monkeypatch):
        sequencer.round()
        assert size() < 2502
    assert open_incidents() == ["disk_full"]
    assert "The disk is full" in shown()
    sequencer.round()
    assert size() == 2502
    assert open_incidents() == []
    assert Leaf.objects.filter(log=county_log()).count() == 2502


class Full:
    """No more space: a real limit of SQLite's pages, elsewhere the error that PostgreSQL gives."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def __enter__(self) -> None:
        if connection.vendor == "sqlite":
            self._limit("(SELECT page_count FROM pragma_page_count)")
        else:
            fault = OperationalError('could not extend file "base/1": No space left on device')

            def keep(*_rows: object) -> None:
                raise fault

            self.patch.setattr(places, "keep", keep)

    def __exit__(self, *_failure: object) -> None:
        if connection.vendor == "sqlite":
            self._limit("1073741823")
        else:
            self.patch.undo()

    def _limit(self, _pages: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            used = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {used if _pages.startswith('(') else _pages}")


# --- clearing, and what people see ------------------------------------------------------------------


def test_an_incident_is_cleared_only_by_oversight_and_only_with_a_reason(sequencer):
    add(2)
    sequencer.round()
    superuser("leaf", 'DELETE FROM ledger_leaf WHERE "index" = 1')
    sequencer.edges.kept.clear()
    add()
    sequencer.round()
    incident = Incident.objects.get()
    with pytest.raises(Forbidden):
        clear_incident(incident_id=incident.pk, reason="好", by=Officer("P1", COUNTY, frozenset()), at=AT)
    with pytest.raises(Refused, match="reason"):
        clear_incident(incident_id=incident.pk, reason=" ", by=BY, at=AT)
    done = clear_incident(incident_id=incident.pk, reason="已从镜像恢复", by=BY, at=AT)
    assert done.cleared_by is not None
    assert done.cleared_by.type == "ledger.incident_cleared"
    with pytest.raises(Refused, match="already"):
        clear_incident(incident_id=incident.pk, reason="又", by=BY, at=AT)


def test_entries_that_wait_too_long_raise_the_alarm(clock):
    add()
    at = Outbox.objects.get().put_at
    assert not selectors.is_troubled(COUNTY, at=at)
    clock.at = at
    clock.move(seconds=61)
    assert selectors.is_troubled(COUNTY, at=clock())
    assert not selectors.is_troubled("other", at=clock())


def test_a_replay_of_the_whole_log_names_the_altered_entry_the_tile_and_the_head(sequencer):
    entries = add(300)
    sequencer.round()
    log = county_log()
    assert list(log_faults(log)) == []
    body = bytes(entries[7].body).replace(b"test.noted", b"test.noteD")
    index = Leaf.objects.get(entry=entries[7]).index
    superuser("entry", "UPDATE ledger_entry SET body = %s WHERE id = %s", body, str(entries[7].pk))
    found = list(log_faults(log))
    assert f"sha256: entry {entries[7].code} at place {index} is not the one that was placed" in found
    assert sum("do not give the root" in fault for fault in found) == 2


def test_a_replay_says_where_a_log_was_cut(sequencer):
    entries = add(10)
    sequencer.round()
    superuser("leaf", "DELETE FROM ledger_leaf WHERE entry_id = %s", str(entries[4].pk))
    assert [fault.split(",")[0] for fault in log_faults(county_log())] == [
        f"{tree}: no entry at place 0" for tree in ("sha256", "sm3")
    ]
