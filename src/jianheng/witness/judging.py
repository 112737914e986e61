"""What a witness answers to a signed head, from what it has seen before: a pure decision (Art. 7.3)."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from jianheng.charter.cites import cites
from jianheng.charter.messages import N_
from jianheng.crypto.hashing import Hasher
from jianheng.crypto.tlog.merkle import verify_consistency
from jianheng.crypto.tlog.notes import Checkpoint


class Status(IntEnum):
    """The HTTP statuses of C2SP tlog-witness, and 503 for a witness that cannot trust itself."""

    COSIGNED = 200
    MALFORMED = 400
    UNSIGNED = 403
    UNKNOWN_LOG = 404
    OTHER_SIZE = 409
    TOO_LARGE = 413
    CONTRADICTION = 422
    UNWELL = 503


class Ground(StrEnum):
    """Why a refused head is kept: the first alone proves that the log signed two histories."""

    SAME_SIZE = "same-size-other-root"
    SMALLER = "smaller-than-cosigned"
    UNPROVEN = "not-shown-to-continue"


@dataclass(frozen=True)
class Known:
    """The largest head of a log that the witness has cosigned, with the signed note that said so; size 0 if none."""

    size: int = 0
    root: bytes = b""
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """The status, why (a message id, both languages), and on which ground the head is kept as evidence, if on any."""

    status: Status
    reason: str = ""
    ground: Ground | None = None


COSIGN = Verdict(Status.COSIGNED)


@cites("7.3")
def judge(known: Known, old: int, proof: tuple[bytes, ...], head: Checkpoint, hasher: Hasher) -> Verdict:
    """Whether ``head``, whose signature has been verified, may be cosigned by one who has seen ``known``.

    In the order of the specification: 400 old > new, 409 wrong old size, 422 contradiction."""
    if old > head.size:
        return Verdict(Status.MALFORMED, N_("The old size is larger than that of the checkpoint."))
    forked = head.size == known.size and known.size > 0 and head.root != known.root
    if old != known.size:
        smaller = Ground.SMALLER if head.size < known.size else None
        return Verdict(Status.OTHER_SIZE, ground=Ground.SAME_SIZE if forked else smaller)
    if forked:
        return Verdict(
            Status.CONTRADICTION, N_("Another root of this very size has been cosigned before."), Ground.SAME_SIZE
        )
    return _continuing(known, proof, head, hasher)


def _continuing(known: Known, proof: tuple[bytes, ...], head: Checkpoint, hasher: Hasher) -> Verdict:
    """The old size is right: does the head continue it?"""
    if not known.size:
        # Nothing was seen yet: there is nothing to prove, and only an empty tree has a root known beforehand.
        first = not proof and (head.size > 0 or head.root == hasher.empty)
        return COSIGN if first else Verdict(Status.CONTRADICTION, N_("A first checkpoint comes without a proof."))
    if verify_consistency(hasher, known.size, head.size, proof, known.root, head.root):
        return COSIGN
    same = head.size == known.size
    return Verdict(
        Status.CONTRADICTION,
        N_("The proof does not show that this checkpoint continues the one cosigned before."),
        None if same else Ground.UNPROVEN,
    )
