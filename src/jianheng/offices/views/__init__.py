"""Pages of the offices and of the line of succession."""

from jianheng.offices.views.line import audit, dereliction, line, withdraw
from jianheng.offices.views.offices import confirm, declare, eligibility, lift, now_page, vacancies, vacancy
from jianheng.offices.views.team import begin, decline, default_pick, pick, team, teams, vote

__all__ = [
    "audit",
    "begin",
    "confirm",
    "declare",
    "decline",
    "default_pick",
    "dereliction",
    "eligibility",
    "lift",
    "line",
    "now_page",
    "pick",
    "team",
    "teams",
    "vacancies",
    "vacancy",
    "vote",
    "withdraw",
]
