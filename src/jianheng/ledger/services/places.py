"""The statements that give a batch of entries their places, written for each database: no row becomes an object here.

They run inside the sequencer's transaction, which holds the log's row.
"""

import json
from collections.abc import Iterable, Sequence

from django.db import connection

Row = tuple[int, bytes, bytes, bytes]
"""An entry's key, its body, and its stored leaf hashes (SHA-256, SM3)."""
TileRow = tuple[str, int, int, bytes]
"""Tree, level, number, bytes."""

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


def take(county: str, year: int, limit: int) -> list[Row]:
    """The oldest waiting entries of a log that no other transaction holds: every visible one, whatever its number."""
    lock = " FOR UPDATE OF o SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(TAKE + lock, [county, year, limit])
        return [(key, bytes(body), bytes(first), bytes(second)) for key, body, first, second in cursor.fetchall()]


def place(log: int, start: int, entries: Sequence[int]) -> None:
    """Give the entries the places from ``start`` on, and take them out of the outbox."""
    keys = list(entries) if connection.vendor == "postgresql" else json.dumps(entries)
    with connection.cursor() as cursor:
        cursor.execute(PLACE[connection.vendor], [log, start, keys])
        cursor.execute(EMPTY[connection.vendor], [keys])


def keep(log: int, tiles: Iterable[TileRow]) -> None:
    """Store tiles, new or grown."""
    rows = [(log, tree, level, number, len(data) // 32, data) for tree, level, number, data in tiles]
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, rows)
