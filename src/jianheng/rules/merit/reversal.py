"""The entry that counters a booking (Art. 8.7)."""

from dataclasses import dataclass
from decimal import Decimal

from jianheng.charter import N_, Charter
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused


@dataclass(frozen=True)
class ReversalFacts:
    """A booking to be countered: its code, person, book and points, and the ground, one word.

    ``ground`` is ``appeal`` for an appeal that was upheld, ``acquittal`` where the sanction behind a booking fell,
    ``error`` where the committee corrects its own record.
    """

    booking: str
    person: str
    book: str
    points: Decimal
    took_first_place: bool
    ground: str


@dataclass(frozen=True)
class ReversalOutcome:
    """The points of the countering entry, and whether a place gained in the line is given back."""

    points: Decimal
    gives_back_place: bool


GROUNDS = ("appeal", "acquittal", "error")
_GROUNDS = {
    "appeal": N_("The appeal against this booking of {person} was upheld."),
    "acquittal": N_("The sanction behind this booking of {person} did not stand."),
    "error": N_("The committee corrects its own record of {person}."),
}


@rule("merit.reversal", "8.7", reading="S23")
def reversal(facts: ReversalFacts, charter: Charter) -> Derived[ReversalOutcome]:
    """The entry that counters a booking: the same book, the opposite points, the place included."""
    if facts.ground not in GROUNDS:
        raise Refused("8.7", N_("A booking is countered after an appeal, an acquittal or an error."), field="ground")
    charter.choice("merit.on_reversal")
    values = {"person": facts.person, "points": -facts.points, "book": facts.book}
    steps = [
        Step("8.8" if facts.ground == "appeal" else "8.7", _GROUNDS[facts.ground], values, "S23"),
        Step(
            "8.7", N_("The entry stays; a later entry of {points} points in the same book counters it."), values, "S23"
        ),
    ]
    if facts.took_first_place:
        text = N_("The first place that {person} had gained by it is given back.")
        steps.append(Step("9.7", text, values, "S23"))
    return Derived(ReversalOutcome(-facts.points, facts.took_first_place), tuple(steps))
