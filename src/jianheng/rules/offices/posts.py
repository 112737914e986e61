"""Who gets which post, one small rule per post (Art. 4.2 to 4.4)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from jianheng.charter import N_, Charter, cites
from jianheng.rules.offices.facts import Incumbent
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import Role
from jianheng.rules.terms import Tenure, is_barred_by_removal, is_term_limited

_POOL = 3


@cites("4.2", reading="R06")
def incumbent_on(
    closed_on: date, tenures: Mapping[str, tuple[Tenure, ...]], standing: Collection[str]
) -> Incumbent | None:
    """Who was secretary on the day the list closed, from the register of tenures; ``standing`` ran in the final."""
    for person in sorted(tenures):
        for tenure in tenures[person]:
            if tenure.office == Role.SECRETARY and tenure.holds(closed_on):
                return Incumbent(person, person in standing, tenure.acting, tenure.by_succession)
    return None


@cites("4.2", "11.1", "11.2", reading=("R07", "R08", "T03"))
def barred_from_secretary(
    persons: Collection[str], tenures: Mapping[str, tuple[Tenure, ...]], on: date, charter: Charter
) -> frozenset[str]:
    """Those who can never again be secretary: the limit of terms, or removal for cause."""
    return frozenset(
        person
        for person in persons
        if is_term_limited(tenures.get(person, ()), Role.SECRETARY, on, charter)
        or is_barred_by_removal(tenures.get(person, ()), Role.SECRETARY, charter)
    )


@cites("4.2", reading=("R04", "R05", "R06", "R07", "S29"))
def obstacle_to_reelection(
    ranking: Sequence[str],
    incumbent: Incumbent | None,
    barred: Collection[str],
    declined: Collection[str],
    charter: Charter,
) -> str:
    """Why path 1 does not apply, one word; empty if the incumbent is re-elected."""
    if incumbent is None:
        return "none"
    found = {
        "acting": incumbent.acting,
        "successor": incumbent.by_succession and not charter.flag("incumbent.successor_privilege"),
        "not_standing": not incumbent.stands,
        "declined": incumbent.person in declined,
        "barred": incumbent.person in barred,
        "rank": incumbent.person not in ranking[: charter.number("incumbent.safe_ranks")],
    }
    return next((name for name, applies in found.items() if applies), "")


@cites("4.2", reading=("R05", "R08"))
def party_secretary(ranking: Sequence[str], barred: Collection[str], *, reelected: str = "") -> str | None:
    """县委书记（兼县长）: the re-elected incumbent (path 1), else the best-ranked person not barred (path 2).

    `None` if everyone is barred.
    """
    return reelected or next((person for person in ranking if person not in barred), None)


@cites("4.3", reading=("R01", "R02", "R03"))
def discipline_secretary(ranking: Sequence[str], secretary: str) -> str | None:
    """县纪委书记（监委主任）: the best-ranked person once the secretary has been taken out of the ranking."""
    return next((person for person in ranking if person != secretary), None)


@cites("4.4", reading=("R02", "R10"))
def remaining_three(ranking: Sequence[str], secretary: str, discipline: str | None) -> tuple[str, ...]:
    """其余三人: those among whom the secretary picks, in their order."""
    return tuple(person for person in ranking if person not in (secretary, discipline))[:_POOL]


@cites("4.4", reading="R10")
def county_executive(remaining: Sequence[str], pick: str, *, overdue: bool) -> str | None:
    """县理（常务副县长）: the secretary's pick, or the lowest ranked once the days for it have run out.

    `None` while the pick is awaited; `Refused` for a pick from outside the three.
    """
    if pick:
        if pick not in remaining:
            raise Refused(
                "4.4",
                N_("{person} is not one of those among whom the executive is picked: {remaining}."),
                remedy=N_("Pick one of the persons named."),
                field="pick",
                person=pick,
                remaining=list(remaining),
            )
        return pick
    return remaining[-1] if overdue and remaining else None


@cites("4.4", reading="R16")
def congress_chair(others: Sequence[str], deputies: Collection[str], charter: Charter) -> str | None:
    """县人大常委会主任: the higher ranked of the two left, if a deputy of the congress, else the next in order."""
    if not charter.flag("offices.congress_requires_deputy"):
        return next(iter(others), None)
    return next((person for person in others if person in deputies), None)


@cites("4.4", reading="R13")
def consultative_candidate(others: Sequence[str], congress: str | None) -> str | None:
    """县政协主席: the sole candidate put to the conference, whoever of the two is not congress chair."""
    return next((person for person in others if person != congress), None)


@cites("4.5", "9.6", reading=("R17", "R18"))
def team(ranking: Sequence[str], reserve: Sequence[str], declined: Collection[str]) -> tuple[str, ...]:
    """The elected without those who declined, filled up from the reserve at the end."""
    staying = [person for person in ranking if person not in declined]
    joining = [person for person in reserve if person not in declined]
    return (*staying, *joining[: len(ranking) - len(staying)])
