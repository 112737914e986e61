"""The drill: an honest log, then everything that a log must not do, against running witnesses (Art. 7.3, 17.3).

What is tried is a practice log of its own; no county's log is touched.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from jianheng.charter.messages import N_
from jianheng.crypto.tlog.notes import Signs
from jianheng.crypto.tlog.policy import Policy
from jianheng.witness.client import Kind, add_checkpoint
from jianheng.witness.local import Group
from jianheng.witness.practice import TREES, PracticeLog

SMALL, LARGE = 100, 1000


@dataclass(frozen=True)
class Tried:
    """One attempt at every witness in one tree: what it was, what was expected, what came."""

    what: str
    tree: str
    expected: tuple[Kind, int]
    came: dict[str, tuple[Kind, int | None]]

    @property
    def is_good(self) -> bool:
        return all(answer == self.expected for answer in self.came.values())


@dataclass(frozen=True)
class Attempt:
    """A head to be sent: of which log at which size, said to follow ``old`` and proven from ``proven``."""

    what: str
    log: PracticeLog
    old: int
    size: int
    expected: tuple[Kind, int]


def attempts(honest: PracticeLog, rewritten: PracticeLog) -> list[Attempt]:
    """The steps of the drill in their order; ``rewritten`` has the same keys and another entry near its beginning."""
    good, other, no = (Kind.COSIGNED, 200), (Kind.BEHIND, 409), (Kind.CONFLICT, 422)
    return [
        Attempt(N_("first head"), honest, 0, SMALL, good),
        Attempt(N_("grown log, proven from the wrong size"), honest, SMALL // 2, LARGE, other),
        Attempt(N_("an entry rewritten, and grown"), rewritten, SMALL, LARGE, no),
        Attempt(N_("grown log"), honest, SMALL, LARGE, good),
        Attempt(N_("the same size with another root"), rewritten, LARGE, LARGE, no),
        Attempt(N_("rolled back"), honest, LARGE - SMALL, LARGE - SMALL, (Kind.AHEAD, 409)),
        Attempt(N_("the last head once more"), honest, LARGE, LARGE, good),
    ]


def rehearse(group: Group, signers: Mapping[str, Signs], origin: str, silent: Collection[str] = ()) -> Iterator[Tried]:
    """Play every step in both trees against all witnesses but the ``silent``; ``origin`` is that of a new log."""
    honest = PracticeLog(origin, signers).grow(LARGE)
    rewritten = honest.rewritten(SMALL // 2)
    group.trust(*honest.vkeys)
    witnesses = [seat.witness for seat in group.seats.seats if seat.name not in silent]
    for one in attempts(honest, rewritten):
        for tree in TREES:
            note = one.log.note(tree, one.size)
            proof = one.log.proof(tree, one.old, one.size) if one.old != one.size else []
            answers = {witness.name: add_checkpoint(witness, one.old, proof, note) for witness in witnesses}
            yield Tried(
                one.what, tree, one.expected, {name: (answer.kind, answer.status) for name, answer in answers.items()}
            )


def quorum_without(group: Group, *lost: str) -> bool:
    """Whether the quorum still stands when these witnesses are silent."""
    policy = Policy.parse(group.seats.policy())
    return policy.satisfied([seat.name for seat in group.seats.seats if seat.name not in lost])
