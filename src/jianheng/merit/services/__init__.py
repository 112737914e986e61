"""Acts on the books of merit and fault."""

from jianheng.merit.services.appeals import answer_appeal, lodge_appeal
from jianheng.merit.services.award import Claim, award_merit
from jianheng.merit.services.cases import Sanctioned, begin_term, record_final_sanction, register_case
from jianheng.merit.services.fault import book_fault, record_false_accusation
from jianheng.merit.services.reverse import reverse_booking

__all__ = [
    "Claim",
    "Sanctioned",
    "answer_appeal",
    "award_merit",
    "begin_term",
    "book_fault",
    "lodge_appeal",
    "record_false_accusation",
    "record_final_sanction",
    "register_case",
    "reverse_booking",
]
