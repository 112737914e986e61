"""Opening the sealed votes together, and what follows (Art. 6.5 to 6.7).

1. All entitled members have voted, or the window has closed.
2. Without a quorum nothing is opened: the round's key is destroyed and the votes stay sealed for ever.
3. Otherwise every vote is opened, or none.
4. The rule decides; its derivation is kept; the roll call is stored; the round's key is destroyed.
5. A run-off starts by rule at once, with a window as long as the first.
"""

from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, Charter, cites
from jianheng.council import access, sealed
from jianheng.council.events import MotionDecided, MotionReturned, NothingPassed, QuorumMissed
from jianheng.council.models import Motion, OpenedVote, Round
from jianheng.council.services.item import attendance, charter_of, keep_for, locked
from jianheng.council.services.vote import begin_round, open_round
from jianheng.ledger.services import record
from jianheng.rules import Derivation, Refused, apply
from jianheng.rules.council_states import MotionAct, next_state
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import (
    ThresholdFacts,
    ThresholdOutcome,
    VoteFacts,
    VoteOutcome,
    decide,
    require_open_together,
    threshold,
)

RETURNED_BY_RULE = "6.5"


@cites("6.5", "6.6", "6.7", reading=("D01", "D10", "D11", "D15", "D17"))
@transaction.atomic
def close_motion(*, motion_id: int, by: Officer, at: datetime) -> Motion:
    """Open the sealed votes, fix the outcome and record it. Refused too early, and on every repetition."""
    motion = locked(motion_id)
    access.require_close(by, motion)
    round_ = open_round(motion)
    votes = list(round_.sealed_votes.order_by("id"))
    cast = {vote.office: vote.person for vote in votes}
    require_open_together(cast, round_.entitled, window_closed=at >= round_.closes_at)  # step 1
    charter = charter_of(motion, round_.opened_at)  # a vote ends under the charter it began under
    missing = tuple(office for office in _seated(round_, charter, motion) if office not in cast)
    needs = apply(
        threshold, ThresholdFacts(motion.topic, tuple(round_.recused), tuple(round_.vacant), missing), charter
    )
    if not needs.outcome.quorate:
        return _miss_quorum(motion, round_, needs, len(votes), by=by, at=at)  # step 2
    kept = [sealed.Kept(v.office, bytes(v.ciphertext), v.commitment_sm3, v.commitment_sha256) for v in votes]
    key = sealed.RoundKey(bytes(round_.public_key), bytes(round_.wrapped_key))
    ballots = sealed.open_all(kept, round_id=round_.pk, key=key)  # step 3
    facts = VoteFacts(
        topic=motion.topic,
        options=tuple(round_.options),
        ballots=ballots,
        recused=tuple(round_.recused),
        vacant=tuple(round_.vacant),
        round=round_.number,
    )
    derivation = apply(decide, facts, charter)  # step 4
    _close_round(motion, round_, derivation, cast, by=by, at=at)
    match derivation.outcome.state:
        case "passed":
            return _decided(motion, round_, derivation, by=by, at=at)
        case "runoff":
            return _to_runoff(motion, round_, derivation, by=by, at=at)
        case _:
            return _returned(motion, round_, derivation, by=by, at=at)


def _seated(round_: Round, charter: Charter, motion: Motion) -> tuple[str, ...]:
    """The offices with a holder that are not recused, heaviest first."""
    needs: ThresholdOutcome = threshold(
        ThresholdFacts(motion.topic, tuple(round_.recused), tuple(round_.vacant)), charter
    ).outcome
    return needs.voting


def _close_round(
    motion: Motion,
    round_: Round,
    derivation: Derivation[VoteOutcome],
    persons: dict[str, str],
    *,
    by: Officer,
    at: datetime,
) -> None:
    round_.application = keep_for(motion, derivation, by=by, at=at)
    round_.closed_at, round_.result, round_.wrapped_key = at, derivation.outcome.state, b""
    round_.save(update_fields=["application", "closed_at", "result", "wrapped_key"])
    known = {**round_.entitled, **persons}
    OpenedVote.objects.bulk_create(
        OpenedVote(
            round=round_, office=line.office, person=known.get(line.office, ""), weight=line.weight, vote=line.vote
        )
        for line in derivation.outcome.roll_call
    )


