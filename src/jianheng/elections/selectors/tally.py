"""From stored sheets to the facts of the rules, and from kept applications back to typed outcomes."""

from collections.abc import Sequence
from typing import Literal

from jianheng.charter import N_, Charter, cites
from jianheng.county.models import Application
from jianheng.county.selectors import charter_on
from jianheng.elections.models import Contest, Count, Draw, Election, Entry, Reconciliation, Round
from jianheng.rules.ballots import (
    Attendance,
    FinalRoundFacts,
    FinalRoundOutcome,
    Lots,
    PrimaryFacts,
    PrimaryOutcome,
    Runoff,
    Validity,
    cumulative_fault,
    final_fault,
    final_round,
    primary,
    primary_fault,
    runoff_tally,
    validity,
)
from jianheng.rules.ballots.primary import Fault

Form = Literal["votes", "marks", "choice"]
Mark = int | str
Row = tuple[Mark, ...]
Outcome = PrimaryOutcome | FinalRoundOutcome | Validity

UNCLEAR_VOTES = -1
UNCLEAR_MARK = "unclear"
RUNOFF_FAULT = N_("A run-off ballot names one person only.")


def charter_of(election: Election) -> Charter:
    """The charter version that governs an election from its calling to its end."""
    return charter_on(election.county.code, election.charter_on)


@cites("3.2", "3.3", "3.5")
def ballot_form(stage: str, charter: Charter) -> Form:
    """What stands beside a name on a ballot: a number of votes, one of three marks, or a cross beside one name."""
    if stage == Contest.Stage.RUNOFF:
        return "choice"
    if stage == Contest.Stage.PRIMARY or charter.choice("final.ballot") == "cumulative":
        return "votes"
    return "marks"


def keys_of(round_: Round) -> tuple[str, ...]:
    """The keys of those on the ballot, in the order of its lines."""
    return tuple(round_.options.order_by("position").values_list("candidate__person__code", flat=True))


def settled_rows(round_: Round) -> tuple[Row, ...]:
    """What each sheet says after reconciliation, in an order that tells nothing about the sheets' numbers.

    A sheet whose voter's will is unclear becomes a row that the rules find invalid.
    """
    settled = {
        row.sheet_id: (row.marks, row.is_unclear)
        for row in Reconciliation.objects.filter(sheet__round=round_).exclude(second_reader="")
    }
    entries = (
        Entry.objects.filter(sheet__round=round_)
        .order_by("sheet_id", "id")
        .values_list("sheet_id", "marks", "is_unclear")
    )
    read = {sheet: (marks, is_unclear) for sheet, marks, is_unclear in reversed(entries)} | settled
    form = ballot_form(round_.contest.stage, charter_of(round_.contest.election))
    width = round_.options.count()
    unclear: Mark = UNCLEAR_MARK if form == "marks" else UNCLEAR_VOTES
    return tuple(sorted((unclear,) * width if is_unclear else tuple(marks) for marks, is_unclear in read.values()))


@cites("3.2", "3.3", "3.5")
def fault_of(row: Sequence[Mark], keys: Sequence[str], stage: str, charter: Charter) -> Fault | None:
    """Why the ballot with this row is invalid on paper; `None` for a valid one."""
    ballot = dict(zip(keys, row, strict=True))
    if stage == Contest.Stage.PRIMARY:
        return primary_fault({key: int(given) for key, given in ballot.items()}, keys, charter)
    if stage == Contest.Stage.RUNOFF:
        return None if sum(int(given) for given in row) <= 1 else Fault("3.5", RUNOFF_FAULT)
    if ballot_form(stage, charter) == "votes":
        return cumulative_fault({key: int(given) for key, given in ballot.items()}, keys, charter)
    return final_fault({key: str(mark) for key, mark in ballot.items()}, keys, charter, channel="paper")


def primary_facts(round_: Round) -> PrimaryFacts:
    """The primary as held, with the run-offs and lots known so far."""
    return PrimaryFacts(
        candidates=keys_of(round_),
        roll=round_.roll_size,
        took_part=round_.present,
        issued=round_.issued,
        ballots=tuple(tuple(int(mark) for mark in row) for row in settled_rows(round_)),
        runoffs=_runoffs(round_),
        lots=_lots(round_),
    )


