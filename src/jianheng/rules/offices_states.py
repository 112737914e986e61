"""States of a team being filled, and how tenures end in the words of the rules (Art. 4.5, 11.1)."""

from collections.abc import Mapping
from enum import StrEnum

from jianheng.charter import N_, cites
from jianheng.rules.refusals import Refused
from jianheng.rules.terms import Ending


class TeamState(StrEnum):
    """How far the offices of one election are filled; ``closed`` once a later election has taken over."""

    FILLING = "filling"
    COMPLETE = "complete"
    CLOSED = "closed"


class TeamAct(StrEnum):
    """What changes the state of a team."""

    WAIT = "wait"
    FILL = "fill"
    CLOSE = "close"


TEAM_TRANSITIONS: Mapping[TeamState, Mapping[TeamAct, TeamState]] = {
    TeamState.FILLING: {
        TeamAct.WAIT: TeamState.FILLING,
        TeamAct.FILL: TeamState.COMPLETE,
        TeamAct.CLOSE: TeamState.CLOSED,
    },
    TeamState.COMPLETE: {TeamAct.CLOSE: TeamState.CLOSED},
    TeamState.CLOSED: {},
}


@cites("4.5")
def next_team_state(state: str, act: TeamAct) -> TeamState:
    """The state of a team after an act; refused where nothing is left to fill."""
    found = TEAM_TRANSITIONS[TeamState(state)].get(act)
    if found is None:
        raise Refused("4.5", N_("The offices of this election are filled; what falls vacant later follows Part 9."))
    return found


_ENDINGS: Mapping[str, Ending] = {
    "": "running",
    "term": "expired",
    "resignation": "resigned",
    "removal": "removed_for_cause",
    "death": "incapable",
    "incapacity": "incapable",
    "promotion": "promoted",
    "transfer": "not_reelected",
    "declined": "resigned",
    "succession": "promoted",
}


@cites("11.1", "11.2", reading=("T02", "T03"))
def ending_of(word: str) -> Ending:
    """The end of a tenure as the rules of terms name it, from the word of the register."""
    return _ENDINGS[word]
