"""Figures beside an item: weight and power of each seat, what recusals do, what may be published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from jianheng.charter import Charter, cites
from jianheng.council.models import Declaration, Round
from jianheng.rules.weighing import (
    Game,
    ThresholdFacts,
    VoteOutcome,
    banzhaf,
    decide,
    leakage,
    published,
    threshold,
    weights,
)


@dataclass(frozen=True)
class Seat:
    """One office on the topic: holder, weight, part of the power (None if vacant), stand, and why it is away."""

    office: str
    holder: str
    weight: int
    power: Fraction | None
    stand: str
    away: str

    @property
    def power_percent(self) -> str:
        """The part of the power in per cent with one decimal, or an empty text."""
        if self.power is None:
            return ""
        tenths = round(self.power * 1000)
        return f"{tenths // 10}.{tenths % 10}"


@cites("6.1", reading="D04")
def seats_of(
    topic: str,
    charter: Charter,
    holders: Mapping[str, str],
    declared: Iterable[Declaration],
    vacant: tuple[str, ...],
) -> tuple[Seat, ...]:
    """The five offices, heaviest first, with weight and power on a topic."""
    rows = tuple(declared)
    stands = {row.office: row.kind for row in rows if row.kind in ("confirms", "objects")}
    away = {row.office: row.kind for row in rows if row.kind in ("recused", "absent")}
    recused = tuple(office for office, kind in away.items() if kind == "recused" and office in holders)
    power = lone_power(topic, recused, vacant, charter)
    return tuple(
        Seat(
            office=office,
            holder=holders.get(office, ""),
            weight=weight,
            power=power.get(office),
            stand=stands.get(office, ""),
            away="vacant" if office in vacant else away.get(office, ""),
        )
        for office, weight in weights(topic, charter).items()
    )


@cites("6.1", "6.5", reading=("D04", "D05"))
def lone_power(
    topic: str, recused: tuple[str, ...], vacant: tuple[str, ...], charter: Charter
) -> Mapping[str, Fraction]:
    """The normalised Banzhaf power of each office that can vote."""
    needs = threshold(ThresholdFacts(topic, recused, vacant), charter).outcome
    game = Game(tuple(needs.weights[office] for office in needs.voting), needs.needed, needs.min_heads)
    return dict(zip(needs.voting, banzhaf(game), strict=True))


@dataclass(frozen=True)
class Case:
    """What one recusal more would do; ``office`` is empty for the situation as it is."""

    office: str
    remaining: int
    needed: int
    winning: int
    profiles: int
    minimal: tuple[tuple[str, ...], ...]
    deciders: tuple[str, ...]
    blockers: tuple[str, ...]
    quorate: bool


@cites("6.6", reading="D09")
def recusal_cases(topic: str, recused: tuple[str, ...], vacant: tuple[str, ...], charter: Charter) -> tuple[Case, ...]:
    """The situation as it is, then with each further office recused, heaviest first."""
    left = [office for office in weights(topic, charter) if office not in (*recused, *vacant)]
    return tuple(_case(topic, (*recused, *extra), vacant, charter, extra) for extra in [(), *((o,) for o in left)])


def _case(
    topic: str, recused: tuple[str, ...], vacant: tuple[str, ...], charter: Charter, extra: tuple[str, ...]
) -> Case:
    needs = threshold(ThresholdFacts(topic, recused, vacant), charter).outcome
    game = Game(tuple(needs.weights[office] for office in needs.voting), needs.needed, needs.min_heads)
    return Case(
        office=extra[0] if extra else "",
        remaining=needs.remaining_weight,
        needed=needs.needed,
        winning=len(game.winning),
        profiles=2 ** len(needs.voting),
        minimal=needs.minimal_winning,
        deciders=needs.deciders,
        blockers=tuple(office for office in needs.blockers if office not in needs.deciders),
        quorate=needs.quorate,
    )


@dataclass(frozen=True)
class Published:
    """What a reader sees of a closed round. ``weights`` is None where the charter publishes pass or fail alone.

    ``profiles`` counts the yes-or-no profiles behind the winner's total and ``revealed`` says whether it names
    every vote; both are empty where no total is shown.
    """

    weights: dict[str, int] | None
    needed: int | None
    profiles: int | None
    everyone: str

    @property
    def revealed(self) -> bool:
        return self.profiles == 1


@cites("6.5", "7.2", reading=("D15", "D16"))
def published_of(round_: Round, charter: Charter, *, entitled: bool) -> Published | None:
    """The part of a closed round's outcome that may be shown; None where the votes were never opened."""
    if round_.application is None or round_.result == Round.Result.NO_QUORUM:
        return None
    outcome = decide.outcome.validate_python(round_.application.derivation["result"], strict=False)
    shown = published(outcome, charter)
    if shown.weights is None and entitled:
        return Published(dict(outcome.weights), outcome.needed, None, "")
    return Published(shown.weights, shown.needed, *_leak(outcome, shown.weights))


def _leak(outcome: VoteOutcome, totals: Mapping[str, int] | None) -> tuple[int | None, str]:
    """How many profiles stand behind the winner's published total, and the chance that any total names all votes."""
    if totals is None or not outcome.winner:
        return None, ""
    voting = [line for line in outcome.roll_call if line.vote not in ("recused", "vacant")]
    found = leakage([[line.weight for line in voting]])
    return found.totals.get((totals[outcome.winner],)), _percent(found.profile)


def _percent(share: Fraction) -> str:
    hundredths = round(share * 10000)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
