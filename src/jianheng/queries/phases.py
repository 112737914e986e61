"""The phases of a matter between its entries, against the deadlines of the charter; and their drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from jianheng.charter import N_
from jianheng.rules.calendar import end_of_day

CLOSING = ("council.decided", "council.nothing_passed", "council.quorum_missed", "council.returned")


@dataclass(frozen=True)
class Moment:
    """An entry as far as phases need it: its kind, its time, the fields that are shown."""

    type: str
    at: datetime
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Phase:
    """A stretch of time. ``ended`` is None while it lasts; ``due`` the instant from which it is too late, if any.

    ``name`` is a message, ``article`` the one that sets the deadline or the phase; ``until`` is ``ended`` or now.
    """

    name: str
    article: str
    began: datetime
    ended: datetime | None
    due: datetime | None
    until: datetime

    @property
    def late(self) -> bool:
        return self.due is not None and self.until > self.due

    @property
    def length(self) -> timedelta:
        return self.until - self.began

    @property
    def days(self) -> int:
        """Whole days, counted by the calendar of the county."""
        return (timezone.localdate(self.until) - timezone.localdate(self.began)).days

    @property
    def last_day(self) -> date | None:
        """The last day in time."""
        return timezone.localdate(self.due - timedelta(seconds=1)) if self.due else None


@dataclass(frozen=True)
class Deadlines:
    """The last days that bind a matter's document, None where there is none; ``received_at`` once all have it."""

    issue: date | None = None
    receipts: date | None = None
    received_at: datetime | None = None


def phases(moments: Sequence[Moment], deadlines: Deadlines, at: datetime) -> tuple[Phase, ...]:
    """The phases that a matter has been through, in order. ``moments`` are in the order of time."""
    first: dict[str, datetime] = {}
    for moment in moments:
        first.setdefault(moment.type, moment.at)
    found = [
        _between(N_("Topic"), "6.2", first.get("council.proposed"), first.get("council.topic_settled"), at),
        _between(
            N_("Preparation"),
            "6.3",
            first.get("council.topic_settled"),
            first.get("council.vote_opened") or first.get("council.returned"),
            at,
        ),
        *_votes(moments, at),
        _between(
            N_("Signature"),
            "6.8",
            first.get("council.decided"),
            first.get("documents.issued"),
            at,
            due=end_of_day(deadlines.issue) if deadlines.issue else None,
        ),
    ]
    if deadlines.receipts and "documents.issued" in first:
        name, due = N_("Receipts"), end_of_day(deadlines.receipts)
        found.append(_between(name, "7.2", first["documents.issued"], deadlines.received_at, at, due))
    return tuple(phase for phase in found if phase is not None)


def _between(
    name: str, article: str, began: datetime | None, ended: datetime | None, at: datetime, due: datetime | None = None
) -> Phase | None:
    return None if began is None else Phase(name, article, began, ended, due, ended or at)


def _votes(moments: Sequence[Moment], at: datetime) -> list[Phase | None]:
    """Each opening of a vote until its round closed, with the end of its window."""
    found = []
    for index, moment in enumerate(moments):
        if moment.type == "council.vote_opened":
            ended = next((later.at for later in moments[index:] if later.type in CLOSING), None)
            closes = moment.fields.get("closes_at")
            due = datetime.fromisoformat(closes) if closes else None
            found.append(_between(N_("Sealed vote"), "6.5", moment.at, ended, at, due))
    return found


WIDTH, LABEL, ROW, TEXT = 720, 150, 34, 110


@dataclass(frozen=True)
class Bar:
    """A phase as drawn, in units of the view box; ``due`` is the place of its deadline, None without one."""

    phase: Phase
    y: int
    middle: int
    start: int
    length: int
    end: int
    due: int | None


@dataclass(frozen=True)
class Drawing:
    """The phases on one scale of time."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    start: int
    stop: int
    first: datetime
    last: datetime


def draw(found: Sequence[Phase]) -> Drawing | None:
    """Draw phases from the earliest beginning to the latest end or deadline; None where there are none."""
    if not found:
        return None
    first = min(phase.began for phase in found)
    last = max(max(phase.until, phase.due or phase.until) for phase in found)
    room = WIDTH - LABEL - TEXT
    span = max((last - first).total_seconds(), 1)

    def place(at: datetime) -> int:
        return LABEL + round(room * (at - first).total_seconds() / span)

    bars = []
    for index, phase in enumerate(found):
        start, end = place(phase.began), place(phase.until)
        length = max(end - start, 3)
        due = place(phase.due) if phase.due else None
        middle = ROW * index + ROW // 2
        bars.append(Bar(phase, ROW * index + 8, middle, start, length, max(start + length, due or 0) + 8, due))
    height = ROW * len(bars) + 26
    return Drawing(tuple(bars), WIDTH, height, LABEL, WIDTH - TEXT, first, last)
