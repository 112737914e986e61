"""The mirror's own copy of one tree: the same paths as on the web."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jianheng.crypto.tlog.merkle import HASH_BYTES
from jianheng.crypto.tlog.notes import BadNote, Checkpoint, parse_note
from jianheng.crypto.tlog.paths import WIDTH, BadBundle, decode_bundle, entries_path, tile_path
from jianheng.crypto.tlog.tiles import BadTile, root_at
from jianheng.witness.folders import sync, write
from jianheng.witness.logs import Log

STAGE = ".new"
"""Where a round puts what it fetches, so that memory holds hashes only and the copy nothing unproven."""


@dataclass(frozen=True)
class Copy:
    """The folder of one tree."""

    folder: Path

    def head(self, log: Log) -> Checkpoint | None:
        """The head that was mirrored last; None if there is none, or if the files below it do not add up to it."""
        path = self.folder / "checkpoint"
        if not path.exists():
            return None
        try:
            note = parse_note(path.read_bytes())
            head = Checkpoint.parse(note.text)
            sound = log.signed(note) and root_at(head.size, self.read, log.hasher) == head.root
        except (BadNote, BadTile):
            return None
        return head if sound else None

    def was_here(self) -> bool:
        """Whether a head was mirrored before, sound or not."""
        return (self.folder / "checkpoint").exists()

    def read(self, level: int, number: int, width: int) -> bytes:
        """The beginning of a tile that is here, full or partial; empty if it is not."""
        for path in self._found(tile_path(level, number), width):
            return path.read_bytes()[: width * HASH_BYTES]
        return b""

    def entries(self, number: int) -> list[bytes]:
        """The entries that are here of that bundle, the most there are."""
        paths = list(self._found(entries_path(number), 1))
        try:
            return decode_bundle(paths[-1].read_bytes()) if paths else []
        except BadBundle:
            return []

    def _found(self, full: str, width: int) -> Iterator[Path]:
        """The full file, else its partial ones of at least ``width``, narrowest first."""
        if (self.folder / full).exists():
            yield self.folder / full
            return
        wider = (path for path in (self.folder / f"{full}.p").glob("*") if path.name.isdecimal())
        yield from sorted((path for path in wider if int(path.name) >= width), key=lambda path: int(path.name))

    def stage(self, path: str, data: bytes) -> None:
        """Put aside what was fetched until it has been proven; nothing, if it is what is here already."""
        here = self.folder / path
        if not here.exists() or here.read_bytes() != data:
            write(self.folder / STAGE / path, data)

    def drop_stage(self) -> None:
        """Forget what was put aside."""
        shutil.rmtree(self.folder / STAGE, ignore_errors=True)

    def store(self, paths: Iterable[str], note: bytes) -> bool:
        """Move what was put aside to its ``paths``, then write the head; then drop partial files that are outgrown.

        True if a file was here with other bytes: they were damaged, since what is stored has been proven."""
        damaged = False
        for path in paths:
            here, staged = self.folder / path, self.folder / STAGE / path
            if staged.exists():
                damaged = damaged or here.exists()
                here.parent.mkdir(parents=True, exist_ok=True)
                staged.replace(here)
                sync(here.parent)
        write(self.folder / "checkpoint", note)
        for path in paths:
            self._drop_outgrown(path)
        return damaged

    def _drop_outgrown(self, path: str) -> None:
        full, _dot, width = path.partition(".p/")
        for old in (self.folder / f"{full}.p").glob("*"):
            if old.name.isdecimal() and int(old.name) < int(width or WIDTH):
                old.unlink(missing_ok=True)

    def keep(self, name: str, note: bytes) -> None:
        """Keep a head that does not fit, as evidence."""
        path = self.folder / "faults" / f"{name}.checkpoint"
        if not path.exists():
            write(path, note)
