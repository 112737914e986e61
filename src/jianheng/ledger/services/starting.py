"""Before a process signs for a log, it asks all witnesses how far they have seen it (Art. 7.3).

A database restored from an old backup does not know what it has forgotten; its witnesses do. Signing begins only
once those that stay silent are too few to have made a quorum among themselves: then at least one witness of every
quorum that can have been reached has answered.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from jianheng.charter import cites
from jianheng.ledger.models.log import Head, HeadSignature, Incident, Log
from jianheng.ledger.origins import TREES
from jianheng.ledger.selectors.seats import Quorum, quorum_of
from jianheng.ledger.selectors.tiles import note_of, signed_heads
from jianheng.ledger.services.incidents import Stopped
from jianheng.ledger.services.signing import signed_line
from jianheng.ledger.services.witnesses import Ask, Clock, keep_answer
from jianheng.witness.client import TIMEOUT, Answer, Kind, Witness, add_checkpoint

HAS_SPOKEN = {Kind.COSIGNED, Kind.BEHIND, Kind.AHEAD, Kind.CONFLICT}
UNKNOWN_LOG = 404


@cites("7.3")
def check_with_witnesses(log: Log, *, clock: Clock, ask: Ask = add_checkpoint, timeout: float = TIMEOUT) -> None:
    """Return if this process may sign for the log; raise `Stopped` if it must not, or not yet.

    Nothing is signed here but, once, the head of the empty tree, which has only one root.
    """
    quorum = quorum_of(log.county)
    if not quorum.seats:
        return
    heads = {tree: _last_signed(log, tree, clock()) for tree in TREES}
    asked = [(head, seat.witness) for head in heads.values() for seat in quorum.seats]

    def size_of(question: tuple[Head, Witness]) -> tuple[Answer, datetime]:
        head, witness = question
        return ask(witness, head.size, (), notes[head.tree], timeout), clock()

    notes = {tree: note_of(head) for tree, head in heads.items()}
    with ThreadPoolExecutor(max(1, len(asked)), "start") as pool:
        answers = list(pool.map(size_of, asked))
    silent: dict[str, set[str]] = {tree: set() for tree in TREES}
    found = []
    for (head, witness), (answer, at) in zip(asked, answers, strict=True):
        found.append(keep_answer(log, head, witness, answer, old=head.size, at=at))
        if answer.kind not in HAS_SPOKEN and answer.status != UNKNOWN_LOG:
            silent[head.tree].add(witness.name)
    for contradiction in filter(None, found):
        raise contradiction
    _require_enough(quorum, silent)


def _require_enough(quorum: Quorum, silent: dict[str, set[str]]) -> None:
    for tree, names in silent.items():
        if names and (quorum.reached(names) or len(names) == len(quorum.seats)):
            detail = f"{tree}: no answer from {', '.join(sorted(names))}; they alone could know more than this database"
            raise Stopped(Incident.Kind.WITNESS, detail)


def _last_signed(log: Log, tree: str, at: datetime) -> Head:
    """The newest signed head; for a log that never signed the head of its empty tree, which is signed for it."""
    newest = signed_heads(log, tree).first()
    if newest is not None:
        return newest
    first = Head.objects.get(log=log, tree=tree, size=0)
    line = signed_line(log, tree, first.text, at=at)
    HeadSignature.objects.get_or_create(head=first, witness="", line=line, defaults={"signed_at": at, "stored_at": at})
    return first
