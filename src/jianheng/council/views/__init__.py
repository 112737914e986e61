"""Pages of the room."""

from jianheng.council.views.acts import (
    absence,
    agree,
    boundary,
    close,
    new,
    open_vote,
    opinion,
    recusal,
    send_back,
    settle,
    spoke,
    stand,
    vote,
)
from jianheng.council.views.shown import index, motion, printed, status

__all__ = [
    "absence",
    "agree",
    "boundary",
    "close",
    "index",
    "motion",
    "new",
    "open_vote",
    "opinion",
    "printed",
    "recusal",
    "send_back",
    "settle",
    "spoke",
    "stand",
    "status",
    "vote",
]
