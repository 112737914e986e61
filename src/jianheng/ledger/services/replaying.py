"""Bringing back from a mirror what a restored database has lost (Art. 7.3, 7.5, 17.3).

1. Both trees of the mirror are signed by this log's keys, have one size, and their tiles give the signed roots.
2. What is here is a beginning of what is there: the roots at our size agree.
3. Entries come back with their places; those that are here and wait get the places that they had.
4. The roots after that are the mirror's; its signed heads are stored word for word.

Values of fields are in no mirror: they come back with the database's own backup or not at all.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.crypto.tlog.merkle import HASH_BYTES
from jianheng.crypto.tlog.notes import BadNote, Checkpoint, Note, VKey, parse_note, verify_line
from jianheng.crypto.tlog.tiles import WIDTH, BadTile, Edge, root_at, widths
from jianheng.ledger.canonical import NotCanonical, parse
from jianheng.ledger.events import LogReplayed
from jianheng.ledger.models import Entry
from jianheng.ledger.models.log import Head, HeadSignature, Incident, Log
from jianheng.ledger.origins import HASHER, TREES, origin, tree_origin
from jianheng.ledger.selectors.keys import log_vkeys
from jianheng.ledger.selectors.tiles import last_heads
from jianheng.ledger.services import places
from jianheng.ledger.services.incidents import Stopped
from jianheng.ledger.services.recording import record
from jianheng.ledger.services.sequencing import checked_edges, open_log
from jianheng.rules import Refused
from jianheng.rules.roles import Officer
from jianheng.witness.mirror.copy import Copy


@dataclass(frozen=True)
class Mirrored:
    """One tree as the mirror has it: its signed head, the note word for word, and its files."""

    head: Checkpoint
    note: Note
    copy: Copy


def logs_in(folder: Path) -> list[tuple[str, int]]:
    """County and year of every log that a mirror's folder holds."""
    found = {(path.parts[-4], path.parts[-3]) for path in folder.glob("*/*/*/checkpoint")}
    return sorted((county, int(year)) for county, year in found if year.isdecimal())


@cites("7.3", "17.3")
@transaction.atomic
def replay(*, folder: Path, county: str, year: int, by: Officer, at: datetime) -> int:
    """Restore a log's missing entries from the mirror below ``folder``; how many came back. Raises `Refused`."""
    log = open_log(county, year, at=at)
    Log.objects.select_for_update().get(pk=log.pk)
    trees = {tree: _mirrored(log, folder / county / str(year) / tree, tree) for tree in TREES}  # 1
    size = trees["sha256"].head.size
    if trees["sm3"].head.size != size:
        raise _unfit(N_("the two trees of the mirror have different sizes"))
    heads = last_heads(log)
    try:
        edges = checked_edges(log, heads)
    except Stopped as stopped:
        raise _unfit(stopped.detail)
    start = edges["sha256"].size
    if start >= size:
        return 0
    for tree, found in trees.items():  # 2
        if start and root_at(start, found.copy.read, HASHER[tree]) != bytes(heads[tree].root):
            raise _unfit(N_("the history in the mirror is not the one in this database"))
    entries = _entries(log, start, trees, at)  # 3
    places.place(log.pk, start, entries)
    _store(log, start, edges, trees, at)  # 4
    Incident.objects.filter(log=log, kind=Incident.Kind.ROLLBACK, cleared_at=None).update(
        cleared_at=at, cleared_by=record(LogReplayed(log.origin, start, size), by=by, at=at), reason="replayed"
    )
    return size - start


def _mirrored(log: Log, folder: Path, tree: str) -> Mirrored:
    name, copy = origin(log.county, log.year, tree), Copy(folder)
    try:
        note = parse_note((folder / "checkpoint").read_bytes())
        head = Checkpoint.parse(note.text)
        root = root_at(head.size, copy.read, HASHER[tree])
    except (BadNote, BadTile, OSError) as fault:
        raise _unfit(str(fault))
    keys = [VKey.parse(line) for line in log_vkeys()[log.pk]]
    if head.origin != name or not any(verify_line(note, key) for key in keys if key.name == name):
        raise _unfit(N_("its head is not signed by this log"))
    if root != head.root:
        raise _unfit(N_("its tiles do not give the root of its head"))
    return Mirrored(head, note, copy)


def _unfit(fault: str) -> Refused:
    return Refused(
        "7.5",
        N_("The mirror cannot be used: {fault}."),
        remedy=N_("Try another mirror, and tell the body that runs this one."),
        fault=fault,
    )


def _entries(log: Log, start: int, trees: dict[str, Mirrored], at: datetime) -> list[int]:
    """The keys of the entries from ``start`` on: found here by their leaf hash, or made from the mirrored bodies."""
    leaves = {tree: list(_leaves(found, start)) for tree, found in trees.items()}
    bodies = list(_bodies(trees["sha256"], start))
    here = {
        bytes(leaf): key
        for leaf, key in Entry.objects.filter(county=log.county, leaf__isnull=True).values_list("leaf_sha256", "pk")
    }
    keys = []
    for index, (body, first, second) in enumerate(zip(bodies, leaves["sha256"], leaves["sm3"], strict=True), start):
        if body and (HASHER["sha256"].leaf(body), HASHER["sm3"].leaf(body)) != (first, second):
            raise _unfit(f"entry {index}")
        keys.append(here.get(first) or _restored(log, index, body, first, second, at).pk)
    return keys


def _restored(log: Log, index: int, body: bytes, first: bytes, second: bytes, at: datetime) -> Entry:
    """An entry made from its body; of a redacted one only its place and its hashes are left."""
    try:
        said = parse(body) if body else {}
    except (NotCanonical, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise _unfit(f"entry {index}: {fault}")
    return Entry.objects.create(
        code=said.get("id", f"{log.county.upper()[:4]}-{log.year}-PLACE-{index}"),
        county=log.county,
        type=said.get("type", "unknown"),
        at=datetime.fromisoformat(said["at"]) if "at" in said else at,
        body=body,
        leaf_sha256=first,
        leaf_sm3=second,
    )


def _leaves(found: Mirrored, start: int) -> Iterator[bytes]:
    for number, width in widths(found.head.size, 0):
        data = found.copy.read(0, number, width)
        for at in range(max(0, start - number * WIDTH), width):
            yield data[at * HASH_BYTES : (at + 1) * HASH_BYTES]


def _bodies(found: Mirrored, start: int) -> Iterator[bytes]:
    for number, width in widths(found.head.size, 0):
        first = max(0, start - number * WIDTH)
        if first < width:
            yield from found.copy.entries(number)[first:width]


def _store(log: Log, start: int, edges: dict[str, Edge], trees: dict[str, Mirrored], at: datetime) -> None:
    for tree, found in trees.items():
        growth = edges[tree].append(list(_leaves(found, start)), HASHER[tree])
        if growth.root != found.head.root:
            raise _unfit(N_("its tiles do not give the root of its head"))
        places.keep(log.pk, [(tree, *one) for one in growth.tiles])
        head = Head.objects.create(
            log=log, tree=tree, size=growth.new_size, root=growth.root, text=found.note.text, at=at
        )
        own = [line for line in found.note.lines if line.name == tree_origin(log.origin, tree)]
        HeadSignature.objects.bulk_create(_lines(head, own, at))


def _lines(head: Head, lines: Sequence[object], at: datetime) -> Iterator[HeadSignature]:
    return (HeadSignature(head=head, witness="", line=str(line), signed_at=at, stored_at=at) for line in lines)
