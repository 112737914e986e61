"""The tile log measured inside a process of an installation: pure hashing and tiling, batches, one entry at a time."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from jianheng.crypto.tlog.tiles import Edge
from jianheng.ledger.models import Entry, Log, Outbox
from jianheng.ledger.origins import HASHER
from jianheng.ledger.services.sequencing import BATCH, Edges, append_batch, open_log
from jianheng.ledger.services.signing import Signers, list_keys, sign_heads

COUNTY = "bench"
BODY = 303
"""Bytes of an entry, as in the note on the ledger."""
SMALL = 1024
Span = tuple[float, float]
"""Wall and CPU seconds for one entry."""


def main(*, batches: int, singles: int, repeats: int) -> dict[str, Any]:
    """The median of ``repeats`` turns of each kind: seconds for one entry, wall and CPU of this process."""
    call_command("migrate", interactive=False, verbosity=0)
    at = datetime.now(UTC)
    log = open_log(COUNTY, at.year, at=at)
    list_keys(COUNTY, at=at)
    count = batches * BATCH
    bodies = _waiting(at, (2 * count + singles) * (repeats + 1))
    found: dict[str, list[Span]] = {"hashing": [], "1,024": [], "batched": [], "single": []}
    edges, signers = Edges(), Signers()
    for repeat in range(repeats + 1):
        turns: list[tuple[str, Callable[[], int]]] = [
            ("hashing", lambda: _hashing(bodies[:count])),
            ("1,024", lambda: _batched(log, edges, signers, count // SMALL, SMALL)),
            ("batched", lambda: _batched(log, edges, signers, batches, BATCH)),
            ("single", lambda: _batched(log, edges, signers, singles, 1)),
        ]
        for name, turn in turns[:: -1 if repeat % 2 else 1]:
            span = _timed(turn)
            if repeat:  # the first only warms up
                found[name].append(span)
    result: dict[str, Any] = {
        name: [median(span[i] for span in spans) for i in (0, 1)] for name, spans in found.items()
    }
    for peer, name in (("hashing", "1,024"), ("hashing", "batched"), ("batched", "single")):
        ratios = [ours[0] / theirs[0] for ours, theirs in zip(found[name], found[peer], strict=True)]
        result[f"{name} / {peer}"] = median(ratios)
    cpu = [ours[1] / theirs[1] for ours, theirs in zip(found["batched"], found["hashing"], strict=True)]
    return {**result, "batched / hashing, CPU": median(cpu)}


def _waiting(at: datetime, count: int) -> list[bytes]:
    """Entries in the outbox."""
    bodies = [os.urandom(BODY) for _number in range(count)]
    sha256, sm3 = HASHER["sha256"].leaf, HASHER["sm3"].leaf
    for start in range(0, count, 5000):
        part = bodies[start : start + 5000]
        with transaction.atomic():
            entries = Entry.objects.bulk_create(
                Entry(
                    code=f"B-{start + number}",
                    county=COUNTY,
                    type="bench",
                    at=at,
                    body=body,
                    leaf_sha256=sha256(body),
                    leaf_sm3=sm3(body),
                )
                for number, body in enumerate(part)
            )
            Outbox.objects.bulk_create(Outbox(entry=entry, county=COUNTY, year=at.year) for entry in entries)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return bodies


def _hashing(bodies: list[bytes]) -> int:
    """Both leaf hashes, both trees and their tiles in memory, batch by batch: nothing is stored or signed."""
    edges = {tree: Edge() for tree in HASHER}
    for start in range(0, len(bodies), BATCH):
        part = bodies[start : start + BATCH]
        for tree, hasher in HASHER.items():
            leaf = hasher.leaf
            edges[tree].append([leaf(body) for body in part], hasher)
    return len(bodies)


def _batched(log: Log, edges: Edges, signers: Signers, batches: int, limit: int) -> int:
    """So many batches from the outbox, each a transaction and both signatures."""
    placed = 0
    for _number in range(batches):
        done = append_batch(log, edges, at=datetime.now(UTC), limit=limit)
        assert done is not None
        placed += done.count
        assert len(sign_heads(log, at=datetime.now(UTC), signers=signers)) == 2
    return placed


def _timed(turn: Callable[[], int]) -> Span:
    wall, cpu = time.perf_counter(), time.process_time()
    count = turn()
    return (time.perf_counter() - wall) / count, (time.process_time() - cpu) / count
