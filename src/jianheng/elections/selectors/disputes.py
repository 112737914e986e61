"""How long a result can be disputed, and by whom (Art. 3.8)."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from jianheng.charter import cites
from jianheng.county.selectors import work_calendar
from jianheng.elections.models import Election
from jianheng.elections.selectors.tally import charter_of
from jianheng.rules.calendar import Deadline


@dataclass(frozen=True)
class DisputeWay:
    """The last day for lodging a dispute, the working days it counts, and the share of the roll that may lodge one."""

    deadline: Deadline
    days: int
    share: Fraction
    answer_days: int


@cites("3.8", reading="E12")
def dispute_way(election: Election) -> DisputeWay | None:
    """The way to dispute a published result; None before publication, when no period runs."""
    if election.published_at is None:
        return None
    charter = charter_of(election)
    days = charter.number("election.dispute_days")
    deadline = work_calendar().deadline(timezone.localdate(election.published_at), days)
    return DisputeWay(
        deadline, days, charter.fraction("election.dispute_share"), charter.number("election.dispute_answer_days")
    )