def final_facts(round_: Round) -> FinalRoundFacts:
    """A round of the final as held, with whom earlier rounds elected and the run-offs and lots known so far."""
    election = round_.contest.election
    keys, rows = keys_of(round_), settled_rows(round_)
    form = ballot_form(round_.contest.stage, charter_of(election))
    totals = primary_totals(election)
    return FinalRoundFacts(
        round=round_.number,
        nominees=keys,
        roll=round_.roll_size,
        took_part=round_.present,
        issued=round_.issued,
        marks=tuple(tuple(str(mark) for mark in row) for row in rows) if form == "marks" else (),
        votes=tuple(tuple(int(mark) for mark in row) for row in rows) if form == "votes" else (),
        elected_before=elected_before(round_),
        primary_totals={key: totals[key] for key in keys if key in totals},
        runoffs=_runoffs(round_),
        lots=_lots(round_),
    )


def attendance(round_: Round) -> Attendance:
    """The numbers of a run-off round, whose ballots only need counting."""
    return Attendance(round_.roll_size, round_.present, round_.issued, len(settled_rows(round_)))


def runoff_votes(round_: Round) -> Runoff:
    """The count of a run-off: blank ballots and ballots naming several count for nobody."""
    keys = keys_of(round_)
    named = (keys[row.index(1)] if sorted(row) == [0] * (len(row) - 1) + [1] else "" for row in settled_rows(round_))
    return runoff_tally(keys, named)


def elected_before(round_: Round) -> tuple[str, ...]:
    """The keys whom earlier rounds elected, after those whose seats a by-election does not touch."""
    found = list(round_.contest.election.continuing)
    for earlier in valid_rounds(round_.contest):
        if earlier.number < round_.number:
            outcome = final_outcome(latest_count(earlier).application)
            found.extend(key for group in outcome.elected for key in group)
    return tuple(found)


def primary_totals(election: Election) -> dict[str, int]:
    """Votes in the certified primary by person's key; empty in a by-election."""
    contest = election.contests.filter(stage=Contest.Stage.PRIMARY).first()
    if contest is None:
        return {}
    outcome = primary_outcome(latest_count(valid_rounds(contest)[-1]).application)
    return {candidacy.person: candidacy.total for candidacy in outcome.results}


def valid_rounds(contest: Contest) -> list[Round]:
    """The rounds of a contest that were counted and found valid, in order."""
    states = (Round.State.COUNTED, Round.State.CERTIFIED)
    return list(contest.rounds.select_related("contest__election__county").filter(state__in=states).order_by("number"))


def latest_count(round_: Round) -> Count:
    """The count that holds, after the last tie settled."""
    return round_.counts.select_related("application").latest("id")


def primary_outcome(application: Application) -> PrimaryOutcome:
    """The typed outcome of a kept primary."""
    return primary.outcome.validate_python(application.derivation["result"])


def final_outcome(application: Application) -> FinalRoundOutcome:
    """The typed outcome of a kept round of the final."""
    return final_round.outcome.validate_python(application.derivation["result"])


def outcome_of(application: Application) -> Outcome:
    """The typed outcome of a kept count, whichever rule it applied."""
    if application.rule == primary.name:
        return primary_outcome(application)
    if application.rule == final_round.name:
        return final_outcome(application)
    return validity.outcome.validate_python(application.derivation["result"])


def _runoffs(round_: Round) -> tuple[Runoff, ...]:
    counted = (Round.State.COUNTED, Round.State.CERTIFIED)
    found = Count.objects.filter(
        round__contest__settles=round_, round__state__in=counted, runoff_votes__isnull=False
    ).order_by("id")
    return tuple(Runoff(count.runoff_votes) for count in found if count.runoff_votes is not None)


def _lots(round_: Round) -> tuple[Lots, ...]:
    drawn = Draw.objects.filter(round=round_, state=Draw.State.DRAWN).order_by("id")
    return tuple(Lots(tuple(draw.order), draw.seed) for draw in drawn)
