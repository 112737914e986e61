"""Questions to the ledger."""

from jianheng.ledger.selectors.entries import Fault, entries, faults, opened

__all__ = ["Fault", "entries", "faults", "opened"]
