"""Questions about offices and the line of succession."""

from jianheng.offices.selectors.line import Line, Place, line
from jianheng.offices.selectors.line_facts import derelict_final_on, line_facts
from jianheng.offices.selectors.offices import OfficeNow, offices_now, open_vacancies, vacancies
from jianheng.offices.selectors.team import (
    Standing,
    assignment_facts,
    current_team,
    pick_deadline,
    standing,
    teams,
)
from jianheng.offices.selectors.terms import careers, deputies, eligibility

__all__ = [
    "Line",
    "OfficeNow",
    "Place",
    "Standing",
    "assignment_facts",
    "careers",
    "current_team",
    "deputies",
    "derelict_final_on",
    "eligibility",
    "line",
    "line_facts",
    "offices_now",
    "open_vacancies",
    "pick_deadline",
    "standing",
    "teams",
    "vacancies",
]
