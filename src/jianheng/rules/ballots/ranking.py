"""The final ranking of the elected over all rounds (Art. 4.1, 3.3, 3.5)."""

from dataclasses import dataclass

from jianheng.charter import N_, Charter
from jianheng.rules.ballots.final import FinalRoundFacts, FinalRoundOutcome, final_round
from jianheng.rules.ballots.ties import Groups, Tie
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused


@dataclass(frozen=True)
class RankingFacts:
    """The valid rounds of a final, in order."""

    rounds: tuple[FinalRoundFacts, ...]


@dataclass(frozen=True)
class Ranking:
    """The elected, best first.

    ``order`` is empty until every tie that matters is settled and no round is outstanding; ``groups`` shows how
    far the ranking is known. ``again`` and ``open_seats`` as in a round's outcome; ``reserve`` are those who
    passed the majority without a seat.
    """

    order: tuple[str, ...]
    groups: Groups
    ties: tuple[Tie, ...]
    again: tuple[str, ...]
    open_seats: int
    reserve: Groups


@rule("ballots.ranking", "4.1", "3.3", "3.5", reading=("E07", "R04", "R17"))
def ranking(facts: RankingFacts, charter: Charter) -> Derived[Ranking]:
    """The ranking of the elected by votes for.

    Two persons are compared on the same ballots, those of the last round in which both stood. There whoever
    was elected had more than half and the other had not, so an earlier round always goes first.
    """
    if not facts.rounds:
        raise Refused("4.1", N_("There is no ranking before the first round."), field="rounds")
    groups: Groups = ()
    steps: tuple[Step, ...] = ()
    before: FinalRoundOutcome | None = None
    for number, held in enumerate(facts.rounds, start=1):
        _require_next(held, number, before, groups)
        derived = final_round(held, charter)
        outcome = before = derived.outcome
        if not outcome.valid:
            raise Refused("3.4", N_("Round {round} is not valid and must be repeated."), field="rounds", round=number)
        groups += outcome.elected
        steps += derived.steps
    is_final = not outcome.ties and not outcome.again and all(len(group) == 1 for group in groups)
    order = tuple(key for group in groups for key in group) if is_final else ()
    steps += (_conclusion(order, groups),)
    return Derived(
        Ranking(order, groups, outcome.ties, outcome.again, outcome.open_seats, outcome.reserve),
        steps,
    )


def _require_next(held: FinalRoundFacts, number: int, before: FinalRoundOutcome | None, elected: Groups) -> None:
    """Each round is held among those the one before left over, with all its ties settled."""
    if held.round != number:
        raise Refused("3.3", N_("Round {round} is missing."), field="rounds", round=number)
    if before is not None and (before.ties or set(held.nominees) != set(before.again)):
        raise Refused(
            "3.3",
            N_("Round {round} must be held among exactly those who did not pass before: {again}."),
            field="rounds",
            round=number,
            again=before.again,
        )
    if set(held.elected_before) != {key for group in elected for key in group}:
        raise Refused("3.3", N_("Round {round} does not state who was elected before."), field="rounds", round=number)


def _conclusion(order: tuple[str, ...], groups: Groups) -> Step:
    if order:
        return Step("4.1", N_("The final ranking is {order}."), {"order": order}, "R04")
    return Step("4.1", N_("The ranking is known so far as {groups}; it is not final yet."), {"groups": groups}, "R04")
