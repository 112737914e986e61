"""What an event is. Each room defines its own in its ``events.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from jianheng.charter import N_

_TYPES: dict[str, type["Event"]] = {}


@dataclass(frozen=True)
class Event:
    """Something that happened, in the past tense.

    ``type`` is the word on the ledger (``council.decided``), ``article`` what it carries out, ``title`` an
    English message for people. Every field is committed to by a salted hash; the names in ``public`` are
    shown to everyone, the others to those entitled. No field may hold free text about a private person.
    ``about`` names the matter, such as ``motion:12``, so that its entries are found; ``subject`` whose data
    the closed fields are, if they must be destroyed together with others of that subject.
    """

    type: ClassVar[str]
    article: ClassVar[str]
    title: ClassVar[str]
    public: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.type in _TYPES and _TYPES[cls.type].__qualname__ != cls.__qualname__:
            raise TypeError(f"event type {cls.type} is defined twice")
        _TYPES[cls.type] = cls

    @property
    def about(self) -> str:
        return ""

    @property
    def subject(self) -> str:
        return ""

    def values(self) -> Mapping[str, Any]:
        """The fields in plain form: numbers that are not whole, dates and times as text."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


@dataclass(frozen=True)
class KeyPublished(Event):
    """The public half of an office's signing key, Base64, on the record as ``public``."""

    type = "key.published"
    article = "7.3"
    title = N_("Signing key published")
    public = frozenset({"kid", "alg", "public", "role"})

    kid: str
    alg: str
    key: str
    role: str

    def values(self) -> Mapping[str, Any]:
        return {"kid": self.kid, "alg": self.alg, "public": self.key, "role": self.role}


@dataclass(frozen=True)
class Redacted(Event):
    """Values of an earlier entry were destroyed; its place in the trees stays."""

    type = "redaction"
    article = "7.3"
    title = N_("Redaction")
    public = frozenset({"entry", "destroyed", "grounds"})

    entry: str
    destroyed: tuple[str, ...]
    grounds: str

    @property
    def about(self) -> str:
        return about_entry(self.entry)


def about_entry(code: str) -> str:
    """What an event is about that concerns another entry."""
    return f"entry:{code}"


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


def event_types() -> Mapping[str, type[Event]]:
    """Every event type by its word."""
    return dict(sorted(_TYPES.items()))


def _plain(value: object) -> Any:
    match value:
        case Decimal() | Fraction():
            return str(value)
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
        case _:
            return value
