"""Accounting for paper ballots and reconciling two independent entries (Art. 3.4, 3.9, 17.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused

Row = tuple[int, ...] | tuple[str, ...]


@dataclass(frozen=True)
class PaperFacts:
    """Counts of paper ballots: handed out (replacements included), back in the box, spoiled and replaced, kept away."""

    issued: int
    returned: int
    spoiled: int
    not_returned: int


@dataclass(frozen=True)
class Account:
    """Whether every ballot handed out is accounted for; ``missing`` is negative if too many are accounted for."""

    balanced: bool
    missing: int


@rule("ballots.accounting", "3.4", "3.9", reading="E09")
def accounting(facts: PaperFacts, charter: Charter) -> Derived[Account]:  # noqa: ARG001 - the form of every rule
    """Whether issued = returned + spoiled and replaced + not returned; `Refused` if more came back than went out."""
    values = {
        "issued": facts.issued,
        "returned": facts.returned,
        "spoiled": facts.spoiled,
        "not_returned": facts.not_returned,
    }
    if min(values.values()) < 0:
        raise Refused("3.4", N_("A number of ballots cannot be negative."), field="issued")
    if facts.returned > facts.issued:
        raise Refused(
            "3.4",
            N_("{returned} ballots came back, more than the {issued} issued; the round cannot be valid."),
            remedy=N_("Count the box and the register of issued ballots again before entering the result."),
            field="returned",
            returned=facts.returned,
            issued=facts.issued,
        )
    missing = facts.issued - facts.returned - facts.spoiled - facts.not_returned
    text = N_("{issued} issued; {returned} returned, {spoiled} spoiled and replaced, {not_returned} not returned.")
    steps = [Step("3.4", text, values, "E09")]
    if missing > 0:
        steps.append(Step("3.9", N_("Ballots not accounted for: {missing}."), {"missing": missing}))
    if missing < 0:
        steps.append(Step("3.9", N_("Ballots accounted for beyond those issued: {surplus}."), {"surplus": -missing}))
    return Derived(Account(missing == 0, missing), tuple(steps))


@dataclass(frozen=True)
class Difference:
    """A ballot, by its number, that two entries show differently; `None` where an entry lacks it."""

    ballot: int
    first: Row | None
    second: Row | None


@cites("3.9", "17.2")
def differences(first: Mapping[int, Row], second: Mapping[int, Row]) -> tuple[Difference, ...]:
    """Where two independent entries of the same ballots disagree, by ballot number; empty when they agree."""
    return tuple(
        Difference(number, first.get(number), second.get(number))
        for number in sorted(first.keys() | second.keys())
        if first.get(number) != second.get(number)
    )
