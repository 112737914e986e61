"""The board of five: topics, weights and who leads on what (Art. 6.1)."""

from collections.abc import Iterable, Mapping
from math import gcd

from jianheng.charter import N_, Charter, cites
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import OFFICES

TOPICS = ("strategy", "integrity", "legislation", "united_front", "livelihood")
BOARD = tuple(str(office) for office in OFFICES)
ABSTAIN = "abstain"
ABSENT = "absent"


@cites("6.1", reading="D14")
def topics(charter: Charter) -> tuple[str, ...]:
    """The topics an item may belong to: the five of the matrix and those that the county has added."""
    return (*TOPICS, *charter.sequence("council.extra_topics"))


@cites("6.1", reading="D14")
def weights(topic: str, charter: Charter) -> Mapping[str, int]:
    """The weight of each office on a topic, heaviest first; refused for a topic that the county does not know.

    An added topic has no column of its own in the matrix and takes the weights of the default topic.
    """
    if topic not in topics(charter):
        raise Refused(
            "6.1",
            N_("There is no column of weights for the topic “{topic}”."),
            remedy=N_("Choose one of the topics of the charter, or split the item."),
            field="topic",
            topic=topic,
        )
    column = topic if topic in TOPICS else charter.choice("council.default_topic")
    table = charter.table(f"council.weights_{column}")
    return {office: int(weight) for office, weight in sorted(table.items(), key=lambda row: -row[1])}


@cites("6.1", "6.4")
def lead(topic: str, charter: Charter) -> str:
    """The office with the greatest weight on a topic, which speaks first or chiefly."""
    return next(iter(weights(topic, charter)))


def in_board_order(offices: Iterable[str]) -> tuple[str, ...]:
    """Offices in the order of the charter's table, without repetition; refused for any other word."""
    chosen = frozenset(offices)
    for office in sorted(chosen - frozenset(BOARD)):
        raise Refused("6.1", N_("“{office}” is not one of the five offices of the board."), office=office)
    return tuple(office for office in BOARD if office in chosen)


def unit(table: Mapping[str, int]) -> int:
    """The greatest weight that divides every weight of a topic: 20 in the charter's matrix."""
    return gcd(*table.values())
