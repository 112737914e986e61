"""Giving entries their places: from the outbox into both trees, in batches (Art. 7.3).

1. Hold the log's row: whoever else wants to append waits.
2. Compare what is stored with itself: heads of both trees, the leaves, the right edge of the tiles.
3. Compare the clock with the last head.
4. Take the waiting entries, whatever their numbers, and work out both leaf hashes from their bodies.
5. Give them their places, and store leaves, tiles and unsigned heads of both trees, all in one transaction.

Signing comes after the commit and only for heads that are stored, so that there are never two roots of one size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from django.db import IntegrityError, transaction
from django.db.models import Count, Max

from jianheng.charter import cites
from jianheng.crypto.tlog.notes import Checkpoint
from jianheng.crypto.tlog.tiles import BadTile, Edge
from jianheng.ledger.models.log import Head, Incident, Leaf, Log, Outbox, WitnessState
from jianheng.ledger.origins import HASHER, PARENT, TREES, origin, tree_origin
from jianheng.ledger.selectors.tiles import last_heads, reader
from jianheng.ledger.services import places
from jianheng.ledger.services.incidents import Stopped

BATCH = 4096
"""Entries in one transaction at most: as many as wait, while a backlog is worked off."""
STEP = timedelta(seconds=5)
"""How far the clock may be set back: time servers correct by less. A head's own time never goes back at all."""
SKEW = timedelta(seconds=60)
"""How far the clock may be off the witnesses' clocks."""
Kind = Incident.Kind


@dataclass(frozen=True)
class Batch:
    """What one transaction did: how many entries it placed, and the size after it."""

    count: int
    size: int


@dataclass
class Kept:
    """The right edges of both trees as this process left them, with the roots and the time of their heads."""

    edges: dict[str, Edge]
    roots: dict[str, bytes]
    at: datetime

    @property
    def heads(self) -> dict[str, tuple[int, bytes]]:
        """Size and root of each tree."""
        return {tree: (edge.size, self.roots[tree]) for tree, edge in self.edges.items()}


@dataclass
class Edges:
    """What this process keeps of each log; used only while the last heads are those that it stored itself."""

    kept: dict[int, Kept] = field(default_factory=dict)

    def forget(self, log: Log) -> None:
        """Have the edge read from the tiles again, after anything went wrong and before each run."""
        self.kept.pop(log.pk, None)


def waiting_logs() -> Sequence[tuple[str, int]]:
    """County and year of every log that entries wait for, the parent's last, late entries of past years first."""
    found = Outbox.objects.filter(is_held=False).values_list("county", "year").annotate(Count("pk"))
    logs = [(county, year) for county, year, _count in found]
    return sorted(logs, key=lambda log: (log[0] == PARENT, log))


@transaction.atomic
def open_log(county: str, year: int, *, at: datetime) -> Log:
    """The log of a county and year, with the heads of its empty trees on first use."""
    base = origin(county, year)
    made = {"origin": base, "is_parent": county == PARENT}
    log, is_new = Log.objects.get_or_create(county=county, year=year, defaults=made)
    if is_new:
        Head.objects.bulk_create(_head(log, tree, 0, HASHER[tree].empty, at) for tree in TREES)
    return log


@cites("7.3")
def append_batch(log: Log, edges: Edges, *, at: datetime, limit: int = BATCH) -> Batch | None:
    """Give up to ``limit`` waiting entries their places; None if none waits or the log is stopped.

    Raises `Stopped` with nothing changed; a failing database raises its own error, also with nothing changed.
    """
    try:
        with transaction.atomic():
            return _append(log, edges, at, limit)
    except BaseException:
        edges.forget(log)
        raise


def _append(log: Log, edges: Edges, at: datetime, limit: int) -> Batch | None:
    state = places.state(log.pk)  # 1
    if state.is_stopped:
        return None
    kept = edges.kept.get(log.pk)  # 2
    if kept is None or kept.heads != state.heads:
        kept = edges.kept[log.pk] = _read(log)
    time = _time(log, kept.at, at)  # 3
    rows = places.take(log.county, log.year, limit)  # 4
    if not rows:
        return None
    keys, bodies, firsts, seconds = zip(*rows, strict=True)
    size = kept.edges["sha256"].size
    try:
        places.place(log.pk, size, keys)  # 5
    except IntegrityError as error:
        raise Stopped(Kind.TRUNCATED, f"a place from {size} on is taken: {error}")
    stored = {"sha256": firsts, "sm3": seconds}
    _store(log, kept, time, {tree: _leaf_hashes(tree, keys, bodies, stored[tree]) for tree in TREES})
    return Batch(len(rows), size + len(rows))


