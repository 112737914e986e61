"""Filling open offices from a by-election (Art. 9.6)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.county.models import County
from jianheng.county.selectors import charter_on
from jianheng.elections.selectors.certified import certified
from jianheng.offices import access
from jianheng.offices.models import Vacancy
from jianheng.offices.selectors.terms import careers, deputies
from jianheng.offices.services.seats import begin, close, end, keep_vacancy, reloaded
from jianheng.people.selectors import person as person_of
from jianheng.rules import Refused, apply
from jianheng.rules.offices.by_election import ByElectionFacts, by_election
from jianheng.rules.roles import Officer

BY_ELECTION = "by_election"


@cites("9.6", reading=("R16", "S09"))
@transaction.atomic
def seat_by_election(*, election_id: int, by: Officer, at: datetime) -> tuple[Vacancy, ...]:
    """Put those elected in a by-election into the open offices, by rule; an heir who only acted goes back."""
    county = County.objects.select_for_update(of=("self",)).get(elections=election_id)
    access.require_rule(by, county.code)
    result = certified(election_id)
    if result is None or result.kind != BY_ELECTION:
        raise Refused("9.6", N_("This is not a certified by-election."))
    day = max(timezone.localdate(at), result.term_starts_on)
    open_ = {
        row.office: row
        for row in Vacancy.objects.select_for_update().filter(county=county, filled_on=None)
        if row.path in (Vacancy.Path.BY_ELECTION, Vacancy.Path.ACTING) and row.cause != Vacancy.Cause.SUSPENSION
    }
    if not open_:
        raise Refused("9.6", N_("No office waits for a by-election."))
    charter = charter_on(county.code, timezone.localdate(at))
    facts = ByElectionFacts(
        open=tuple(sorted(open_)),
        ranking=result.ranking,
        on=day,
        tenures=careers(county.code, result.ranking),
        deputies=deputies(county.code, result.ranking, day),
    )
    derivation = apply(by_election, facts, charter)
    filled = []
    for office, code in derivation.outcome.offices.items():
        vacancy = open_[office]
        keep_vacancy(vacancy, derivation, at=at)
        if vacancy.acting is not None:
            end(reloaded(vacancy.acting), day, "transfer", f"election:{election_id}", at=at)
        tenure = begin(county, office, person_of(code), day, f"election:{election_id}", at=at)
        close(county, office, tenure, day, at=at)
        vacancy.refresh_from_db()
        filled.append(vacancy)
    return tuple(filled)
