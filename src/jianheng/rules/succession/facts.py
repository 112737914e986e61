"""What moves the line of succession, and what the line is then (Part 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

MERIT = "merit"
DIRECT = "direct"
PERIOD = "period"
AUDIT = "audit"
DERELICTION = "dereliction"
REVERSAL = "reversal"
LEAVE = "leave"
JOIN = "join"
ELECTION = "election"
CLEAN = "clean"


@dataclass(frozen=True)
class LineEvent:
    """One thing that became final and may move the line.

    ``merit``        points booked to a person, below zero for a deduction of Art. 8.5;
    ``direct``       the person brought down the secretary of their level or someone higher;
    ``period``       an appraisal period of the discipline secretary ended; ``audit`` is ``clean`` if an
                     independent audit found no missed lead in it, ``missed`` if it did, empty if none was held;
    ``audit``        an audit of the discipline secretary, with ``audit`` as above;
    ``dereliction``  the committee found the discipline secretary derelict; ``decision`` names its reasoned decision;
    ``reversal``     the earlier event ``reverses`` has been undone on appeal;
    ``leave``        the person left the line, by leaving office or by becoming secretary;
    ``join``         the person took the vacant ``office``;
    ``election``     a new term began with ``holders``, persons by role.
    """

    id: str
    kind: str
    on: date
    person: str = ""
    points: Decimal = Decimal(0)
    audit: str = ""
    decision: str = ""
    reverses: str = ""
    office: str = ""
    holders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LineFacts:
    """The holders at the start of the term by role, and the events since in the order they became final.

    ``barred`` are persons whom Art. 11.1 bars from the secretary's office.
    """

    holders: Mapping[str, str]
    events: tuple[LineEvent, ...] = ()
    barred: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One change of the order, with the event that caused it and the article."""

    event: str
    kind: str
    on: date
    article: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class LineOutcome:
    """The line, first heir first.

    ``heirs`` is the line without the barred; ``merit`` the points of the term that moved it; ``idle``
    how many periods in a row the discipline secretary earned nothing; ``dropped`` how many places they
    have lost by findings and would regain at a clean audit.
    """

    line: tuple[str, ...]
    heirs: tuple[str, ...]
    merit: dict[str, Decimal]
    idle: int
    dropped: int
    changes: tuple[Change, ...]
