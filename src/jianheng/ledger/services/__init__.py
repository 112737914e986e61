"""The acts of the ledger."""

from jianheng.ledger.services.recording import NoTransaction, record
from jianheng.ledger.services.redaction import redact, shred

__all__ = ["NoTransaction", "record", "redact", "shred"]
