"""What the room leaves in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jianheng.charter import N_
from jianheng.ledger.events import Event


@dataclass(frozen=True)
class CountyFounded(Event):
    type = "county.founded"
    article = "17.1"
    title = N_("County founded on this installation")
    public = frozenset({"county", "profile", "charter_digest"})

    county: str
    profile: str
    charter_digest: str
    effective_on: date


@dataclass(frozen=True)
class CharterAmended(Event):
    type = "charter.amended"
    article = "10.2"
    title = N_("Charter amended")
    public = frozenset({"version", "changes", "charter_digest", "effective_on", "reason"})

    version: int
    changes: Mapping[str, str]
    charter_digest: str
    effective_on: date
    reason: str


@dataclass(frozen=True)
class CalendarDayAmended(Event):
    type = "calendar.amended"
    article = "5.1"
    title = N_("Working-day calendar amended")
    public = frozenset({"day", "kind", "name"})

    day: date
    kind: str
    name: str
