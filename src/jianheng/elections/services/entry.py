"""Entering paper ballots: each clerk alone, each sheet by two of them (Art. 3.9, 17.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count as Counted
from django.db.models import Q

from jianheng.charter import N_, Charter, cites
from jianheng.elections import access, serials
from jianheng.elections.events import BallotsEntered
from jianheng.elections.models import Contest, Entry, Round, Sheet
from jianheng.elections.selectors.tally import Form, Mark, Row, ballot_form, charter_of, fault_of, keys_of
from jianheng.elections.services.locks import locked_round
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.ballots import MARKS, MISSING
from jianheng.rules.ballots.primary import Fault
from jianheng.rules.elections_states import RoundState, require_round_state
from jianheng.rules.roles import Officer

BATCH = 50
MOST_READABLE = 99


@dataclass(frozen=True)
class PaperBallot:
    """One sheet as a clerk reads it: its code, and what stands beside each name that bears anything.

    ``marks`` maps the key of a person to a number of votes, or to ``for``, ``against`` or ``abstain``; names left
    out bear nothing. ``is_unclear`` says that the voter's will cannot be read, whatever else stands there.
    """

    code: str
    marks: Mapping[str, Mark] = field(default_factory=dict)
    is_unclear: bool = False


@dataclass(frozen=True)
class Read:
    """A sheet now entered: its number, and why it will be counted as invalid (`None` if it is valid)."""

    number: int
    fault: Fault | None


@cites("3.2", "3.3", "3.9")
@transaction.atomic
def enter_ballot(*, round_id: int, ballot: PaperBallot, by: Officer, at: datetime) -> Read:
    """Enter one sheet; as `enter_batch`."""
    return _enter(round_id, (ballot,), by=by, at=at)[0]


@cites("3.2", "3.3", "3.9")
@transaction.atomic
def enter_batch(*, round_id: int, ballots: Sequence[PaperBallot], by: Officer, at: datetime) -> tuple[Read, ...]:
    """Enter up to fifty sheets, all or none.

    A ballot that breaks the rules of voting (too many votes, say) is entered and counted as invalid, as
    Art. 3.2 says for paper. What cannot be an honest reading is refused: an unknown, spoiled or repeated
    sheet, a name that is not on the ballot, a mark the ballot does not know.
    """
    if not 1 <= len(ballots) <= BATCH:
        raise Refused("3.9", N_("A batch holds between 1 and {most} ballots."), field="code", most=BATCH)
    return _enter(round_id, ballots, by=by, at=at)


def _enter(round_id: int, ballots: Sequence[PaperBallot], *, by: Officer, at: datetime) -> tuple[Read, ...]:
    round_ = locked_round(round_id)
    access.require_enter(by, round_.contest.election)
    require_round_state(round_.state, RoundState.CLOSED)
    _require_impartial(round_, by)
    charter = charter_of(round_.contest.election)
    sheets = _sheets(round_, ballots, by, charter.number("election.paper_entries"))
    keys, stage = keys_of(round_), round_.contest.stage
    entries, read = [], []
    for sheet, ballot in zip(sheets, ballots, strict=True):
        row = row_of(ballot.marks, keys, stage, charter)
        fault = Fault("3.9", N_("The voter's will cannot be read.")) if ballot.is_unclear else None
        fault = fault or fault_of(row, keys, stage, charter)
        marks = [] if ballot.is_unclear else list(row)
        entries.append(Entry(sheet=sheet, clerk=by.key, marks=marks, is_unclear=ballot.is_unclear))
        read.append(Read(sheet.number, fault))
    Entry.objects.bulk_create(entries)
    numbers = tuple(sorted(sheet.number for sheet in sheets))
    record(BallotsEntered(round_.pk, len(entries), numbers), by=by, at=at)
    return tuple(read)


@cites("3.8", reading="E19")
def _require_impartial(round_: Round, by: Officer) -> None:
    if round_.contest.election.candidates.filter(person__code=by.key, is_withdrawn=False).exists():
        raise Refused("3.8", N_("Whoever stands in an election enters none of its ballots."))


def _sheets(round_: Round, ballots: Sequence[PaperBallot], by: Officer, needed: int) -> list[Sheet]:
    """The sheets of the ballots in their order, each of which this clerk may still enter."""
    numbers = [serials.number_of(round_.series, ballot.code) for ballot in ballots]
    found = {
        sheet.number: sheet
        for sheet in round_.sheets.filter(number__in=numbers).annotate(
            read=Counted("entries"), mine=Counted("entries", filter=Q(entries__clerk=by.key))
        )
    }
    taken: set[int] = set()
    for number in numbers:
        code = serials.short_code(round_.series, number)
        sheet = found.get(number)
        if sheet is None:
            raise Refused(
                "3.9",
                N_("No ballot with the code {code} was printed."),
                remedy=N_("Put it aside and show it to the presiding officer."),
                field="code",
                code=code,
            )
        if sheet.state == Sheet.State.SPOILED:
            raise Refused(
                "3.4",
                N_("The ballot {code} was spoiled and replaced; it cannot be counted."),
                remedy=N_("Put it aside and show it to the presiding officer."),
                field="code",
                code=code,
            )
        if sheet.mine or number in taken:
            raise Refused(
                "3.9",
                N_("You have already entered the ballot {code}; one clerk enters a ballot once."),
                remedy=N_("If you think your first reading was wrong, it will show as a difference."),
                field="code",
                code=code,
            )
        if sheet.read >= needed:
            raise Refused(
                "3.9",
                N_("The ballot {code} has already been entered by {count} clerks."),
                field="code",
                code=code,
                count=needed,
            )
        taken.add(number)
    return [found[number] for number in numbers]


@cites("3.2", "3.3", "3.5", "3.9")
def row_of(marks: Mapping[str, Mark], keys: Sequence[str], stage: str, charter: Charter) -> Row:
    """What was read, in the order of the ballot's lines; `Refused` for what cannot stand on this ballot."""
    article = {Contest.Stage.PRIMARY: "3.2", Contest.Stage.RUNOFF: "3.5"}.get(Contest.Stage(stage), "3.3")
    for key in marks:
        if key not in keys:
            raise Refused(article, N_("{person} is not on this ballot."), field="marks", person=key)
    form = ballot_form(stage, charter)
    if form == "marks":
        return tuple(_mark(article, key, marks.get(key, MISSING)) for key in keys)
    return tuple(_votes(article, form, key, marks.get(key, 0)) for key in keys)


def _mark(article: str, key: str, mark: Mark) -> str:
    if mark not in (*MARKS, MISSING):
        raise Refused(article, N_("{mark} is not a mark of this ballot."), field="marks", mark=mark, person=key)
    return str(mark)


def _votes(article: str, form: Form, key: str, given: Mark) -> int:
    most = 1 if form == "choice" else MOST_READABLE
    if not isinstance(given, int) or not 0 <= given <= most:
        raise Refused(
            article,
            N_("{given} for {person} cannot stand on this ballot: enter a whole number from 0 to {most}."),
            remedy=N_("If the sheet cannot be read, enter it as unclear."),
            field="marks",
            given=given,
            person=key,
            most=most,
        )
    return given
