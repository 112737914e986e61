"""Entries with what they commit to."""

from jianheng.ledger.models.entries import Entry, Field

__all__ = ["Entry", "Field"]
