"""Votes and matters that are not admitted (Art. 6.1, 6.5, 6.6)."""

from collections.abc import Collection

from jianheng.charter import N_, Charter, cites
from jianheng.rules.refusals import Refused
from jianheng.rules.weighing.board import ABSENT, ABSTAIN, in_board_order


@cites("6.5", "6.6", reading="D09")
def require_may_vote(office: str, recused: Collection[str], vacant: Collection[str]) -> None:
    """Refuse a vote of an office that is recused or has no holder."""
    in_board_order((office,))
    if office in recused:
        raise Refused(
            "6.6",
            N_("{office} is recused and does not vote on this item."),
            remedy=N_("A recusal can be contested before the vote opens."),
            office=office,
        )
    if office in vacant:
        raise Refused("6.5", N_("The office {office} is vacant, so no vote can be cast for it."), office=office)


@cites("6.5")
def require_choice(choice: str, options: Collection[str]) -> None:
    """Refuse a vote for something that was not put to the vote; abstaining is always open."""
    if choice not in (*options, ABSTAIN, ABSENT):
        raise Refused(
            "6.5",
            N_("“{choice}” is not one of the options put to the vote."),
            remedy=N_("Choose one of the options, or abstain."),
            field="choice",
            choice=choice,
        )


@cites("6.5")
def require_first_vote(office: str, cast: Collection[str]) -> None:
    """Refuse a second vote of the same office in the same round."""
    if office in cast:
        raise Refused("6.5", N_("{office} has already voted in this round; a sealed vote stands."), office=office)


@cites("6.5")
def require_open_together(cast: Collection[str], entitled: Collection[str], *, window_closed: bool) -> None:
    """Refuse to open the sealed votes before all entitled members have cast or the window has closed."""
    waiting = len(frozenset(entitled) - frozenset(cast))
    if waiting and not window_closed:
        raise Refused("6.5", N_("{waiting} votes are still out; all votes open together."), waiting=waiting)


@cites("6.1", "12.4", reading="D08")
def require_votable(matter: str, charter: Charter) -> None:
    """Refuse a vote on statutory acts: opening an inquiry, its evidence, appeals. Only policy is voted on."""
    if matter in charter.sequence("council.excluded_matters"):
        raise Refused(
            "6.1",
            N_("Opening an inquiry, its evidence and appeals are statutory acts and are not put to the vote."),
            field="matter",
        )


@cites("6.5", reading="D11")
def require_options(options: Collection[str]) -> None:
    """Refuse a vote with fewer than two different options, without which nobody could dissent."""
    if len(frozenset(options)) < 2 or len(frozenset(options)) != len(options):
        raise Refused(
            "6.5",
            N_("A vote needs at least two different options."),
            remedy=N_("Add the option of leaving things as they are."),
            field="options",
        )
