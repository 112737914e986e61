"""Pages of the books of merit and fault."""

from jianheng.merit.views.booking import answer, appeal, booking, reverse_booking
from jianheng.merit.views.books import bands, books, overview, warnings
from jianheng.merit.views.cases import accusation, award, case, cases, fault, final_sanction, register

__all__ = [
    "accusation",
    "answer",
    "appeal",
    "award",
    "bands",
    "booking",
    "books",
    "case",
    "cases",
    "fault",
    "final_sanction",
    "overview",
    "register",
    "reverse_booking",
    "warnings",
]
