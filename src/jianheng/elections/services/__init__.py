"""The acts of an election. One function is one act."""

from jianheng.elections.services.attendance import check_in, spoil_sheet
from jianheng.elections.services.calling import (
    call_election,
    cancel_election,
    close_list,
    enter_candidate,
    withdraw_candidate,
)
from jianheng.elections.services.certifying import certify, publish_result
from jianheng.elections.services.counting import count_round
from jianheng.elections.services.entry import PaperBallot, Read, enter_ballot, enter_batch
from jianheng.elections.services.lots import (
    call_lots,
    close_commitments,
    commit_contribution,
    draw_lots,
    repeat_draw,
    reveal_contribution,
)
from jianheng.elections.services.polling import close_round, correct_account, open_round, print_sheets, void_round
from jianheng.elections.services.reconciling import close_entry, reconcile_difference
from jianheng.elections.services.rounds import call_next_round, call_runoff, open_final, open_primary, repeat_round

__all__ = [
    "PaperBallot",
    "Read",
    "call_election",
    "call_lots",
    "call_next_round",
    "call_runoff",
    "cancel_election",
    "certify",
    "check_in",
    "close_commitments",
    "close_entry",
    "close_list",
    "close_round",
    "commit_contribution",
    "correct_account",
    "count_round",
    "draw_lots",
    "enter_ballot",
    "enter_batch",
    "enter_candidate",
    "open_final",
    "open_primary",
    "open_round",
    "print_sheets",
    "publish_result",
    "reconcile_difference",
    "repeat_draw",
    "repeat_round",
    "reveal_contribution",
    "spoil_sheet",
    "void_round",
    "withdraw_candidate",
]
