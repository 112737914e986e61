"""Where entries wait until the sequencer gives them their places."""

from jianheng.charter import cites
from jianheng.ledger.models import Entry, Outbox
from jianheng.ledger.origins import year_of


@cites("7.3")
def enqueue(entry: Entry) -> None:
    """Let an entry wait for its place in the log of its county and year, in the transaction that records it."""
    Outbox.objects.create(entry=entry, county=entry.county, year=year_of(entry.at))
