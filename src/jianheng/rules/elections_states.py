"""The states of an election and of a round, and which act leads from which to which (Part 3)."""

from collections.abc import Mapping
from enum import StrEnum

from jianheng.charter import N_, cites
from jianheng.rules.refusals import Refused


class ElectionState(StrEnum):
    """How far an election is. ``nominated``: the primary is certified, the final not yet begun."""

    CALLED = "called"
    LISTED = "listed"
    PRIMARY = "primary"
    NOMINATED = "nominated"
    FINAL = "final"
    CERTIFIED = "certified"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class ElectionAct(StrEnum):
    """What moves an election on."""

    CLOSE_LIST = "close_list"
    OPEN_PRIMARY = "open_primary"
    CERTIFY_PRIMARY = "certify_primary"
    OPEN_FINAL = "open_final"
    OPEN_BY_ELECTION = "open_by_election"
    CERTIFY_FINAL = "certify_final"
    PUBLISH = "publish"
    CANCEL = "cancel"


class RoundState(StrEnum):
    """How far a round of voting is. ``closed``: the box is counted, ballots are being entered."""

    CALLED = "called"
    OPEN = "open"
    CLOSED = "closed"
    RECONCILED = "reconciled"
    COUNTED = "counted"
    CERTIFIED = "certified"
    INVALID = "invalid"


class RoundAct(StrEnum):
    """What moves a round on."""

    OPEN = "open"
    CLOSE = "close"
    CLOSE_ENTRY = "close_entry"
    COUNT = "count"
    FIND_INVALID = "find_invalid"
    VOID = "void"
    CERTIFY = "certify"


ELECTION_TRANSITIONS: Mapping[ElectionState, Mapping[ElectionAct, ElectionState]] = {
    ElectionState.CALLED: {
        ElectionAct.CLOSE_LIST: ElectionState.LISTED,
        ElectionAct.CANCEL: ElectionState.CANCELLED,
    },
    ElectionState.LISTED: {
        ElectionAct.OPEN_PRIMARY: ElectionState.PRIMARY,
        ElectionAct.OPEN_BY_ELECTION: ElectionState.FINAL,
        ElectionAct.CANCEL: ElectionState.CANCELLED,
    },
    ElectionState.PRIMARY: {ElectionAct.CERTIFY_PRIMARY: ElectionState.NOMINATED},
    ElectionState.NOMINATED: {ElectionAct.OPEN_FINAL: ElectionState.FINAL},
    ElectionState.FINAL: {ElectionAct.CERTIFY_FINAL: ElectionState.CERTIFIED},
    ElectionState.CERTIFIED: {ElectionAct.PUBLISH: ElectionState.PUBLISHED},
    ElectionState.PUBLISHED: {},
    ElectionState.CANCELLED: {},
}

ROUND_TRANSITIONS: Mapping[RoundState, Mapping[RoundAct, RoundState]] = {
    RoundState.CALLED: {RoundAct.OPEN: RoundState.OPEN},
    RoundState.OPEN: {RoundAct.CLOSE: RoundState.CLOSED, RoundAct.VOID: RoundState.INVALID},
    RoundState.CLOSED: {RoundAct.CLOSE_ENTRY: RoundState.RECONCILED, RoundAct.VOID: RoundState.INVALID},
    RoundState.RECONCILED: {
        RoundAct.COUNT: RoundState.COUNTED,
        RoundAct.FIND_INVALID: RoundState.INVALID,
        RoundAct.VOID: RoundState.INVALID,
    },
    # Counted again each time a run-off or lots have settled a tie.
    RoundState.COUNTED: {RoundAct.COUNT: RoundState.COUNTED, RoundAct.CERTIFY: RoundState.CERTIFIED},
    RoundState.CERTIFIED: {},
    RoundState.INVALID: {},
}

_ELECTION_SAYS = {
    ElectionState.CALLED: N_("The list of candidates is still open."),
    ElectionState.LISTED: N_("The list of candidates is closed and no vote has begun."),
    ElectionState.PRIMARY: N_("The primary is under way."),
    ElectionState.NOMINATED: N_("The primary is certified; the final has not begun."),
    ElectionState.FINAL: N_("The final is under way."),
    ElectionState.CERTIFIED: N_("The result is certified and waits to be published."),
    ElectionState.PUBLISHED: N_("The result has been published."),
    ElectionState.CANCELLED: N_("This election was called off."),
}

_ROUND_SAYS = {
    RoundState.CALLED: N_("Voting in this round has not been opened yet."),
    RoundState.OPEN: N_("Voting in this round is still open."),
    RoundState.CLOSED: N_("The box is closed and the ballots of this round are being entered."),
    RoundState.RECONCILED: N_("The entry of ballots is closed; the round waits to be counted."),
    RoundState.COUNTED: N_("This round has been counted."),
    RoundState.CERTIFIED: N_("This round has been certified."),
    RoundState.INVALID: N_("This round is invalid and is repeated."),
}


@cites("3.1", "3.3")
def election_after(state: str, act: ElectionAct) -> ElectionState:
    """The state an act leads to; `Refused` with the present state as reason if the act has no place in it."""
    now = ElectionState(state)
    following = ELECTION_TRANSITIONS[now].get(act)
    if following is None:
        raise Refused("3.1", _ELECTION_SAYS[now], remedy=N_("The page of the election shows what comes next."))
    return following


@cites("3.4", "3.9")
def round_after(state: str, act: RoundAct) -> RoundState:
    """The state of a round an act leads to; `Refused` with the present state as reason otherwise."""
    now = RoundState(state)
    following = ROUND_TRANSITIONS[now].get(act)
    if following is None:
        raise Refused("3.9", _ROUND_SAYS[now], remedy=N_("The page of the round shows what comes next."))
    return following


@cites("3.9")
def require_round_state(state: str, wanted: RoundState) -> None:
    """Raise `Refused` with the present state as reason unless the round is in the state an act needs."""
    now = RoundState(state)
    if now is not wanted:
        raise Refused("3.9", _ROUND_SAYS[now], remedy=N_("The page of the round shows what comes next."))
