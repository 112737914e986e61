"""From ranks to offices: computed, never decided (Art. 4.1 to 4.5).

The secretary is taken out of the ranking first, the discipline secretary is the best of the rest, the
secretary picks the executive among the next three, and the two left over become congress chair and sole
candidate for consultative chair. Until the pick and the conference's vote are known, those offices wait.
"""

from jianheng.rules.offices.assign import assign
from jianheng.rules.offices.facts import (
    CONSULTATIVE_VOTE,
    EXECUTIVE_PICK,
    Assignment,
    ConferenceVote,
    Incumbent,
    OfficeFacts,
    Pick,
)
from jianheng.rules.offices.posts import (
    barred_from_secretary,
    congress_chair,
    consultative_candidate,
    county_executive,
    discipline_secretary,
    incumbent_on,
    obstacle_to_reelection,
    party_secretary,
    remaining_three,
    team,
)

__all__ = [
    "CONSULTATIVE_VOTE",
    "EXECUTIVE_PICK",
    "Assignment",
    "ConferenceVote",
    "Incumbent",
    "OfficeFacts",
    "Pick",
    "assign",
    "barred_from_secretary",
    "congress_chair",
    "consultative_candidate",
    "county_executive",
    "discipline_secretary",
    "incumbent_on",
    "obstacle_to_reelection",
    "party_secretary",
    "remaining_three",
    "team",
]
