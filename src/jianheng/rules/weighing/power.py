"""Exact power in a weighted vote and what a published total gives away, by enumeration (Art. 6.1, 6.5).

Voters are numbered in the order of the weights; every figure is a `Fraction`. Fit for bodies of up to
about twelve voters.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import comb, factorial

from jianheng.charter import cites
from jianheng.rules.weighing.core import carries

Coalition = frozenset[int]
Shares = tuple[Fraction, ...]
Stand = tuple[bool, ...]


@dataclass(frozen=True)
class Game:
    """A weighted yes-or-no vote: an option passes with ``needed`` weight and ``min_heads`` heads."""

    weights: tuple[int, ...]
    needed: int
    min_heads: int = 0

    def wins(self, coalition: Coalition) -> bool:
        return carries(sum(self.weights[i] for i in coalition), len(coalition), self.needed, self.min_heads)

    @cached_property
    def winning(self) -> tuple[Coalition, ...]:
        """Every coalition that carries."""
        subsets = product((False, True), repeat=len(self.weights))
        coalitions = (frozenset(i for i, inside in enumerate(chosen) if inside) for chosen in subsets)
        return tuple(coalition for coalition in coalitions if self.wins(coalition))

    def critical(self, coalition: Coalition) -> Coalition:
        """The members without whom a winning coalition would lose."""
        return frozenset(i for i in coalition if not self.wins(coalition - {i}))

    @cached_property
    def minimal(self) -> tuple[Coalition, ...]:
        """The winning coalitions of which every member is critical."""
        return tuple(coalition for coalition in self.winning if self.critical(coalition) == coalition)

    @property
    def is_proper(self) -> bool:
        """Whether a coalition and its complement never both win."""
        everyone = frozenset(range(len(self.weights)))
        return not any(self.wins(everyone - coalition) for coalition in self.winning)


@cites("6.1", reading="D04")
def swings(game: Game) -> tuple[int, ...]:
    """In how many winning coalitions each voter is critical."""
    count = Counter(i for coalition in game.winning for i in game.critical(coalition))
    return tuple(count[i] for i in range(len(game.weights)))


@cites("6.1", reading="D04")
def banzhaf(game: Game) -> Shares:
    """The normalised Banzhaf index: each voter's part of all swings."""
    return _normalised(swings(game))


@cites("6.1", reading="D04")
def shapley_shubik(game: Game) -> Shares:
    """The chance that a voter turns the balance when all orders of joining are equally likely."""
    n, power = len(game.weights), [Fraction(0)] * len(game.weights)
    for coalition in game.winning:
        chance = Fraction(factorial(len(coalition) - 1) * factorial(n - len(coalition)), factorial(n))
        for i in game.critical(coalition):
            power[i] += chance
    return tuple(power)


@cites("6.1", reading="D04")
def deegan_packel(game: Game) -> Shares:
    """Minimal winning coalitions equally likely, their members sharing equally."""
    return _shared(game, game.minimal)


@cites("6.1", reading="D04")
def johnston(game: Game) -> Shares:
    """Coalitions that somebody can break equally likely, their critical members sharing equally."""
    return _shared(game, [game.critical(coalition) for coalition in game.winning if game.critical(coalition)])


@cites("6.1", reading="D04")
def holler(game: Game) -> Shares:
    """The public good index: each voter's part of all memberships in minimal winning coalitions."""
    return _normalised([sum(i in group for group in game.minimal) for i in range(len(game.weights))])


@cites("6.1")
def prevention(game: Game) -> Shares:
    """Coleman's power to prevent: swings per winning coalition."""
    return tuple(Fraction(count, len(game.winning)) for count in swings(game))


@cites("6.1", reading="D02")
def power_to_act(game: Game) -> Fraction:
    """Coleman's power of the body to act: the part of all yes-or-no profiles that pass."""
    return Fraction(len(game.winning), 2 ** len(game.weights))


@cites("6.5", reading="D16")
def yes_given_passed(game: Game) -> Shares:
    """The chance that a voter said yes if all that is known is that it passed."""
    voters = range(len(game.weights))
    return tuple(Fraction(sum(i in group for group in game.winning), len(game.winning)) for i in voters)


def _normalised(counts: Sequence[int]) -> Shares:
    return tuple(Fraction(count, sum(counts) or 1) for count in counts)


def _shared(game: Game, groups: Sequence[Coalition]) -> Shares:
    shares = [Fraction(0)] * len(game.weights)
    for group in groups:
        for i in group:
            shares[i] += Fraction(1, len(group) * len(groups))
    return tuple(shares)


Prior = Callable[[int, int], Fraction]


def uniform(_yes: int, voters: int) -> Fraction:
    """Every profile equally likely."""
    return Fraction(1, 2**voters)


def exchangeable(yes: int, voters: int) -> Fraction:
    """A common, unknown inclination to say yes, uniform between 0 and 1."""
    return Fraction(1, (voters + 1) * comb(voters, yes))


def each_yes_with(chance: Fraction) -> Prior:
    """Independent votes, each yes with the given chance."""
    return lambda yes, voters: chance**yes * (1 - chance) ** (voters - yes)


@dataclass(frozen=True)
class Leakage:
    """What the published totals give away.

    ``totals`` counts the profiles behind each published figure; ``profile`` is the chance that the
    figure names every vote, ``votes`` that it makes the vote of each voter certain.
    """

    totals: dict[tuple[int, ...], int]
    profile: Fraction
    votes: Shares


@cites("6.5", reading="D16")
def leakage(labels: Sequence[Sequence[int]], prior: Prior = uniform, insiders: frozenset[int] = frozenset()) -> Leakage:
    """What the totals of yes give away when the same stand is voted under each of the ``labels``.

    A label is a sequence of weights; one label is the ordinary case. Insiders know their own votes.
    """
    n = len(labels[0])
    seen: dict[tuple[int, ...], list[Stand]] = {}
    for stand in product((False, True), repeat=n):
        sums = tuple(sum(w for w, yes in zip(weights, stand, strict=True) if yes) for weights in labels)
        own = tuple(int(stand[i]) for i in sorted(insiders))
        seen.setdefault(sums + own, []).append(stand)
    alone = sum((prior(sum(group[0]), n) for group in seen.values() if len(group) == 1), Fraction(0))
    votes = tuple(_certainty(seen.values(), i, prior, n) for i in range(n))
    totals = Counter(key[: len(labels)] for key, group in seen.items() for _ in group)
    return Leakage(dict(sorted(totals.items())), alone, votes)


def _certainty(groups: Iterable[Sequence[Stand]], voter: int, prior: Prior, voters: int) -> Fraction:
    certain = (group for group in groups if len({stand[voter] for stand in group}) == 1)
    return sum((prior(sum(stand), voters) for group in certain for stand in group), Fraction(0))
