"""The line of succession (Part 9)."""

from jianheng.rules.succession.facts import (
    AUDIT,
    CLEAN,
    DERELICTION,
    DIRECT,
    ELECTION,
    JOIN,
    LEAVE,
    MERIT,
    PERIOD,
    REVERSAL,
    Change,
    LineEvent,
    LineFacts,
    LineOutcome,
)
from jianheng.rules.succession.line import heirs, line, line_on, period_ends
from jianheng.rules.succession.succeed import (
    PassedOver,
    SuccessionOutcome,
    VacancyFacts,
    is_cooling,
    succeed,
)
from jianheng.rules.succession.vacancy import Nominee, OpenOfficeFacts, OpenOfficeOutcome, fill_vacancy

__all__ = [
    "AUDIT",
    "CLEAN",
    "DERELICTION",
    "DIRECT",
    "ELECTION",
    "JOIN",
    "LEAVE",
    "MERIT",
    "PERIOD",
    "REVERSAL",
    "Change",
    "LineEvent",
    "LineFacts",
    "LineOutcome",
    "Nominee",
    "OpenOfficeFacts",
    "OpenOfficeOutcome",
    "PassedOver",
    "SuccessionOutcome",
    "VacancyFacts",
    "fill_vacancy",
    "heirs",
    "is_cooling",
    "line",
    "line_on",
    "period_ends",
    "succeed",
]
