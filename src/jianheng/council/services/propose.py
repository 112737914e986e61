"""Bringing an item before the council, and returning it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jianheng.charter import N_, Charter, cites
from jianheng.council import access
from jianheng.council.events import MotionProposed, MotionReturned
from jianheng.council.models import Motion, Option
from jianheng.council.services.item import locked, tidy
from jianheng.county.models import County
from jianheng.county.selectors import charter_on
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.council_states import PREPARING, MotionAct, next_state, require_stage
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import TopicFacts, require_options, require_votable, topic_in_force

POLICY = "policy"
KEYS = "①②③④⑤⑥⑦⑧"


@cites("6.2", "6.1", reading="D14")
@transaction.atomic
def propose_motion(
    *,
    county: County,
    title: str,
    content: str,
    options: Sequence[str],
    topic: str,
    matter: str = POLICY,
    also: Sequence[str] = (),
    source: str = "secretariat",
    grounds: str = "",
    money_total: Decimal | None = None,
    money_source: str = "",
    money_plan: str = "",
    by: Officer,
    at: datetime,
) -> Motion:
    """Enter an item with its options (at least two, numbered ① to ⑧) and the topic proposed for it.

    Refused: a statutory act, a topic outside the matrix or more than one of them, too few, too many or equal
    options, an empty title or content, a negative sum.
    """
    access.require_propose(by, county.code)
    County.objects.select_for_update().get(pk=county.pk)
    charter = charter_on(county.code, timezone.localdate(at))
    titles = tuple(tidy(option) for option in options if option.strip())
    _require_complete(title, content, money_total)
    require_votable(matter, charter)
    _require_few_options(titles)
    _require_admissible_topic(topic, also, charter)
    last = Motion.objects.filter(county=county).aggregate(last=Max("number"))["last"]
    motion = Motion.objects.create(
        county=county,
        number=(last or 0) + 1,
        title=tidy(title),
        content=tidy(content),
        grounds=tidy(grounds),
        money_total=money_total,
        money_source=tidy(money_source),
        money_plan=tidy(money_plan),
        matter=matter,
        topic_proposed=topic,
        topic_source=source,
        standing=list(KEYS[: len(titles)]),
        proposed_by=by.key,
        proposed_at=at,
    )
    numbered = dict(zip(KEYS, titles, strict=False))
    Option.objects.bulk_create(Option(motion=motion, key=key, title=text) for key, text in numbered.items())
    record(MotionProposed(motion.pk, motion.title, topic, source, titles), by=by, at=at)
    return motion


def _require_complete(title: str, content: str, money_total: Decimal | None) -> None:
    if not title.strip():
        raise Refused("6.2", N_("An item needs a title."), field="title")
    if not content.strip():
        raise Refused("6.2", N_("An item needs its content: what is to be decided."), field="content")
    if money_total is not None and money_total < 0:
        raise Refused("7.2", N_("A sum of money cannot be negative."), field="money_total")


def _require_few_options(titles: Sequence[str]) -> None:
    require_options(titles)
    if len(titles) > len(KEYS):
        raise Refused("6.4", N_("At most {most} options can be tabled."), field="options", most=len(KEYS))


def _require_admissible_topic(topic: str, also: Sequence[str], charter: Charter) -> None:
    """Ask the rule of Art. 6.2 whether the label could stand at all, once announced and agreed to."""
    facts = TopicFacts(
        proposed=topic,
        source=charter.choice("council.topic_source"),
        legal_officer=True,
        notice_days=charter.number("council.topic_notice_days"),
        also=tuple(also),
    )
    topic_in_force(facts, charter)


@cites("6.5")
@transaction.atomic
def return_motion(*, motion_id: int, reason: str, by: Officer, at: datetime) -> Motion:
    """Return an item to those who prepared it, before a vote is opened; the reason is kept."""
    motion = locked(motion_id)
    access.require_run(by, motion)
    require_stage(motion.state, PREPARING)
    if not reason.strip():
        raise Refused("6.5", N_("Say why the item is returned."), field="reason")
    motion.state = next_state(motion.state, MotionAct.RETURN)
    motion.return_reason, motion.closed_at = tidy(reason), at
    motion.save(update_fields=["state", "return_reason", "closed_at"])
    record(MotionReturned(motion.pk, motion.return_reason), by=by, at=at)
    return motion
