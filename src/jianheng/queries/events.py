"""What the room leaves in the ledger.

The opening of a query is recorded by the charter's own hand, not by the asker's: a signature or an open field would
tell those concerned who looks at whom. Asker, purpose and scope are commitments; their salts lie with the query, which
the oversight side opens (Art. 7.4).
"""

from dataclasses import dataclass

from jianheng.charter import N_
from jianheng.ledger.events import Event


@dataclass(frozen=True)
class QueryOpened(Event):
    type = "query.access"
    article = "7.4"
    title = N_("Query of the record opened")

    asker: str
    purpose: str
    scope: str


@dataclass(frozen=True)
class QueryExported(Event):
    """The digests of the exported file, so that anyone who is handed it can compare them."""

    type = "queries.exported"
    article = "7.4"
    title = N_("Results of a query exported")
    public = frozenset({"sha256", "sm3"})

    sha256: str
    sm3: str


@dataclass(frozen=True)
class QueryEnded(Event):
    """``opened`` is the trace code of the opening; ``matter`` what the entry is about, if the scope was a matter."""

    type = "queries.ended"
    article = "18.5"
    title = N_("Matter of a query ended")
    public = frozenset({"opened"})

    query: str
    opened: str
    matter: str

    @property
    def about(self) -> str:
        return self.matter
