"""Questions about items: lists, one item's page, the decision for documents."""

from jianheng.council.selectors.decision import Decision, DecisionVote, decision, decisions
from jianheng.council.selectors.lists import Waiting, decided, in_progress, waiting_for
from jianheng.council.selectors.motion import MotionPage, motion_page, vote_status

__all__ = [
    "Decision",
    "DecisionVote",
    "MotionPage",
    "Waiting",
    "decided",
    "decision",
    "decisions",
    "in_progress",
    "motion_page",
    "vote_status",
    "waiting_for",
]
