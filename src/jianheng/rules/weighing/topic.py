"""Under which topic an item is voted on (Art. 6.2)."""

from dataclasses import dataclass

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused
from jianheng.rules.weighing.board import in_board_order, weights


@dataclass(frozen=True)
class TopicFacts:
    """The label proposed for an item, and what the heads said about it at the start of the meeting.

    ``source`` is ``secretariat`` or ``rule_table``; ``legal_officer`` whether the legal officer agreed;
    ``notice_days`` how many days before the meeting the label was announced; ``also`` further topics the
    item belongs to.
    """

    proposed: str
    confirmed_by: tuple[str, ...] = ()
    objected_by: tuple[str, ...] = ()
    vacant: tuple[str, ...] = ()
    source: str = "secretariat"
    legal_officer: bool = False
    notice_days: int = 0
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicOutcome:
    """``state`` is ``confirmed``, ``default`` or ``unsettled``; ``topic`` is empty while unsettled."""

    state: str
    topic: str
    weights: dict[str, int]
    confirming: int
    objecting: int
    needed_heads: int


@rule("weighing.topic", "6.2", "6.1", reading=("D12", "D13", "D14"))
def topic_in_force(facts: TopicFacts, charter: Charter) -> Derived[TopicOutcome]:
    """The topic in force: the proposed one if most heads confirm it, the default one if most object.

    A majority is more than half of the seated heads, each counting once. If neither side has it the
    label is unsettled and no vote can open. Refused: a mixed item, a label without its published source
    or notice, a head on both sides, a vacant seat speaking.
    """
    _require_admissible(facts, charter)
    seated = 5 - len(in_board_order(facts.vacant))
    needed = seated // 2 + 1
    confirming, objecting = len(in_board_order(facts.confirmed_by)), len(in_board_order(facts.objected_by))
    default = charter.choice("council.default_topic")
    state, topic = "unsettled", ""
    if confirming >= needed:
        state, topic = "confirmed", facts.proposed
    elif objecting >= needed:
        state, topic = "default", default
    steps = (
        Step("6.2", N_("Topic {topic} was proposed; source: {source}."), _proposal(facts), "D12"),
        Step(
            "6.2",
            N_("{confirming} heads confirm it and {objecting} object; {needed} of {seated} heads decide."),
            {"confirming": confirming, "objecting": objecting, "needed": needed, "seated": seated},
            "D13",
        ),
        Step("6.2", _CONCLUSION[state], {"topic": topic}, "D13"),
    )
    table = dict(weights(topic, charter)) if topic else {}
    return Derived(TopicOutcome(state, topic, table, confirming, objecting, needed), steps)


_CONCLUSION = {
    "confirmed": N_("The proposed topic is in force: {topic}."),
    "default": N_("The default topic is in force: {topic}."),
    "unsettled": N_("Neither side has a majority of heads, so the vote cannot open."),
}


def _proposal(facts: TopicFacts) -> dict[str, str]:
    return {"topic": facts.proposed, "source": facts.source}


@cites("6.2", reading=("D12", "D14"))
def _require_admissible(facts: TopicFacts, charter: Charter) -> None:
    weights(facts.proposed, charter)
    if set(facts.also) - {facts.proposed}:
        raise Refused(
            "6.2",
            N_("The item belongs to more than one topic."),
            remedy=N_("Split it into one item for each topic."),
            field="topic",
        )
    _require_announced(facts, charter)
    if set(facts.confirmed_by) & set(facts.objected_by):
        raise Refused("6.2", N_("A member cannot both confirm the topic and object to it."))
    if set(facts.vacant) & {*facts.confirmed_by, *facts.objected_by}:
        raise Refused("6.2", N_("A vacant seat can neither confirm the topic nor object to it."))


def _require_announced(facts: TopicFacts, charter: Charter) -> None:
    days = charter.number("council.topic_notice_days")
    if facts.notice_days < days:
        raise Refused(
            "6.2",
            N_("The topic has to be announced {days} days before the meeting."),
            remedy=N_("Put the item on the agenda of a later meeting."),
            field="topic",
            days=days,
        )
    by_table = charter.choice("council.topic_source") == "rule_table"
    if by_table and not (facts.source == "rule_table" and facts.legal_officer):
        raise Refused(
            "6.2",
            N_("The topic has to follow from the published rule table, with the agreement of the legal officer."),
            field="topic",
        )
