"""Who the witnesses are and how many must cosign, as versions that stand on the record (Art. 7.3)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from jianheng.charter import N_, cites
from jianheng.crypto.hashing import sm3
from jianheng.crypto.tlog.policy import BadPolicy, Policy
from jianheng.ledger.events import WitnessesSeated
from jianheng.ledger.models.log import Seating
from jianheng.ledger.services.recording import record
from jianheng.rules import Refused
from jianheng.rules.roles import Officer
from jianheng.witness.seats import BadSeats, Seats, parse


@cites("7.3")
@transaction.atomic
def seat_witnesses(*, county: str, text: str, by: Officer, at: datetime) -> Seating | None:
    """Put the witnesses of a seats file (TOML) into office, on the record; None if they are in office already."""
    seats = _parsed(text)
    last = Seating.objects.select_for_update().filter(county=county).order_by("-version").first()
    if last is not None and parse(last.text) == seats:
        return None
    number = (Seating.objects.filter(county=county).aggregate(last=Max("version"))["last"] or 0) + 1
    event = WitnessesSeated(
        number, tuple(seat.name for seat in seats.seats), seats.quorum, sm3(seats.text().encode()).hex()
    )
    entry = record(event, by=by, at=at)
    return Seating.objects.create(county=county, version=number, text=seats.text(), at=at, entry=entry)


def _parsed(text: str) -> Seats:
    try:
        seats = parse(text)
        Policy.parse(seats.policy())
    except (BadSeats, BadPolicy) as fault:
        raise Refused(
            "7.3",
            N_("The file of the witnesses cannot be followed: {fault}."),
            remedy=N_("Correct the file and adopt it again; the witnesses in office stay until then."),
            fault=str(fault),
        )
    return seats
