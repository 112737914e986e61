"""The chain that breaks ties, for the primary and for the final (Art. 3.5).

A ranking is a tuple of groups, best first; the members of a group are tied and stand in the order of
their keys, which means nothing. A group is split only if its tie matters, link by link of the chain.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jianheng.charter import N_, cites
from jianheng.rules.derivation import Step
from jianheng.rules.draws import draw
from jianheng.rules.refusals import Refused

Group = tuple[str, ...]
Groups = tuple[Group, ...]

RUNOFF = "runoff"
LOTS = "lots"

_LINK_TEXTS = {
    "more_supporters": N_("The tie of {tied} is broken by the number of supporters: {order}."),
    "fewer_against": N_("The tie of {tied} is broken by fewer votes against: {order}."),
    "primary_total": N_("The tie of {tied} is broken by the total of the primary: {order}."),
    RUNOFF: N_("The tie of {tied} is broken by the run-off: {order}."),
    LOTS: N_("The tie of {tied} is broken by lots: {order}."),
}
_STANDS_TEXTS = {
    "more_supporters": N_("The number of supporters does not break the tie of {tied}."),
    "fewer_against": N_("The votes against do not break the tie of {tied}."),
    "primary_total": N_("The total of the primary does not break the tie of {tied}."),
    RUNOFF: N_("The run-off does not break the tie of {tied}."),
}
_AWAITED_TEXTS = {
    RUNOFF: N_("The tie of {tied} matters and awaits a run-off."),
    LOTS: N_("The tie of {tied} matters and awaits lots by the verifiable draw."),
}


@dataclass(frozen=True)
class Runoff:
    """The count of a run-off among exactly the persons in ``votes``: votes by person's key."""

    votes: Mapping[str, int]


@dataclass(frozen=True)
class Lots:
    """A recorded draw among exactly the persons in ``order``, first drawn first.

    ``seed`` is the public seed of the verifiable draw; it is empty for lots drawn by hand on the paper route.
    """

    order: tuple[str, ...]
    seed: str = ""


@dataclass(frozen=True)
class Tie:
    """A tie that matters and is still open: who, from which rank on, and the link of the chain needed next."""

    tied: Group
    rank: int
    link: str


@dataclass(frozen=True)
class Settled:
    """A ranking after the chain: groups, the ties still open, and how each tie was broken."""

    groups: Groups
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...] = field(default=(), compare=False)


def grouped(keys: Iterable[str], score: Callable[[str], int]) -> Groups:
    """Persons from the highest score down, equal scores together; independent of the order given."""
    by_score: dict[int, list[str]] = {}
    for key in sorted(keys):
        by_score.setdefault(score(key), []).append(key)
    return tuple(tuple(by_score[value]) for value in sorted(by_score, reverse=True))


@cites("3.5", reading=("E07", "E08"))
def decides_order(seats: int) -> Callable[[int, int], bool]:
    """For the final: a tie matters if it touches one of the first ``seats`` ranks, the border included."""
    return lambda before, size: size > 1 and before < seats


@cites("3.5", reading="E08")
def decides_border(seats: int) -> Callable[[int, int], bool]:
    """For the primary: a tie matters only if it lies across the border between in and out."""
    return lambda before, size: before < seats < before + size


@dataclass(frozen=True)
class Chain:
    """The links of the chain in their order, and what is known for each.

    ``scores`` maps a link that compares numbers to each person's number, more being better.
    """

    links: Sequence[str]
    scores: Mapping[str, Mapping[str, int]]
    runoffs: Sequence[Runoff] = ()
    lots: Sequence[Lots] = ()

    @cites("3.5", "13.3", reading=("E07", "E08"))
    def settle(self, groups: Groups, matters: Callable[[int, int], bool], *, before: int = 0) -> Settled:
        """Break every tie that matters, as far as the links are known; ``before`` ranks are already taken.

        Raises `Refused` for a run-off or lots that belong to no tie that matters at their link.
        """
        run = _Run(self, matters, [], [], set())
        settled: list[Group] = []
        for group in groups:
            settled.extend(run.split(group, before + sum(map(len, settled)), self._complete()))
        _require_used(self, run.used)
        return Settled(tuple(settled), tuple(run.ties), tuple(run.steps))

    def _complete(self) -> tuple[str, ...]:
        """The links with lots at the end, even if an amendment left them out: nothing else is sure to end."""
        return (*(link for link in self.links if link != LOTS), LOTS)


