"""Working days: the statutory calendar with its moved rest days."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.rules.calendar import WorkCalendar, add_months, china_day, end_of_day

PUBLISHED = (2025, 2026)


def statutory(*years: int) -> WorkCalendar:
    """The calendar of the package `holidays`, whose ``weekend_workdays`` are the worked weekend days."""
    china = holidays.country_holidays("CN", years=years)
    worked = frozenset(day for day in china.weekend_workdays if day.year in years)
    return WorkCalendar(frozenset(china), worked, frozenset(years))


CALENDAR = statutory(*PUBLISHED)
UNPUBLISHED = WorkCalendar()


def working(*days: date) -> list[bool]:
    return [CALENDAR.is_working_day(day) for day in days]


def test_spring_festival_of_2025_with_its_two_worked_weekend_days() -> None:
    free = [date(2025, 1, 28) + timedelta(days=n) for n in range(8)]
    assert not any(working(*free))
    assert all(working(date(2025, 1, 26), date(2025, 1, 27), date(2025, 2, 5), date(2025, 2, 8)))


def test_national_day_of_2025_with_its_two_worked_weekend_days() -> None:
    free = [date(2025, 10, 1) + timedelta(days=n) for n in range(8)]
    assert not any(working(*free))
    assert all(working(date(2025, 9, 28), date(2025, 9, 30), date(2025, 10, 9), date(2025, 10, 11)))


def test_spring_festival_and_national_day_of_2026() -> None:
    spring = [date(2026, 2, 15) + timedelta(days=n) for n in range(9)]
    national = [date(2026, 10, 1) + timedelta(days=n) for n in range(7)]
    assert not any(working(*spring, *national))
    assert all(working(date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20), date(2026, 10, 10)))


@pytest.mark.parametrize(("year", "count"), [(2025, 248), (2026, 248)])
def test_the_working_days_of_a_published_year(year: int, count: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(working(*days)) == count


def test_five_working_days_across_spring_festival() -> None:
    # Monday 27 January, then 5, 6, 7 February and the worked Saturday 8 February.
    assert CALENDAR.add_working_days(date(2025, 1, 26), 5) == date(2025, 2, 8)
    assert UNPUBLISHED.add_working_days(date(2025, 1, 26), 5) == date(2025, 1, 31)


def test_the_day_after_the_start_is_day_one() -> None:
    assert CALENDAR.add_working_days(date(2025, 3, 3), 1) == date(2025, 3, 4)
    assert CALENDAR.add_working_days(date(2025, 3, 7), 1) == date(2025, 3, 10)
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.add_working_days(date(2025, 3, 3), 0)


def test_a_deadline_ends_with_the_day_in_china() -> None:
    deadline = CALENDAR.deadline(date(2025, 3, 3), 5)
    assert (deadline.day, deadline.provisional) == (date(2025, 3, 10), False)
    assert deadline.expires_at == datetime(2025, 3, 10, 16, 0, tzinfo=UTC)
    assert not deadline.has_passed(datetime(2025, 3, 10, 15, 59, 59, tzinfo=UTC))
    assert deadline.has_passed(datetime(2025, 3, 10, 16, 0, tzinfo=UTC))
    assert china_day(datetime(2025, 3, 10, 16, 0, tzinfo=UTC)) == date(2025, 3, 11)


def test_a_year_not_yet_published_is_counted_monday_to_friday_and_is_provisional() -> None:
    assert CALENDAR.is_working_day(date(2027, 10, 1))
    assert not CALENDAR.is_working_day(date(2027, 10, 2))
    deadline = CALENDAR.deadline(date(2026, 12, 30), 5)
    assert (deadline.day, deadline.provisional) == (date(2027, 1, 6), True)
    assert not CALENDAR.is_provisional(date(2025, 12, 1), date(2026, 12, 31))


@given(st.dates(date(2024, 6, 1), date(2027, 6, 1)), st.integers(1, 40))
def test_counting_back_gives_the_number_of_days_counted_forward(start: date, count: int) -> None:
    end = CALENDAR.add_working_days(start, count)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == count
    assert CALENDAR.working_days_between(start, start) == 0


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert add_months(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert add_months(date(2025, 12, 31), 2) == date(2026, 2, 28)
    assert add_months(date(2025, 8, 15), -8) == date(2024, 12, 15)
    assert end_of_day(date(2025, 12, 31)) == datetime(2025, 12, 31, 16, tzinfo=UTC)
