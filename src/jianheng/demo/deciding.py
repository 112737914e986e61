"""Decisions of the demo county: invented items brought, checked, voted on and issued as documents."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

from jianheng.council.models import Motion
from jianheng.council.services.close import close_motion
from jianheng.council.services.prepare import check_boundary, note_lead_spoke
from jianheng.council.services.propose import propose_motion
from jianheng.council.services.topic import agree_topic, settle_topic, stand_on_topic
from jianheng.council.services.vote import cast_vote, open_vote
from jianheng.county.selectors import charter_on
from jianheng.demo import papers
from jianheng.demo.founding import Demo, at
from jianheng.documents.models import Document
from jianheng.documents.services import (
    address_document,
    complete_draft,
    draft_from_decision,
    issue_document,
)
from jianheng.people.selectors import office_holders, officer_of
from jianheng.rules.roles import Officer, Role
from jianheng.rules.weighing import lead


@dataclass(frozen=True)
class Item:
    """An invented item: ``firm`` is the chance that a member follows the first option, ``money`` in yuan."""

    title: str
    topic: str
    content: str
    grounds: str
    money: Decimal | None
    source: str
    firm: float
    is_pending: bool

    @property
    def plan(self) -> str:
        """How the money falls on the years."""
        return "" if self.money is None else f"当年{self.money * 6 / 100_000:.0f}万元，次年付清余款"


OPTIONS = ("同意", "不同意")
RECEIVERS = {
    "livelihood": ("development", "treasury", "housing"),
    "integrity": ("development", "audit", "treasury"),
    "strategy": ("development", "land", "industry"),
    "legislation": ("development", "justice"),
    "united_front": ("development", "civil"),
}
"""Which departments carry out decisions on each topic."""


@cache
def items() -> tuple[Item, ...]:
    """All invented items in the order of the data file."""
    text = files("jianheng.demo").joinpath("data", "items.toml").read_text(encoding="utf-8")
    return tuple(
        Item(
            title=row["title"],
            topic=row["topic"],
            content=row["content"],
            grounds=row["grounds"],
            money=Decimal(row["millions"]) * 1_000_000 if "millions" in row else None,
            source=row.get("source", ""),
            firm=row["firm"],
            is_pending=row.get("pending", False),
        )
        for row in tomllib.loads(text)["item"]
    )


def propose(demo: Demo, item: Item, day: date) -> Motion:
    """Bring an item before the council."""
    return propose_motion(
        county=demo.county,
        title=item.title,
        content=item.content,
        options=OPTIONS,
        topic=item.topic,
        grounds=item.grounds,
        money_total=item.money,
        money_source=item.source,
        money_plan=item.plan,
        by=demo.officer(Role.SECRETARIAT, day),
        at=at(day, 9),
    )


def check(demo: Demo, motion: Motion, day: date) -> None:
    """The three officers check the four boundaries; the legal officer agrees to the topic."""
    checks = (
        ("law", Role.LEGAL, "法律政策依据齐备，见所附依据清单。"),
        ("plan", Role.ARCHIVIST, "与现行五年规划一致。"),
        ("budget", Role.FINANCE, "预算科目余额充足。"),
        ("procedure", Role.ARCHIVIST, "调研、论证、征求意见程序齐全。"),
    )
    for boundary, role, evidence in checks:
        check_boundary(
            motion_id=motion.pk, boundary=boundary, kept=True, evidence=evidence, by=demo.officer(role, day), at=at(day)
        )
    agree_topic(motion_id=motion.pk, by=demo.officer(Role.LEGAL, day), at=at(day))


def decide(demo: Demo, item: Item, day: date) -> Motion:
    """Take one item through all its stages with the office-holders of the day."""
    start = day - timedelta(days=4)
    motion = propose(demo, item, start)
    check(demo, motion, day)
    members = _members(demo, day)
    secretariat = demo.officer(Role.SECRETARIAT, day)
    for member in members.values():
        stand_on_topic(motion_id=motion.pk, stand="confirms", by=member, at=at(day, 10))
    motion = settle_topic(motion_id=motion.pk, by=secretariat, at=at(day, 10, 5))
    if lead(motion.topic, charter_on(demo.county.code, day)) in members:
        note_lead_spoke(motion_id=motion.pk, by=secretariat, at=at(day, 10, 10))
    open_vote(motion_id=motion.pk, closes_at=at(day, 12), by=secretariat, at=at(day, 11))
    motion.refresh_from_db()
    while motion.is_open:
        minute = 10 * motion.round
        for member in members.values():
            choice = _choice(demo, motion, item)
            cast_vote(motion_id=motion.pk, choice=choice, by=member, at=at(day, 11, minute))
        motion = close_motion(motion_id=motion.pk, by=secretariat, at=at(day, 11, minute + 5))
    return motion


def issue(demo: Demo, motion: Motion, day: date) -> Document:
    """Draft the document of a decision, complete it and have the secretary issue it."""
    secretariat = demo.officer(Role.SECRETARIAT, day)
    draft = draft_from_decision(motion_id=motion.pk, by=secretariat, at=at(day, 15))
    draft = complete_draft(
        document_id=draft.pk,
        title=f"关于{motion.title}的决定",
        basis=motion.grounds.partition("；")[0],
        grounds=motion.grounds,
        content=motion.content,
        money_total=motion.money_total if motion.money_total is not None else Decimal(0),
        money_source=motion.money_source,
        money_plan=motion.money_plan,
        main_recipients="各乡镇人民政府",
        copied_recipients="县纪委监委、县人大常委会办公室",
        issuer="衡川县委员会",
        by=secretariat,
        at=at(day, 16),
    )
    main = RECEIVERS[motion.topic]
    address_document(document_id=draft.pk, main=main, copied=[], receipt_days=3, by=secretariat, at=at(day, 16, 5))
    papers.submit_and_approve(demo, draft, day)
    secretary = _members(demo, day)[Role.SECRETARY.value]
    document = issue_document(document_id=draft.pk, by=secretary, at=at(day + timedelta(days=1), 9))
    papers.receive(demo, document, main, day + timedelta(days=2))
    return document


def _members(demo: Demo, day: date) -> Mapping[str, Officer]:
    held = office_holders(demo.county.code, day)
    return {office: officer_of(tenure.person, day) for office, tenure in held.items()}


def _choice(demo: Demo, motion: Motion, item: Item) -> str:
    first, *others = motion.standing
    if demo.random.random() < item.firm:
        return str(first)
    return str(demo.random.choice([*others, "abstain"]))
