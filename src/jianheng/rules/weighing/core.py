"""Whole-number core of the weighted vote: no objects, so that arrays and compilers can run it too (Art. 6.5, 6.6)."""

from jianheng.charter import cites


@cites("6.5", "6.6")
def majority(weight: int, unit: int) -> int:
    """The smallest multiple of ``unit`` that is more than half of ``weight``."""
    return (weight // (2 * unit) + 1) * unit


@cites("6.5", reading="D01")
def least_weight(threshold: int, unit: int, strictly: int) -> int:
    """The least weight that satisfies the threshold; ``strictly`` is 1 where it must be exceeded, by a ``unit``."""
    if strictly:
        return (threshold // unit + 1) * unit
    return threshold


@cites("6.5", reading=("D01", "D10"))
def base_weight(threshold: int, total: int, filled: int, filled_majority: int) -> int:
    """The weight an option needs before recusals; a vacant seat lowers it to the majority of the filled weight."""
    if filled < total:
        return min(threshold, filled_majority)
    return threshold


@cites("6.6", reading="D09")
def weight_after_recusal(base: int, remaining: int, remaining_majority: int) -> int:
    """The same weight if the members left can reach it, else more than half of what remains."""
    if remaining < base:
        return remaining_majority
    return base


@cites("6.5", reading=("D01", "D03"))
def carries(weight: int, heads: int, needed: int, min_heads: int) -> bool:
    """Whether an option with this weight and this many heads passes."""
    return weight >= needed and heads >= min_heads
