"""The drop-box: anyone lodges the hash of an entry that a log promised to take (against withholding; Art. 7.3).

A witness that keeps a mirror of the log looks each hash up there, and publishes those that are missing from a head
younger than the merge delay. Without a mirror it cannot know, and says so.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jianheng.charter.cites import cites
from jianheng.crypto.tlog.coding import BadCoding, decode
from jianheng.crypto.tlog.merkle import HASH_BYTES
from jianheng.crypto.tlog.notes import BadNote, Checkpoint, parse_note
from jianheng.crypto.tlog.paths import WIDTH, tile_path, widths
from jianheng.witness.store import Lodged, Store

MERGE_DELAY = 60
"""Seconds within which a log promises to take an entry."""
MOST_SHOWN = 1000
LOOK_EVERY = 5.0


class BadLodging(ValueError):
    """A body that lodges nothing."""


@dataclass(frozen=True)
class Waiting:
    """A lodged hash that has not been seen: ``state`` is "waiting" (there is still time), "missing" (the log had its
    time and a later head lacks it) or "unknown" (this witness has no mirror of that log)."""

    lodged: Lodged
    state: str


def parse(body: bytes) -> tuple[str, bytes]:
    """Origin and leaf hash of ``<origin>\\n<Base64 of 32 bytes>\\n``; raises BadLodging."""
    text = body.decode("utf-8", "replace")
    found = re.fullmatch(r"([^\s+]{1,255})\n([A-Za-z0-9+/=]{44})\n?", text)
    try:
        leaf = decode(found[2]) if found else b""
    except BadCoding:
        leaf = b""
    if not found or len(leaf) != HASH_BYTES:
        raise BadLodging
    return found[1], leaf


class DropBox:
    """What was lodged, looked up in the mirror at ``folder``, if there is one."""

    def __init__(self, store: Store, folder: Path | None, clock: Callable[[], int]) -> None:
        self._store, self._folder, self._clock = store, folder, clock
        self._looked_at, self._lock = -LOOK_EVERY, threading.Lock()

    @cites("7.3")
    def waiting(self) -> list[Waiting]:
        """Everything lodged that has not been seen in its log, oldest first, at most MOST_SHOWN."""
        self._look()
        heads = _mirrored(self._folder)
        now = self._clock()
        return [Waiting(one, _state(one, heads, now)) for one in self._store.not_seen(MOST_SHOWN)]

    def _look(self) -> None:
        """Search the mirror for what has not been seen, every few seconds at most."""
        with self._lock:
            if self._folder is None or time.monotonic() - self._looked_at < LOOK_EVERY:
                return
            for origin, head in _mirrored(self._folder).items():
                wanted = {one.leaf for one in self._store.not_seen(MOST_SHOWN * 100) if one.origin == origin}
                places = {leaf: place for place, leaf in _leaves(head) if leaf in wanted} if wanted else {}
                self._store.seen(origin, places)
            self._looked_at = time.monotonic()


@dataclass(frozen=True)
class _Mirrored:
    """A log as the mirror has it: its folder, size, and when its head was written."""

    folder: Path
    size: int
    written_at: float


def _mirrored(folder: Path | None) -> dict[str, _Mirrored]:
    """Each mirrored log by its origin."""
    found = {}
    for path in sorted(folder.glob("*/*/*/checkpoint")) if folder else []:
        try:
            head = Checkpoint.parse(parse_note(path.read_bytes()).text)
            found[head.origin] = _Mirrored(path.parent, head.size, path.stat().st_mtime)
        except (BadNote, FileNotFoundError):
            continue  # the mirror reports what is wrong with it; nothing can be looked up there
    return found


def _leaves(log: _Mirrored) -> Iterator[tuple[int, bytes]]:
    """Each index with its leaf hash, from the tiles of level 0."""
    for number, width in widths(log.size, 0):
        path = log.folder / tile_path(0, number, width)
        data = path.read_bytes() if path.exists() else b""
        for place in range(len(data) // HASH_BYTES):
            yield number * WIDTH + place, data[place * HASH_BYTES : (place + 1) * HASH_BYTES]


def _state(one: Lodged, heads: dict[str, _Mirrored], now: int) -> str:
    due = one.at + MERGE_DELAY
    if now < due:
        return "waiting"
    log = heads.get(one.origin)
    if log is None:
        return "unknown"
    return "missing" if log.written_at >= due else "waiting"