def _roll_call(outcome: VoteOutcome) -> dict[str, str]:
    return {line.office: line.vote for line in outcome.roll_call}


def _decided(
    motion: Motion, round_: Round, derivation: Derivation[VoteOutcome], *, by: Officer, at: datetime
) -> Motion:
    outcome = derivation.outcome
    motion.state = next_state(motion.state, MotionAct.DECIDE)
    motion.outcome, motion.winner, motion.closed_at = round_.application, outcome.winner, at
    motion.save(update_fields=["state", "outcome", "winner", "closed_at"])
    event = MotionDecided(
        motion=motion.pk,
        round=round_.number,
        winner=outcome.winner,
        first_responsible=outcome.first_responsible,
        roll_call=_roll_call(outcome),
        derivation=derivation.digest,
    )
    record(event, by=by, at=at)
    return motion


def _to_runoff(
    motion: Motion, round_: Round, derivation: Derivation[VoteOutcome], *, by: Officer, at: datetime
) -> Motion:
    outcome = derivation.outcome
    motion.round, motion.standing = 2, list(outcome.forward)
    motion.save(update_fields=["round", "standing"])
    event = NothingPassed(
        motion.pk, round_.number, outcome.state, outcome.forward, _roll_call(outcome), derivation.digest
    )
    record(event, by=by, at=at)
    start_runoff(motion_id=motion.pk, by=Officer.rule(motion.county.code), at=at)  # step 5
    motion.refresh_from_db(fields=["state"])
    return motion


def _returned(
    motion: Motion, round_: Round, derivation: Derivation[VoteOutcome], *, by: Officer, at: datetime
) -> Motion:
    outcome = derivation.outcome
    motion.state = next_state(motion.state, MotionAct.RETURN)
    motion.outcome, motion.closed_at = round_.application, at
    motion.save(update_fields=["state", "outcome", "closed_at"])
    record(
        NothingPassed(motion.pk, round_.number, outcome.state, (), _roll_call(outcome), derivation.digest),
        by=by,
        at=at,
    )
    record(MotionReturned(motion.pk, RETURNED_BY_RULE), by=Officer.rule(motion.county.code), at=at)
    return motion


@cites("6.5", reading="D10")
def _miss_quorum(
    motion: Motion,
    round_: Round,
    needs: Derivation[ThresholdOutcome],
    cast: int,
    *,
    by: Officer,
    at: datetime,
) -> Motion:
    motion.state = next_state(motion.state, MotionAct.MISS_QUORUM)
    motion.save(update_fields=["state"])
    round_.application = keep_for(motion, needs, by=by, at=at)
    round_.closed_at, round_.result, round_.wrapped_key = at, Round.Result.NO_QUORUM, b""
    round_.save(update_fields=["application", "closed_at", "result", "wrapped_key"])
    record(QuorumMissed(motion.pk, round_.number, cast, needs.digest), by=by, at=at)
    return motion


@cites("6.5", reading="D11")
@transaction.atomic
def start_runoff(*, motion_id: int, by: Officer, at: datetime) -> Round:
    """Open the second round between the options that went forward; an automatic act of Art. 6.5."""
    motion = locked(motion_id)
    access.require_close(by, motion)
    first = motion.rounds.select_related("boundaries").order_by("serial").last()
    if first is None or first.result != Round.Result.RUNOFF:
        raise Refused("6.5", N_("A second round follows only a first one in which no option passed."))
    motion.state = next_state(motion.state, MotionAct.OPEN_RUNOFF)
    motion.save(update_fields=["state"])
    window = first.closes_at - first.opened_at
    return begin_round(
        motion,
        attendance(motion, at),
        closes_at=at + window,
        boundaries_kept=first.boundaries,
        by=by,
        at=at,
    )
