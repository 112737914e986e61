"""How much weight an option needs, given who is recused, absent or missing (Art. 6.5, 6.6).

A recused member counts neither toward the quorum nor toward the weight. With the quorum of four members
of five, two members recused (or one recused and one seat vacant) therefore leave the board without a
quorum; the weight that would be needed is shown all the same, since a county may amend the quorum.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused
from jianheng.rules.weighing.board import in_board_order, unit, weights
from jianheng.rules.weighing.core import base_weight, carries, least_weight, majority, weight_after_recusal


@dataclass(frozen=True)
class ThresholdFacts:
    """Who is not there, by office; an office may stand in only one of the three lists."""

    topic: str
    recused: tuple[str, ...] = ()
    vacant: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class ThresholdOutcome:
    """What an option needs and who can bring it about.

    ``voting`` are the offices that can vote now, heaviest first; ``filled_weight`` the weight of the
    offices with a holder, ``remaining_weight`` the same without the recused; ``clause`` is ``fixed``,
    ``vacancy`` or ``remaining``; ``minimal_winning`` the smallest groups that carry; ``deciders`` who
    carries alone; ``blockers`` without whom nothing carries; ``min_heads`` the least number of heads.
    """

    weights: dict[str, int]
    voting: tuple[str, ...]
    filled_weight: int
    remaining_weight: int
    needed: int
    min_heads: int
    clause: str
    present_weight: int
    quorate: bool
    minimal_winning: tuple[tuple[str, ...], ...]
    deciders: tuple[str, ...]
    blockers: tuple[str, ...]

    @property
    def warns(self) -> bool:
        """Whether one member alone could decide or block."""
        return bool(self.deciders or self.blockers)


@rule("weighing.threshold", "6.5", "6.6", reading=("D01", "D03", "D09", "D10"))
def threshold(facts: ThresholdFacts, charter: Charter) -> Derived[ThresholdOutcome]:
    """The weight an option needs, whether the board has its quorum, and a warning about lone deciders."""
    _require_disjoint(facts)
    table = weights(facts.topic, charter)
    filled = _weight(table, set(table) - set(facts.vacant))
    remaining = filled - _weight(table, facts.recused)
    fixed = _fixed_weight(table, charter)
    base = base_weight(fixed, sum(table.values()), filled, majority(filled, unit(table)))
    needed = weight_after_recusal(base, remaining, majority(remaining, unit(table)))
    voting = tuple(office for office in table if office not in {*facts.recused, *facts.vacant, *facts.absent})
    min_heads = charter.number("council.min_heads")
    winning = minimal_winning({office: table[office] for office in voting}, needed, min_heads)
    outcome = ThresholdOutcome(
        weights=dict(table),
        voting=voting,
        filled_weight=filled,
        remaining_weight=remaining,
        needed=needed,
        min_heads=min_heads,
        clause=_clause(base, needed, fixed),
        present_weight=_weight(table, voting),
        quorate=_is_quorate(voting, table, charter),
        minimal_winning=winning,
        deciders=tuple(group[0] for group in winning if len(group) == 1),
        blockers=tuple(office for office in voting if winning and all(office in group for group in winning)),
    )
    return Derived(outcome, _steps(outcome, facts, base))


@cites("6.5", reading="D01")
def _fixed_weight(table: Mapping[str, int], charter: Charter) -> int:
    """The least weight that carries on a full board: the threshold itself or, under ``gt``, the next one above it."""
    strictly = int(charter.choice("council.compare") == "gt")
    return least_weight(charter.number("council.threshold"), unit(table), strictly)


@cites("6.5", reading=("D02", "D03"))
def minimal_winning(table: Mapping[str, int], needed: int, min_heads: int = 0) -> tuple[tuple[str, ...], ...]:
    """The groups that carry and would not without any one of their members, smallest first."""
    found: list[tuple[str, ...]] = []
    for size in range(1, len(table) + 1):
        for group in combinations(table, size):
            carried = carries(_weight(table, group), size, needed, min_heads)
            if carried and not any(set(smaller) <= set(group) for smaller in found):
                found.append(group)
    return tuple(found)


@cites("6.5", "6.6", reading="D10")
def _is_quorate(voting: tuple[str, ...], table: Mapping[str, int], charter: Charter) -> bool:
    members, weight = charter.number("council.quorum_members"), charter.number("council.quorum_weight")
    return len(voting) >= members and _weight(table, voting) >= weight


def _require_disjoint(facts: ThresholdFacts) -> None:
    groups = [in_board_order(group) for group in (facts.recused, facts.vacant, facts.absent)]
    if len(set().union(*groups)) != sum(map(len, groups)):
        raise Refused("6.6", N_("An office is either recused, vacant or absent, not two of these."))


def _weight(table: Mapping[str, int], offices: Iterable[str]) -> int:
    return sum(table[office] for office in set(offices))


def _clause(base: int, needed: int, fixed: int) -> str:
    if needed != base:
        return "remaining"
    return "fixed" if base == fixed else "vacancy"


_CLAUSE = {
    "fixed": (N_("An option needs {needed}; {remaining} can be cast."), "D01"),
    "vacancy": (N_("A seat is vacant, so an option needs the majority of the filled weight: {needed}."), "D10"),
    "remaining": (
        N_("The members left cannot reach {base}; more than half of {remaining} is needed: {needed}."),
        "D09",
    ),
}


def _steps(outcome: ThresholdOutcome, facts: ThresholdFacts, base: int) -> tuple[Step, ...]:
    away = [
        Step(article, text, {"offices": list(in_board_order(group))}, "D10" if article == "6.5" else "D09")
        for group, article, text in (
            (facts.vacant, "6.5", N_("Vacant: {offices}.")),
            (facts.recused, "6.6", N_("Recused, counting neither toward the quorum nor toward the weight: {offices}.")),
            (facts.absent, "6.5", N_("Absent, which lowers no threshold: {offices}.")),
        )
        if group
    ]
    text, reading = _CLAUSE[outcome.clause]
    values = {"needed": outcome.needed, "remaining": outcome.remaining_weight, "base": base}
    article = "6.6" if outcome.clause == "remaining" else "6.5"
    return (*away, Step(article, text, values, reading), _quorum_step(outcome), *_warnings(outcome))


def _quorum_step(outcome: ThresholdOutcome) -> Step:
    kept = N_("The quorum is kept: {heads} members with a weight of {weight}.")
    missed = N_("There is no quorum: {heads} members with a weight of {weight}.")
    values = {"heads": len(outcome.voting), "weight": outcome.present_weight}
    return Step("6.5", kept if outcome.quorate else missed, values, "D10")


def _warnings(outcome: ThresholdOutcome) -> tuple[Step, ...]:
    decide = tuple(
        Step("6.6", N_("Warning: {office} alone could decide."), {"office": office}, "D09")
        for office in outcome.deciders
    )
    block = tuple(
        Step("6.6", N_("Warning: nothing carries without {office}."), {"office": office}, "D09")
        for office in outcome.blockers
        if office not in outcome.deciders
    )
    heads = Step("6.5", N_("At least {heads} heads have to agree."), {"heads": outcome.min_heads}, "D03")
    return (*decide, *block, *((heads,) if outcome.min_heads else ()))
