"""Rounds of a mirror over every log that a county serves."""

import fcntl
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jianheng.charter.cites import cites
from jianheng.crypto.tlog.notes import BadNote, VKey
from jianheng.crypto.tlog.paths import WIDTH, widths
from jianheng.witness.folders import write
from jianheng.witness.logs import BadLogs, Log, together
from jianheng.witness.mirror.checking import Round, mirror
from jianheng.witness.mirror.copy import Copy
from jianheng.witness.mirror.faults import Fault, Found, What
from jianheng.witness.mirror.remote import Remote

INDEX = "index.json"
KEYS = "vkeys"
TREES = ("sha256", "sm3")
COUNTY = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
YEAR = re.compile(r"[0-9]{4}", re.ASCII)


class Busy(Exception):
    """Another process is mirroring into this folder."""


@dataclass(frozen=True)
class Listed:
    """One county and year in the index: its two origins and the keys that the server says are theirs."""

    county: str
    year: str
    origins: dict[str, str]
    vkeys: tuple[str, ...]

    def name(self, tree: str) -> str:
        """Where the tree lies, below the address and below the mirror's folder."""
        return f"{self.county}/{self.year}/{tree}"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this process; raises Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Busy(str(folder)) from None
    finally:
        os.close(handle)


@cites("7.3", "7.5")
def mirror_all(url: str, folder: Path, trusted: Sequence[VKey] = (), *, again: bool = True) -> list[Round]:
    """One round over every log of the index, both trees; each with its faults.

    A log's keys are the ``trusted`` ones of its origin; without any, those that were read first (kept in the file
    ``vkeys`` beside its head). Keys that the server changes later are not believed."""
    remote = Remote(url)
    try:
        listed = _listed(remote.get(INDEX))
    except Found as found:
        return [Round("", 0, 0, found.faults)]
    rounds = []
    for one in listed:
        rounds += [_tree(remote, folder, one, tree, trusted, again=again) for tree in TREES]
        rounds += _twins(folder, one, rounds[-2:])
    return rounds


def _listed(data: bytes) -> list[Listed]:
    try:
        return [_one(row) for row in json.loads(data)["logs"]]
    except (ValueError, KeyError, TypeError) as fault:
        raise Found(Fault(What.MALFORMED, "", INDEX, str(fault)))


def _one(row: Any) -> Listed:
    county, year = str(row["county"]), str(row["year"])
    if not COUNTY.fullmatch(county) or not YEAR.fullmatch(year):
        raise ValueError(f"{county}/{year}")
    return Listed(
        county, year, {"sha256": str(row["origin"]), "sm3": str(row["sm3_origin"])}, tuple(map(str, row["vkeys"]))
    )


def _tree(remote: Remote, folder: Path, one: Listed, tree: str, trusted: Sequence[VKey], *, again: bool) -> Round:
    name, copy = one.name(tree), Copy(folder / one.name(tree))
    try:
        log = _log(copy.folder, one, tree, trusted)
    except (BadNote, BadLogs) as fault:
        return Round(name, 0, 0, (Fault(What.MALFORMED, name, KEYS, str(fault)),))
    if log is None:
        return Round(name, 0, 0, (Fault(What.UNSIGNED, name, "checkpoint"),))
    return mirror(name, log, partial(_below, remote, name), copy, again=again)


def _below(remote: Remote, name: str, path: str) -> bytes:
    return remote.get(f"{name}/{path}", name)


def _log(folder: Path, one: Listed, tree: str, trusted: Sequence[VKey]) -> Log | None:
    """The log with the keys that are believed; those of the index are kept the first time."""
    kept = folder / KEYS
    if trusted:
        lines = [vkey.line() for vkey in trusted]
    elif kept.exists():
        lines = kept.read_text(encoding="utf-8").split()
    else:
        lines = list(one.vkeys)
    log = together([VKey.parse(line) for line in lines]).get(one.origins[tree])
    if log and not kept.exists():
        write(kept, "".join(f"{vkey.line()}\n" for vkey in log.vkeys).encode())
    return log


def _twins(folder: Path, one: Listed, rounds: Sequence[Round]) -> list[Round]:
    """Whether the entries under both trees are the same bytes, as far as both reach; a round of its own if not."""
    if any(done.faults for done in rounds) or not any(done.checked for done in rounds):
        return []
    first, second = (Copy(folder / one.name(tree)) for tree in TREES)
    size, checked = min(done.size for done in rounds), max(done.checked for done in rounds)
    for number, width in widths(size, 0):
        if (number + 1) * WIDTH < size - checked:
            continue
        pairs = zip(first.entries(number)[:width], second.entries(number)[:width], strict=False)
        for at, (entry, other) in enumerate(pairs):
            if entry != other:
                name = f"{one.county}/{one.year}"
                index = number * WIDTH + at
                return [Round(name, size, 0, (Fault(What.TREES_DIFFER, name, f"entry {index}", index=index),))]
    return []
