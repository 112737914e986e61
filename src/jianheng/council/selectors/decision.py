"""A decision as documents need it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from jianheng.charter import cites
from jianheng.council.models import Motion


@dataclass(frozen=True)
class DecisionVote:
    """One line of the roll call. ``vote`` is the option's title, or abstain, absent, recused, vacant."""

    office: str
    person: str
    weight: int
    vote: str


@dataclass(frozen=True)
class Decision:
    """What the council decided. ``option`` is the title of the one that passed, ``responsible`` an office.

    ``checks`` are the boundaries with their evidence, ``application`` the number of the kept derivation.
    """

    motion_id: int
    county: str
    number: int
    title: str
    content: str
    grounds: str
    topic: str
    option: str
    options: tuple[str, ...]
    weight: int
    needed: int
    votes: tuple[DecisionVote, ...]
    responsible: str
    responsible_person: str
    dissenters: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]
    money_total: Decimal | None
    money_source: str
    money_plan: str
    charter_label: str
    application: int
    decided_at: datetime


@cites("6.7", "7.2")
def decision(motion_id: int) -> Decision | None:
    """The decision taken on an item; None while it is undecided, `Motion.DoesNotExist` if there is no item."""
    motion = (
        Motion.objects.select_related("county", "outcome__version__county")
        .prefetch_related("options", "boundaries", "rounds__opened_votes")
        .get(pk=motion_id)
    )
    if not motion.is_decided or motion.outcome is None or motion.closed_at is None:
        return None
    result: dict[str, Any] = motion.outcome.derivation["result"]
    titles = {option.key: option.title for option in motion.options.all()}
    last = max(motion.rounds.all(), key=lambda row: row.serial)
    votes = tuple(
        DecisionVote(row.office, row.person, row.weight, titles.get(row.vote, row.vote))
        for row in last.opened_votes.all()
    )
    persons = {row.office: row.person for row in votes}
    checks = {row.name: row.evidence for row in motion.boundaries.all()}
    return Decision(
        motion_id=motion.pk,
        county=motion.county.code,
        number=motion.number,
        title=motion.title,
        content=motion.content,
        grounds=motion.grounds,
        topic=motion.topic,
        option=titles[motion.winner],
        options=tuple(titles[key] for key in last.options),
        weight=result["weights"][motion.winner],
        needed=result["needed"],
        votes=votes,
        responsible=result["first_responsible"],
        responsible_person=persons[result["first_responsible"]],
        dissenters=tuple(result["dissenters"]),
        checks=tuple(checks.items()),
        money_total=motion.money_total,
        money_source=motion.money_source,
        money_plan=motion.money_plan,
        charter_label=motion.outcome.version.label,
        application=motion.outcome.pk,
        decided_at=motion.closed_at,
    )


def decisions(county: str) -> QuerySet[Motion]:
    """Items of a county that were decided, the latest first, for whoever builds on them."""
    return Motion.objects.filter(county__code=county, state="decided").order_by("-closed_at", "-id")