def _read(log: Log) -> Kept:
    """The edges read from the tiles; with them the clock is compared with the witnesses' clocks."""
    heads = last_heads(log)
    edges = checked_edges(log, heads)
    wrong = skew(log)
    if abs(wrong) > SKEW:
        raise Stopped(Kind.CLOCK, f"the clock is {wrong.total_seconds():+.0f} s off the witnesses' clocks")
    roots = {tree: bytes(head.root) for tree, head in heads.items()}
    return Kept(edges, roots, max(head.at for head in heads.values()))


def _store(log: Log, kept: Kept, time: datetime, hashes: dict[str, list[bytes]]) -> None:
    tiles, heads = [], []
    for tree, leaves in hashes.items():
        growth = kept.edges[tree].append(leaves, HASHER[tree])
        tiles += [(tree, *one) for one in growth.tiles]
        heads.append((tree, growth.new_size, growth.root, _text(log, tree, growth.new_size, growth.root), time))
        kept.roots[tree] = growth.root
    if kept.edges["sha256"].size != kept.edges["sm3"].size:
        raise Stopped(Kind.UNEQUAL, "the trees have different sizes after appending")
    places.keep(log.pk, tiles, heads)
    kept.at = time


def _text(log: Log, tree: str, size: int, root: bytes) -> str:
    return Checkpoint(tree_origin(log.origin, tree), size, root).text()


def _head(log: Log, tree: str, size: int, root: bytes, at: datetime) -> Head:
    return Head(log=log, tree=tree, size=size, root=root, text=_text(log, tree, size, root), at=at)


def _leaf_hashes(tree: str, keys: Sequence[int], bodies: Sequence[bytes], stored: Sequence[bytes]) -> list[bytes]:
    """The leaf hash of each entry in one tree, from its body; of a redacted one only the stored one is left."""
    leaf = HASHER[tree].leaf
    found = [leaf(body) for body in bodies]
    if found != list(stored):
        for place, (body, kept) in enumerate(zip(bodies, stored, strict=True)):
            if not body:
                found[place] = bytes(kept)
            elif found[place] != kept:
                key = keys[place]
                raise Stopped(Kind.ALTERED_ENTRY, f"entry {key}: its body does not give its leaf hashes", held=key)
    return found


@cites("7.3")
def checked_edges(log: Log, heads: dict[str, Head]) -> dict[str, Edge]:
    """The edges of both trees, read from the tiles and compared with the last heads; raises `Stopped`."""
    if len(heads) < len(TREES):
        raise Stopped(Kind.TRUNCATED, "a tree has no head")
    sizes = {tree: head.size for tree, head in heads.items()}
    if sizes["sha256"] != sizes["sm3"]:
        raise Stopped(Kind.UNEQUAL, f"SHA-256 {sizes['sha256']}, SM3 {sizes['sm3']}")
    size = sizes["sha256"]
    last = Leaf.objects.filter(log=log).aggregate(last=Max("index"))["last"]
    if (-1 if last is None else last) != size - 1:
        raise Stopped(Kind.TRUNCATED, f"the last leaf is {last}, the head says {size}")
    return {tree: _edge(log, heads[tree]) for tree in TREES}


def _edge(log: Log, head: Head) -> Edge:
    expected = Checkpoint(tree_origin(log.origin, head.tree), head.size, bytes(head.root)).text()
    if head.text != expected:
        raise Stopped(Kind.ALTERED_TILES, f"the {head.tree} head of size {head.size} contradicts itself")
    try:
        edge = Edge.load(head.size, reader(log, head.tree))
    except BadTile as error:
        raise Stopped(Kind.TRUNCATED, f"{head.tree}: {error}")
    if edge.root(HASHER[head.tree]) != bytes(head.root):
        raise Stopped(Kind.ALTERED_TILES, f"{head.tree}: the tiles do not give the root of size {head.size}")
    return edge


def _time(log: Log, last: datetime, at: datetime) -> datetime:
    """The time of the next head, never before the ``last`` one; raises `Stopped` if the clock went back."""
    if at < last - STEP and not _is_answered_for(log, last):
        detail = f"the clock says {at:%Y-%m-%d %H:%M:%S} UTC, the last head {last:%Y-%m-%d %H:%M:%S} UTC"
        raise Stopped(Kind.CLOCK, detail, evidence=last.isoformat())
    return max(at, last)


def skew(log: Log) -> timedelta:
    """How far the clock is ahead of the witnesses' clocks (negative: behind), by the median of their last answers."""
    states = WitnessState.objects.filter(log=log).values_list("answered_at", "cosigned_at")
    seconds = [(answered - cosigned).total_seconds() for answered, cosigned in states if answered and cosigned]
    return timedelta(seconds=median(seconds)) if seconds else timedelta()


def _is_answered_for(log: Log, last: datetime) -> bool:
    """Whether someone has cleared, on the record, the incident of a head that carries too late a time."""
    return Incident.objects.filter(
        log=log, kind=Kind.CLOCK, evidence=last.isoformat(), cleared_by__isnull=False
    ).exists()
