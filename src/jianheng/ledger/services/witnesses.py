"""Asking all witnesses to cosign, at once and without waiting for the slowest (Art. 7.3).

Threads only ask; every row is written by the thread that owns the collector. A size is put to all seats until its
quorum is reached or everyone has been tried, so that a fast log does not outrun every quorum.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction

from jianheng.charter import cites
from jianheng.crypto.tlog.tiles import BadTile, prove_consistency
from jianheng.ledger.models.log import Head, HeadSignature, Incident, Log, WitnessState
from jianheng.ledger.origins import HASHER, TREES
from jianheng.ledger.selectors.seats import Quorum, quorum_of
from jianheng.ledger.selectors.tiles import note_of, reader, signed_heads
from jianheng.ledger.services.incidents import Stopped, report
from jianheng.witness.client import TIMEOUT, Answer, Kind, Witness, add_checkpoint

THREADS = 16
RETRY = timedelta(seconds=5)
"""How long a witness that failed is left alone."""
Ask = Callable[[Witness, int, Sequence[bytes], str, float], Answer]
Clock = Callable[[], datetime]
Place = tuple[int, str, str]
"""Log, tree, witness."""


@dataclass(frozen=True)
class Question:
    """One head put to one witness, and the answer to come with the time it came."""

    log: Log
    head: Head
    witness: Witness
    note: str
    old: int
    future: Future[tuple[Answer, datetime]]

    @property
    def place(self) -> Place:
        return (self.log.pk, self.head.tree, self.witness.name)


@dataclass
class Collector:
    """The questions of one process. ``target`` is the size that each log's witnesses are being asked for."""

    clock: Clock
    ask: Ask = add_checkpoint
    timeout: float = TIMEOUT
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "witness"))
    open: dict[Place, Question] = field(default_factory=dict)
    target: dict[int, int] = field(default_factory=dict)
    resting: dict[Place, datetime] = field(default_factory=dict)

    @cites("7.3")
    def put(self, log: Log) -> int:
        """Put the newest signed heads, or those still under way, to every free witness; how many were asked."""
        quorum = quorum_of(log.county)
        heads = self._heads(log, quorum)
        if not heads:
            return 0
        count = 0
        for tree, head in heads.items():
            signed = set(head.signatures.exclude(witness="").values_list("witness", flat=True))
            for seat in quorum.seats:
                place = (log.pk, tree, seat.name)
                if seat.name not in signed and place not in self.open and self._is_rested(place):
                    count += self._put(log, head, seat.witness)
        return count

    def settle(self, within: float) -> list[Question]:
        """Keep the answers that have come, waiting up to ``within`` seconds for the first; the questions answered.

        A contradiction is kept as an incident with both sides' words, and everyone else is told of the head.
        """
        futures = [question.future for question in self.open.values()]
        if futures:
            wait(futures, timeout=within, return_when=FIRST_COMPLETED)
        done = [question for question in self.open.values() if question.future.done()]
        for question in done:
            del self.open[question.place]
            answer, at = question.future.result()
            if answer.kind in (Kind.SILENT, Kind.UNWELL, Kind.FALSE, Kind.REFUSED):
                self.resting[question.place] = at + RETRY
            contradiction = keep_answer(question.log, question.head, question.witness, answer, old=question.old, at=at)
            if contradiction is not None:
                report(question.log, contradiction, at=at)
                self._tell_all(question)
        for log in {question.log.pk: question.log for question in done}.values():
            note_quorum(log)
        return done

    def close(self) -> None:
        """End the threads; answers still to come are not waited for."""
        self.pool.shutdown(wait=False, cancel_futures=True)

    def _heads(self, log: Log, quorum: Quorum) -> dict[str, Head]:
        """The heads of both trees that are put to the witnesses now."""
        newest = {tree: head for tree in TREES for head in signed_heads(log, tree)[:1]}
        if len(newest) < len(TREES) or not quorum.seats:
            return {}
        size = min(head.size for head in newest.values())
        under_way = any(question.log.pk == log.pk for question in self.open.values())
        asked = self.target.get(log.pk, 0)
        if under_way and asked > log.witnessed_size:
            size = asked
        self.target[log.pk] = size
        heads = Head.objects.filter(log=log, size=size, signatures__witness="").distinct()
        found = {head.tree: head for head in heads}
        return found if len(found) == len(TREES) else {}

    def _is_rested(self, place: Place) -> bool:
        return place not in self.resting or self.clock() >= self.resting[place]

    def _put(self, log: Log, head: Head, witness: Witness) -> bool:
        state = WitnessState.objects.filter(log=log, tree=head.tree, witness=witness.name).first()
        old = state.size if state is not None else 0
        if old > head.size:
            return False  # it has cosigned a later head already
        try:
            proof = prove_consistency(old, head.size, reader(log, head.tree), HASHER[head.tree]) if old else []
        except BadTile as error:
            report(log, Stopped(Incident.Kind.TRUNCATED, f"{head.tree}: {error}"), at=self.clock())
            return False
        note = note_of(head)
        future = self.pool.submit(self._asked, witness, old, proof, note)
        question = Question(log, head, witness, note, old, future)
        self.open[question.place] = question
        return True

    def _asked(self, witness: Witness, old: int, proof: Sequence[bytes], note: str) -> tuple[Answer, datetime]:
        answer = self.ask(witness, old, proof, note, self.timeout)
        return answer, self.clock()

    def _tell_all(self, question: Question) -> None:
        """Have every other witness see, and keep, the head that one of them contradicts."""
        for seat in quorum_of(question.log.county).seats:
            place = (question.log.pk, question.head.tree, seat.name)
            if seat.name != question.witness.name and place not in self.open:
                self._put(question.log, question.head, seat.witness)


