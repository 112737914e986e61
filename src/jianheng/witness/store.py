"""What a witness remembers: the largest head of each log, what it refused, what was lodged with it (Art. 7.3).

A witness is worth as much as this memory. Each answer is decided and written in one immediate transaction with
``synchronous=FULL`` before anything is signed, so that neither two requests at once, in threads or in processes, nor a
crash can make it cosign two roots of one size or a smaller tree after a larger one.
"""

import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from jianheng.crypto.tlog.notes import Checkpoint
from jianheng.witness.folders import sync
from jianheng.witness.judging import Known, Status, Verdict

CLOCK_TOLERANCE = 10
"""Seconds that the clock may go back (a correction of the time); beyond that the witness signs nothing."""
MOST_EVIDENCE = 1_000
MOST_LODGED = 100_000
BUSY = 10.0

SCHEMA = """
CREATE TABLE witness (name TEXT NOT NULL, vkeys TEXT NOT NULL, signed_at INTEGER NOT NULL);
CREATE TABLE head (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL CHECK (size >= 0), root BLOB NOT NULL CHECK (length(root) = 32),
    note TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TRIGGER head_only_grows BEFORE UPDATE ON head
    WHEN NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root) OR NEW.origin <> OLD.origin
    BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TRIGGER head_stays BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'a witness never forgets'); END;
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY, ground TEXT NOT NULL, origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
    note TEXT NOT NULL, known_size INTEGER NOT NULL, known_note TEXT NOT NULL, at INTEGER NOT NULL,
    UNIQUE (origin, size, root, ground));
CREATE TABLE lodged (
    origin TEXT NOT NULL, leaf BLOB NOT NULL CHECK (length(leaf) = 32), at INTEGER NOT NULL,
    place INTEGER, PRIMARY KEY (origin, leaf));
PRAGMA user_version = 1;
"""


class StoreMissing(Exception):
    """There is no store where one should be."""


class StoreExists(Exception):
    """There is a store where a new one was to be made."""


class StoreForeign(Exception):
    """The store is no witness's, or belongs to another name or other keys."""


class ClockBack(Exception):
    """The clock of this machine shows a time before one that has been signed; carries the seconds between."""


class Full(Exception):
    """The drop-box holds all it can."""


@dataclass(frozen=True)
class Head:
    """The largest head of one log that was cosigned, when last (Unix seconds), with the log's signed note."""

    origin: str
    size: int
    root: bytes
    note: str
    at: int


@dataclass(frozen=True)
class Refusal:
    """A signed head that was refused, beside the signed head it does not fit to."""

    ground: str
    origin: str
    size: int
    root: bytes
    note: str
    known_size: int
    known_note: str
    at: int


@dataclass(frozen=True)
class Lodged:
    """The hash of an entry that somebody lodged here; ``place`` is its index in the log once it was seen there."""

    origin: str
    leaf: bytes
    at: int
    place: int | None


def create(path: Path, name: str) -> None:
    """A new, empty store for the witness ``name``, which appears whole or not at all; raises StoreExists.

    Also what a lost store has left beside it is in the way: SQLite would take it for the new one's own."""
    for left in (path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))):
        if left.exists():
            raise StoreExists(str(left))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, making = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        with closing(sqlite3.connect(making, isolation_level=None)) as fresh:
            fresh.execute("PRAGMA synchronous = FULL")
            fresh.executescript(f"BEGIN; {SCHEMA} COMMIT;")
            fresh.execute("INSERT INTO witness VALUES (?, '', 0)", [name])
        os.link(making, path)
    except FileExistsError:
        raise StoreExists(str(path)) from None
    finally:
        Path(making).unlink()
    sync(path.parent)


