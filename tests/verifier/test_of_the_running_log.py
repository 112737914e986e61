"""The verifier against the running system: what is fetched from its pages is proved, what an owner alters is named."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from jianheng.county.events import CalendarDayAmended
from jianheng.crypto.tlog import notes, tiles
from jianheng.ledger.models import Entry, Leaf
from jianheng.ledger.selectors.keys import policy_of
from jianheng.ledger.services import record, redact
from jianheng.ledger.services.running import Sequencer
from jianheng.rules.roles import Officer, Role
from jianheng.witness import client as witness_client
from tests.rooms.log_world import AT, COUNTY, Clock, bench, rounds, seated
from tests.verifier.county_log import load_verifier, put

pytestmark = pytest.mark.django_db
BY = Officer("P000001", COUNTY, frozenset({Role.ARCHIVIST}))
DAY = CalendarDayAmended(date(2026, 5, 9), "workday", "调休")


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sequencer]:
    """A county with 278 entries in its log, cosigned by two of three witnesses."""
    with transaction.atomic():
        for _ in range(275):
            record(DAY, by=BY, at=AT)
        record(DAY, by=BY, at=AT, signed_for=("secretary",))
    clock = Clock()
    clock.move(seconds=5)
    witnesses, sequencer = bench(tmp_path / "witnesses", clock), Sequencer(clock)
    monkeypatch.setattr(witness_client, "_post", witnesses.post)
    seated(witnesses)
    rounds(sequencer)
    yield sequencer
    sequencer.close()
    for member in witnesses.members.values():
        member.store.close()


def fetched(client: Client, folder: Path, county: str = COUNTY) -> Path:
    """A copy of the log as any outsider gets it."""
    for tree in ("sha256", "sm3"):
        base = f"/ledger/log/{county}/{AT.year}/{tree}"
        note = get(client, f"{base}/witnessed")
        put(folder / tree / "checkpoint", note)
        size = notes.Checkpoint.parse(notes.parse_note(note).text).size
        paths = [tiles.entries_path(*place) for place in tiles.widths(size, 0)]
        paths += [tiles.tile_path(level, *place) for level in range(8) for place in tiles.widths(size, level)]
        for path in paths:
            put(folder / tree / path, get(client, f"{base}/{path}"))
    return folder


def get(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return bytes(answer.content)


def audited(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *words: object, county: str = COUNTY
) -> tuple[int, str]:
    (tmp_path / "policy").write_text(policy_of(county))
    status = load_verifier().main(["audit", str(folder), "--policy", str(tmp_path / "policy"), *map(str, words)])
    return status, capsys.readouterr().out


def test_the_served_log_is_proved_and_continues_what_it_was(
    running: Sequencer, client: Client, tmp_path: Path, capsys: Any
):
    first = fetched(client, tmp_path / "first")
    status, said = audited(first, tmp_path, capsys)
    assert status == 0, said
    with transaction.atomic():
        record(DAY, by=BY, at=AT)
    rounds(running)
    then = [first / tree / "checkpoint" for tree in ("sha256", "sm3")]
    status, said = audited(
        fetched(client, tmp_path / "second"), tmp_path, capsys, "--previous", then[0], "--previous", then[1]
    )
    assert status == 0, said


def test_the_parent_log_is_proved_too(running: Sequencer, client: Client, tmp_path: Path, capsys: Any):
    status, said = audited(fetched(client, tmp_path / "log", "parent"), tmp_path, capsys, county="parent")
    assert status == 0, said


def test_a_redacted_entry_leaves_the_log_whole(running: Sequencer, client: Client, tmp_path: Path, capsys: Any):
    entry = Entry.objects.filter(type=DAY.type).first()
    assert entry
    with transaction.atomic():
        redact(code=entry.code, names=["body", "by"], grounds="personal_data", by=BY, at=AT)
    rounds(running)
    status, said = audited(fetched(client, tmp_path / "log"), tmp_path, capsys)
    assert status == 0, said
    assert not bytes(Entry.objects.get(pk=entry.pk).body)


def test_one_byte_that_the_owner_of_the_database_alters_is_named(
    running: Sequencer, client: Client, tmp_path: Path, capsys: Any
):
    leaf = Leaf.objects.get(log__county=COUNTY, index=270)
    body = bytes(leaf.entry.body).replace(b'"v":1', b'"v":2')
    unguarded("entry", "UPDATE ledger_entry SET body = %s WHERE id = %s", body, leaf.entry_id)
    status, said = audited(fetched(client, tmp_path / "log"), tmp_path, capsys)
    assert (status, "NOT PROVED (altered-entry)" in said, "#270" in said) == (1, True, True), said


def test_one_bit_of_a_stored_tile_is_named(running: Sequencer, client: Client, tmp_path: Path, capsys: Any):
    unguarded(
        "tile", "UPDATE ledger_tile SET data = %s WHERE tree = 'sm3' AND level = 0 AND number = 0", bytes(256 * 32)
    )
    status, said = audited(fetched(client, tmp_path / "log"), tmp_path, capsys)
    assert (status, "NOT PROVED (altered-tile)" in said, "sm3/tile/0/000 #0" in said) == (1, True, True), said


def unguarded(table: str, statement: str, *values: bytes | int) -> None:
    """Change a table as its owner can: the triggers go first."""
    on = f" ON ledger_{table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        if on:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS ledger_{table}_no_{act}{on}")
        cursor.execute(statement, values)
