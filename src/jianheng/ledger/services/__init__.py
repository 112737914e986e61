"""The acts of the ledger."""

from jianheng.ledger.services.incidents import clear_incident
from jianheng.ledger.services.promises import promise
from jianheng.ledger.services.recording import NoTransaction, record
from jianheng.ledger.services.redaction import redact, shred
from jianheng.ledger.services.rotation import rotate_log_keys
from jianheng.ledger.services.seats import seat_witnesses

__all__ = [
    "NoTransaction",
    "clear_incident",
    "promise",
    "record",
    "redact",
    "rotate_log_keys",
    "seat_witnesses",
    "shred",
]
