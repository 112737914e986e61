"""Where entries differ: two persons read the sheet again (Art. 3.9, 17.2)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.elections import access
from jianheng.elections.events import EntryClosed, SheetRead
from jianheng.elections.models import Reconciliation, Round
from jianheng.elections.selectors.paper import progress, sheet_with_entries
from jianheng.elections.selectors.tally import Mark, charter_of, keys_of
from jianheng.elections.services.entry import row_of
from jianheng.elections.services.locks import locked_round, move_round
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.elections_states import RoundAct, RoundState, require_round_state
from jianheng.rules.roles import Officer


@cites("3.9", "17.2")
@transaction.atomic
def reconcile_difference(
    *,
    round_id: int,
    number: int,
    marks: Mapping[str, Mark],
    is_unclear: bool = False,
    by: Officer,
    at: datetime,
) -> Reconciliation:
    """Enter what one person now reads on a sheet whose entries differ.

    The difference is settled when a second person reads the same; if the second reads something else, that
    reading waits for another person in turn.
    """
    round_ = locked_round(round_id)
    election = round_.contest.election
    access.require_reconcile(by, election)
    require_round_state(round_.state, RoundState.CLOSED)
    charter = charter_of(election)
    sheet = sheet_with_entries(round_, number)
    if sheet is None or not sheet.differs:
        raise Refused("3.9", N_("The entries of this ballot do not differ."))
    row = [] if is_unclear else list(row_of(marks, keys_of(round_), round_.contest.stage, charter))
    reading = Reconciliation.objects.select_for_update().filter(sheet_id=sheet.pk).first()
    if reading is None:
        reading = Reconciliation(sheet_id=sheet.pk)
    elif reading.second_reader:
        raise Refused("3.9", N_("This difference has already been settled by two persons."))
    elif reading.first_reader == by.key:
        raise Refused("3.9", N_("You have read this sheet already; a second person must read it too."))
    if reading.pk and (reading.marks, reading.is_unclear) == (row, is_unclear):
        reading.second_reader = by.key
    else:
        reading.marks, reading.is_unclear, reading.first_reader = row, is_unclear, by.key
    reading.save()
    record(SheetRead(round_.pk, number, bool(reading.second_reader)), by=by, at=at)
    return reading


@cites("3.9", "3.4")
@transaction.atomic
def close_entry(*, round_id: int, by: Officer, at: datetime) -> Round:
    """Close the entry of ballots; refused while a sheet lacks an entry, entries differ, or the numbers do not agree."""
    round_ = locked_round(round_id)
    access.require_preside(by, round_.contest.election)
    move_round(round_, RoundAct.CLOSE_ENTRY)
    found = progress(round_)
    if found.incomplete:
        raise Refused(
            "3.9",
            N_("{count} ballots have not been entered by {needed} clerks yet."),
            remedy=N_("The page of the entry lists them by code."),
            count=found.incomplete,
            needed=found.needed,
        )
    if found.open_differences:
        raise Refused(
            "3.9",
            N_("The entries of {count} ballots still differ."),
            remedy=N_("Two persons read each of these sheets again."),
            count=found.open_differences,
        )
    if found.sheets != round_.returned:
        raise Refused(
            "3.4",
            N_("{entered} ballots were entered, but the box held {returned}."),
            remedy=N_("Enter the missing ballots, or count the box again and correct its number."),
            entered=found.sheets,
            returned=round_.returned,
        )
    round_.save(update_fields=["state"])
    record(EntryClosed(round_.pk, found.sheets, found.reconciled), by=by, at=at)
    return round_
