"""Pages of the ledger."""

from jianheng.ledger.views.entries import entries, entry, redact

__all__ = ["entries", "entry", "redact"]
