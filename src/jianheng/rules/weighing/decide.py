"""The outcome of a weighted vote, once all sealed votes are open (Art. 6.5 to 6.7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused
from jianheng.rules.weighing.admission import require_choice, require_may_vote, require_options
from jianheng.rules.weighing.board import ABSENT, BOARD
from jianheng.rules.weighing.core import carries
from jianheng.rules.weighing.threshold import ThresholdFacts, ThresholdOutcome, threshold

RECUSED = "recused"
VACANT = "vacant"


@dataclass(frozen=True)
class VoteFacts:
    """One round of a vote: what each office put in, by office.

    ``ballots`` maps an office to the key of an option, ``abstain`` or ``absent``; an office that could
    vote and is not named was absent. ``round`` counts from 1; in the second ``options`` are those that
    went forward.
    """

    topic: str
    options: tuple[str, ...]
    ballots: Mapping[str, str]
    recused: tuple[str, ...] = ()
    vacant: tuple[str, ...] = ()
    round: int = 1


@dataclass(frozen=True)
class RollCall:
    """One line of the roll call; ``vote`` is an option or ``abstain absent recused vacant``."""

    office: str
    weight: int
    vote: str


@dataclass(frozen=True)
class VoteOutcome:
    """What a round decided.

    ``state`` is ``passed``, ``runoff``, ``returned`` or ``no_quorum``. ``winner`` and
    ``first_responsible`` are set only when passed; ``forward`` are the options of the run-off;
    ``dissenters`` voted for another option, which is recorded and protects them.
    """

    state: str
    winner: str
    weights: dict[str, int]
    heads: dict[str, int]
    needed: int
    min_heads: int
    filled_weight: int
    remaining_weight: int
    present_weight: int
    quorate: bool
    forward: tuple[str, ...]
    first_responsible: str
    dissenters: tuple[str, ...]
    roll_call: tuple[RollCall, ...]


@rule("weighing.decide", "6.5", "6.6", "6.7", reading=("D01", "D03", "D10", "D11", "D15", "D17"))
def decide(facts: VoteFacts, charter: Charter) -> Derived[VoteOutcome]:
    """The state of the item after this round, with the roll call and who answers for it.

    Refused when a recused or vacant office voted, or for a choice that was not put to the vote.
    """
    rounds = charter.number("council.rounds")
    _require_valid(facts, rounds)
    base = threshold(_threshold_facts(facts), charter)
    needs, votes = base.outcome, _votes(facts)
    tally = {option: sum(needs.weights[o] for o, v in votes.items() if v == option) for option in facts.options}
    heads = {option: sum(v == option for v in votes.values()) for option in facts.options}
    winner = _winner(tally, heads, needs)
    state = _state(winner, last=facts.round >= rounds, quorate=needs.quorate)
    passed = state == "passed"
    forward = runoff_options(tally) if state == "runoff" else ()
    outcome = VoteOutcome(
        state=state,
        winner=winner if passed else "",
        weights=tally,
        heads=heads,
        needed=needs.needed,
        min_heads=needs.min_heads,
        filled_weight=needs.filled_weight,
        remaining_weight=needs.remaining_weight,
        present_weight=needs.present_weight,
        quorate=needs.quorate,
        forward=forward,
        first_responsible=first_responsible(votes, winner, needs.weights, charter) if passed else "",
        dissenters=_dissenters(votes, winner, facts.options) if passed else (),
        roll_call=tuple(RollCall(office, weight, votes[office]) for office, weight in needs.weights.items()),
    )
    return Derived(outcome, (*base.steps, *_steps(outcome)))


@cites("6.5", reading="D11")
def runoff_options(tally: Mapping[str, int]) -> tuple[str, ...]:
    """The options of the second round, in their given order: the top two, with everyone tied for second.

    If several are tied for first, those go forward and nobody else.
    """
    ranked = sorted(tally.values(), reverse=True)
    return tuple(option for option, weight in tally.items() if weight >= ranked[1])


@cites("6.7", reading="D17")
def first_responsible(votes: Mapping[str, str], winner: str, table: Mapping[str, int], charter: Charter) -> str:
    """The office that answers for life for a decision that passed.

    As written the holder of the greatest weight on the topic, even absent or against. Otherwise, and
    where that office was recused or vacant and so had no part in the decision, the heaviest member of
    the majority.
    """
    leader = next(iter(table))
    unconditional = charter.choice("council.first_responsible") == "lead"
    if votes[leader] == winner or (unconditional and votes[leader] not in (RECUSED, VACANT)):
        return leader
    return next(office for office in table if votes[office] == winner)


@dataclass(frozen=True)
class Published:
    """What of an outcome is published with the decision: under ``pass_fail`` no weights, which would
    give away who voted how.
    """

    state: str
    winner: str
    weights: dict[str, int] | None
    needed: int | None


@cites("6.5", "7.2", reading="D16")
def published(outcome: VoteOutcome, charter: Charter) -> Published:
    """The public part of an outcome; the roll call stays in the document for those it is addressed to."""
    if charter.choice("council.publish") == "pass_fail":
        return Published(outcome.state, outcome.winner, None, None)
    return Published(outcome.state, outcome.winner, dict(outcome.weights), outcome.needed)


@cites("6.5", "6.6")
def _require_valid(facts: VoteFacts, rounds: int) -> None:
    require_options(facts.options)
    if not 1 <= facts.round <= rounds:
        raise Refused("6.5", N_("There are at most {rounds} rounds of voting."), field="round", rounds=rounds)
    for office, choice in facts.ballots.items():
        if choice != ABSENT:
            require_may_vote(office, facts.recused, facts.vacant)
        require_choice(choice, facts.options)


def _votes(facts: VoteFacts) -> dict[str, str]:
    votes = {office: facts.ballots.get(office, ABSENT) for office in BOARD}
    return votes | dict.fromkeys(facts.recused, RECUSED) | dict.fromkeys(facts.vacant, VACANT)


def _threshold_facts(facts: VoteFacts) -> ThresholdFacts:
    absent = tuple(office for office, vote in _votes(facts).items() if vote == ABSENT)
    return ThresholdFacts(facts.topic, facts.recused, facts.vacant, absent)


def _winner(tally: Mapping[str, int], heads: Mapping[str, int], needs: ThresholdOutcome) -> str:
    carried = [o for o, weight in tally.items() if carries(weight, heads[o], needs.needed, needs.min_heads)]
    best = max((tally[option] for option in carried), default=0)
    heaviest = [option for option in carried if tally[option] == best]
    # Two options can carry together only under an amended threshold of half or less; a tie carries nothing.
    return heaviest[0] if len(heaviest) == 1 else ""


def _state(winner: str, *, last: bool, quorate: bool) -> str:
    if not quorate:
        return "no_quorum"
    if winner:
        return "passed"
    return "returned" if last else "runoff"


def _dissenters(votes: Mapping[str, str], winner: str, options: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(office for office in BOARD if votes[office] in options and votes[office] != winner)


def _steps(outcome: VoteOutcome) -> tuple[Step, ...]:
    counted = tuple(
        Step(
            "6.5",
            N_("Option {option}: weight {weight} from {heads} heads; abstention and absence count for none."),
            {"option": option, "weight": weight, "heads": outcome.heads[option]},
            "D10",
        )
        for option, weight in outcome.weights.items()
    )
    return (*counted, *_verdict(outcome))


def _verdict(outcome: VoteOutcome) -> tuple[Step, ...]:
    match outcome.state:
        case "no_quorum":
            return (Step("6.5", N_("Without a quorum nothing is decided."), {}, "D10"),)
        case "returned":
            return (Step("6.5", N_("No option passed in the last round; the item is returned."), {}, "D11"),)
        case "runoff":
            return _runoff_steps(outcome)
    values = {"option": outcome.winner, "weight": outcome.weights[outcome.winner], "needed": outcome.needed}
    return (
        Step("6.5", N_("Option {option} passes with {weight} of the {needed} needed."), values, "D01"),
        Step("6.7", N_("First responsible for life: {office}."), {"office": outcome.first_responsible}, "D17"),
        *(
            Step("6.7", N_("The dissent of {office} is recorded and protects."), {"office": office})
            for office in outcome.dissenters
        ),
    )


def _runoff_steps(outcome: VoteOutcome) -> tuple[Step, ...]:
    text = N_("No option passed; the second round is between: {options}.")
    first = Step("6.5", text, {"options": list(outcome.forward)}, "D11")
    if len(outcome.forward) == 2:
        return (first,)
    return (first, Step("6.5", N_("Options tied for the last place in the second round all go forward."), {}, "D11"))
