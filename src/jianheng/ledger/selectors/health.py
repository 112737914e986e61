"""Whether a county's logs are well: what the health page shows, and the alarm in the frame (Art. 17.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from jianheng.charter import Bilingual, cites
from jianheng.ledger.incident_words import WORDS, Words
from jianheng.ledger.models.log import Head, Incident, Log, Outbox, WitnessState
from jianheng.ledger.origins import PARENT, TREES, tree_origin
from jianheng.ledger.selectors.log import MERGE_DELAY
from jianheng.ledger.selectors.seats import quorum_of
from jianheng.ledger.selectors.tiles import last_heads

ANSWERED = "cosigned"


@dataclass(frozen=True)
class HeadRow:
    """The newest head of a tree; ``witnesses`` are those that cosigned it."""

    tree: str
    origin: str
    size: int
    root: str
    at: datetime
    is_signed: bool
    witnesses: tuple[str, ...]


@dataclass(frozen=True)
class WitnessRow:
    """One seat and one tree: the last answer, when, the size it has cosigned, and how many entries it lags behind."""

    name: str
    organisation: Bilingual
    tree: str
    answer: str
    reason: str
    answered_at: datetime | None
    size: int
    lag: int

    @property
    def is_well(self) -> bool:
        return self.answer == ANSWERED


@dataclass(frozen=True)
class IncidentRow:
    """An incident with what it means and what to do."""

    row: Incident
    words: Words


@dataclass(frozen=True)
class LogHealth:
    """One log: ``waiting`` entries in the outbox, the oldest since ``oldest``; ``held`` ones were set aside."""

    log: Log
    heads: tuple[HeadRow, ...]
    witnesses: tuple[WitnessRow, ...]
    has_quorum: bool
    waiting: int
    oldest: datetime | None
    held: int
    incidents: tuple[IncidentRow, ...]
    past: tuple[IncidentRow, ...]

    @property
    def size(self) -> int:
        return max((head.size for head in self.heads), default=0)

    @property
    def unwitnessed(self) -> int:
        return self.size - self.log.witnessed_size

    @property
    def is_quiet(self) -> bool:
        """Whether everything in it is witnessed and nothing waits or is wrong, so that a line tells enough."""
        return self.has_quorum and not (self.unwitnessed or self.waiting or self.held or self.incidents)

    @property
    def is_stopped(self) -> bool:
        return any(incident.row.stops for incident in self.incidents)


@dataclass(frozen=True)
class Health:
    """All logs of a county, the newest first, then the parent log; ``late``: entries wait beyond the merge delay."""

    logs: tuple[LogHealth, ...]
    late: bool

    @property
    def is_well(self) -> bool:
        return not self.late and not any(log.incidents for log in self.logs)


@cites("17.3")
def health(county: str, *, at: datetime) -> Health:
    """The state of a county's logs and of the parent log."""
    logs = [*Log.objects.filter(county=county).order_by("-year"), *Log.objects.filter(county=PARENT).order_by("-year")]
    waiting = _waiting()
    return Health(tuple(_log(log, waiting) for log in logs), _is_late(county, at))


def is_troubled(county: str, *, at: datetime) -> bool:
    """Whether something is wrong with a county's logs: an incident is open, or entries wait too long."""
    return Incident.objects.filter(log__county__in=(county, PARENT), cleared_at=None).exists() or _is_late(county, at)


def _is_late(county: str, at: datetime) -> bool:
    return Outbox.objects.filter(county__in=(county, PARENT), put_at__lt=at - MERGE_DELAY).exists()


def _waiting() -> Mapping[tuple[str, int, bool], tuple[int, datetime]]:
    """How many entries wait for each log, and since when, those set aside apart."""
    rows = Outbox.objects.values_list("county", "year", "is_held").annotate(Count("pk"), Min("put_at"))
    return {(county, year, is_held): (count, since) for county, year, is_held, count, since in rows}


def _log(log: Log, waiting: Mapping[tuple[str, int, bool], tuple[int, datetime]]) -> LogHealth:
    heads = last_heads(log)
    incidents = list(Incident.objects.filter(log=log).select_related("log", "cleared_by")[:20])
    shown = [described(row) for row in incidents]
    count, oldest = waiting.get((log.county, log.year, False), (0, None))
    held, _since = waiting.get((log.county, log.year, True), (0, None))
    return LogHealth(
        log=log,
        heads=tuple(_head(log, heads[tree]) for tree in TREES if tree in heads),
        witnesses=tuple(_witnesses(log, {tree: head.size for tree, head in heads.items()})),
        has_quorum=bool(quorum_of(log.county).seats),
        waiting=count,
        oldest=oldest,
        held=held,
        incidents=tuple(one for one in shown if one.row.cleared_at is None),
        past=tuple(one for one in shown if one.row.cleared_at is not None),
    )


def described(row: Incident) -> IncidentRow:
    """An incident with its words."""
    return IncidentRow(row, WORDS[Incident.Kind(row.kind)])


def _head(log: Log, head: Head) -> HeadRow:
    names = list(head.signatures.values_list("witness", flat=True))
    return HeadRow(
        tree=head.tree,
        origin=tree_origin(log.origin, head.tree),
        size=head.size,
        root=bytes(head.root).hex(),
        at=head.at,
        is_signed="" in names,
        witnesses=tuple(sorted({name for name in names if name})),
    )


def _witnesses(log: Log, sizes: Mapping[str, int]) -> Sequence[WitnessRow]:
    states = {(state.witness, state.tree): state for state in WitnessState.objects.filter(log=log)}
    rows = []
    for seat in quorum_of(log.county).seats:
        for tree in TREES:
            state = states.get((seat.name, tree)) or WitnessState(answer="", reason="", answered_at=None, size=0)
            lag = max(0, sizes.get(tree, 0) - state.size)
            rows.append(
                WitnessRow(
                    seat.name, seat.organisation, tree, state.answer, state.reason, state.answered_at, state.size, lag
                )
            )
    return rows
