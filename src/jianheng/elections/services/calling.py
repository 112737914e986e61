"""Calling an election and keeping its list of candidates (Art. 3.1)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.county.models import County
from jianheng.county.selectors import charter_on
from jianheng.elections import access
from jianheng.elections.events import (
    CandidateListed,
    CandidateWithdrawn,
    ElectionCalled,
    ElectionCancelled,
    ListClosed,
)
from jianheng.elections.models import Candidate, Election
from jianheng.elections.selectors.tally import charter_of
from jianheng.elections.services.locks import locked_election, move_election
from jianheng.ledger.services import record
from jianheng.people.models import Person
from jianheng.rules import Refused
from jianheng.rules.ballots import require_contest
from jianheng.rules.elections_states import ElectionAct
from jianheng.rules.roles import Officer

_OVER = (Election.State.PUBLISHED, Election.State.CANCELLED)


@cites("3.1", "3.3", reading="E06")
@transaction.atomic
def call_election(
    *,
    county: County,
    kind: str,
    title_zh: str,
    title_en: str,
    term_starts_on: date,
    presiding: Person | None = None,
    continuing: Sequence[str] = (),
    by: Officer,
    at: datetime,
) -> Election:
    """Call an election under the charter in force today; ``continuing`` as in `Election`.

    Refused while another election of the county is under way, or for a term that has already begun.
    """
    access.require_call(by, county.code)
    County.objects.select_for_update().get(pk=county.pk)
    today = timezone.localdate(at)
    _require_free(county)
    if term_starts_on <= today:
        raise Refused(
            "3.1",
            N_("The term must begin after the election is called: {day} is not after {today}."),
            field="term_starts_on",
            day=term_starts_on.isoformat(),
            today=today.isoformat(),
        )
    _require_seats(kind, continuing, charter_on(county.code, today).number("final.seats"))
    election = Election.objects.create(
        county=county,
        kind=kind,
        title_zh=title_zh,
        title_en=title_en,
        charter_on=today,
        called_at=at,
        term_starts_on=term_starts_on,
        presiding=presiding,
        continuing=list(continuing),
    )
    record(ElectionCalled(election.pk, kind, today, term_starts_on), by=by, at=at)
    return election


def _require_free(county: County) -> None:
    if Election.objects.filter(county=county).exclude(state__in=_OVER).exists():
        raise Refused(
            "3.1",
            N_("Another election of this county is still under way."),
            remedy=N_("Publish its result or call it off first."),
        )


def _require_seats(kind: str, continuing: Sequence[str], seats: int) -> None:
    if kind == Election.Kind.TWO_STAGE and continuing:
        raise Refused("3.3", N_("Only a by-election leaves some seats as they are."), field="continuing")
    if len(continuing) >= seats:
        raise Refused("3.3", N_("All {seats} seats are filled; there is nothing to elect."), seats=seats)


@cites("3.1")
@transaction.atomic
def enter_candidate(
    *,
    election_id: int,
    person: Person,
    statement_zh: str = "",
    statement_en: str = "",
    by: Officer,
    at: datetime,
) -> Candidate:
    """Put a person on the list while it is open, also one who had withdrawn; twice is refused."""
    election = locked_election(election_id)
    access.require_keep_list(by, election)
    _require_open_list(election)
    if person.county_id != election.county_id:
        raise Refused("3.1", N_("{person} is not of this county."), field="person", person=person.code)
    if person.code in election.continuing:
        raise Refused("3.3", N_("{person} already holds one of the seats."), field="person", person=person.code)
    candidate = election.candidates.filter(person=person).first()
    if candidate is not None and not candidate.is_withdrawn:
        raise Refused("3.1", N_("{person} is already on the list."), field="person", person=person.code)
    candidate = candidate or Candidate(election=election, person=person)
    candidate.is_withdrawn = False
    candidate.statement_zh, candidate.statement_en = statement_zh, statement_en
    candidate.save()
    record(CandidateListed(election.pk, person.code), by=by, at=at)
    return candidate


@cites("3.1")
@transaction.atomic
def withdraw_candidate(*, candidate_id: int, by: Officer, at: datetime) -> Candidate:
    """Take a candidate off the open list; the candidate may do so too."""
    found = Candidate.objects.select_related("person").get(pk=candidate_id)
    election = locked_election(found.election_id)
    if by.key != found.person.code:
        access.require_keep_list(by, election)
    _require_open_list(election)
    if found.is_withdrawn:
        raise Refused("3.1", N_("{person} has already withdrawn."), person=found.person.code)
    found.is_withdrawn = True
    found.save(update_fields=["is_withdrawn"])
    record(CandidateWithdrawn(election.pk, found.person.code), by=by, at=at)
    return found


def _require_open_list(election: Election) -> None:
    if election.state != Election.State.CALLED:
        raise Refused("3.1", N_("The list of candidates is closed."), field="person")


@cites("3.1", reading="E02")
@transaction.atomic
def close_list(*, election_id: int, by: Officer, at: datetime) -> Election:
    """Close the list; refused with too few candidates, the list then stays open."""
    election = locked_election(election_id)
    access.require_keep_list(by, election)
    move_election(election, ElectionAct.CLOSE_LIST)
    standing = list(election.candidates.filter(is_withdrawn=False).values_list("person__code", flat=True))
    charter = charter_of(election)
    if election.kind == Election.Kind.TWO_STAGE:
        require_contest(standing, charter)
    else:
        _require_choice(len(standing), charter.number("final.seats") - len(election.continuing))
    election.list_closed_on = timezone.localdate(at)
    election.save(update_fields=["state", "list_closed_on"])
    record(ListClosed(election.pk, len(standing)), by=by, at=at)
    return election


@cites("3.1", "3.3")
def _require_choice(candidates: int, seats: int) -> None:
    """A by-election too needs more candidates than seats."""
    if candidates <= seats:
        raise Refused(
            "3.1",
            N_("There are {count} candidates for {seats} open seats; there must be more candidates than seats."),
            remedy=N_("Reopen the candidature until there are enough candidates."),
            field="candidates",
            count=candidates,
            seats=seats,
        )


@cites("3.1", reading="E02")
@transaction.atomic
def cancel_election(*, election_id: int, by: Officer, at: datetime) -> Election:
    """Call an election off before any vote, as when the list stays too short."""
    election = locked_election(election_id)
    access.require_keep_list(by, election)
    move_election(election, ElectionAct.CANCEL)
    election.save(update_fields=["state"])
    record(ElectionCancelled(election.pk), by=by, at=at)
    return election
