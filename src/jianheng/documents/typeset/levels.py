"""The levels of a document's body: 一、 in 黑体, （一） in 楷体, 1. and （1） in 仿宋."""

import re
from collections.abc import Sequence

from jianheng.documents.typeset.faces import Role
from jianheng.documents.typeset.grid import Span

NUMERAL = "[一二三四五六七八九十百]+"
LEVELS = (
    (re.compile(rf"{NUMERAL}、"), Role.HEAD),
    (re.compile(rf"[（(]{NUMERAL}[）)]"), Role.KAI),
    (re.compile(r"\d{1,2}[.．](?!\d)"), Role.BODY),
    (re.compile(r"[（(]\d{1,2}[）)]"), Role.BODY),
)
LONGEST = 40  # characters of a heading


def level_of(text: str) -> int:
    """1 to 4, or 0 for plain text."""
    return next((number for number, (mark, _) in enumerate(LEVELS, 1) if mark.match(text)), 0)


def spans_of(text: str) -> tuple[int, list[Span]]:
    """The level of a paragraph if all of it is a heading, else 0; and its spans.

    A heading that runs on into text, 一、总则。本办法……, is set off up to its full stop.
    """
    level = level_of(text)
    if not level:
        return 0, [(Role.BODY, text)]
    role = LEVELS[level - 1][1]
    stop = text.find("。")
    if stop in (-1, len(text) - 1) and len(text) <= LONGEST and "；" not in text:
        return level, [(role, text)]
    mark = LEVELS[level - 1][0].match(text)
    assert mark is not None
    cut = stop + 1 if 0 <= stop < LONGEST else mark.end()
    return 0, [(role, text[:cut]), (Role.BODY, text[cut:])]


def paragraphs_of(text: str) -> list[str]:
    """The non-empty lines of a text."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def has_levels(paragraphs: Sequence[str]) -> bool:
    """Whether a text numbers its own first level."""
    return any(level_of(text) == 1 for text in paragraphs)
