"""What the room leaves in the ledger."""

from dataclasses import dataclass
from datetime import date

from jianheng.charter import N_
from jianheng.ledger.events import Event


@dataclass(frozen=True)
class TenureBegan(Event):
    type = "people.tenure_began"
    article = "4.5"
    title = N_("Post taken up")
    public = frozenset({"post", "since"})

    person: str
    post: str
    since: date
    is_acting: bool
    basis: str


@dataclass(frozen=True)
class TenureEnded(Event):
    type = "people.tenure_ended"
    article = "9.5"
    title = N_("Post left")
    public = frozenset({"post", "until", "ending"})

    person: str
    post: str
    until: date
    ending: str
    basis: str
