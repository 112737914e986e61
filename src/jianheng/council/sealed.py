"""The room's secret: sealed votes. Only ``council.services`` may import this module.

1. Each round gets a fresh key pair. Votes are sealed to its public half, so that casting needs no secret.
2. The private half is wrapped by the key provider, whose keys lie outside the database.
3. A vote is bound to its round and office and padded to one length before sealing, so that neither swapping
   two rows nor the length of a ciphertext says anything.
4. What is recorded at casting is a commitment: SM3 and SHA-256 of the ciphertext.
5. Opening compares every ciphertext with its commitment and its binding, all or nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from nacl.public import PrivateKey, PublicKey, SealedBox

from jianheng.charter import N_, cites
from jianheng.crypto.hashing import sha256, sm3
from jianheng.ledger.keys import provider
from jianheng.rules import Refused

PURPOSE = "council-votes"
PLAIN_BYTES = 192


@dataclass(frozen=True)
class RoundKey:
    """The keys of one round: the public half, and the private half wrapped by the key provider."""

    public: bytes
    wrapped: bytes


@dataclass(frozen=True)
class Sealed:
    """One sealed vote with the commitments that go on the record, both hexadecimal."""

    ciphertext: bytes
    sm3: str
    sha256: str


@dataclass(frozen=True)
class Kept:
    """A sealed vote as it was stored: whose it is, and the commitment recorded when it was cast."""

    office: str
    ciphertext: bytes
    sm3: str
    sha256: str


def new_round_key() -> RoundKey:
    """Steps 1 and 2: a fresh key pair for a round."""
    private = PrivateKey.generate()
    public = bytes(private.public_key)
    return RoundKey(public, provider().wrap(PURPOSE, bytes(private), public))


@cites("6.5", reading="D15")
def seal(choice: str, *, round_id: int, office: str, public: bytes) -> Sealed:
    """Steps 3 and 4: the vote of an office in a round, readable by nobody until the round is opened."""
    plain = json.dumps([round_id, office, choice], ensure_ascii=True).encode("ascii")
    if len(plain) >= PLAIN_BYTES:
        raise ValueError("an option's key is too long to be padded")
    ciphertext = SealedBox(PublicKey(public)).encrypt(plain.ljust(PLAIN_BYTES, b" "))
    return Sealed(ciphertext, *_commitments(ciphertext))


@cites("6.5", reading="D15")
def open_all(votes: Sequence[Kept], *, round_id: int, key: RoundKey) -> dict[str, str]:
    """Step 5: the choice of each office. Refused, with nothing opened, if a stored vote was altered."""
    box = SealedBox(PrivateKey(provider().unwrap(PURPOSE, key.wrapped, key.public)))
    opened = {}
    for vote in votes:
        bound_round, office, choice = json.loads(box.decrypt(vote.ciphertext)) if _is_intact(vote) else (0, "", "")
        if (bound_round, office) != (round_id, vote.office):
            raise Refused(
                "6.5",
                N_("The sealed vote of {office} is not the one recorded when it was cast; no vote was opened."),
                remedy=N_("Report it to the discipline office and restore the vote from the backup."),
                office=vote.office,
            )
        opened[vote.office] = choice
    return opened


def _is_intact(vote: Kept) -> bool:
    return (vote.sm3, vote.sha256) == _commitments(vote.ciphertext)


def _commitments(ciphertext: bytes) -> tuple[str, str]:
    return sm3(ciphertext).hex(), sha256(ciphertext).hex()
