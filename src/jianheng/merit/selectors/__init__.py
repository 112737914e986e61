"""Questions about the books of merit and fault."""

from jianheng.merit.selectors.bookings import Row, appeal_of, booking, bookings, entries, row_of, rows, standings
from jianheng.merit.selectors.books import Band, Books, Warned, bands, books, term_start, warnings
from jianheng.merit.selectors.cases import case, cases, credited_for, earned_in_year, mutual_credits, open_appeals
from jianheng.merit.selectors.line import MeritEvent, final_merit_events, merit_dates

__all__ = [
    "Band",
    "Books",
    "MeritEvent",
    "Row",
    "Warned",
    "appeal_of",
    "bands",
    "booking",
    "bookings",
    "books",
    "case",
    "cases",
    "credited_for",
    "earned_in_year",
    "entries",
    "final_merit_events",
    "merit_dates",
    "mutual_credits",
    "open_appeals",
    "row_of",
    "rows",
    "standings",
    "term_start",
    "warnings",
]
