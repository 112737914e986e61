"""What the log's own keepers put on the record."""

from dataclasses import dataclass

from jianheng.charter import N_
from jianheng.ledger.events import Event


@dataclass(frozen=True)
class WitnessesSeated(Event):
    """A version of the witnesses and of how many must cosign; ``digest`` is the SM3 of its text."""

    type = "ledger.witnesses_seated"
    article = "7.3"
    title = N_("Witnesses of the ledger seated")
    public = frozenset({"version", "witnesses", "quorum", "digest"})

    version: int
    witnesses: tuple[str, ...]
    quorum: str
    digest: str


@dataclass(frozen=True)
class IncidentCleared(Event):
    """Someone answers for a log that goes on after an incident; ``log`` is its origin."""

    type = "ledger.incident_cleared"
    article = "7.3"
    title = N_("Incident of the ledger cleared")
    public = frozenset({"log", "kind", "reason"})

    log: str
    kind: str
    reason: str


@dataclass(frozen=True)
class LogReplayed(Event):
    """Entries lost with a database came back from a mirror: those from ``old_size`` to ``new_size``."""

    type = "ledger.replayed"
    article = "7.3"
    title = N_("Ledger replayed from a mirror")
    public = frozenset({"log", "old_size", "new_size"})

    log: str
    old_size: int
    new_size: int


@dataclass(frozen=True)
class LogKeyRotated(Event):
    """A new key of the county's logs; ``public_key`` in Base64."""

    type = "key.rotate"
    article = "7.3"
    title = N_("Key of the log rotated")
    public = frozenset({"kid", "alg", "public_key", "is_leaked"})

    kid: str
    alg: str
    public_key: str
    is_leaked: bool
