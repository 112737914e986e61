"""Entries with what they commit to, and the tile log that gives them their places."""

from jianheng.ledger.models.entries import DIGESTS, DataKey, Entry, Field, OfficeKey
from jianheng.ledger.models.log import (
    Head,
    HeadSignature,
    Incident,
    Leaf,
    Log,
    LogKey,
    Outbox,
    Promise,
    Seating,
    Tile,
    WitnessState,
)

__all__ = [
    "DIGESTS",
    "DataKey",
    "Entry",
    "Field",
    "Head",
    "HeadSignature",
    "Incident",
    "Leaf",
    "Log",
    "LogKey",
    "OfficeKey",
    "Outbox",
    "Promise",
    "Seating",
    "Tile",
    "WitnessState",
]
