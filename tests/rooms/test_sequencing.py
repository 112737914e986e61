"""From the outbox into both trees: places, heads, signatures, witnesses (Art. 7.3)."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from jianheng.crypto.hashing import HASHERS
from jianheng.crypto.tlog.merkle import root, verify_consistency, verify_inclusion
from jianheng.crypto.tlog.notes import Checkpoint, VKey, parse_note, verify_line
from jianheng.crypto.tlog.proof import parse_proof
from jianheng.ledger.canonical import parse
from jianheng.ledger.models import Entry, Head, HeadSignature, Incident, Leaf, Outbox, Tile
from jianheng.ledger.selectors import log as selectors
from jianheng.ledger.selectors.keys import log_vkeys, policy_of
from jianheng.ledger.selectors.tiles import note_of, signed_heads
from jianheng.ledger.services import promise
from jianheng.ledger.services.running import Sequencer
from jianheng.ledger.services.sequencing import BATCH
from jianheng.rules import Refused
from jianheng.witness import client
from tests.rooms.log_world import AT, COUNTY, Clock, add, bench, county_log, rounds, seated

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


def leaves(tree: str) -> list[bytes]:
    bodies = Leaf.objects.filter(log=county_log()).order_by("index").values_list("entry__body", flat=True)
    return [HASHERS[tree].leaf(bytes(body)) for body in bodies]


def test_an_entry_waits_gets_its_place_and_is_signed_for_in_both_trees(sequencer):
    (entry,) = add()
    assert selectors.status_of(entry) == "waiting"
    done = sequencer.round()
    assert (done.placed, len(done.signed)) == (1, 2)
    assert selectors.status_of(entry) == "sequenced"
    assert not Outbox.objects.filter(county=COUNTY).exists()
    for tree, head in {head.tree: head for head in done.signed}.items():
        assert bytes(head.root) == root(leaves(tree), HASHERS[tree])


@pytest.mark.parametrize("counts", [(1, 1), (255, 1, 1), (256, 257), (BATCH + 1, 3)])
def test_both_trees_grow_over_the_same_bytes_whatever_the_batches(sequencer, counts):
    for count in counts:
        add(count)
        sequencer.round()
    for tree in ("sha256", "sm3"):
        head = signed_heads(county_log(), tree)[0]
        assert (head.size, bytes(head.root)) == (sum(counts), root(leaves(tree), HASHERS[tree]))


def test_every_entry_is_proved_in_both_trees_by_the_signed_head(sequencer):
    entries = add(300)
    sequencer.round()
    keys = [VKey.parse(line) for line in log_vkeys()[county_log().pk]]
    for tree, key in zip(("sha256", "sm3"), keys, strict=True):
        for entry in (entries[0], entries[255], entries[256], entries[299]):
            proof = parse_proof(selectors.proof_of(entry, tree))
            head = Checkpoint.parse(proof.note.text)
            leaf = HASHERS[tree].leaf(bytes(entry.body))
            assert verify_line(proof.note, key)
            assert verify_inclusion(HASHERS[tree], proof.index, head.size, leaf, proof.hashes, head.root)


def test_heads_of_different_sizes_are_shown_to_be_one_history(sequencer):
    for count in (3, 300, 1000):
        add(count)
        sequencer.round()
    for tree in ("sha256", "sm3"):
        small, large = (Head.objects.get(log=county_log(), tree=tree, size=size) for size in (3, 1303))
        proof = selectors.consistency(county_log(), tree, 3, 1303)
        assert verify_consistency(HASHERS[tree], 3, 1303, proof, bytes(small.root), bytes(large.root))


def test_an_entry_of_last_year_goes_to_the_log_of_last_year(sequencer):
    (late,) = add(at=datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC))
    (new,) = add(at=datetime(2025, 12, 31, 16, 0, tzinfo=UTC))
    sequencer.round()
    assert (late.leaf.log.year, new.leaf.log.year) == (2025, 2026)


def test_the_parent_log_records_the_heads_of_the_county(sequencer, clock):
    add(2)
    sequencer.round()
    sequencer.round()
    told = Entry.objects.get(county="parent", leaf__isnull=False)
    heads = {head.tree: bytes(head.root).hex() for head in Head.objects.filter(log=county_log(), size=2)}
    assert parse(bytes(told.body)) == {
        "v": 1,
        "type": "log.head",
        "origin": county_log().origin,
        "size": 2,
        "root": heads["sha256"],
        "sm3_root": heads["sm3"],
        "at": "2026-03-02T01:00:00Z",
    }


def test_the_parent_log_is_told_once_a_minute_and_of_the_last_head_in_the_end(sequencer, clock):
    for _number in range(3):
        add()
        sequencer.round()
        clock.move(seconds=5)
    told = Entry.objects.filter(county="parent")
    assert [parse(bytes(entry.body))["size"] for entry in told] == [1]
    clock.move(seconds=60)
    sequencer.round()
    assert [parse(bytes(entry.body))["size"] for entry in told.order_by("id")] == [1, 3]


def test_witnesses_cosign_and_the_quorum_makes_an_entry_witnessed(sequencer, witnesses):
    (entry,) = add()
    rounds(sequencer)
    assert selectors.status_of(entry) == "witnessed"
    assert HeadSignature.objects.filter(head__log=county_log(), head__size=2).exclude(witness="").count() == 6
    note = parse_note(note_of(signed_heads(county_log(), "sm3")[0]))
    assert len(note.lines) == 4


def test_two_of_three_witnesses_are_enough_and_one_is_not(sequencer, witnesses, clock):
    sequencer.round()
    witnesses.silent = {"c"}
    (entry,) = add()
    rounds(sequencer)
    assert selectors.status_of(entry) == "witnessed"
    witnesses.silent = {"b", "c"}
    (other,) = add()
    rounds(sequencer)
    assert selectors.status_of(other) == "sequenced"
    clock.move(seconds=30)
    rounds(sequencer)
    assert [row.kind for row in Incident.objects.filter(log=county_log(), cleared_at=None)] == ["witness"]
    witnesses.silent = set()
    clock.move(seconds=30)
    rounds(sequencer)
    assert selectors.status_of(other) == "witnessed"
    assert not Incident.objects.filter(cleared_at=None).exists()


def test_a_proof_carries_the_newest_head_with_a_quorum(sequencer, witnesses):
    (entry,) = add()
    rounds(sequencer)
    witnesses.silent = {"a", "b", "c"}
    add(5)
    rounds(sequencer)
    note = parse_proof(selectors.proof_of(entry, "sha256")).note
    assert (Checkpoint.parse(note.text).size, len(note.lines)) == (2, 4)


def test_status_of_many_entries_takes_one_query(sequencer, django_assert_num_queries):
    entries = add(20)
    sequencer.round()
    waiting = add(2)
    with django_assert_num_queries(1):
        found = selectors.statuses([*entries, *waiting])
    assert sorted(found.values()) == ["sequenced"] * 20 + ["waiting"] * 2


def test_a_promise_is_signed_by_both_keys_and_stays_the_same(sequencer, clock):
    (entry,) = add()
    note = promise(entry=entry, at=clock())
    clock.move(hours=1)
    assert promise(entry=entry, at=clock()) == note
    header, origin, first, second, at, delay = parse_note(note).text.splitlines()
    assert (header, int(at), delay) == ("jianheng promise v1", int(AT.timestamp()), "60")
    assert len(first) == len(second) == 44
    sequencer.round()
    assert origin == county_log().origin
    assert all(verify_line(parse_note(note), VKey.parse(line)) for line in log_vkeys()[county_log().pk])


def test_there_is_nothing_to_promise_for_an_entry_that_has_its_place(sequencer):
    (entry,) = add()
    sequencer.round()
    with pytest.raises(Refused, match="already"):
        promise(entry=entry, at=AT)


def test_there_is_no_proof_of_an_entry_that_waits():
    (entry,) = add()
    with pytest.raises(Refused, match="waits"):
        selectors.proof_of(entry, "sm3")


def test_the_policy_of_the_county_names_logs_witnesses_and_quorum(witnesses):
    words = [line.split()[0] for line in policy_of(COUNTY).splitlines()]
    assert words == ["log"] * 4 + ["witness"] * 6 + ["group", "quorum"]


@pytest.mark.parametrize(
    "act",
    [
        lambda: Head.objects.filter(size=2).update(root=bytes(32)),
        lambda: Head.objects.filter(size=2)._raw_delete("default"),
        lambda: HeadSignature.objects.update(line="x"),
        lambda: Leaf.objects.update(index=7),
        lambda: Leaf.objects.all()._raw_delete("default"),
        lambda: Tile.objects.filter(level=0).update(data=bytes(64)),
        lambda: Tile.objects.filter(level=0).update(data=b"", width=0),
        lambda: Tile.objects.all()._raw_delete("default"),
    ],
)
def test_the_database_itself_refuses_to_change_what_is_in_the_log(sequencer, act):
    add(2)
    sequencer.round()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act()


def test_the_database_itself_refuses_a_second_root_of_one_size(sequencer):
    add(2)
    sequencer.round()
    head = Head.objects.filter(log=county_log(), tree="sm3", size=2).get()
    head.pk, head.root = None, bytes(32)
    with pytest.raises(IntegrityError), transaction.atomic():
        head.save(force_insert=True)
    assert connection.is_usable()
