"""Entries with what they commit to."""

from jianheng.ledger.models.entries import DIGESTS, DataKey, Entry, Field, OfficeKey

__all__ = ["DIGESTS", "DataKey", "Entry", "Field", "OfficeKey"]
