"""Pages of the ledger, and its log for programs."""

from jianheng.ledger.views.entries import entries, entry, redact
from jianheng.ledger.views.log import checkpoint, clear_incident, health, index, promise, tile, witnessed_checkpoint

__all__ = [
    "checkpoint",
    "clear_incident",
    "entries",
    "entry",
    "health",
    "index",
    "promise",
    "redact",
    "tile",
    "witnessed_checkpoint",
]
