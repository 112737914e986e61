"""Mutual credits between two persons (Art. 8.9)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from jianheng.charter import N_, Charter, cites
from jianheng.rules.calendar import add_months
from jianheng.rules.derivation import Derived, Step, rule


@dataclass(frozen=True)
class Credit:
    """A credit given for the subordinate of ``chief`` to ``reporter``."""

    reporter: str
    chief: str
    on: date
    case: str


@dataclass(frozen=True)
class ReciprocityFacts:
    """All credits known, the start of the current term, and the day asked about."""

    credits: tuple[Credit, ...]
    term_start: date
    on: date


@dataclass(frozen=True)
class Pair:
    """Two persons, by key, and how many credits passed between them in both directions together."""

    first: str
    second: str
    mutual: int


@dataclass(frozen=True)
class ReciprocityOutcome:
    """``put_to_committee`` are the pairs above the limit; ``returned`` the cases whose credit returns one
    given within the look-back, which the recommended profile discounts.
    """

    put_to_committee: tuple[Pair, ...]
    returned: tuple[str, ...]


@rule("merit.reciprocity", "8.9", reading="M06")
def reciprocity(facts: ReciprocityFacts, charter: Charter) -> Derived[ReciprocityOutcome]:
    """Who credits whom in turn: a finding for the committee, never a sanction."""
    current = [credit for credit in facts.credits if facts.term_start <= credit.on <= facts.on]
    limit = charter.number("merit.reciprocity_limit")
    pairs = tuple(pair for pair in _pairs(current) if pair.mutual > limit)
    known = [credit for credit in facts.credits if credit.on <= facts.on]
    months = charter.number("merit.reciprocity_months")
    returned = tuple(credit.case for credit in known if returns_a_credit(credit, known, months))
    steps = tuple(
        Step(
            "8.9",
            N_("{first} and {second} credited each other {mutual} times this term, more than {limit}."),
            {"first": pair.first, "second": pair.second, "mutual": pair.mutual, "limit": limit},
            "M06",
        )
        for pair in pairs
    )
    none = Step("8.9", N_("No two persons credited each other more than {limit} times this term."), {"limit": limit})
    return Derived(ReciprocityOutcome(pairs, returned), steps or (none,))


@cites("8.9", reading="M06")
def returns_a_credit(credit: Credit, known: list[Credit], months: int) -> bool:
    """Whether the chief had been credited for a subordinate of this reporter in so many months before."""
    since = add_months(credit.on, -months)
    return any(
        other.reporter == credit.chief and other.chief == credit.reporter and since <= other.on < credit.on
        for other in known
    )


def _pairs(current: list[Credit]) -> tuple[Pair, ...]:
    """Pairs that credited each other in both directions, by key."""
    count = Counter((credit.reporter, credit.chief) for credit in current)
    return tuple(
        Pair(first, second, count[first, second] + count[second, first])
        for first, second in sorted(count)
        if first < second and count[second, first]
    )
