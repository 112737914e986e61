"""Which witnesses a county has, and when they are enough."""

from dataclasses import dataclass
from functools import lru_cache

from jianheng.crypto.tlog.policy import NO_QUORUM, Policy
from jianheng.ledger.models.log import Seating
from jianheng.witness.seats import Seat, Seats, parse


@dataclass(frozen=True)
class Quorum:
    """The witnesses of a county and when they are enough."""

    seats: tuple[Seat, ...] = ()
    policy: Policy | None = None

    def reached(self, names: set[str]) -> bool:
        """Whether these witnesses are enough; never without a quorum."""
        return self.policy is not None and self.policy.quorum != NO_QUORUM and self.policy.satisfied(names)


def seats_of(county: str) -> Seats | None:
    """The witnesses in office with their groups, if any were seated."""
    text = Seating.objects.filter(county=county).order_by("-version").values_list("text", flat=True).first()
    return _read(text)[0] if text else None


def quorum_of(county: str) -> Quorum:
    """The witnesses in office; none where none were seated."""
    text = Seating.objects.filter(county=county).order_by("-version").values_list("text", flat=True).first()
    return _read(text)[1] if text else Quorum()


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[Seats, Quorum]:
    seats = parse(text)
    return seats, Quorum(seats.seats, Policy.parse(seats.policy()))
