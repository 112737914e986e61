"""Certifying and publishing results (Art. 3.8, 4.1)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.county.models import Application
from jianheng.county.services import keep
from jianheng.elections import access
from jianheng.elections.events import ResultCertified, ResultPublished
from jianheng.elections.models import Certification, Contest, Election, Round
from jianheng.elections.selectors.disputes import dispute_way
from jianheng.elections.selectors.tally import (
    charter_of,
    elected_before,
    final_facts,
    final_outcome,
    latest_count,
    primary_outcome,
    valid_rounds,
)
from jianheng.elections.services.locks import locked_election, move_election, move_round
from jianheng.ledger.services import record
from jianheng.rules import Derivation, Refused, apply
from jianheng.rules.ballots import RankingFacts, ranking
from jianheng.rules.elections_states import ElectionAct, RoundAct
from jianheng.rules.roles import Officer


@cites("3.8", "4.1")
@transaction.atomic
def certify(*, election_id: int, by: Officer, at: datetime) -> Certification:
    """Certify the stage that has been counted: the seven nominees of the primary, or the ranking of the final."""
    election = locked_election(election_id)
    access.require_certify(by, election)
    if election.candidates.filter(person__code=by.key, is_withdrawn=False).exists():
        raise Refused("3.8", N_("Whoever stands in an election does not certify it."))
    is_primary = election.state == Election.State.PRIMARY
    move_election(election, ElectionAct.CERTIFY_PRIMARY if is_primary else ElectionAct.CERTIFY_FINAL)
    contest = election.contests.get(stage=Contest.Stage.PRIMARY if is_primary else Contest.Stage.FINAL)
    rounds = _complete_rounds(contest)
    found = _primary(contest, rounds) if is_primary else _final(contest, rounds, by=by, at=at)
    found.certified_by, found.certified_at = by.key, at
    found.save()
    for round_ in rounds:
        move_round(round_, RoundAct.CERTIFY)
        round_.save(update_fields=["state"])
    if not is_primary:
        election.certified_on = timezone.localdate(at)
    election.save(update_fields=["state", "certified_on"])
    event = ResultCertified(
        election.pk, contest.stage, found.application.digest, tuple(found.winners), found.open_seats
    )
    record(event, by=by, at=at)
    return found


def _complete_rounds(contest: Contest) -> list[Round]:
    """The valid rounds, the last of which must leave nothing open."""
    list(contest.rounds.select_for_update().order_by("pk"))  # no count of them while the result is certified
    rounds = valid_rounds(contest)
    pending = contest.rounds.exclude(state__in=(Round.State.COUNTED, Round.State.INVALID)).exists()
    if not rounds or pending or contest.rounds.latest("number", "attempt").state == Round.State.INVALID:
        raise Refused("3.8", N_("A round of this vote has not been counted yet; only a complete result is certified."))
    if not latest_count(rounds[-1]).is_complete:
        raise Refused(
            "3.5",
            N_("A tie that matters is still open; only a complete result is certified."),
            remedy=N_("Settle it by the chain of the charter: the page of the round shows the next step."),
        )
    return rounds


def _primary(contest: Contest, rounds: list[Round]) -> Certification:
    application = latest_count(rounds[-1]).application
    return Certification(contest=contest, application=application, winners=list(primary_outcome(application).nominees))


def _final(contest: Contest, rounds: list[Round], *, by: Officer, at: datetime) -> Certification:
    last = latest_count(rounds[-1])
    outcome = final_outcome(last.application)
    if outcome.again:
        raise Refused(
            "3.3",
            N_("Seats are still open and a further round is due."),
            remedy=N_("Call the next round among those who did not pass."),
        )
    election = contest.election
    elected = elected_before(rounds[-1]) + tuple(key for group in outcome.elected for key in group)
    application = last.application
    if not election.continuing:
        application = _ranking(election, rounds, by=by, at=at)
    return Certification(
        contest=contest,
        application=application,
        winners=[key for key in elected if key not in election.continuing],
        reserve=[key for group in outcome.reserve for key in group],
        open_seats=outcome.open_seats,
    )


@cites("4.1", reading="R04")
def _ranking(election: Election, rounds: list[Round], *, by: Officer, at: datetime) -> Application:
    """Derive the ranking over all rounds. A by-election has none of its own: it fills seats beside those held."""
    facts = RankingFacts(tuple(final_facts(round_) for round_ in rounds))
    derivation: Derivation[Any] = apply(ranking, facts, charter_of(election))
    return keep(
        derivation,
        county=election.county.code,
        subject=f"elections.election:{election.pk}",
        title=election.title_zh,
        path=election.get_absolute_url(),
        readers=access.BALLOT_READERS,
        by=by,
        at=at,
    )


@cites("3.8", reading="E12")
@transaction.atomic
def publish_result(*, election_id: int, by: Officer, at: datetime) -> Election:
    """Publish the certified result; from this day the period for disputes runs."""
    election = locked_election(election_id)
    access.require_certify(by, election)
    move_election(election, ElectionAct.PUBLISH)
    election.published_at = at
    election.save(update_fields=["state", "published_at"])
    way = dispute_way(election)
    assert way is not None
    elected = tuple(election.contests.get(stage=Contest.Stage.FINAL).certification.winners)
    record(ResultPublished(election.pk, elected, way.deadline.day), by=by, at=at)
    return election
