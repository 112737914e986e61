"""The row that an act locks first, so that acts on the same election or round follow each other."""

from jianheng.elections.models import Draw, Election, Round
from jianheng.rules.elections_states import ElectionAct, RoundAct, election_after, round_after


def locked_election(election_id: int) -> Election:
    """The election, locked until the transaction ends."""
    return Election.objects.select_for_update(of=("self",)).select_related("county").get(pk=election_id)


def locked_round(round_id: int) -> Round:
    """The round with its contest and election, locked until the transaction ends."""
    found = Round.objects.select_for_update(of=("self",)).select_related("contest__election__county")
    return found.get(pk=round_id)


def locked_with_election(round_id: int) -> Round:
    """The same for acts that also concern the election: it is locked first, as `locked_election` does."""
    Election.objects.select_for_update(of=("self",)).get(contests__rounds=round_id)
    return locked_round(round_id)


def locked_draw(draw_id: int) -> Draw:
    """The draw with its round and election, locked until the transaction ends."""
    found = Draw.objects.select_for_update(of=("self",)).select_related("round__contest__election__county")
    return found.get(pk=draw_id)


def move_election(election: Election, act: ElectionAct) -> None:
    """Bring the election to the state the act leads to, without saving; `Refused` if it leads nowhere."""
    election.state = Election.State(election_after(election.state, act).value)


def move_round(round_: Round, act: RoundAct) -> None:
    """Bring the round to the state the act leads to, without saving; `Refused` if it leads nowhere."""
    round_.state = Round.State(round_after(round_.state, act).value)
