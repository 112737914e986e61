"""The stages of an item before the council, and what may happen in each (Art. 6.2 to 6.6)."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from jianheng.charter import N_, Charter, cites
from jianheng.rules.refusals import Refused


class MotionState(StrEnum):
    """Where an item stands. ``voting`` and ``runoff`` are the two rounds with sealed votes out."""

    PROPOSED = "proposed"
    DELIBERATION = "deliberation"
    VOTING = "voting"
    RUNOFF = "runoff"
    DECIDED = "decided"
    RETURNED = "returned"


class MotionAct(StrEnum):
    """What changes the stage of an item."""

    SETTLE_TOPIC = "settle_topic"
    OPEN_VOTE = "open_vote"
    OPEN_RUNOFF = "open_runoff"
    MISS_QUORUM = "miss_quorum"
    DECIDE = "decide"
    RETURN = "return"


MOTION_TRANSITIONS: Mapping[MotionState, Mapping[MotionAct, MotionState]] = {
    MotionState.PROPOSED: {
        MotionAct.SETTLE_TOPIC: MotionState.DELIBERATION,
        MotionAct.RETURN: MotionState.RETURNED,
    },
    MotionState.DELIBERATION: {
        MotionAct.OPEN_VOTE: MotionState.VOTING,
        MotionAct.OPEN_RUNOFF: MotionState.RUNOFF,
        MotionAct.RETURN: MotionState.RETURNED,
    },
    MotionState.VOTING: {
        MotionAct.DECIDE: MotionState.DECIDED,
        MotionAct.OPEN_RUNOFF: MotionState.RUNOFF,
        MotionAct.RETURN: MotionState.RETURNED,
        MotionAct.MISS_QUORUM: MotionState.DELIBERATION,
    },
    MotionState.RUNOFF: {
        MotionAct.DECIDE: MotionState.DECIDED,
        MotionAct.RETURN: MotionState.RETURNED,
        MotionAct.MISS_QUORUM: MotionState.DELIBERATION,
    },
    MotionState.DECIDED: {},
    MotionState.RETURNED: {},
}

OPEN = frozenset({MotionState.VOTING, MotionState.RUNOFF})
PREPARING = frozenset({MotionState.PROPOSED, MotionState.DELIBERATION})

_WRONG_STAGE = {
    MotionState.PROPOSED: N_("The topic of this item is not settled yet."),
    MotionState.DELIBERATION: N_("The vote on this item is not open."),
    MotionState.VOTING: N_("The vote on this item is open; nothing else can be done until it closes."),
    MotionState.RUNOFF: N_("The second round on this item is open; nothing else can be done until it closes."),
    MotionState.DECIDED: N_("This item has already been decided."),
    MotionState.RETURNED: N_("This item has been returned; it can only come back as a new item."),
}


@cites("6.2", "6.5")
def next_state(state: str, act: MotionAct) -> MotionState:
    """The stage an item is in after an act; refused where the act has no place in the present stage."""
    now = MotionState(state)
    found = MOTION_TRANSITIONS[now].get(act)
    if found is None:
        raise Refused("6.5", _WRONG_STAGE[now])
    return found


@cites("6.2", "6.5")
def require_stage(state: str, stages: Collection[MotionState]) -> None:
    """Refuse an act outside the stages it belongs to."""
    now = MotionState(state)
    if now not in stages:
        raise Refused("6.5", _WRONG_STAGE[now])


@cites("6.4", reading="D18")
def require_opinions(filed: Collection[str], entitled: Collection[str], charter: Charter) -> None:
    """Refuse to let the lead speak before the independent written opinions, where the charter wants them first."""
    waiting = len(frozenset(entitled) - frozenset(filed))
    if charter.choice("council.debate_first") == "written_independent" and waiting:
        raise Refused(
            "6.4",
            N_("{waiting} independent written opinions are still out; the lead speaks after them."),
            remedy=N_("Each member hands in an opinion before hearing the lead."),
            waiting=waiting,
        )


@cites("6.4")
def require_lead_spoken(lead: str, *, spoken: bool, away: Collection[str]) -> None:
    """Refuse to open a vote before the lead of the topic has spoken, unless the lead takes no part."""
    if not spoken and lead not in away:
        raise Refused(
            "6.4",
            N_("{office} leads on this topic and has not spoken yet."),
            remedy=N_("The chair records that the lead spoke first or chiefly, then the vote opens."),
            office=lead,
        )
