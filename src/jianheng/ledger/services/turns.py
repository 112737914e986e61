"""One sequencer at a time: whoever holds the turn works, the others wait for theirs.

Two of them at once would harm nothing, as each batch holds the log's row; they would only ask the witnesses twice.
The turn ends with the process, however it ends: PostgreSQL's advisory lock with the connection, the lock on a file
beside SQLite's with the file handle.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

KEY = 0x4A48_5345_5155
"""The number of the advisory lock: "JHSEQU"."""


@contextmanager
def turn() -> Iterator[bool]:
    """Whether this process has the turn, for as long as the block lasts."""
    if connection.vendor == "postgresql":
        yield from _advisory()
    else:
        yield from _beside(str(connection.settings_dict["NAME"]))


def _advisory() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        row = cursor.fetchone()
    has_turn = bool(row and row[0])
    try:
        yield has_turn
    finally:
        if has_turn and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def _beside(database: str) -> Iterator[bool]:
    if ":memory:" in database or "mode=memory" in database:
        yield True  # no other process can open it
        return
    with Path(f"{database}.sequencer").open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
