"""Conducting a round on paper: ballots, opening, closing, accounting (Art. 3.4, 3.9)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.county.services import keep
from jianheng.elections import access
from jianheng.elections.events import BallotsPrinted, RoundClosed, RoundOpened, RoundVoided
from jianheng.elections.models import Contest, RollEntry, Round, Sheet
from jianheng.elections.selectors.tally import charter_of
from jianheng.elections.services.locks import locked_round, move_round
from jianheng.ledger.services import record
from jianheng.people.selectors import roll
from jianheng.rules import Derivation, Refused, apply
from jianheng.rules.ballots import PaperFacts, accounting
from jianheng.rules.elections_states import RoundAct, RoundState, require_round_state
from jianheng.rules.roles import Officer, Role

MOST_SHEETS = 5000
_DECLARED = (Round.Defect.EXCESS, Round.Defect.INTERRUPTED, Round.Defect.SECRECY)


@cites("3.9", "17.2")
@transaction.atomic
def print_sheets(*, round_id: int, count: int, by: Officer, at: datetime) -> Round:
    """Add ``count`` numbered ballots to the round's series, before voting or while it is open."""
    round_ = locked_round(round_id)
    access.require_preside(by, round_.contest.election)
    if round_.state not in (Round.State.CALLED, Round.State.OPEN):
        require_round_state(round_.state, RoundState.CALLED)
    if not 1 <= count <= MOST_SHEETS:
        raise Refused("3.9", N_("Between 1 and {most} ballots are printed at a time."), field="count", most=MOST_SHEETS)
    first, last = round_.printed + 1, round_.printed + count
    Sheet.objects.bulk_create(Sheet(round=round_, number=number) for number in range(first, last + 1))
    round_.printed = last
    round_.save(update_fields=["printed"])
    record(BallotsPrinted(round_.pk, round_.series, first, last), by=by, at=at)
    return round_


@cites("3.1", "3.4", reading="E20")
@transaction.atomic
def open_round(*, round_id: int, by: Officer, at: datetime) -> Round:
    """Open voting and fix the roll: the delegates of the day in the primary, the deputies in the final."""
    round_ = locked_round(round_id)
    election = round_.contest.election
    access.require_preside(by, election)
    move_round(round_, RoundAct.OPEN)
    voters = list(roll(election.county.code, _voting_body(round_.contest), timezone.localdate(at)))
    if not voters:
        raise Refused("3.1", N_("The roll is empty: the register names nobody with the right to vote."))
    if round_.printed < len(voters):
        raise Refused(
            "3.9",
            N_("Only {printed} ballots are printed for a roll of {roll}."),
            remedy=N_("Print at least as many ballots as there are persons on the roll."),
            field="count",
            printed=round_.printed,
            roll=len(voters),
        )
    RollEntry.objects.bulk_create(RollEntry(round=round_, person=person) for person in voters)
    round_.roll_size, round_.opened_at = len(voters), at
    round_.save(update_fields=["state", "roll_size", "opened_at"])
    record(RoundOpened(round_.pk, round_.roll_size, round_.printed), by=by, at=at)
    return round_


def _voting_body(contest: Contest) -> Role:
    """A run-off is voted by the body whose vote was tied."""
    if contest.settles is not None:
        contest = contest.settles.contest
    return Role.DELEGATE if contest.stage == Contest.Stage.PRIMARY else Role.DEPUTY


@cites("3.4", "3.9", reading="E09")
@transaction.atomic
def close_round(*, round_id: int, returned: int, not_returned: int = 0, by: Officer, at: datetime) -> Round:
    """Close voting with the number of ballots in the box and of those known to have been taken away.

    Refused if the box held more ballots than were issued.
    """
    round_ = locked_round(round_id)
    access.require_preside(by, round_.contest.election)
    move_round(round_, RoundAct.CLOSE)
    round_.closed_at = at
    return _account(round_, returned, not_returned, by=by, at=at)


@cites("3.4", "3.9")
@transaction.atomic
def correct_account(*, round_id: int, returned: int, not_returned: int = 0, by: Officer, at: datetime) -> Round:
    """Enter the numbers of a second counting of the box while ballots are being entered."""
    round_ = locked_round(round_id)
    access.require_preside(by, round_.contest.election)
    require_round_state(round_.state, RoundState.CLOSED)
    return _account(round_, returned, not_returned, by=by, at=at)


def _account(round_: Round, returned: int, not_returned: int, *, by: Officer, at: datetime) -> Round:
    election = round_.contest.election
    facts = PaperFacts(round_.issued, returned, round_.spoiled, not_returned)
    derivation: Derivation[Any] = apply(accounting, facts, charter_of(election))
    round_.account = keep(
        derivation,
        county=election.county.code,
        subject=f"elections.round:{round_.pk}",
        title=f"{election.title_zh} {round_.series}",
        path=round_.get_absolute_url(),
        by=by,
        at=at,
    )
    round_.returned, round_.not_returned = returned, not_returned
    round_.save(update_fields=["state", "closed_at", "returned", "not_returned", "account"])
    event = RoundClosed(
        round=round_.pk,
        roll=round_.roll_size,
        present=round_.present,
        issued=round_.issued,
        spoiled=round_.spoiled,
        returned=returned,
        not_returned=not_returned,
    )
    record(event, by=by, at=at)
    return round_


@cites("3.4", "3.9")
@transaction.atomic
def void_round(*, round_id: int, defect: str, by: Officer, at: datetime) -> Round:
    """Declare a round invalid before it is counted, for a defect that no count can mend."""
    round_ = locked_round(round_id)
    access.require_preside(by, round_.contest.election)
    if defect not in _DECLARED:
        raise Refused("3.4", N_("A round is declared invalid for one of the defects listed."), field="defect")
    move_round(round_, RoundAct.VOID)
    round_.defect = Round.Defect(defect)
    round_.save(update_fields=["state", "defect"])
    record(RoundVoided(round_.pk, defect), by=by, at=at)
    return round_
