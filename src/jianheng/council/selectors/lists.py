"""Lists of items, and what waits for an officer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jianheng.charter import N_
from jianheng.council import access
from jianheng.council.models import Declaration, Motion
from jianheng.rules.council_states import OPEN, PREPARING
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import CHECKERS


def decided(county: str) -> QuerySet[Motion]:
    """Decided items of a county, the latest first."""
    found = Motion.objects.select_related("outcome__version__county").filter(county__code=county, state="decided")
    return found.defer("outcome__derivation").order_by("-closed_at", "-id")


def in_progress(county: str) -> QuerySet[Motion]:
    """Items not yet decided or returned, the latest first, with what waiting needs."""
    return (
        Motion.objects.select_related("county")
        .prefetch_related("declarations", "boundaries", "rounds__sealed_votes")
        .filter(county__code=county, state__in=[*OPEN, *PREPARING])
        .order_by("-id")
    )


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for an officer; ``what`` is a message, ``until`` the end of a window if there is one."""

    motion: Motion
    what: str
    until: datetime | None = None


def waiting_for(officer: Officer, motions: list[Motion], at: datetime) -> tuple[Waiting, ...]:
    """What waits for an officer among items of `in_progress`, in their order."""
    return tuple(task for motion in motions for task in _tasks(officer, motion, at))


def _tasks(officer: Officer, motion: Motion, at: datetime) -> Iterator[Waiting]:
    if motion.is_open:
        yield from _voting(officer, motion, at)
        return
    office, declared = access.office_of(officer), {(row.office, row.kind) for row in motion.declarations.all()}
    stood = {(office, Declaration.Kind.CONFIRMS), (office, Declaration.Kind.OBJECTS)} & declared
    if motion.state == Motion.State.PROPOSED and office and not stood:
        yield Waiting(motion, N_("Confirm the topic or object to it"))
    checked = {row.name for row in motion.boundaries.all()}
    for boundary in CHECKERS:
        if boundary not in checked and access.can_check(officer, motion, boundary):
            yield Waiting(motion, _CHECK[boundary])
    if access.can_run(officer, motion):
        proposed = motion.state == Motion.State.PROPOSED
        yield Waiting(motion, N_("Settle the topic") if proposed else N_("Prepare and open the vote"))


_CHECK = {
    "law": N_("Check the law and policy basis"),
    "plan": N_("Check the plans in force"),
    "budget": N_("Check the budget"),
    "procedure": N_("Check the procedure"),
}


def _voting(officer: Officer, motion: Motion, at: datetime) -> Iterator[Waiting]:
    round_ = next(row for row in motion.rounds.all() if row.closed_at is None)
    cast = {vote.office for vote in round_.sealed_votes.all()}
    office, due = access.office_of(officer), at >= round_.closes_at or cast >= set(round_.entitled)
    if office in round_.entitled and office not in cast and not due:
        yield Waiting(motion, N_("Cast the vote"), round_.closes_at)
    if due and access.may_close(officer):
        yield Waiting(motion, N_("Have the votes opened"))
