"""Whole-number core of the books of merit and fault, in tenths of a point: no objects (Art. 8.3, 8.5, 8.9)."""

from jianheng.charter import cites


@cites("8.9", "8.1", reading="M04")
def highest(categories: list[int]) -> int:
    """One case, one award: the highest of the categories that apply, 0 if none does."""
    return max(categories, default=0)


@cites("8.9")
def top_up(earned: int, already: int) -> int:
    """What a later finding in a case adds to what the person was credited for that case before."""
    return max(earned - already, 0)


@cites("8.9", reading="M07")
def within_cap(earned: int, this_year: int, cap: int) -> int:
    """What may still be booked this year under a yearly cap."""
    return max(min(earned, cap - this_year), 0)


@cites("8.5", reading="P06")
def false_report_deduction(gained: int, claimed: int, multiplier: int) -> int:
    """What a knowing fabrication costs: a multiple, itself in tenths, of what it gained or, if nothing, claimed."""
    return multiplier * (gained if gained > 0 else claimed) // 10


@cites("8.3", reading="P09")
def fault_state(total: int, warn_at: int, resign_at: int) -> int:
    """0 clear, 1 on the warning list, 2 the procedure for resignation opens."""
    if total >= resign_at:
        return 2
    return 1 if total >= warn_at else 0
