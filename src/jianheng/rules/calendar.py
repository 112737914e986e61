"""Working days and the deadlines counted in them (Art. 4.4, 5.1, 8.8).

The statutory calendar moves rest days: some Mondays to Fridays are free and some Saturdays and Sundays are
worked (调休). A year whose calendar has not been published is counted Monday to Friday, and whatever is
computed over it is provisional.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from jianheng.charter import cites

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
_DAY = timedelta(days=1)
_FRIDAY = 4


@dataclass(frozen=True)
class WorkCalendar:
    """The statutory calendar as far as published.

    ``holidays`` are rest days, ``workdays`` the Saturdays and Sundays that are worked, both looked at
    only in ``published_years``.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    published_years: frozenset[int] = frozenset()

    @cites("4.4", "5.1", "8.8")
    def is_working_day(self, day: date) -> bool:
        """Whether a day counts as a working day."""
        if day.year in self.published_years:
            if day in self.workdays:
                return True
            if day in self.holidays:
                return False
        return day.weekday() <= _FRIDAY

    @cites("4.4", "5.1", "8.8")
    def add_working_days(self, start: date, count: int) -> date:
        """The last day of a period of ``count`` working days; the first working day after ``start`` is day 1."""
        if count < 1:
            raise ValueError("a period has at least one working day")
        working = (day for day in _days_after(start) if self.is_working_day(day))
        return next(day for number, day in enumerate(working, start=1) if number == count)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days have passed: those after ``start`` up to and including ``end``."""
        span = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + offset * _DAY) for offset in span)

    def is_provisional(self, start: date, end: date) -> bool:
        """Whether a period touches a year whose calendar has not been published."""
        return any(year not in self.published_years for year in range(start.year, end.year + 1))

    @cites("4.4", "5.1", "8.8")
    def deadline(self, start: date, count: int) -> "Deadline":
        """The deadline of a period of ``count`` working days that begins after ``start``."""
        day = self.add_working_days(start, count)
        return Deadline(day, end_of_day(day), self.is_provisional(start, day))


@dataclass(frozen=True)
class Deadline:
    """The last day, the instant from which it is too late, and whether the calendar may still move it."""

    day: date
    expires_at: datetime
    provisional: bool

    def has_passed(self, now: datetime) -> bool:
        return now >= self.expires_at


def end_of_day(day: date) -> datetime:
    """The midnight that ends a day in China, in UTC."""
    return datetime.combine(day + _DAY, time.min, CHINA).astimezone(UTC)


def china_day(instant: datetime) -> date:
    """The day an instant falls on in China."""
    return instant.astimezone(CHINA).date()


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_after(start: date) -> Iterator[date]:
    day = start
    while True:
        day += _DAY
        yield day
