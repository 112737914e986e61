"""Counting a round by the rules, again after each step that settles a tie (Art. 3.2 to 3.5)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from jianheng.charter import cites
from jianheng.county.services import keep
from jianheng.elections import access
from jianheng.elections.events import RoundCounted
from jianheng.elections.models import Contest, Count, Round
from jianheng.elections.selectors.tally import attendance, charter_of, final_facts, primary_facts, runoff_votes
from jianheng.elections.services.locks import locked_round, move_round
from jianheng.ledger.services import record
from jianheng.rules import Derivation, apply
from jianheng.rules.ballots import Validity, final_round, primary, validity
from jianheng.rules.elections_states import RoundAct, RoundState, require_round_state
from jianheng.rules.roles import Officer


@cites("3.2", "3.3", "3.4", "3.5")
@transaction.atomic
def count_round(*, round_id: int, by: Officer, at: datetime) -> Count:
    """Count a round whose entry is closed and keep how the result follows.

    An invalid round ends as invalid, to be repeated. The count of a run-off also counts the round whose tie it
    settles again.
    """
    round_ = locked_round(round_id)
    access.require_preside(by, round_.contest.election)
    require_round_state(round_.state, RoundState.RECONCILED)  # what settles a tie counts it again by itself
    count = count_anew(round_, by=by, at=at)
    if round_.contest.settles_id and round_.state == Round.State.COUNTED:
        count_anew(locked_round(round_.contest.settles_id), by=by, at=at)
    return count


def count_anew(round_: Round, *, by: Officer, at: datetime) -> Count:
    """Count a locked round with all run-offs and lots known by now; a part of the acts that make them known."""
    derivation = derive(round_)
    outcome = derivation.outcome
    move_round(round_, RoundAct.COUNT if outcome.valid else RoundAct.FIND_INVALID)
    if not outcome.valid:
        round_.defect = Round.Defect.QUORUM if "quorum" in outcome.defects else Round.Defect.OTHER
    round_.save(update_fields=["state", "defect"])
    election = round_.contest.election
    application = keep(
        derivation,
        county=election.county.code,
        subject=f"elections.round:{round_.pk}",
        title=f"{election.title_zh} {round_.series}",
        path=round_.get_absolute_url(),
        readers=access.BALLOT_READERS,
        by=by,
        at=at,
    )
    is_runoff = round_.contest.stage == Contest.Stage.RUNOFF
    count = Count.objects.create(
        round=round_,
        application=application,
        is_complete=outcome.valid if isinstance(outcome, Validity) else outcome.is_complete,
        runoff_votes=dict(runoff_votes(round_).votes) if is_runoff and outcome.valid else None,
        at=at,
    )
    record(RoundCounted(round_.pk, outcome.valid, count.is_complete, derivation.digest), by=by, at=at)
    return count


def derive(round_: Round) -> Derivation[Any]:
    """Apply the rule of the round's stage to what was entered."""
    charter = charter_of(round_.contest.election)
    if round_.contest.stage == Contest.Stage.PRIMARY:
        return apply(primary, primary_facts(round_), charter)
    if round_.contest.stage == Contest.Stage.FINAL:
        return apply(final_round, final_facts(round_), charter)
    return apply(validity, attendance(round_), charter)
