"""Pages of the ledger."""

from jianheng.ledger.views.entries import entries, entry

__all__ = ["entries", "entry"]
