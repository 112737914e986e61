"""Where tiles lie and what a bundle of entries holds (C2SP tlog-tiles)."""

import re
from collections.abc import Iterable

WIDTH = 256
"""Hashes or entries of a full tile or bundle."""
HEIGHT = 8
"""Levels of the tree that one tile spans: 2^8 = 256."""
ENTRIES = -1
"""The level word of bundles in `parse_path`."""
TOP = 63
LONGEST_ENTRY = 65_535
LENGTH_BYTES = 2

_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


class BadPath(ValueError):
    """A path that no tile or bundle has."""


class BadBundle(ValueError):
    """Bytes that are no bundle: a length promises more than there is."""


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Such as ``tile/0/x001/x234/067`` or, 8 hashes wide, ``tile/1/003.p/8``."""
    if not 0 <= level <= TOP:
        raise BadPath(f"no tile has level {level}")
    return f"tile/{level}/{_place(number, width)}"


def entries_path(number: int, width: int = WIDTH) -> str:
    """Such as ``tile/entries/x001/067`` or, 8 entries wide, ``tile/entries/000.p/8``."""
    return f"tile/entries/{_place(number, width)}"


def parse_path(text: str) -> tuple[int, int, int]:
    """Level (`ENTRIES` for a bundle), number and width of a path; raises `BadPath` on any other spelling."""
    found = _PATH.fullmatch(text)
    if not found:
        raise BadPath("not the path of a tile")
    word, groups, partial = found.groups()
    level = ENTRIES if word == "entries" else int(word)
    number, width = int(groups.replace("x", "").replace("/", "")), int(partial or WIDTH)
    if text != (entries_path(number, width) if level == ENTRIES else tile_path(level, number, width)):
        raise BadPath("a tile has one path only")
    return level, number, width


def partial_width(size: int, level: int) -> int:
    """Hashes in the unfinished tile of ``level`` in a tree of ``size``, 0 to 255."""
    return size >> (HEIGHT * level) & (WIDTH - 1)


def widths(size: int, level: int) -> Iterable[tuple[int, int]]:
    """Number and width of every tile of ``level`` in a tree of ``size``, the unfinished one last; none is empty."""
    full = size >> (HEIGHT * (level + 1))
    yield from ((number, WIDTH) for number in range(full))
    if width := partial_width(size, level):
        yield full, width


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """The entries, each behind its length in two bytes, big end first; raises `BadBundle` beyond 65,535 bytes."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise BadBundle(f"an entry has at most {LONGEST_ENTRY} bytes, this one {len(entry)}")
        parts += [len(entry).to_bytes(LENGTH_BYTES, "big"), entry]
    return b"".join(parts)


def decode_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; raises `BadBundle` if it is cut short."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise BadBundle(f"cut short in entry {len(entries)}")
        entries.append(data[start:at])
    return entries


def _place(number: int, width: int) -> str:
    if number < 0 or not 1 <= width <= WIDTH:
        raise BadPath(f"no tile has number {number} and width {width}")
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups) + (f".p/{width}" if width < WIDTH else "")
