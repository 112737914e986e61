"""Opening the sealed vote and casting in it (Art. 6.5, 6.6)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from jianheng.charter import N_, cites
from jianheng.council import access, sealed
from jianheng.council.events import VoteOpened, VoteSealed
from jianheng.council.models import Declaration, Motion, Round, SealedVote
from jianheng.council.services.item import Attendance, attendance, charter_of, keep_for, locked
from jianheng.county.models import Application
from jianheng.ledger.services import record
from jianheng.rules import Refused, apply
from jianheng.rules.council_states import OPEN, MotionAct, next_state, require_lead_spoken, require_stage
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import (
    ABSENT,
    BoundaryCheck,
    BoundaryFacts,
    ThresholdFacts,
    boundaries,
    lead,
    require_boundaries,
    require_choice,
    require_first_vote,
    require_may_vote,
    threshold,
)


@cites("6.3", "6.4", "6.5")
@transaction.atomic
def open_vote(*, motion_id: int, closes_at: datetime, by: Officer, at: datetime) -> Round:
    """Open the sealed vote until ``closes_at``: boundaries kept, lead heard, quorum within reach."""
    motion = locked(motion_id)
    access.require_run(by, motion)
    act = MotionAct.OPEN_VOTE if motion.round == 1 else MotionAct.OPEN_RUNOFF
    after = next_state(motion.state, act)
    if closes_at <= at:
        raise Refused("6.5", N_("The window for votes has to end after it begins."), field="closes_at")
    charter, seats = charter_of(motion, at), attendance(motion, at)
    spoken = motion.declarations.filter(kind=Declaration.Kind.SPOKE).exists()
    checked = apply(boundaries, _checks(motion), charter)
    require_boundaries(checked.outcome)
    require_lead_spoken(lead(motion.topic, charter), spoken=spoken, away=seats.away)
    needs = threshold(ThresholdFacts(motion.topic, seats.recused, seats.vacant, seats.absent), charter).outcome
    if not needs.quorate:
        raise Refused(
            "6.5",
            N_("The board cannot reach its quorum: {heads} members with a weight of {weight} could vote."),
            remedy=N_("Open the vote when more members can take part."),
            heads=len(needs.voting),
            weight=needs.present_weight,
        )
    kept = keep_for(motion, checked, by=by, at=at)
    motion.state = after
    motion.save(update_fields=["state"])
    return begin_round(motion, seats, closes_at=closes_at, boundaries_kept=kept, by=by, at=at)


def _checks(motion: Motion) -> BoundaryFacts:
    """The latest check of each boundary."""
    latest = {row.name: row for row in motion.boundaries.order_by("id")}
    rows = sorted(latest.values(), key=lambda row: row.pk)
    return BoundaryFacts(tuple(BoundaryCheck(row.name, row.kept, row.evidence, row.checked_by) for row in rows))


def begin_round(
    motion: Motion,
    seats: Attendance,
    *,
    closes_at: datetime,
    boundaries_kept: Application | None,
    by: Officer,
    at: datetime,
) -> Round:
    """Start a round under a fresh key, inside the act that decided on it."""
    key = sealed.new_round_key()
    serial = (motion.rounds.aggregate(last=Max("serial"))["last"] or 0) + 1
    round_ = Round.objects.create(
        motion=motion,
        serial=serial,
        number=motion.round,
        options=motion.standing,
        entitled=seats.entitled,
        recused=list(seats.recused),
        vacant=list(seats.vacant),
        public_key=key.public,
        wrapped_key=key.wrapped,
        boundaries=boundaries_kept,
        opened_at=at,
        closes_at=closes_at,
    )
    event = VoteOpened(
        motion=motion.pk,
        round=motion.round,
        serial=serial,
        options=tuple(motion.standing),
        entitled=seats.entitled,
        recused=seats.recused,
        vacant=seats.vacant,
        closes_at=closes_at,
        public_key=key.public.hex(),
        boundaries=boundaries_kept.digest if boundaries_kept else "",
    )
    record(event, by=by, at=at)
    return round_


def open_round(motion: Motion) -> Round:
    """The round whose votes are out, locked with its item; refused if there is none."""
    require_stage(motion.state, OPEN)
    return motion.rounds.select_related("boundaries").get(closed_at=None)


@cites("6.5", "6.6", reading=("D09", "D10", "D15"))
@transaction.atomic
def cast_vote(*, motion_id: int, choice: str, by: Officer, at: datetime) -> SealedVote:
    """Seal the vote of the member's office for an option's key, or ``abstain``. Nobody can read it before closing.

    Refused: recused, absent or vacant offices, a second vote, a vote after the window, an unknown option.
    """
    motion = locked(motion_id)
    access.require_take_part(by, motion)
    round_, office = open_round(motion), access.office_of(by)
    if at < round_.opened_at:
        raise Refused("6.5", N_("The window for votes has not opened yet."))
    if at >= round_.closes_at:
        raise Refused(
            "6.5",
            N_("The window for votes has closed; this vote came too late and was not taken."),
            remedy=N_("The votes received in time are opened now."),
        )
    _require_entitled(round_, office)
    require_first_vote(office, set(round_.sealed_votes.values_list("office", flat=True)))
    require_choice(choice, [option for option in round_.options if option != ABSENT])
    if choice == ABSENT:
        raise Refused("6.5", N_("Whoever votes is present: choose an option, or abstain."), field="choice")
    vote = sealed.seal(choice, round_id=round_.pk, office=office, public=bytes(round_.public_key))
    row = SealedVote.objects.create(
        round=round_,
        office=office,
        person=by.key,
        ciphertext=vote.ciphertext,
        commitment_sm3=vote.sm3,
        commitment_sha256=vote.sha256,
        at=at,
    )
    record(VoteSealed(motion.pk, round_.serial, office, vote.sm3, vote.sha256), by=by, at=at)
    return row


def _require_entitled(round_: Round, office: str) -> None:
    require_may_vote(office, round_.recused, round_.vacant)
    if office not in round_.entitled:
        raise Refused("6.5", N_("{office} is recorded as absent and does not vote on this item."), office=office)
