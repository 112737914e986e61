"""The acts of the council, in the order of a meeting."""

from jianheng.council.services.close import close_motion, start_runoff
from jianheng.council.services.prepare import (
    check_boundary,
    declare_recusal,
    file_opinion,
    note_absence,
    note_lead_spoke,
)
from jianheng.council.services.propose import propose_motion, return_motion
from jianheng.council.services.topic import agree_topic, settle_topic, stand_on_topic
from jianheng.council.services.vote import cast_vote, open_vote

__all__ = [
    "agree_topic",
    "cast_vote",
    "check_boundary",
    "close_motion",
    "declare_recusal",
    "file_opinion",
    "note_absence",
    "note_lead_spoke",
    "open_vote",
    "propose_motion",
    "return_motion",
    "settle_topic",
    "stand_on_topic",
    "start_runoff",
]
