"""Calling rounds of voting: primary, final, further rounds, run-offs, repeats (Art. 3.2 to 3.5)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.elections import access
from jianheng.elections.events import RoundCalled
from jianheng.elections.models import Candidate, Contest, Election, Option, Round
from jianheng.elections.selectors.tally import charter_of, final_outcome, latest_count
from jianheng.elections.selectors.ties import require_open_tie
from jianheng.elections.services.locks import locked_election, locked_with_election, move_election
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.ballots.ties import RUNOFF
from jianheng.rules.elections_states import ElectionAct
from jianheng.rules.roles import Officer

_LETTERS = {Contest.Stage.PRIMARY: "P", Contest.Stage.FINAL: "F", Contest.Stage.RUNOFF: "R"}


@cites("3.1", "3.2")
@transaction.atomic
def open_primary(*, election_id: int, by: Officer, at: datetime) -> Round:
    """Begin the primary among all on the closed list; its ballots can then be printed and voting opened."""
    election = locked_election(election_id)
    access.require_preside(by, election)
    if election.kind == Election.Kind.BY_ELECTION:
        raise Refused("3.3", N_("A by-election goes straight to the final; it has no primary."))
    move_election(election, ElectionAct.OPEN_PRIMARY)
    election.save(update_fields=["state"])
    seats = charter_of(election).number("primary.seats")
    contest = Contest.objects.create(election=election, stage=Contest.Stage.PRIMARY, seats=seats)
    return _call_round(contest, _standing(election), 1, 1, by=by, at=at)


@cites("3.3")
@transaction.atomic
def open_final(*, election_id: int, by: Officer, at: datetime) -> Round:
    """Begin the final among the certified nominees, or among all on the list of a by-election."""
    election = locked_election(election_id)
    access.require_preside(by, election)
    is_by_election = election.kind == Election.Kind.BY_ELECTION
    move_election(election, ElectionAct.OPEN_BY_ELECTION if is_by_election else ElectionAct.OPEN_FINAL)
    election.save(update_fields=["state"])
    standing = _standing(election)
    if not is_by_election:
        nominees = election.contests.get(stage=Contest.Stage.PRIMARY).certification.winners
        standing = [candidate for candidate in standing if candidate.person.code in nominees]
    seats = charter_of(election).number("final.seats") - len(election.continuing)
    contest = Contest.objects.create(election=election, stage=Contest.Stage.FINAL, seats=seats)
    return _call_round(contest, standing, 1, 1, by=by, at=at)


@cites("3.3", reading="E06")
@transaction.atomic
def call_next_round(*, round_id: int, by: Officer, at: datetime) -> Round:
    """Call a further round of the final among those who did not pass in this one, once its ties are settled."""
    held = locked_with_election(round_id)
    access.require_preside(by, held.contest.election)
    if held.contest.stage != Contest.Stage.FINAL or held.state != Round.State.COUNTED:
        raise Refused("3.3", N_("A further round follows only a counted round of the final."))
    outcome = final_outcome(latest_count(held).application)
    if outcome.ties:
        raise Refused("3.5", N_("A tie that matters must be settled before a further round is called."))
    if not outcome.again:
        raise Refused("3.3", N_("No further round is due."))
    _require_last(held)
    again = [c for c in _standing(held.contest.election) if c.person.code in outcome.again]
    return _call_round(held.contest, again, held.number + 1, 1, by=by, at=at)


@cites("3.5", reading=("E07", "E08"))
@transaction.atomic
def call_runoff(*, round_id: int, tied: Sequence[str], by: Officer, at: datetime) -> Round:
    """Call a run-off among exactly the tied persons, where the chain of the charter asks for one."""
    held = locked_with_election(round_id)
    election = held.contest.election
    access.require_preside(by, election)
    require_open_tie(held, tied, RUNOFF)
    for called in Contest.objects.filter(settles=held, stage=Contest.Stage.RUNOFF):
        keys = Option.objects.filter(round__contest=called).values_list("candidate__person__code", flat=True)
        if set(keys) == set(tied):
            raise Refused("3.5", N_("A run-off among {tied} has already been called."), tied=sorted(tied))
    contest = Contest.objects.create(election=election, stage=Contest.Stage.RUNOFF, seats=1, settles=held)
    standing = [candidate for candidate in _standing(election) if candidate.person.code in tied]
    return _call_round(contest, standing, 1, 1, by=by, at=at)


@cites("3.4")
@transaction.atomic
def repeat_round(*, round_id: int, by: Officer, at: datetime) -> Round:
    """Call an invalid round again, with the same candidates and under the same number."""
    held = locked_with_election(round_id)
    access.require_preside(by, held.contest.election)
    if held.state != Round.State.INVALID:
        raise Refused("3.4", N_("Only an invalid round is repeated."))
    _require_last(held)
    standing = [option.candidate for option in held.options.select_related("candidate__person")]
    return _call_round(held.contest, standing, held.number, held.attempt + 1, by=by, at=at)


def _require_last(held: Round) -> None:
    latest = held.contest.rounds.latest("number", "attempt")
    if latest != held:
        raise Refused("3.3", N_("A later round of this contest has already been called."))


def _standing(election: Election) -> list[Candidate]:
    return list(election.candidates.filter(is_withdrawn=False).select_related("person").order_by("person__code"))


def _call_round(
    contest: Contest, standing: Sequence[Candidate], number: int, attempt: int, *, by: Officer, at: datetime
) -> Round:
    election, stage = contest.election, Contest.Stage(contest.stage)
    serial = Round.objects.filter(contest__election=election, contest__stage=stage).count() + 1
    series = f"{election.county.code.upper()[:4]}{election.pk}-{_LETTERS[stage]}{serial}"
    called = Round.objects.create(contest=contest, number=number, attempt=attempt, series=series)
    Option.objects.bulk_create(
        Option(round=called, candidate=candidate, position=position)
        for position, candidate in enumerate(standing, start=1)
    )
    record(RoundCalled(election.pk, called.pk, stage.value, series, len(standing)), by=by, at=at)
    return called
