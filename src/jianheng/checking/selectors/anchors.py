"""What a check rests on: which logs and witnesses are believed, and how many witnesses must agree (Art. 7.3)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jianheng.crypto.tlog.notes import VKey
from jianheng.ledger.selectors.keys import policy_of
from jianheng.ledger.selectors.seats import seats_of
from jianheng.web.text import localised

GROUP = 4


@dataclass(frozen=True)
class Anchors:
    """The policy of one county, as text, and the names of the bodies that run its witnesses."""

    policy: str
    organisations: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the policy text, in groups of four digits as it is printed."""
        return in_groups(hashlib.sha256(self.policy.encode()).hexdigest())

    def of(self, origins: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        """Name, algorithm and fingerprint of the keys of these logs, in the order of the policy."""
        wanted = set(origins)
        lines = [line.split()[1] for line in self.policy.splitlines() if line.startswith("log ")]
        keys = [key for key in map(VKey.parse, lines) if key.name in wanted]
        return tuple((key.name, key.alg, fingerprint(key)) for key in keys)


def fingerprint(key: VKey) -> str:
    """SHA-256 of the public key's line, in groups of four digits."""
    return in_groups(hashlib.sha256(key.line().encode()).hexdigest())


def in_groups(digits: str) -> str:
    """Digits in groups of four, easy to compare with paper."""
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def anchors(county: str) -> Anchors:
    """The anchors of a county's record, the bodies of its witnesses named in the reader's language."""
    seats = seats_of(county)
    names = {} if seats is None else {seat.name: localised(seat.organisation) for seat in seats.seats}
    return Anchors(policy_of(county), names)
