"""Whole-number core of the line of succession: tenths of points and counts, no objects (Art. 9.2, 9.4).

Written so that the same functions run over arrays or compiled: no text, no decimals, no charter.
"""

from jianheng.charter import cites


@cites("9.2", reading="S11")
def overtakes(behind: int, ahead: int, step: int, strictly: int) -> bool:
    """Whether merit ``behind`` exceeds that of the person just ahead by a step; by more if ``strictly`` is 1."""
    return behind - ahead >= step + strictly


@cites("9.4", reading=("S16", "S17"))
def idle_count(count: int, earned: int, excused: int) -> int:
    """The run of periods without newly earned merit after one more period; ``excused`` is 0 or 1."""
    return 0 if earned > 0 or excused else count + 1


@cites("9.4", reading=("S16", "S18"))
def falls_back(count: int, limit: int, own: int, following: int, needs_better: int) -> bool:
    """Whether a run of idle periods costs a place.

    ``own`` and ``following`` are the merits of the idle person and of the one just behind;
    ``needs_better`` is 1 where the next must have earned more than zero and at least as much.
    """
    better = following > 0 and following >= own
    return count >= limit and (better or not needs_better)


@cites("9.4", reading="S28")
def place_after_drop(place: int, drop: int, last: int) -> int:
    """The place, counted from 0, after falling ``drop`` places but never below the last."""
    return min(place + drop, last)


@cites("9.4", reading="S28")
def place_after_restoration(place: int, dropped: int) -> int:
    """The place, counted from 0, after the places lost by findings are given back."""
    return max(place - dropped, 0)
