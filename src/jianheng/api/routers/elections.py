"""Elections and their certified results."""

from typing import Any

from jianheng.api.declare import Router, allows
from jianheng.api.pages import paged
from jianheng.api.problems import Problem
from jianheng.api.schemas import ElectionDetail, ElectionOut, Page, ProblemOut
from jianheng.charter import N_
from jianheng.elections.models import Certification, Election, Round
from jianheng.elections.selectors import pages
from jianheng.web.pages import Request, everyone

router = Router(tags=["elections"])

NO_ELECTION = N_("There is no election with the number {number} in this county.")


def _election(row: Election) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": {"zh": row.title_zh, "en": row.title_en},
        "state": row.state,
        "term_starts_on": row.term_starts_on,
        "certified_on": row.certified_on,
        "published_at": row.published_at,
    }


@router.get("", response=Page[ElectionOut], summary="Elections, the latest first")
@allows(everyone)
def elections(request: Request, county: str = "", page: int = 1, size: int = 50) -> dict[str, Any]:
    """The elections of a county (the caller's, if left out)."""
    return paged(pages.elections(county or request.officer.county), page, size, _election)


@router.get("/{number}", response={200: ElectionDetail, 404: ProblemOut}, summary="One election")
@allows(everyone)
def election(request: Request, number: int, county: str = "") -> dict[str, Any]:
    """One election with its certified stages and the results of their rounds."""
    row = pages.elections(county or request.officer.county).filter(pk=number).first()
    if row is None:
        raise Problem(404, NO_ELECTION, {"number": number})
    certified = [found for found in pages.rounds(row) if found.state == Round.State.CERTIFIED]
    counted = pages.counted_of(certified)
    return {
        **_election(row),
        "stages": [_stage(name, found) for name, found in pages.certifications(row).items()],
        "rounds": [_round(found, counted[found.pk]) for found in certified if found.pk in counted],
    }


def _stage(name: str, found: Certification) -> dict[str, Any]:
    return {
        "stage": name,
        "winners": found.winners,
        "reserve": found.reserve,
        "open_seats": found.open_seats,
        "application": found.application_id,
    }


def _round(found: Round, counted: pages.Counted) -> dict[str, Any]:
    return {
        "stage": found.contest.stage,
        "number": found.number,
        "cast": found.returned or 0,
        "application": counted.count.application_id,
        "results": [
            {
                "rank": row.rank,
                "person": row.key,
                "name": row.name,
                "total": row.total,
                "against": row.against,
                "abstained": row.abstained,
                "is_in": row.is_in,
            }
            for row in counted.rows
        ],
    }
