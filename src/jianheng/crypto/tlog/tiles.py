"""A log kept as tiles: growing at the right edge, and roots and proofs of any size it ever had (C2SP tlog-tiles).

A tile of level l holds up to 256 hashes: leaf hashes at level 0, above it the roots of the full tiles below. Level b of
the binary tree is row b mod 8 within the tiles of level b // 8.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

from jianheng.crypto.hashing import Hasher
from jianheng.crypto.tlog.merkle import HASH_BYTES, root
from jianheng.crypto.tlog.paths import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    BadBundle,
    BadPath,
    decode_bundle,
    encode_bundle,
    entries_path,
    parse_path,
    partial_width,
    tile_path,
    widths,
)

__all__ = [
    "ENTRIES",
    "WIDTH",
    "BadBundle",
    "BadPath",
    "BadTile",
    "Edge",
    "Growth",
    "Read",
    "decode_bundle",
    "encode_bundle",
    "entries_path",
    "parse_path",
    "partial_width",
    "prove_consistency",
    "prove_inclusion",
    "root_at",
    "tile_path",
    "widths",
]

Read = Callable[[int, int, int], bytes]
"""``read(level, number, width)``: the first ``width`` hashes of that tile, ``width * 32`` bytes."""

Rows = list[list[bytes]]
TILE_BYTES = WIDTH * HASH_BYTES
TILES_REMEMBERED = 256
"""Tiles whose inner hashes are kept, by content, about 30 KiB each: those near the root serve every proof."""


class BadTile(ValueError):
    """A tile that was read has another length than asked for."""


@dataclass(frozen=True)
class Growth:
    """What an append made: the size and root after it, and every tile it touched as (level, number, bytes).

    A tile with fewer than 8,192 bytes is unfinished; it is a beginning of the same tile later on.
    """

    new_size: int
    root: bytes
    tiles: list[tuple[int, int, bytes]]


class Edge:
    """The right edge of a tree: what must be known of it in order to append.

    `append` changes the edge. Whoever fails to store what it returned must load the edge again.
    """

    def __init__(self, size: int = 0, partial: Sequence[bytes] = ()) -> None:
        self.size = size
        self.partial = list(partial)
        """For each level the bytes of its unfinished tile, empty if there is none."""
        self._peaks: dict[int, bytes] | None = None

    @classmethod
    def load(cls, size: int, read: Read) -> "Edge":
        """The edge of the stored tree of ``size``, from its unfinished tiles alone; raises `BadTile`."""
        return cls(size, [_unfinished(size, level, read) for level in range(_height(size))])

    def root(self, hasher: Hasher) -> bytes:
        """The root of the tree as it stands."""
        return _bagged(self._known(hasher), hasher)

    def append(self, leaf_hashes: Sequence[bytes], hasher: Hasher) -> Growth:
        """Add ``leaf_hashes``: about one node hash for each of them, whatever the size of the tree.

        Each round takes the new nodes of one level of the binary tree, puts the waiting odd node before them, and
        pairs them into the new nodes of the level above.
        """
        node, size = hasher.node, self.size
        peaks, partial = dict(self._known(hasher)), list(self.partial)
        nodes, bit, tiles = list(leaf_hashes), 0, []
        while nodes:
            if bit % HEIGHT == 0:
                tiles += _spread(partial, bit // HEIGHT, size >> (bit + HEIGHT), nodes)
            if size >> bit & 1:
                nodes.insert(0, peaks.pop(bit))
            if len(nodes) & 1:
                peaks[bit] = nodes[-1]
            nodes = [node(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=False)]
            bit += 1
        self.size, self.partial, self._peaks = size + len(leaf_hashes), partial, peaks
        return Growth(self.size, _bagged(peaks, hasher), tiles)

    def _known(self, hasher: Hasher) -> dict[int, bytes]:
        if self._peaks is None:
            tiles = ((level, _split(data)) for level, data in enumerate(self.partial))
            self._peaks = {bit: found for level, row in tiles for bit, found in _peaks(level, row, hasher)}
        return self._peaks


def root_at(size: int, read: Read, hasher: Hasher) -> bytes:
    """The root that the log had at ``size``, from its stored tiles; raises `BadTile`."""
    return Edge.load(size, read).root(hasher)


def prove_inclusion(index: int, size: int, read: Read, hasher: Hasher) -> list[bytes]:
    """The hashes from the sibling of leaf ``index`` up to the root of the tree of ``size``."""
    if not 0 <= index < size:
        raise IndexError(f"a tree of {size} has no leaf {index}")
    tree, low, high, found = _Tree(size, read, hasher), 0, size, []
    while high - low > 1:
        split = low + _largest_power_below(high - low)
        if index < split:
            found.append(tree.over(split, high))
            high = split
        else:
            found.append(tree.over(low, split))
            low = split
    return found[::-1]


def prove_consistency(old: int, new: int, read: Read, hasher: Hasher) -> list[bytes]:
    """The hashes that show the tree of size ``old`` to be a beginning of that of ``new``; none if they are equal."""
    if not 0 < old <= new:
        raise IndexError(f"there is no proof from size {old} to {new}")
    tree, low, high, found = _Tree(new, read, hasher), 0, new, []
    while old != high:
        split = low + _largest_power_below(high - low)
        if old <= split:
            found.append(tree.over(split, high))
            high = split
        else:
            found.append(tree.over(low, split))
            low = split
    return ([tree.over(low, high)] if low else []) + found[::-1]


class _Tree:
    """Hashes of whole subtrees of the tree of one size; each tile is read once."""

    def __init__(self, size: int, read: Read, hasher: Hasher) -> None:
        self.size, self.read, self.hasher = size, read, hasher
        self.tiles: dict[tuple[int, int], Rows] = {}

    def over(self, low: int, high: int) -> bytes:
        """The root over leaves ``low`` to ``high``, of which ``low`` begins a subtree at least as wide."""
        found = {}
        while low < high:
            bit = (high - low).bit_length() - 1
            found[bit] = self.node(bit, low >> bit)
            low += 1 << bit
        return _bagged(found, self.hasher)

    def node(self, bit: int, number: int) -> bytes:
        """The root of the whole subtree of 2^``bit`` leaves with that number."""
        level, row = divmod(bit, HEIGHT)
        tile, place = divmod(number, WIDTH >> row)
        return self.rows(level, tile)[row][place]

    def rows(self, level: int, number: int) -> "Rows":
        if (level, number) not in self.tiles:
            width = min(WIDTH, (self.size >> (HEIGHT * level)) - number * WIDTH)
            self.tiles[level, number] = _rows(_asked(self.read, level, number, width), self.hasher)
        return self.tiles[level, number]


@lru_cache(maxsize=TILES_REMEMBERED)
def _rows(data: bytes, hasher: Hasher) -> Rows:
    """The hashes of a tile, above them those of each whole pair, and so on up."""
    rows = [_split(data)]
    while len(rows[-1]) > 1:
        below = rows[-1]
        rows.append([hasher.node(left, right) for left, right in zip(below[::2], below[1::2], strict=False)])
    return rows


def _unfinished(size: int, level: int, read: Read) -> bytes:
    width = partial_width(size, level)
    return _asked(read, level, size >> (HEIGHT * (level + 1)), width) if width else b""


def _asked(read: Read, level: int, number: int, width: int) -> bytes:
    data = read(level, number, width)
    if len(data) != width * HASH_BYTES:
        raise BadTile(f"{tile_path(level, number, width)} has {len(data)} bytes instead of {width * HASH_BYTES}")
    return data


def _spread(partial: list[bytes], level: int, number: int, nodes: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
    """Put ``nodes`` behind the unfinished tile ``number`` of ``level``; every tile touched, and ``partial`` updated."""
    if level == len(partial):
        partial.append(b"")
    data = b"".join((partial[level], *nodes))
    starts = range(0, len(data), TILE_BYTES)
    partial[level] = data[len(data) - len(data) % TILE_BYTES :]
    return [(level, number + at, data[start : start + TILE_BYTES]) for at, start in enumerate(starts)]


def _peaks(level: int, row: Sequence[bytes], hasher: Hasher) -> Iterator[tuple[int, bytes]]:
    """The roots of the whole subtrees in an unfinished tile, the widest first, each with its level in the tree."""
    start = 0
    for bit in reversed(range(HEIGHT)):
        if len(row) >> bit & 1:
            yield level * HEIGHT + bit, root(row[start : start + (1 << bit)], hasher)
            start += 1 << bit


def _bagged(peaks: dict[int, bytes], hasher: Hasher) -> bytes:
    """One root over subtrees that stand side by side, the widest on the left."""
    ordered = [peaks[bit] for bit in sorted(peaks)]
    return reduce(lambda right, left: hasher.node(left, right), ordered) if ordered else hasher.empty


def _split(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def _largest_power_below(width: int) -> int:
    return 1 << (width - 1).bit_length() - 1


def _height(size: int) -> int:
    return -(-size.bit_length() // HEIGHT)
