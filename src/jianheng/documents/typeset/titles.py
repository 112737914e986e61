"""Titles of several lines: whole words, lines of unequal length in the shape of a trapezium or a rhombus."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from jianheng.documents.typeset.grid import Token, may_break, width_of

AFTER_GOOD = frozenset("的和与及、》）”")
BEFORE_GOOD = frozenset("的关《（“实开加进切做办通决意批请报")
BEFORE_BAD = frozenset("的了等们性化县区市省会局部委院所处科和与及》）”、")


def shaped(found: Sequence[Token], cells: float) -> list[list[Token]]:
    """Break a title into as few lines as it needs, each of at most ``cells``."""
    total = width_of(found)
    least = max(1, int(-(-total // cells)))
    for count in range(least, least + 3):
        lines = _best(found, count, cells)
        if lines:
            return lines
    return _greedy(found, cells)


def _best(found: Sequence[Token], count: int, cells: float) -> list[list[Token]]:
    if count == 1:
        return [list(found)]
    if count > 3:
        return _even(found, count, cells)
    places = [at for at in range(1, len(found)) if may_break(found[at - 1], found[at])]
    penalties = _penalties(found)
    best: tuple[float, tuple[int, ...]] | None = None
    for cuts in combinations(places, count - 1):
        widths = [width_of(found[a:b]) for a, b in zip((0, *cuts), (*cuts, len(found)), strict=True)]
        if max(widths) > cells:
            continue
        cost = sum((width - sum(widths) / count) ** 2 for width in widths) / 4
        cost += sum(penalties[cut] for cut in cuts) + _shape(widths)
        if best is None or cost < best[0]:
            best = cost, cuts
    return _cut(found, best[1]) if best else []


def _shape(widths: Sequence[float]) -> float:
    """What a rectangle or an hourglass costs."""
    if max(widths) - min(widths) < 1:
        return 6
    hourglass = len(widths) == 3 and widths[1] < min(widths[0], widths[2])
    return 20 if hourglass else 0


def _penalties(found: Sequence[Token]) -> list[float]:
    """What breaking before each token costs; nothing at both ends."""
    costs, inside = [0.0], 0
    for before, after in pairwise(found):
        inside += (before.text == "《") - (before.text == "》")
        cost = 0.0 if before.text[-1] in AFTER_GOOD or after.text[0] in BEFORE_GOOD else 5.0
        if after.text[0] in BEFORE_BAD or before.text[-1] == "关":
            cost += 12
        costs.append(cost + 8 * (inside > 0))
    return [*costs, 0.0]


def _cut(found: Sequence[Token], cuts: Sequence[int]) -> list[list[Token]]:
    return [list(found[a:b]) for a, b in zip((0, *cuts), (*cuts, len(found)), strict=True)]


def _even(found: Sequence[Token], count: int, cells: float) -> list[list[Token]]:
    """Many lines: the breaks of least cost, line by line from the end; empty if they do not fit."""
    size, mean, penalties = len(found), width_of(found) / count, _penalties(found)
    sums = [0.0]
    for token in found:
        sums.append(sums[-1] + token.cells)
    costs: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for number in range(1, count + 1):
        ends = [size] if number == count else [e for e in range(1, size) if may_break(found[e - 1], found[e])]
        reached: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in costs[-1].items():
            for end in ends:
                width = sums[end] - sums[start]
                if not 0 < width <= cells:
                    continue
                more = cost + (width - mean) ** 2 / 4 + penalties[end]
                if end not in reached or more < reached[end][0]:
                    reached[end] = more, start
        costs.append(reached)
    if size not in costs[-1]:
        return []
    cuts, at = [], size
    for number in range(count, 0, -1):
        at = costs[number][at][1]
        cuts.append(at)
    return _cut(found, sorted(cuts)[1:])


def _greedy(found: Sequence[Token], cells: float) -> list[list[Token]]:
    lines: list[list[Token]] = [[]]
    for token in found:
        if lines[-1] and width_of([*lines[-1], token]) > cells:
            lines.append([])
        lines[-1].append(token)
    return lines
