"""Ties that matter and are still open."""

from collections.abc import Sequence

from jianheng.charter import N_, cites
from jianheng.elections.models import Round
from jianheng.elections.selectors.tally import latest_count, outcome_of
from jianheng.rules import Refused
from jianheng.rules.ballots import Tie, Validity


def open_ties(round_: Round) -> tuple[Tie, ...]:
    """The open ties of a counted round, each with the link of the chain needed next."""
    if round_.state != Round.State.COUNTED:
        return ()
    outcome = outcome_of(latest_count(round_).application)
    return () if isinstance(outcome, Validity) else outcome.ties


@cites("3.5", reading=("E07", "E08"))
def require_open_tie(round_: Round, tied: Sequence[str], link: str) -> None:
    """Raise `Refused` unless exactly these persons are tied where it matters and the link is the one needed next."""
    if not any(set(tie.tied) == set(tied) and tie.link == link for tie in open_ties(round_)):
        raise Refused(
            "3.5",
            N_("No tie of exactly {tied} awaits this step of the chain."),
            remedy=N_("The page of the round shows each open tie with the step that the charter asks for."),
            tied=sorted(tied),
        )
