"""How fast an outsider checks the log, and how fast a proof is made and checked at a million entries.

1. The stand-alone verifier replays a log of both trees from a folder: every leaf hash, tile, root, signature and the
   form of every entry. Its entries per second are given as a share of pure hashing: the same leaf and node hashes of
   both trees, from entries that are already in memory. Ends with status 1 below `SHARE`.
2. Proofs at 1,000,000 entries from SQLite, made from tiles by us, and verified too; made only by pymerkle from its own
   SQLite tree. Both have just been opened: nothing is remembered yet, both remember what they like from then on. The
   same random entries in the same order; the means of CPU time are compared. Ends with status 1 below `TIMES`. pymerkle
   keeps every inner hash that it has computed, so that after thousands of proofs it comes closer: that figure is
   printed too.

    python -m benchmarks.verifying
"""

import contextlib
import gc
import io
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import mean, median

from pymerkle import SqliteTree

from benchmarks.bare.machine import machine
from jianheng.crypto.hashing import HASHERS, SHA256, Hasher
from jianheng.crypto.tlog import merkle, tiles
from tests.verifier.county_log import CountyLog, Recorded, load_verifier, recorded

REPLAYED, REPEATS, SHARE = 50_000, 5, 0.25
ENTRIES, PROOFS, WARMED, TIMES = 1_000_000, 100, 2_000, 20


def main() -> int:
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        share = replayed(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        times = proved(Path(folder))
    return int(share < SHARE or times < TIMES)


def replayed(folder: Path) -> float:
    """The verifier's rate as a share of that of pure hashing, the median over turns."""
    body = recorded("council.decided", 0, {"motion": 1}).body
    first = body.index(b"HC-2026-") + len(b"HC-2026-")
    bodies = [body[:first] + b"%010d" % number + body[first + 10 :] for number in range(REPLAYED)]
    log = replace(CountyLog(), entries=[Recorded(body, {}, {}) for body in bodies])
    log.serve(folder / "log")
    (folder / "policy").write_text(log.policy(), encoding="utf-8")
    verifier = load_verifier()
    words = ["audit", str(folder / "log"), "--policy", str(folder / "policy")]

    def replay() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            assert verifier.main(words) == 0

    def hashing() -> None:
        for hasher in HASHERS.values():
            merkle.root([hasher.leaf(body) for body in bodies], hasher)

    turns = [(cpu(hashing), cpu(replay)) for _ in range(REPEATS)]
    pure, whole = (REPLAYED / median(times) for times in zip(*turns, strict=True))
    share = median(hashed / checked for hashed, checked in turns)
    print(
        f"replay of {REPLAYED:,} entries of {len(body)} bytes, both trees: {whole:,.0f} a second; pure hashing "
        f"{pure:,.0f} a second; share {share:.2f} (at least {SHARE})"
    )
    return share


def proved(folder: Path) -> float:
    """How many times as long pymerkle takes to make a proof as we to make and verify one."""
    entries = [b"entry %d" % number for number in range(ENTRIES)]
    draw = random.Random(1)
    order = [draw.randrange(ENTRIES) for _ in range(PROOFS)]
    ours = {name: own_proofs(folder, entries, order, hasher) for name, hasher in HASHERS.items()}
    theirs = peer_proofs(folder, entries, order, draw)
    for name, found in ours.items():
        print(f"{name:6} proof made and verified at {ENTRIES:,}: {found * 1e3:.2f} ms")
    times = theirs / ours[SHA256.name]
    print(f"pymerkle / ours, SHA-256, just opened: {times:.0f} (at least {TIMES})")
    return times


def own_proofs(folder: Path, entries: list[bytes], order: list[int], hasher: Hasher) -> float:
    """Seconds of CPU for one proof, read from a table of tiles, with its verification."""
    leaves = [hasher.leaf(entry) for entry in entries]
    growth = tiles.Edge().append(leaves, hasher)
    with contextlib.closing(sqlite3.connect(folder / f"{hasher.name}.sqlite3")) as store:
        store.execute("CREATE TABLE tile (level INTEGER, number INTEGER, data BLOB, PRIMARY KEY (level, number))")
        store.executemany("INSERT INTO tile VALUES (?, ?, ?)", growth.tiles)
        store.commit()

        def read(level: int, number: int, width: int) -> bytes:
            asked = store.execute("SELECT data FROM tile WHERE level = ? AND number = ?", (level, number))
            data: bytes = asked.fetchone()[0]
            return data[: width * 32]

        def one(index: int) -> None:
            proof = tiles.prove_inclusion(index, ENTRIES, read, hasher)
            assert merkle.verify_inclusion(hasher, index, ENTRIES, leaves[index], proof, growth.root)

        return mean(cpu(partial(one, index)) for index in order)


def peer_proofs(folder: Path, entries: list[bytes], order: list[int], draw: random.Random) -> float:
    """Seconds of CPU in which pymerkle makes one proof."""
    path = str(folder / "pymerkle.sqlite3")
    with SqliteTree(path) as filled:
        filled.append_entries(entries)
    with SqliteTree(path) as tree:
        opened = [cpu(partial(tree.prove_inclusion, index + 1)) for index in order]
        for _ in range(WARMED):
            tree.prove_inclusion(draw.randrange(ENTRIES) + 1)
        warm = mean(cpu(lambda: tree.prove_inclusion(draw.randrange(ENTRIES) + 1)) for _ in order)
    print(
        f"pymerkle proof made at {ENTRIES:,}: the first {opened[0] * 1e3:,.0f} ms, mean of the first {len(order)} "
        f"{mean(opened) * 1e3:.1f} ms; after {WARMED:,} more {warm * 1e3:.1f} ms (for information)"
    )
    return mean(opened)


def cpu(act: Callable[[], object]) -> float:
    """Seconds of CPU for one call, without collecting garbage."""
    gc.disable()
    started = time.process_time()
    act()
    spent = time.process_time() - started
    gc.enable()
    return spent


if __name__ == "__main__":
    sys.exit(main())