class Store:
    """An existing store. One connection for each thread; other processes may use the same file."""

    def __init__(self, path: Path, name: str) -> None:
        """Raises StoreMissing, StoreForeign."""
        if not path.exists():
            raise StoreMissing(str(path))
        self.path, self._own = path, threading.local()
        try:
            row = self._connection().execute("SELECT name, vkeys FROM witness").fetchone()
        except sqlite3.DatabaseError as error:
            raise StoreForeign(str(error)) from None
        if row is None or row[0] != name:
            raise StoreForeign(row[0] if row else "")
        self.vkeys: tuple[str, ...] = tuple(row[1].split("\n")) if row[1] else ()

    def bind(self, vkeys: tuple[str, ...]) -> None:
        """Tie a store that has not signed yet to the keys of its witness; raises StoreForeign if it has others."""
        with self._immediate() as db:
            (bound,) = db.execute("SELECT vkeys FROM witness").fetchone()
            if bound and bound != "\n".join(vkeys):
                raise StoreForeign(bound)
            db.execute("UPDATE witness SET vkeys = ?", ["\n".join(vkeys)])
        self.vkeys = vkeys

    def answer(
        self, head: Checkpoint, note: str, now: int, judge: Callable[[Known], Verdict]
    ) -> tuple[Verdict, Known, int]:
        """Judge ``head`` by what is known of its log and keep what follows; the verdict, what was known, the time.

        The time (Unix seconds) is the one to sign: never before one that was signed. Raises ClockBack."""
        with self._immediate() as db:
            row = db.execute("SELECT size, root, note FROM head WHERE origin = ?", [head.origin]).fetchone()
            known = Known(*row) if row else Known()
            verdict = judge(known)
            at = now
            if verdict.status == Status.COSIGNED:
                at = _signing_time(db, now)
                db.execute("UPDATE witness SET signed_at = ?", [at])
                db.execute(
                    "INSERT INTO head VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE"
                    " SET size = excluded.size, root = excluded.root, note = excluded.note, at = excluded.at",
                    [head.origin, head.size, head.root, note, at],
                )
            elif verdict.ground is not None:
                _keep(db, Refusal(verdict.ground, *_said(head, note), known.size, known.note, now))
        return verdict, known, at

    def heads(self) -> list[Head]:
        """Every log's largest cosigned head, by origin."""
        rows = self._connection().execute("SELECT origin, size, root, note, at FROM head ORDER BY origin")
        return [Head(*row) for row in rows]

    def evidence(self) -> list[Refusal]:
        """Every signed head that was refused, oldest first."""
        asked = "SELECT ground, origin, size, root, note, known_size, known_note, at FROM evidence ORDER BY id"
        return [Refusal(*row) for row in self._connection().execute(asked)]

    def lodge(self, origin: str, leaf: bytes, now: int) -> Lodged:
        """Keep the hash of an entry; the second time it is the first that counts. Raises Full."""
        with self._immediate() as db:
            asked = "SELECT origin, leaf, at, place FROM lodged WHERE origin = ? AND leaf = ?"
            row = db.execute(asked, [origin, leaf]).fetchone()
            if row:
                return Lodged(*row)
            _make_room(db)
            db.execute("INSERT INTO lodged VALUES (?, ?, ?, NULL)", [origin, leaf, now])
        return Lodged(origin, leaf, now, None)

    def not_seen(self, at_most: int) -> list[Lodged]:
        """What was lodged and has not been seen in its log, oldest first."""
        asked = "SELECT origin, leaf, at, place FROM lodged WHERE place IS NULL ORDER BY at, leaf LIMIT ?"
        return [Lodged(*row) for row in self._connection().execute(asked, [at_most])]

    def seen(self, origin: str, places: dict[bytes, int]) -> None:
        """Note at which index of the log these lodged hashes stand."""
        with self._immediate() as db:
            rows = [(place, origin, leaf) for leaf, place in places.items()]
            db.executemany("UPDATE lodged SET place = ? WHERE origin = ? AND leaf = ?", rows)

    def forget_clock(self) -> None:
        """After a clock that ran ahead has been mended: times before the last signed one may be signed again."""
        with self._immediate() as db:
            db.execute("UPDATE witness SET signed_at = 0")

    def close(self) -> None:
        """Close this thread's connection."""
        if db := getattr(self._own, "db", None):
            db.close()
            del self._own.db

    def _connection(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._own, "db", None)
        if db is None:
            # mode=rw: a store that has vanished is never made anew.
            address = f"{self.path.resolve().as_uri()}?mode=rw"
            db = sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            self._own.db = db
        return db

    @contextmanager
    def _immediate(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the right to write from its beginning, and is durable at its end."""
        if not self.path.exists():
            raise StoreMissing(str(self.path))
        db = self._connection()
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def _signing_time(db: sqlite3.Connection, now: int) -> int:
    (signed_at,) = db.execute("SELECT signed_at FROM witness").fetchone()
    if now < signed_at - CLOCK_TOLERANCE:
        raise ClockBack(signed_at - now)
    return max(now, int(signed_at))


def _make_room(db: sqlite3.Connection) -> None:
    """Forget what has been found in its log, once the drop-box is full; raises Full."""
    count = "SELECT count(*) FROM lodged"
    if db.execute(count).fetchone()[0] >= MOST_LODGED:
        db.execute("DELETE FROM lodged WHERE place IS NOT NULL")
        if db.execute(count).fetchone()[0] >= MOST_LODGED:
            raise Full


def _said(head: Checkpoint, note: str) -> tuple[str, int, bytes, str]:
    return head.origin, head.size, head.root, note


def _keep(db: sqlite3.Connection, refused: Refusal) -> None:
    (count,) = db.execute("SELECT count(*) FROM evidence").fetchone()
    if count < MOST_EVIDENCE:
        row = [refused.ground, refused.origin, refused.size, refused.root, refused.note]
        row += [refused.known_size, refused.known_note, refused.at]
        db.execute(
            "INSERT OR IGNORE INTO evidence (ground, origin, size, root, note, known_size, known_note, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
