"""The acts of the ledger."""

from jianheng.ledger.services.recording import NoTransaction, record

__all__ = ["NoTransaction", "record"]
