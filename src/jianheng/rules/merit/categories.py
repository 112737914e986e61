"""What a case is worth: the categories of office-holders and of citizens (Art. 8.1, 8.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from jianheng.charter import N_, Charter, cites
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import OFFICES

OFFICE_SCALE = "office"
CITIZEN_SCALE = "citizen"

RANKS = (
    "clerk",
    "deputy_section",
    "section",
    "deputy_division",
    "division",
    "deputy_bureau",
    "bureau",
    "deputy_province",
    "province",
)

SUPERIOR = "superior"
KEY_LEAD = "key_lead"
SYSTEMIC = "systemic"
PASSED_ON = "passed_on"


@dataclass(frozen=True)
class Target:
    """A person sanctioned in a case.

    ``rank`` is one of `RANKS`; ``superior_of`` the keys of those whose direct superior they were;
    ``standing`` is ``secretary`` for the party secretary of the county, ``higher`` for anyone above,
    else ``other``.
    """

    person: str
    rank: str
    superior_of: tuple[str, ...] = ()
    standing: str = "other"


@cites("8.1", "8.2", reading="S06")
def scale_of(office: str) -> str:
    """Which table applies to the holder of an office: the five by Art. 8.1, everybody else by Art. 8.2."""
    return OFFICE_SCALE if office in OFFICES else CITIZEN_SCALE


@cites("8.1", reading="M02")
def office_points(rank: str, charter: Charter) -> Decimal:
    """What an office-holder earns by rank; a rank without a score takes the next lower one that has."""
    return _next_lower(rank, charter.table("merit.table"))


@cites("8.2", reading=("Z01", "M02"))
def citizen_points(rank: str, charter: Charter) -> Decimal:
    """What a citizen or an official outside the five earns by rank: section, division, bureau level."""
    level = {"deputy_section": "section", "deputy_division": "division", "deputy_bureau": "bureau"}
    return _next_lower(level.get(rank, rank), charter.table("rewards.points"))


@cites("8.1", reading="M12")
def require_systemic(granted: Decimal, charter: Charter) -> None:
    """Refuse a grant for a systemic finding or prevented harm outside the committee's range."""
    low, high = charter.decimal("merit.systemic_min"), charter.decimal("merit.systemic_max")
    if not low <= granted <= high:
        raise Refused(
            "8.1",
            N_("For a systemic finding the committee may give {low} to {high} points."),
            field="systemic",
            low=low,
            high=high,
        )


@cites("8.1", "8.2", "8.9", reading=("M01", "M02", "M03", "M04"))
def category_points(
    reporter: str, scale: str, contribution: str, targets: tuple[Target, ...], charter: Charter
) -> Mapping[str, Decimal]:
    """Every category of a case that applies to a reporter, with its points; the award takes the highest.

    The number of officials in a case does not count, only the highest category among them.
    """
    if scale == CITIZEN_SCALE:
        return {target.rank: citizen_points(target.rank, charter) for target in targets}
    found = {target.rank: office_points(target.rank, charter) for target in targets}
    if any(reporter in target.superior_of for target in targets):
        found[SUPERIOR] = charter.decimal("merit.superior")
    if contribution == KEY_LEAD and any(is_head_or_higher(target) for target in targets):
        found[KEY_LEAD] = charter.decimal("merit.key_lead")
    return found


@cites("8.1", "9.3", reading="S05")
def is_head_or_higher(target: Target) -> bool:
    """Whether a target is the party secretary of the same level or anyone higher."""
    return target.standing in ("secretary", "higher")


def _next_lower(rank: str, table: Mapping[str, Decimal]) -> Decimal:
    if rank not in RANKS:
        raise Refused("8.1", N_("“{rank}” is not a rank of the table."), field="rank", rank=rank)
    below = RANKS[: RANKS.index(rank) + 1]
    return next((table[lower] for lower in reversed(below) if lower in table), Decimal(0))
