"""Certified results, as the rooms above read them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jianheng.charter import cites
from jianheng.elections.models import Certification, Contest, Election


@dataclass(frozen=True)
class CertifiedResult:
    """What follows from a certified final: persons by key.

    ``ranking`` are the elected, best first; ``reserve`` the unelected nominees who passed the majority, best
    first; ``stood`` everyone on the closed list; ``continuing`` those whose seats a by-election left alone.
    ``application_id`` is the kept derivation of the ranking.
    """

    election_id: int
    kind: str
    certified_at: date
    term_starts_on: date
    list_closed_on: date
    ranking: tuple[str, ...]
    reserve: tuple[str, ...]
    stood: tuple[str, ...]
    open_seats: int
    continuing: tuple[str, ...]
    application_id: int


@cites("4.1")
def latest_certified(county: str) -> CertifiedResult | None:
    """The latest certified result of a county by its code; None before the first."""
    found = _finals().filter(contest__election__county__code=county).order_by("-certified_at", "-id").first()
    return None if found is None else _result(found)


@cites("4.1")
def certified(election_id: int) -> CertifiedResult | None:
    """The certified result of one election; None as long as it has none."""
    found = _finals().filter(contest__election_id=election_id).first()
    return None if found is None else _result(found)


def _finals() -> QuerySet[Certification]:
    return Certification.objects.select_related("contest__election").filter(contest__stage=Contest.Stage.FINAL)


def _result(found: Certification) -> CertifiedResult:
    election: Election = found.contest.election
    assert election.certified_on is not None
    assert election.list_closed_on is not None
    stood = election.candidates.filter(is_withdrawn=False).order_by("person__code")
    return CertifiedResult(
        election_id=election.pk,
        kind=election.kind,
        certified_at=election.certified_on,
        term_starts_on=election.term_starts_on,
        list_closed_on=election.list_closed_on,
        ranking=tuple(found.winners),
        reserve=tuple(found.reserve),
        stood=tuple(stood.values_list("person__code", flat=True)),
        open_seats=found.open_seats,
        continuing=tuple(election.continuing),
        application_id=found.application_id,
    )
