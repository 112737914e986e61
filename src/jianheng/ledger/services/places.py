"""The statements that give a batch of entries their places, written for each database: no row becomes an object here.

They run inside the sequencer's transaction, which holds the log's row.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from jianheng.ledger.models.log import STOPPING

Row = tuple[int, bytes, bytes, bytes]
"""An entry's key, its body, and its stored leaf hashes (SHA-256, SM3)."""
TileRow = tuple[str, int, int, bytes]
"""Tree, level, number, bytes."""
HeadRow = tuple[str, int, bytes, str, datetime]
"""Tree, size, root, text, time."""

TAKE = """
    SELECT e.id, e.body, e.leaf_sha256, e.leaf_sm3
    FROM ledger_outbox o JOIN ledger_entry e ON e.id = o.entry_id
    WHERE o.county = %s AND o.year = %s AND NOT o.is_held
    ORDER BY o.entry_id LIMIT %s
"""
PLACE = {
    "postgresql": """
        INSERT INTO ledger_leaf (entry_id, log_id, "index")
        SELECT entry, %s, %s + place - 1 FROM unnest(%s::bigint[]) WITH ORDINALITY AS taken (entry, place)
    """,
    "sqlite": """
        INSERT INTO ledger_leaf (entry_id, log_id, "index") SELECT value, %s, %s + key FROM json_each(%s)
    """,
}
EMPTY = {
    "postgresql": "DELETE FROM ledger_outbox WHERE entry_id = ANY(%s::bigint[])",
    "sqlite": "DELETE FROM ledger_outbox WHERE entry_id IN (SELECT value FROM json_each(%s))",
}
KEEP = """
    INSERT INTO ledger_tile (log_id, tree, level, number, width, data) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (log_id, tree, level, number) DO UPDATE SET width = excluded.width, data = excluded.data
"""


STATE = """
    SELECT tree, size, root, EXISTS (
        SELECT 1 FROM ledger_incident
        WHERE log_id = %(log)s AND cleared_at IS NULL AND kind IN ({stopping})
    ) FROM (
        SELECT * FROM (
            SELECT tree, size, root FROM ledger_head
            WHERE log_id = %(log)s AND tree = 'sha256' ORDER BY size DESC LIMIT 1
        ) AS first UNION ALL SELECT * FROM (
            SELECT tree, size, root FROM ledger_head
            WHERE log_id = %(log)s AND tree = 'sm3' ORDER BY size DESC LIMIT 1
        ) AS second
    ) AS newest
""".replace("{stopping}", ", ".join(f"'{kind}'" for kind in sorted(STOPPING)))
HEAD = "INSERT INTO ledger_head (log_id, tree, size, root, text, at) VALUES (%s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class State:
    """The last head of each tree, (size, root), and whether an open incident forbids appending."""

    heads: Mapping[str, tuple[int, bytes]]
    is_stopped: bool


@contextmanager
def _cursor() -> Iterator[Any]:
    """A cursor of the present transaction; on PostgreSQL one whose values travel beside the statement, in binary."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            yield cursor
    else:
        with connection.cursor() as cursor:
            yield cursor


def state(log: int) -> State:
    """Hold the log's row, then read its state: the second statement sees what the last holder has stored."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM ledger_log WHERE id = %s FOR UPDATE", [log])
        cursor.execute(STATE, {"log": log})
        rows = cursor.fetchall()
    return State({tree: (size, bytes(root)) for tree, size, root, _stop in rows}, any(row[3] for row in rows))


def take(county: str, year: int, limit: int) -> list[Row]:
    """The oldest waiting entries of a log that no other transaction holds: every visible one, whatever its number."""
    with _cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{TAKE} FOR UPDATE OF o SKIP LOCKED", [county, year, limit], binary=True)
        else:
            cursor.execute(TAKE, [county, year, limit])
        return list(cursor.fetchall())


def place(log: int, start: int, entries: Sequence[int]) -> None:
    """Give the entries the places from ``start`` on, and take them out of the outbox."""
    keys = list(entries) if connection.vendor == "postgresql" else json.dumps(entries)
    with _cursor() as cursor:
        cursor.execute(PLACE[connection.vendor], [log, start, keys])
        cursor.execute(EMPTY[connection.vendor], [keys])


def keep(log: int, tiles: Iterable[TileRow], heads: Iterable[HeadRow] = ()) -> None:
    """Store tiles, new or grown, and the heads over them."""
    rows = [(log, tree, level, number, len(data) // 32, data) for tree, level, number, data in tiles]
    with _cursor() as cursor:
        cursor.executemany(KEEP, rows)
        for tree, size, root, text, at in heads:
            cursor.execute(HEAD, [log, tree, size, root, text, connection.ops.adapt_datetimefield_value(at)])
