"""The log to the outside: heads and tiles for programs, a mirror, and what it brings back (Art. 7.3, 7.5)."""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from jianheng.crypto.hashing import HASHERS
from jianheng.crypto.tlog.notes import Checkpoint, parse_note
from jianheng.crypto.tlog.tiles import decode_bundle, root_at, tile_path
from jianheng.ledger.models import Entry, Incident, Leaf
from jianheng.ledger.selectors.log import status_of
from jianheng.ledger.services import redact
from jianheng.ledger.services.replaying import logs_in, replay
from jianheng.ledger.services.running import Sequencer
from jianheng.rules import Refused
from jianheng.rules.roles import Officer, Role
from jianheng.witness import client
from jianheng.witness.mirror import running as mirrors
from jianheng.witness.mirror.faults import Fault, Found, What
from jianheng.witness.mirror.remote import Remote
from tests.rooms.log_world import AT, COUNTY, Clock, add, bench, county_log, rounds, seated

pytestmark = pytest.mark.django_db
BASE = f"/ledger/log/{COUNTY}/2026"


@pytest.fixture
def sequencer(tmp_path, monkeypatch, db):
    clock = Clock()
    witnesses = bench(tmp_path / "witnesses", clock)
    monkeypatch.setattr(client, "_post", witnesses.post)
    seated(witnesses)
    made = Sequencer(clock)
    yield made
    made.close()


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """A function that mirrors everything into a folder, without a network between."""

    def get(_remote: object, path: str, log: str = "") -> bytes:
        answer = Client().get(f"/ledger/log/{path}")
        if answer.status_code != 200:
            raise Found(Fault(What.MISSING, log, path))
        return bytes(answer.content)

    monkeypatch.setattr(Remote, "get", get)

    def once() -> tuple[Path, list[Fault]]:
        found = mirrors.mirror_all("http://127.0.0.1/", tmp_path / "mirror")
        return tmp_path / "mirror", [fault for one in found for fault in one.faults]

    return once


def test_head_tiles_and_bundles_give_the_same_root(sequencer):
    add(300)
    rounds(sequencer)
    browser = Client()
    for tree in ("sha256", "sm3"):
        answer = browser.get(f"{BASE}/{tree}/checkpoint")
        head = Checkpoint.parse(parse_note(answer.content).text)

        def read(level: int, number: int, width: int, tree: str = tree) -> bytes:
            return bytes(browser.get(f"{BASE}/{tree}/{tile_path(level, number, width)}").content)

        assert root_at(head.size, read, HASHERS[tree]) == head.root
    bodies = decode_bundle(browser.get(f"{BASE}/sm3/tile/entries/000").content)
    hashes = read(0, 0, 256)
    assert [HASHERS["sm3"].leaf(body) for body in bodies] == [hashes[at : at + 32] for at in range(0, 8192, 32)]


def test_tiles_are_kept_for_ever_by_caches_and_heads_for_a_second(sequencer):
    add(3)
    rounds(sequencer)
    tile = Client().get(f"{BASE}/sha256/tile/0/000.p/{county_log().witnessed_size}")
    assert "immutable" in tile["Cache-Control"]
    assert "Cookie" not in tile.get("Vary", "")
    assert Client().get(f"{BASE}/sha256/checkpoint")["Cache-Control"] == "public, max-age=1"


@pytest.mark.parametrize("path", ["0/000", "0/000.p/3", "0/001", "1/000.p/1", "entries/000", "0/0", "9/x", "../x"])
def test_what_no_signed_head_needs_is_not_served(sequencer, path):
    add(3)
    rounds(sequencer)
    assert Client().get(f"{BASE}/sha256/tile/{path}").status_code == 404


def test_a_mirror_finds_nothing_wrong_and_holds_every_log(sequencer, mirror):
    add(300)
    rounds(sequencer)
    folder, faults = mirror()
    assert faults == []
    assert logs_in(folder) == [(COUNTY, 2026), ("parent", 2026)]


def test_a_redacted_entry_is_no_fault_to_a_mirror_and_one_that_vanished_is(sequencer, mirror):
    entries = add(5)
    rounds(sequencer)
    assert mirror()[1] == []
    archivist = Officer("P000008", COUNTY, frozenset({Role.ARCHIVIST}))
    redact(code=entries[3].code, names=["body"], grounds="court", by=archivist, at=AT)
    rounds(sequencer)
    assert mirror()[1] == []
    Entry.objects.filter(pk=entries[1].pk).update(body=b"")
    add()
    rounds(sequencer)
    faults = mirror()[1]
    assert {(fault.what.value, fault.index) for fault in faults} >= {("entry", place_of(entries[1]))}


def place_of(entry: Entry) -> int:
    return Leaf.objects.get(entry=entry).index


def test_a_restored_database_gets_its_entries_back_from_a_mirror_and_goes_on(sequencer, mirror):
    add(2)
    rounds(sequencer)
    (kept,) = add()  # recorded before the backup, placed after it
    backup = transaction.savepoint()
    add(300)
    rounds(sequencer)
    folder, faults = mirror()
    assert faults == []
    lost = county_log().witnessed_size
    transaction.savepoint_rollback(backup)
    fresh = Sequencer(sequencer.clock)
    rounds(fresh)
    assert [row.kind for row in Incident.objects.filter(log=county_log(), cleared_at=None)] == ["rollback"]
    by = Officer.rule(COUNTY)
    assert replay(folder=folder, county=COUNTY, year=2026, by=by, at=AT) == 301
    assert replay(folder=folder, county=COUNTY, year=2026, by=by, at=AT) == 0
    assert Entry.objects.filter(county=COUNTY, leaf__isnull=False).count() == lost
    add()
    sequencer.clock.move(seconds=30)
    rounds(fresh)
    assert not Incident.objects.filter(log=county_log(), cleared_at=None).exists()
    assert county_log().witnessed_size > lost
    assert status_of(kept) == "witnessed"
    fresh.close()


def test_a_mirror_whose_bytes_were_changed_is_refused(sequencer, mirror):
    backup = transaction.savepoint()
    add(3)
    rounds(sequencer)
    folder, _faults = mirror()
    transaction.savepoint_rollback(backup)
    path = next((folder / COUNTY / "2026" / "sm3" / "tile" / "0").glob("000.p/*"))
    path.write_bytes(bytes(32) + path.read_bytes()[32:])
    with pytest.raises(Refused, match="mirror"):
        replay(folder=folder, county=COUNTY, year=2026, by=Officer.rule(COUNTY), at=AT)
