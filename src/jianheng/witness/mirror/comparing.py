"""What was fetched of a tree against its signed head and against the mirror's own copy: who is at fault, and where."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from jianheng.crypto.hashing import Hasher
from jianheng.crypto.tlog.merkle import HASH_BYTES
from jianheng.crypto.tlog.notes import Checkpoint
from jianheng.crypto.tlog.paths import WIDTH, tile_path, widths
from jianheng.crypto.tlog.tiles import Edge
from jianheng.witness.logs import Log
from jianheng.witness.mirror.copy import Copy
from jianheng.witness.mirror.faults import Fault, Found, What

Bundle = Callable[[int, int], list[bytes]]
"""The entries that the log serves now as the bundle of that number and width; raises Found."""


REDACTION = b'"type":"redaction"'


def redactions_in(entries: Sequence[bytes]) -> int:
    """How many of these entries say that another was emptied."""
    return sum(REDACTION in entry for entry in entries)


@dataclass
class Fetched:
    """What a round has read: the leaf hashes of the entries from index ``start`` on, the tiles, the paths of both,
    the indices of entries that are not what the own copy has, and of those that a redaction has emptied."""

    start: int
    leaves: list[bytes] = field(default_factory=list)
    altered: list[int] = field(default_factory=list)
    emptied: list[int] = field(default_factory=list)
    redactions: int = 0
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)

    def add(self, path: str) -> str:
        """Note the path of a file that was read; the same path."""
        self.paths.append(path)
        return path

    def take(self, number: int, entries: Sequence[bytes], hasher: Hasher) -> None:
        """Note the entries of a bundle; `fill` finds the leaf hashes of emptied ones."""
        self.emptied += [number * WIDTH + at for at, entry in enumerate(entries) if not entry]
        self.redactions += redactions_in(entries)
        self.leaves += map(hasher.leaf, entries)

    def fill(self) -> None:
        """An emptied entry counts with the hash in the tile: the signed root says whether it is the right one."""
        hashes = self.hashes
        for index in self.emptied:
            self.leaves[index - self.start] = hashes[index - self.start]

    @property
    def hashes(self) -> list[bytes]:
        """The leaf hashes that the tiles of level 0 have from ``start`` on."""
        return [found for place in sorted(self.tiles) if not place[0] for found in _split(self.tiles[place])]


@dataclass(frozen=True)
class Task:
    """The work of one round over one tree: from the ``last`` head in the own copy to ``head``, signed in ``note``."""

    name: str
    log: Log
    copy: Copy
    last: Checkpoint
    head: Checkpoint
    note: bytes

    def check_head(self) -> None:
        """Raises Found if the head is shorter than the last, or another of the same size; such a head is kept."""
        head, last = self.head, self.last
        if head.size < last.size:
            self._keep_head()
            raise Found(Fault(What.ROLLED_BACK, self.name, "checkpoint", f"{last.size} → {head.size}"))
        if head.size == last.size and head.root != last.root:
            self._keep_head()
            raise Found(Fault(What.FORKED, self.name, "checkpoint", str(head.size)))

    def check(self, fetched: Fetched, bundle: Bundle) -> None:
        """Raises Found with everything that does not fit."""
        if len(fetched.emptied) > fetched.redactions + self._redactions_before(fetched):
            raise Found(*self._entries(What.ENTRY, fetched.emptied))
        grown = Edge.load(fetched.start, self.copy.read).append(fetched.leaves, self.log.hasher)
        if grown.root != self.head.root:
            raise Found(*self._culprits(fetched, bundle))
        if not self._continues(fetched.start, fetched.leaves):
            self._keep_head()
            raise Found(*self._entries(What.REWRITTEN, fetched.altered))
        expected = {(level, number): data for level, number, data in grown.tiles}
        wrong = [place for place, data in fetched.tiles.items() if expected[place] != data]
        if wrong:
            raise Found(*(self._tile(place, fetched.tiles[place], expected[place]) for place in wrong))

    def _redactions_before(self, fetched: Fetched) -> int:
        """How many redactions the own copy has below what was fetched; asked only where an entry is empty."""
        bundles = range(fetched.start // WIDTH) if fetched.emptied else ()
        return sum(redactions_in(self.copy.entries(number)) for number in bundles)

    def _culprits(self, fetched: Fetched, bundle: Bundle) -> Iterator[Fault]:
        """The entries do not make the root. If they differ from the tiles or from the copy, they were altered; if
        not, entries and tiles agree with one another, and it is what came before that was rewritten."""
        pairs = enumerate(zip(fetched.leaves, fetched.hashes, strict=True), fetched.start)
        differing = sorted({*fetched.altered, *(index for index, (leaf, hashed) in pairs if leaf != hashed)})
        if differing:
            return self._entries(What.ENTRY, differing)
        self._keep_head()
        return self._entries(What.REWRITTEN, self._first_rewritten(bundle))

    def unlike_copy(self, number: int, served: Sequence[bytes]) -> list[int]:
        """Indices below the last head at which an entry of this bundle is not what the own copy has."""
        kept = self.copy.entries(number)[: max(0, self.last.size - number * WIDTH)]
        pairs = enumerate(zip(kept, served, strict=False), number * WIDTH)
        return [index for index, (old, new) in pairs if new not in (old, b"")]

    def _first_rewritten(self, bundle: Bundle) -> list[int]:
        """The first entry of the log that is not what the own copy has; empty if none can be found."""
        for number, _width in widths(self.last.size, 0):
            served = bundle(number, min(WIDTH, self.head.size - number * WIDTH))
            if differing := self.unlike_copy(number, served):
                return differing[:1]
        return []

    def _continues(self, start: int, leaves: Sequence[bytes]) -> bool:
        """Whether the root of the last head is still there."""
        edge = Edge.load(start, self.copy.read)
        return edge.append(leaves[: self.last.size - start], self.log.hasher).root == self.last.root

    def _entries(self, what: What, indices: Sequence[int]) -> Iterator[Fault]:
        if not indices:
            yield Fault(what, self.name, "checkpoint")
        yield from (Fault(what, self.name, f"entry {index}", index=index) for index in indices)

    def _tile(self, place: tuple[int, int], data: bytes, expected: bytes) -> Fault:
        level, number = place
        pairs = enumerate(zip(_split(data), _split(expected), strict=True))
        at = next(at for at, (found, right) in pairs if found != right)
        return Fault(What.TILE, self.name, f"{tile_path(level, number, len(data) // HASH_BYTES)} [{at}]")

    def _keep_head(self) -> None:
        self.copy.keep(f"{self.head.size}-{self.head.root.hex()[:16]}", self.note)


def _split(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
