"""At the door: who came, and how many sheets were handed out (Art. 3.4, 3.6)."""

from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.elections import access, serials
from jianheng.elections.events import BallotSpoiled, VoterAdmitted
from jianheng.elections.models import RollEntry, Round, Sheet
from jianheng.elections.services.locks import locked_round
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.elections_states import RoundState, require_round_state
from jianheng.rules.roles import Officer


@cites("3.1", "3.4", "3.6")
@transaction.atomic
def check_in(*, round_id: int, person: str, by: Officer, at: datetime) -> RollEntry:
    """Note that a person of the roll came and hand out one sheet, drawn by the voter from the face-down pile."""
    round_ = locked_round(round_id)
    access.require_admit(by, round_.contest.election)
    require_round_state(round_.state, RoundState.OPEN)
    entry = RollEntry.objects.filter(round=round_, person__code=person).first()
    if entry is None:
        raise Refused(
            "3.1",
            N_("{person} is not on the roll of this round."),
            remedy=N_("Only the presiding officer can say what to do; hand out no ballot."),
            field="person",
            person=person,
        )
    if entry.is_present:
        raise Refused(
            "3.4",
            N_("{person} has already been checked in; nobody gets a second ballot."),
            remedy=N_("A spoiled sheet is replaced against its return."),
            field="person",
            person=person,
        )
    _require_sheet(round_)
    entry.is_present = True
    entry.save(update_fields=["is_present"])
    round_.present += 1
    round_.issued += 1
    round_.save(update_fields=["present", "issued"])
    record(VoterAdmitted(round_.pk, round_.issued), by=by, at=at)
    return entry


@cites("3.4", "3.9")
@transaction.atomic
def spoil_sheet(*, round_id: int, code: str, by: Officer, at: datetime) -> Sheet:
    """Take back a spoiled sheet by its code and hand out another."""
    round_ = locked_round(round_id)
    access.require_admit(by, round_.contest.election)
    require_round_state(round_.state, RoundState.OPEN)
    number = serials.number_of(round_.series, code)
    sheet = round_.sheets.filter(number=number).first()
    if sheet is None:
        raise Refused("3.9", N_("No ballot with the code {code} was printed."), field="code", code=code)
    if sheet.state == Sheet.State.SPOILED:
        raise Refused("3.4", N_("The ballot {code} has already been replaced."), field="code", code=code)
    if round_.spoiled >= round_.issued:
        raise Refused("3.4", N_("No ballot has been handed out that could be replaced."), field="code")
    _require_sheet(round_)
    sheet.state = Sheet.State.SPOILED
    sheet.save(update_fields=["state"])
    round_.spoiled += 1
    round_.issued += 1
    round_.save(update_fields=["spoiled", "issued"])
    record(BallotSpoiled(round_.pk, number, round_.issued), by=by, at=at)
    return sheet


def _require_sheet(round_: Round) -> None:
    if round_.issued >= round_.printed:
        raise Refused(
            "3.9",
            N_("All {printed} printed ballots have been handed out."),
            remedy=N_("The presiding officer can print more while voting is open."),
            printed=round_.printed,
        )
