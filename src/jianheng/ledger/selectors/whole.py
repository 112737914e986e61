"""A whole log replayed from its entries: every leaf, every tile, every head (Art. 7.5)."""

from collections.abc import Generator, Iterator

from jianheng.charter import cites
from jianheng.crypto.hashing import HASH_BYTES, Hasher
from jianheng.crypto.tlog.paths import WIDTH
from jianheng.crypto.tlog.tiles import Edge
from jianheng.ledger.models import Head, Leaf, Log, Tile
from jianheng.ledger.origins import HASHER, TREES

STEP = 4096
"""Entries held in memory at a time."""


@cites("7.5")
def log_faults(log: Log) -> Iterator[str]:
    """Everything in a log that does not follow from its entries, named by trace code, place or size."""
    for tree in TREES:
        yield from _tree_faults(log, tree, HASHER[tree])


def _tree_faults(log: Log, tree: str, hasher: Hasher) -> Iterator[str]:
    heads = list(Head.objects.filter(log=log, tree=tree).order_by("size").values_list("size", "root"))
    tiles = {(tile.level, tile.number): bytes(tile.data) for tile in Tile.objects.filter(log=log, tree=tree)}
    edge = Edge()
    expected: dict[tuple[int, int], bytes] = {}
    for size, root in heads:
        while edge.size < size:
            leaves = yield from _leaves(log, tree, hasher, edge.size, min(size, edge.size + STEP), tiles)
            if not leaves:
                yield f"{tree}: no entry at place {edge.size}, while a head has {size}"
                return
            expected |= {(level, number): data for level, number, data in edge.append(leaves, hasher).tiles}
        if edge.root(hasher) != bytes(root):
            yield f"{tree}: the entries do not give the root of the head of size {size}"
    wrong = sorted(place for place in expected.keys() | tiles.keys() if expected.get(place) != tiles.get(place))
    yield from (f"{tree}: tile {number} of level {level}" for level, number in wrong)


def _leaves(
    log: Log, tree: str, hasher: Hasher, start: int, end: int, tiles: dict[tuple[int, int], bytes]
) -> Generator[str, None, list[bytes]]:
    """The leaf hashes of some places, after the faults of their entries; empty where a place is. An emptied entry
    counts with the hash in the tile."""
    rows = Leaf.objects.filter(log=log, index__gte=start, index__lt=end).order_by("index")
    found = list(rows.values_list("index", "entry__code", "entry__body"))
    if [index for index, _code, _body in found] != list(range(start, end)):
        return []
    leaves = []
    for index, code, body in found:
        number, at = divmod(index, WIDTH)
        kept = tiles.get((0, number), b"")[at * HASH_BYTES : (at + 1) * HASH_BYTES]
        leaf = hasher.leaf(bytes(body)) if body else kept
        if leaf != kept:
            yield f"{tree}: entry {code} at place {index} is not the one that was placed"
        leaves.append(leaf)
    return leaves
