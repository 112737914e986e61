"""Measures of GB/T 9704-2012 in points, and lines of text on its grid of 28 characters.

Every full-width character takes one cell; digits and letters take half cells, so that the grid holds across a line.
A line that may not break where it is full gives up a character, and the rest is spread to fill the measure.
"""

import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from jianheng.documents.typeset.faces import Role

MM = 72 / 25.4
MEASURE = 156 * MM
HEIGHT = 225 * MM
SIZE = 16.0  # 3号
CELLS = 28
ROWS = 22
CELL = MEASURE / CELLS
PITCH = (HEIGHT - SIZE) / (ROWS - 1)  # the first line touches the upper edge, the last one the lower

NOT_FIRST = frozenset("，。、；：？！”’）〕》〉】」』］｝…—·％‰℃,.;:?!)]}%")
NOT_LAST = frozenset("“‘（〔《〈【「『［｛([{￥¥")
ALONE = NOT_FIRST | NOT_LAST
PAIRS = ("——", "……")
FULL = frozenset("—…·“”‘’")
SQUEEZE = 0.34  # of a cell: what a mark inside a line gives up at most
SPREAD = 0.3  # of a cell: beyond this a short line stays short
LONG_WORD = 13.0

Span = tuple[Role, str]
Width = Callable[[Role, str], tuple[float, bool]]


@dataclass(frozen=True)
class Token:
    """What a line may not break inside of. ``cells`` is its width on the grid, ``natural`` its own in em; ``kind`` is
    han, mark, word, half (a word of half-width digits) or space."""

    role: Role
    text: str
    cells: float
    kind: str
    natural: float = 1.0


@dataclass(frozen=True)
class Measure:
    """A grid of ``cells`` of ``cell`` points for type of ``size`` points."""

    cell: float = CELL
    cells: float = CELLS
    size: float = SIZE


def is_full(character: str, em: float) -> bool:
    """Whether a character takes a whole cell."""
    wide = unicodedata.east_asian_width(character) in ("W", "F") or character in FULL
    return wide or (em >= 0.95 and ord(character) > 0xFF)


def _word(role: Role, text: str, measure: Measure, width: Width) -> Iterable[Token]:
    natural, half = width(role, text)
    if natural > LONG_WORD and len(text) > 1:
        middle = len(text) // 2
        yield from _word(role, text[:middle], measure, width)
        yield from _word(role, text[middle:], measure, width)
        return
    cells = math.ceil(natural * measure.size / measure.cell * 2 - 0.15) / 2
    yield Token(role, text, max(0.5, cells), "half" if half else "word", natural)


def tokens(spans: Iterable[Span], measure: Measure, width: Width) -> list[Token]:
    """Cut text into what stays together."""
    found: list[Token] = []
    for role, text in spans:
        at = 0
        while at < len(text):
            character = text[at]
            if text[at : at + 2] in PAIRS:
                found.append(Token(role, text[at : at + 2], 2, "word", width(role, text[at : at + 2])[0]))
                at += 2
            elif character == " ":
                found.append(Token(role, " ", 0.5, "space", width(role, " ")[0]))
                at += 1
            elif is_full(character, width(role, character)[0]):
                found.append(Token(role, character, 1, "mark" if character in ALONE else "han"))
                at += 1
            else:
                end = at
                while end < len(text) and text[end] != " " and not is_full(text[end], width(role, text[end])[0]):
                    end += 1
                found += _word(role, text[at:end], measure, width)
                at = end
    return list(_phrases(found, measure))


def _phrases(found: Sequence[Token], measure: Measure) -> Iterable[Token]:
    """The same, but words with spaces between them keep their own widths; half a cell is filled after the last."""
    for spaced, group in groupby(found, key=lambda token: token.kind in ("word", "half", "space")):
        phrase = list(group)
        if not spaced or not any(token.kind == "space" for token in phrase):
            yield from phrase
            continue
        own = [replace(token, cells=token.natural * measure.size / measure.cell) for token in phrase]
        used = sum(token.cells for token in own)
        own[-1] = replace(own[-1], cells=own[-1].cells + math.ceil(used * 2 - 0.15) / 2 - used)
        yield from own


def may_break(before: Token, after: Token) -> bool:
    """Whether a line may end between two tokens."""
    return before.text[-1] not in NOT_LAST and after.text[0] not in NOT_FIRST