@dataclass
class _Run:
    chain: Chain
    matters: Callable[[int, int], bool]
    steps: list[Step]
    ties: list[Tie]
    used: set[int]

    def split(self, group: Group, before: int, links: tuple[str, ...]) -> list[Group]:
        """The group in its final parts, as far as the remaining links lead."""
        if not self.matters(before, len(group)):
            return [group]
        link, rest = links[0], links[1:]
        parts = self._parts(group, link)
        if parts is None:
            self.ties.append(Tie(group, before + 1, link))
            self.steps.append(Step("3.5", _AWAITED_TEXTS[link], {"tied": group}, _reading(self.chain)))
            return [group]
        self._explain(group, link, parts)
        found: list[Group] = []
        for part in parts:
            found.extend(self.split(part, before + sum(map(len, found)), rest))
        return found

    def _parts(self, group: Group, link: str) -> Groups | None:
        if link == RUNOFF:
            return self._by_runoff(group)
        if link == LOTS:
            return self._by_lots(group)
        return grouped(group, self.chain.scores[link].__getitem__)

    def _by_runoff(self, group: Group) -> Groups | None:
        for runoff in self.chain.runoffs:
            if set(runoff.votes) == set(group):
                self.used.add(id(runoff))
                return grouped(group, runoff.votes.__getitem__)
        return None

    def _by_lots(self, group: Group) -> Groups | None:
        for lots in self.chain.lots:
            if set(lots.order) == set(group):
                self.used.add(id(lots))
                _require_drawn(lots, group)
                return tuple((key,) for key in lots.order)
        return None

    def _explain(self, group: Group, link: str, parts: Groups) -> None:
        broken = len(parts) > 1
        text = (_LINK_TEXTS if broken else _STANDS_TEXTS)[link]
        values = {"tied": group, "order": parts} if broken else {"tied": group}
        self.steps.append(Step("3.5", text, values, _reading(self.chain)))


def _reading(chain: Chain) -> str:
    return "E08" if "more_supporters" in chain.links else "E07"


@cites("13.3", "3.5")
def _require_drawn(lots: Lots, group: Group) -> None:
    """Lots name each of the tied once and, where a seed is recorded, follow from it."""
    if sorted(lots.order) != sorted(group):
        raise Refused("3.5", N_("The lots must name each of the tied persons exactly once."), field="lots")
    if lots.seed and draw(lots.seed, group) != lots.order:
        raise Refused(
            "13.3",
            N_("The recorded order of the lots does not follow from the public seed."),
            remedy=N_("Repeat the drawing with the published seed and enter its order."),
            field="lots",
        )


def _require_used(chain: Chain, used: set[int]) -> None:
    for runoff in chain.runoffs:
        if id(runoff) not in used:
            raise Refused(
                "3.5",
                N_("A run-off among {tied} was recorded, but no tie of exactly these persons needs one."),
                field="runoffs",
                tied=sorted(runoff.votes),
            )
    for lots in chain.lots:
        if id(lots) not in used:
            raise Refused(
                "3.5",
                N_("Lots among {tied} were recorded, but no tie of exactly these persons needs them."),
                field="lots",
                tied=sorted(lots.order),
            )


@cites("3.5", reading=("E07", "E08"))
def runoff_tally(tied: Iterable[str], ballots: Iterable[str]) -> Runoff:
    """Count a run-off in which each ballot names one of the tied; an empty ballot or another name counts for nobody."""
    counted = Counter(ballots)
    return Runoff({key: counted[key] for key in sorted(tied)})
