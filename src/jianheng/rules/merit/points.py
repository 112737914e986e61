"""Points: exact decimals in tenths (charter, front matter)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from jianheng.charter import cites

_TENTHS = 10


def tenths(points: Decimal) -> int:
    """Points as a whole number of tenths; `ValueError` if they are not exact tenths."""
    scaled = points * _TENTHS
    if scaled != scaled.to_integral_value():
        raise ValueError(f"points are counted in tenths, not {points}")
    return int(scaled)


def points(count: int) -> Decimal:
    """A number of tenths as points with one decimal."""
    return Decimal(count).scaleb(-1)


def floor_points(exact: Fraction) -> Decimal:
    """Exact points brought down to whole tenths, for display and booking."""
    return points(floor(exact * _TENTHS))


@cites("8.9", reading="M05")
def apportion(exact: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Exact shares brought to tenths so that nothing of the whole tenths of their sum is lost.

    Everyone gets the tenths below their share; what is left goes to the greatest remainders, among equal
    ones to the earlier in the committee's record.
    """
    scaled = [share * _TENTHS for share in exact]
    given = [floor(share) for share in scaled]
    left = floor(sum(scaled, Fraction(0))) - sum(given)
    ranked = sorted(range(len(scaled)), key=lambda i: (given[i] - scaled[i], i))
    return tuple(points(count + (i in ranked[:left])) for i, count in enumerate(given))
