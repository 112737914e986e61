"""How fast the primary's own tally core is over 1,000,000 ten-vote ballots, against NumPy's plain column sum.

The core validates every ballot and counts totals, supporters and invalid ballots; NumPy only adds columns.
Both are timed in turns in one run, over both memory layouts. Exit code 1 if the core, on one ballot per row,
takes more than twice the time of the faster of the two column sums.

    python benchmarks/tally.py [ballots]
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from jianheng.charter import Charter
from jianheng.rules.ballots import least_votes, tally_rows, votes_on_one

CANDIDATES = 20
REPEATS = 20
LIMIT = 2.0


def ballots_of(count: int, votes: int, seed: int = 3) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Random ballots, all votes used, a row per ballot."""
    drawn = np.random.default_rng(seed).multinomial(votes, np.full(CANDIDATES, 1 / CANDIDATES), size=count)
    return np.ascontiguousarray(drawn.astype(np.uint8))


def main(count: int) -> int:
    charter = Charter()
    votes = charter.number("primary.votes")
    limits = (votes, least_votes(CANDIDATES, charter), votes_on_one(charter))
    compiled: Any = numba.njit(tally_rows)
    rows = ballots_of(count, votes)
    layouts = {"row-major": rows, "column-major": np.asfortranarray(rows)}
    expected, supported = rows.sum(axis=0), (rows > 0).sum(axis=0)

    def core(ballots: np.ndarray[Any, Any]) -> None:
        totals, supporters = np.zeros(CANDIDATES, np.int64), np.zeros(CANDIDATES, np.int64)
        counted = compiled(ballots, *limits, totals, supporters)
        assert counted == (count, 0, 0)
        assert np.array_equal(totals, expected)
        assert np.array_equal(supporters, supported)

    def column_sum(ballots: np.ndarray[Any, Any]) -> None:
        assert np.array_equal(ballots.sum(axis=0), expected)

    _agrees_with_plain_python(rows[:2000], limits, compiled)
    runs = [(name, run, layout) for layout in layouts for name, run in (("core", core), ("numpy", column_sum))]
    times: dict[tuple[str, str], list[float]] = {(name, layout): [] for name, _, layout in runs}
    for _, run, layout in runs:  # compile, and touch every page once
        run(layouts[layout])
    for repeat in range(REPEATS):  # every second turn runs backwards, so that a warm cache favours nobody
        for name, run, layout in runs[:: -1 if repeat % 2 else 1]:
            times[name, layout].append(_timed(run, layouts[layout]))
    medians = {key: statistics.median(measured) for key, measured in times.items()}
    for (name, layout), median in medians.items():
        print(f"{name:6} {layout:13} {median * 1e3:8.2f} ms   {count / median / 1e6:7.1f} million ballots per second")
    for layout in layouts:
        print(f"core / NumPy, both {layout}: {_ratio(times['core', layout], times['numpy', layout]):.2f}")
    best = min(layouts, key=lambda layout: medians["numpy", layout])
    ratio = _ratio(times["core", "row-major"], times["numpy", best])
    print(f"core row-major / faster NumPy column sum ({best}): {ratio:.2f} (limit {LIMIT})")
    return int(ratio > LIMIT)


def _agrees_with_plain_python(
    rows: np.ndarray[Any, Any], limits: tuple[int, int, int], compiled: Callable[..., tuple[int, int, int]]
) -> None:
    """The same function object on lists and, compiled, on an array gives the same numbers."""
    totals, supporters = [0] * CANDIDATES, [0] * CANDIDATES
    plain = tally_rows(rows.tolist(), *limits, totals, supporters)
    array_totals, array_supporters = np.zeros(CANDIDATES, np.int64), np.zeros(CANDIDATES, np.int64)
    assert compiled(rows, *limits, array_totals, array_supporters) == plain
    assert array_totals.tolist() == totals
    assert array_supporters.tolist() == supporters


def _ratio(ours: list[float], theirs: list[float]) -> float:
    """The median over the repeats of the ratio within each repeat."""
    return statistics.median(our / their for our, their in zip(ours, theirs, strict=True))


def _timed(run: Callable[[np.ndarray[Any, Any]], None], ballots: np.ndarray[Any, Any]) -> float:
    started = time.perf_counter()
    run(ballots)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