@transaction.atomic
def keep_answer(log: Log, head: Head, witness: Witness, answer: Answer, *, old: int, at: datetime) -> Stopped | None:
    """Store a witness's answer and cosignatures; what stops the log, if the answer contradicts it.

    ``old`` is the size that the proof sent to it began with.
    """
    state, _is_new = WitnessState.objects.select_for_update().get_or_create(
        log=log, tree=head.tree, witness=witness.name
    )
    state.answer, state.reason, state.answered_at = answer.kind.value, answer.reason, at
    if answer.at is not None:
        state.cosigned_at = datetime.fromtimestamp(answer.at, UTC)
    else:
        state.cosigned_at = None
    if answer.kind == Kind.COSIGNED:
        state.size = max(state.size, head.size)
        _keep_lines(head, witness.name, answer, at)
    elif answer.known_size is not None:
        state.size = answer.known_size
    state.save()
    return _contradiction(log, head, witness, answer, old)


def _keep_lines(head: Head, name: str, answer: Answer, at: datetime) -> None:
    """The cosignatures of a head, the first of each witness: later ones of the same head say nothing new."""
    if answer.at is not None and not HeadSignature.objects.filter(head=head, witness=name).exists():
        signed_at = datetime.fromtimestamp(answer.at, UTC)
        HeadSignature.objects.bulk_create(
            HeadSignature(head=head, witness=name, line=line, signed_at=signed_at, stored_at=at)
            for line in answer.lines
        )


def _contradiction(log: Log, head: Head, witness: Witness, answer: Answer, old: int) -> Stopped | None:
    """An answer that this log and the witness's memory cannot both be right about, with the words of both."""
    evidence = "\n".join(
        [note_of(head), _last_cosigned(log, head.tree, witness.name), f"{answer.status} {answer.reason}"]
    )
    if answer.kind == Kind.AHEAD:
        own = max((found.size for found in signed_heads(log, head.tree)[:1]), default=0)
        if (answer.known_size or 0) > own:
            detail = f"{witness.name} has seen {answer.known_size} entries ({head.tree}), this database has {own}"
            return Stopped(Incident.Kind.ROLLBACK, detail, evidence=evidence)
    if answer.kind == Kind.CONFLICT:
        kind = Incident.Kind.FORK if old == head.size else Incident.Kind.REFUSED
        return Stopped(kind, f"{witness.name}, {head.tree}, size {head.size}: {answer.reason}", evidence=evidence)
    return None


def _last_cosigned(log: Log, tree: str, name: str) -> str:
    """The last head that a witness cosigned, as this database has it."""
    found = Head.objects.filter(log=log, tree=tree, signatures__witness=name).order_by("-size").first()
    return note_of(found) if found is not None else ""


def note_quorum(log: Log) -> bool:
    """Note on the log the largest size that the quorum has cosigned in both trees; whether it grew."""
    quorum = quorum_of(log.county)
    lines = HeadSignature.objects.filter(head__log=log, head__size__gt=log.witnessed_size).exclude(witness="")
    names: dict[int, dict[str, set[str]]] = {}
    for size, tree, name in lines.values_list("head__size", "head__tree", "witness"):
        names.setdefault(size, {one: set() for one in TREES})[tree].add(name)
    enough = [size for size, trees in names.items() if all(quorum.reached(trees[tree]) for tree in TREES)]
    if not enough:
        return False
    log.witnessed_size = max(enough)
    Log.objects.filter(pk=log.pk, witnessed_size__lt=log.witnessed_size).update(witnessed_size=log.witnessed_size)
    return True
