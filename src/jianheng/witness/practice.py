"""A log in memory for drills and tests: honest, and able to do everything that a log must never do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from jianheng.crypto.hashing import Hasher
from jianheng.crypto.suites import by_signature
from jianheng.crypto.tlog.notes import Checkpoint, Note, SignatureLine, Signs, VKey, log_signature, log_vkey
from jianheng.crypto.tlog.paths import WIDTH, encode_bundle, entries_path, tile_path, widths
from jianheng.crypto.tlog.tiles import Edge, prove_consistency, root_at

TREES = {"sha256": "Ed25519", "sm3": "SM2-SM3"}
"""The signature of each tree, by the word in its path."""
SM3_ORIGIN = "/sm3"


@dataclass
class Tree:
    """One tree over the entries of a log: its origin, and its tiles as they grow."""

    origin: str
    signer: Signs
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    edge: Edge = field(default_factory=Edge)

    @property
    def hasher(self) -> Hasher:
        return by_signature(self.signer.alg).hasher

    @property
    def vkey(self) -> VKey:
        return log_vkey(self.signer.alg, self.origin, self.signer.public)

    def read(self, level: int, number: int, width: int) -> bytes:
        """The beginning of a tile, as the functions of tiles ask for it."""
        return self.tiles[level, number][: 32 * width]

    def append(self, entries: Iterable[bytes]) -> None:
        grown = self.edge.append([self.hasher.leaf(entry) for entry in entries], self.hasher)
        for level, number, data in grown.tiles:
            self.tiles[level, number] = data


class PracticeLog:
    """Entries with a SHA-256 and an SM3 tree over them; ``signers`` by the name of their signature."""

    def __init__(self, origin: str, signers: Mapping[str, Signs], entries: Sequence[bytes] = ()) -> None:
        self.origin, self.signers, self.entries = origin, dict(signers), list(entries)
        self.trees = {
            tree: Tree(origin + (SM3_ORIGIN if tree == "sm3" else ""), self.signers[alg]) for tree, alg in TREES.items()
        }
        for tree in self.trees.values():
            tree.append(self.entries)

    @property
    def vkeys(self) -> tuple[str, ...]:
        """Its verifier keys, SHA-256 first."""
        return tuple(tree.vkey.line() for tree in self.trees.values())

    def grow(self, size: int) -> Self:
        """Up to ``size`` entries."""
        new = [f"entry {index} of {self.origin}".encode() for index in range(len(self.entries), size)]
        self.entries += new
        for tree in self.trees.values():
            tree.append(new)
        return self

    def note(self, tree: str, size: int | None = None) -> str:
        """The signed head of that tree at ``size`` (as it stands, if None)."""
        chosen = self.trees[tree]
        at = len(self.entries) if size is None else size
        text = Checkpoint(chosen.origin, at, root_at(at, chosen.read, chosen.hasher)).text()
        line = SignatureLine.parse(log_signature(chosen.signer, chosen.origin, text))
        return Note(text, (line,)).encode()

    def proof(self, tree: str, old: int, new: int) -> list[bytes]:
        """The consistency proof between two sizes; nothing from 0."""
        chosen = self.trees[tree]
        return prove_consistency(old, new, chosen.read, chosen.hasher) if old else []

    def rewritten(self, index: int) -> "PracticeLog":
        """The same log with one entry other than it was, and everything after it: a second history."""
        entries = [*self.entries[:index], b"rewritten", *self.entries[index + 1 :]]
        return PracticeLog(self.origin, self.signers, entries)

    def publish(self, folder: Path) -> None:
        """Write both trees in the layout of the web below ``folder`` (…/<tree>/checkpoint, …/<tree>/tile/…)."""
        for word, tree in self.trees.items():
            size = len(self.entries)
            for number, width in widths(size, 0):
                start = number * WIDTH
                bundle = encode_bundle(self.entries[start : start + width])
                _put(folder / word / entries_path(number, width), bundle)
            for (level, number), data in tree.tiles.items():
                _put(folder / word / tile_path(level, number, len(data) // 32), data)
            _put(folder / word / "checkpoint", self.note(word).encode())


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