def broken(found: Sequence[Token], cells: float, first: float) -> list[list[Token]]:
    """Lines of at most ``cells``, the first of at most ``first``."""
    lines: list[list[Token]] = []
    at, room = 0, first
    while at < len(found):
        if found[at].kind == "space" and lines:
            at += 1
            continue
        end = _fill(found, at, room)
        line = list(found[at:end])
        while line and line[-1].kind == "space":
            line.pop()
        lines.append(line)
        at, room = end, cells
    return lines


def _fill(found: Sequence[Token], at: int, room: float) -> int:
    """Where the line that begins ``at`` ends."""
    end, used = at, 0.0
    while end < len(found) and used + found[end].cells <= room + 1e-6:
        used += found[end].cells
        end += 1
    if end == len(found):
        return end
    pulled = _pulled_in(found, at, end, used - room)
    if pulled:
        return pulled
    best = end
    while best > at + 1 and not may_break(found[best - 1], found[best]):
        best -= 1
    if best <= at or (best == at + 1 and not may_break(found[at], found[best])):
        best = max(end, at + 1)
    return best


def _pulled_in(found: Sequence[Token], at: int, end: int, over: float) -> int:
    """Where the line ends if it may not end at ``end`` and its marks can make room for what follows; else 0."""
    if may_break(found[end - 1], found[end]):
        return 0
    for more in range(end, min(end + 2, len(found))):
        over += found[more].cells
        after = more + 1
        if over > room_in(found[at:after]) + 1e-6:
            return 0
        if after == len(found) or may_break(found[more], found[after]):
            return after
    return 0


def room_in(line: Sequence[Token]) -> float:
    """Cells that the marks of a line can give up; the one at its end half a cell, as its blank half falls away."""
    marks = [token for token in line if token.kind == "mark"]
    last = 0.5 if line and line[-1].kind == "mark" and line[-1].text in NOT_FIRST else 0.0
    return last + SQUEEZE * (len(marks) - (1 if last else 0))


def _pieces(line: Sequence[Token], measure: Measure, extra: float, squeeze: float) -> list[dict[str, Any]]:
    """Runs of ideographs, marks, and words with the space before and after them that fills their cells."""
    pieces: list[dict[str, Any]] = []
    for token in line:
        if token.kind == "han" and pieces and pieces[-1]["k"] == "han" and pieces[-1]["r"] == token.role:
            pieces[-1]["s"] += token.text
            continue
        piece: dict[str, Any] = {"k": token.kind, "r": token.role, "s": token.text}
        if token.kind in ("word", "half", "space"):
            rest = token.cells * measure.cell - token.natural * measure.size
            piece |= {"b": rest / 2, "a": rest / 2 + extra}
        elif token.kind == "mark":
            opens = token.text in NOT_LAST
            piece |= {"b": -squeeze if opens else 0.0, "a": 0.0 if opens else -squeeze}
        pieces.append(piece)
    return pieces


def width_of(line: Sequence[Token]) -> float:
    """Cells that a line takes."""
    return sum(token.cells for token in line)


def line_of(
    line: Sequence[Token], measure: Measure, *, indent: float = 0.0, full: float | None = None, last: bool = False
) -> dict[str, Any]:
    """One line for the template; squeezed to ``full`` cells if given, and spread unless it is the ``last``."""
    extra = squeeze = 0.0
    rest = 0.0 if full is None else full - width_of(line)
    if rest > 0 and len(line) > 1 and not last:
        extra = rest * measure.cell / (len(line) - 1)
        extra = extra if extra <= SPREAD * measure.cell else 0.0
    elif rest < 0:
        inner = [token for token in line[:-1] if token.kind == "mark"]
        end = 0.5 if line[-1].kind == "mark" else 0.0
        squeeze = max(0.0, -rest - end) * measure.cell / max(1, len(inner))
    return {
        "i": indent * measure.cell,
        "t": measure.cell + extra - measure.size,
        "p": _pieces(line, measure, extra, squeeze),
    }


def paragraph(
    spans: Iterable[Span], width: Width, *, measure: Measure | None = None, indent: float = 2.0, hang: float = 0.0
) -> list[dict[str, Any]]:
    """The lines of a paragraph: ``indent`` cells before its first line, ``hang`` before the others."""
    grid = measure or Measure()
    found = tokens(spans, grid, width)
    lines = broken(found, grid.cells - hang, grid.cells - indent)
    last = len(lines) - 1
    return [
        line_of(
            line,
            grid,
            indent=hang if number else indent,
            full=grid.cells - (hang if number else indent),
            last=number == last,
        )
        for number, line in enumerate(lines)
    ]
