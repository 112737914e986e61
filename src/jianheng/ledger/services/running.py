"""The sequencer's round: check, give places, sign, have cosigned, tell the parent log, and name what goes wrong.

Whatever fails is rolled back where it happened and kept as an incident; the round then goes on with the next log.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from jianheng.charter import cites
from jianheng.ledger.models.log import Head, Incident, Log
from jianheng.ledger.selectors.seats import quorum_of
from jianheng.ledger.services.incidents import Stopped, close, is_stopped, report
from jianheng.ledger.services.parent import record_heads
from jianheng.ledger.services.sequencing import Edges, append_batch, open_log, waiting_logs
from jianheng.ledger.services.signing import Signers, sign_heads
from jianheng.ledger.services.starting import check_with_witnesses
from jianheng.ledger.services.witnesses import Ask, Collector
from jianheng.witness.client import TIMEOUT, add_checkpoint

LOG = logging.getLogger("jianheng.ledger")
BATCHES = 64
"""Batches of one log in one round, before the others have their turn and the heads are signed."""
AGAIN = timedelta(seconds=10)
"""How long after a failed check with the witnesses the next one comes."""
PATIENCE = timedelta(seconds=15)
"""How long a signed head may wait for its quorum before that is an incident."""
FULL = ("full", "no space left", "53100")
Kind = Incident.Kind


@dataclass(frozen=True)
class Round:
    """What one round did: entries placed, heads signed, answers of witnesses kept."""

    placed: int = 0
    signed: tuple[Head, ...] = ()
    answers: int = 0

    @property
    def is_idle(self) -> bool:
        return not (self.placed or self.signed or self.answers)


@dataclass
class Sequencer:
    """One process that keeps the logs. ``clock`` gives the present instant, aware."""

    clock: Callable[[], datetime]
    ask: Ask = add_checkpoint
    timeout: float = TIMEOUT
    edges: Edges = field(default_factory=Edges)
    signers: Signers = field(default_factory=Signers)
    checked: set[int] = field(default_factory=set)
    refused: dict[int, datetime] = field(default_factory=dict)
    active: set[int] = field(default_factory=set)
    untold: list[tuple[Log, Stopped]] = field(default_factory=list)
    collector: Collector = field(init=False)

    def __post_init__(self) -> None:
        self.collector = Collector(self.clock, self.ask, self.timeout)
        self.active = set(Log.objects.values_list("pk", flat=True))

    @cites("7.3")
    def round(self, within: float = 0.0) -> Round:
        """One round over every log with something to do; answers of witnesses are waited for up to ``within`` s.

        Raises DatabaseError if the database does not even say which logs there are.
        """
        self._tell()
        placed = 0
        signed: list[Head] = []
        for log in self._logs():
            with self._naming(log):
                if not self._may_sign(log):
                    continue
                placed += self._drain(log)
                signed += self._sign(log)
                self.collector.put(log)
        answers = self._answers(within)
        for log in Log.objects.filter(pk__in=self.active):
            with self._naming(log):
                self._follow(log)
        return Round(placed, tuple(signed), answers)

    def _answers(self, within: float) -> int:
        """Keep what the witnesses have answered; an answer that cannot be stored is asked for again."""
        try:
            return len(self.collector.settle(within))
        except DatabaseError as fault:
            LOG.warning("answers of witnesses cannot be stored: %s", _first_line(fault))
            return 0

    def close(self) -> None:
        """End the threads that ask the witnesses."""
        self.collector.close()

    def _logs(self) -> list[Log]:
        self.active |= {open_log(county, year, at=self.clock()).pk for county, year in waiting_logs()}
        return list(Log.objects.filter(pk__in=self.active))

    def _may_sign(self, log: Log) -> bool:
        """Whether the witnesses know of nothing that this database has lost; asked once, and again after trouble."""
        if is_stopped(log):
            self.checked.discard(log.pk)
            return False
        if log.pk in self.checked:
            return True
        if log.pk in self.refused and self.clock() < self.refused[log.pk] + AGAIN:
            return False
        self.refused[log.pk] = self.clock()
        self.edges.forget(log)
        check_with_witnesses(log, clock=self.clock, ask=self.ask, timeout=self.timeout)
        self.checked.add(log.pk)
        del self.refused[log.pk]
        close(log, Kind.WITNESS, at=self.clock())
        return True

    def _drain(self, log: Log) -> int:
        """The waiting entries of a log, batch by batch, from an edge read anew from the tiles."""
        self.edges.forget(log)
        placed = 0
        for _number in range(BATCHES):
            batch = append_batch(log, self.edges, at=self.clock())
            if batch is None:
                break
            placed += batch.count
        if placed:
            close(log, Kind.DATABASE, Kind.DISK_FULL, Kind.CLOCK, at=self.clock())
        return placed

    def _sign(self, log: Log) -> tuple[Head, ...]:
        signed = sign_heads(log, at=self.clock(), signers=self.signers)
        if signed:
            close(log, Kind.NO_SIGNING, at=self.clock())
        return signed

    def _follow(self, log: Log) -> None:
        """Tell the parent log of a signed head, sound the alarm for one without quorum, and let a quiet log rest."""
        if log.pk not in self.checked:
            return
        is_told = log.is_parent or record_heads(log, at=self.clock())
        unseen = log.heads.filter(tree="sm3", size__gt=log.witnessed_size).order_by("size").first()
        if unseen is None or not quorum_of(log.county).seats:
            close(log, Kind.WITNESS, at=self.clock())
            if is_told:
                self.active.discard(log.pk)
        elif self.clock() > unseen.at + PATIENCE:
            raise Stopped(Kind.WITNESS, f"since {unseen.at:%Y-%m-%d %H:%M:%S} UTC no head has its quorum of witnesses")

    @contextmanager
    def _naming(self, log: Log) -> Iterator[None]:
        """Keep what goes wrong with one log as an incident of it, and go on."""
        try:
            yield
        except Stopped as stopped:
            self._keep(log, stopped)
        except DatabaseError as fault:
            text = _first_line(fault)
            kind = Kind.DISK_FULL if any(word in text.lower() for word in FULL) else Kind.DATABASE
            self._keep(log, Stopped(kind, text))

    def _keep(self, log: Log, stopped: Stopped) -> None:
        if stopped.kind == Kind.CLOCK:
            self.checked.discard(log.pk)  # the witnesses' clocks decide, so they are asked again
        self.active.add(log.pk)
        LOG.warning("%s: %s", log.origin, stopped)
        self.untold.append((log, stopped))
        self._tell()

    def _tell(self) -> None:
        """Store incidents; those that a failing database does not take are kept in memory for the next round."""
        waiting, self.untold = self.untold, []
        for log, stopped in waiting:
            try:
                report(log, stopped, at=self.clock())
            except DatabaseError as fault:
                LOG.warning("an incident cannot be stored yet: %s", _first_line(fault))
                self.untold.append((log, stopped))
                if not connection.in_atomic_block:
                    connection.close_if_unusable_or_obsolete()


def _first_line(fault: Exception) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]
