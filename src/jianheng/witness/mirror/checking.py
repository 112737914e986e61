"""One round over one tree: fetch what the signed head demands, check it against itself and against the own copy.

1. the head is signed, and neither shorter than the last one nor another of the same size
2. every bundle and tile that the head demands, and no other
3. the entries make the root of the head; if not: was an entry altered, or the history rewritten?
4. the root of the last head is still there
5. every tile is what the entries make
6. written, the head last
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jianheng.charter.cites import cites
from jianheng.crypto.tlog.merkle import HASH_BYTES
from jianheng.crypto.tlog.notes import BadNote, Checkpoint, parse_note
from jianheng.crypto.tlog.paths import HEIGHT, WIDTH, BadBundle, decode_bundle, entries_path, tile_path, widths
from jianheng.witness.logs import Log
from jianheng.witness.mirror.comparing import Fetched, Task
from jianheng.witness.mirror.copy import Copy
from jianheng.witness.mirror.faults import Fault, Found, What

Get = Callable[[str], bytes]
"""The bytes at a path below the tree's folder; raises Found."""


@dataclass(frozen=True)
class Round:
    """What became of one tree: its size now in the mirror, the entries checked, and what was wrong."""

    log: str
    size: int
    checked: int = 0
    faults: tuple[Fault, ...] = ()


@cites("7.3", "7.5")
def mirror(name: str, log: Log, get: Get, copy: Copy, *, again: bool) -> Round:
    """Bring ``copy`` up to the log's head; ``again`` reads everything once more, also what is here already."""
    before = copy.head(log)
    own = (Fault(What.OWN_COPY, name),) if before is None and copy.was_here() else ()
    last = before or Checkpoint(log.origin, 0, log.hasher.empty)
    try:
        head, note = _head(name, log, get)
        task = Task(name, log, copy, last, head, note)
        task.check_head()  # 1
        if before and head.size == last.size and not again:
            return Round(name, head.size)
        fetched = _fetch(task, get, 0 if again else last.size // WIDTH * WIDTH)  # 2
        task.check(fetched, lambda number, width: _bundle(task, get, number, width)[1])  # 3, 4, 5
        damaged = copy.store(fetched.paths, note)  # 6
    except Found as found:
        return Round(name, last.size, 0, (*own, *found.faults))
    finally:
        copy.drop_stage()
    return Round(name, head.size, len(fetched.leaves), own or ((Fault(What.OWN_COPY, name),) if damaged else ()))


def _head(name: str, log: Log, get: Get) -> tuple[Checkpoint, bytes]:
    """The log's head with its note; raises Found unless a trusted key signed it."""
    data = get("checkpoint")
    try:
        note = parse_note(data)
        head = Checkpoint.parse(note.text)
    except BadNote as fault:
        raise Found(Fault(What.MALFORMED, name, "checkpoint", str(fault)))
    if head.origin != log.origin or not log.signed(note):
        raise Found(Fault(What.UNSIGNED, name, "checkpoint"))
    return head, data


def _fetch(task: Task, get: Get, start: int) -> Fetched:
    """Bundles and tiles from entry ``start`` (a multiple of 256) on, as wide as the head demands."""
    found = Fetched(start)
    for number, width in _from(start, task.head.size, 0):
        data, entries = _bundle(task, get, number, width)
        task.copy.stage(found.add(entries_path(number, width)), data)
        found.altered += task.unlike_copy(number, entries)
        found.take(number, entries, task.log.hasher)
    for level in range(-(-task.head.size.bit_length() // HEIGHT)):
        for number, width in _from(start, task.head.size, level):
            path = tile_path(level, number, width)
            data = found.tiles[level, number] = get(path)
            task.copy.stage(found.add(path), data)
            if len(data) != width * HASH_BYTES:
                raise Found(Fault(What.MALFORMED, task.name, path, f"{len(data)} ≠ {width * HASH_BYTES}"))
    found.fill()
    return found


def _bundle(task: Task, get: Get, number: int, width: int) -> tuple[bytes, list[bytes]]:
    path = entries_path(number, width)
    data = get(path)
    try:
        entries = decode_bundle(data)
    except BadBundle as fault:
        raise Found(Fault(What.MALFORMED, task.name, path, str(fault)))
    if len(entries) != width:
        raise Found(Fault(What.MALFORMED, task.name, path, f"{len(entries)} ≠ {width}"))
    return data, entries


def _from(start: int, size: int, level: int) -> Iterator[tuple[int, int]]:
    """Number and width of the tiles of ``level`` that entries from ``start`` on have a part in."""
    first = start >> (HEIGHT * (level + 1))
    return ((number, width) for number, width in widths(size, level) if number >= first)
