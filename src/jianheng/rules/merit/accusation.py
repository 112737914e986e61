"""False accusation: knowing fabrication only (Art. 8.5)."""

from dataclasses import dataclass
from decimal import Decimal

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.merit.core import false_report_deduction
from jianheng.rules.merit.points import points, tenths
from jianheng.rules.refusals import Refused

UPHELD = "upheld"
NOT_UPHELD = "not_upheld"
KNOWING_FABRICATION = "knowing_fabrication"
OUTCOMES = (UPHELD, NOT_UPHELD, KNOWING_FABRICATION)


@dataclass(frozen=True)
class AccusationFacts:
    """The finding on a report.

    ``gained`` are the points it had been booked; ``claimed`` those it would have gained. ``body`` is
    ``city`` for the committee at city level; ``heard`` whether the accused reporter was heard;
    ``proof_of_knowledge`` whether there is clear proof that the report was known to be false.
    """

    person: str
    outcome: str
    gained: Decimal
    claimed: Decimal
    body: str
    heard: bool
    proof_of_knowledge: bool


@dataclass(frozen=True)
class AccusationOutcome:
    """``deduction`` is booked against merit, whatever the balance; zero costs nothing."""

    person: str
    deduction: Decimal


@rule("merit.false_accusation", "8.5", "10.3", reading=("P06", "P07", "Z08"))
def false_accusation(facts: AccusationFacts, charter: Charter) -> Derived[AccusationOutcome]:
    """What a report that did not stand costs its author: twice its worth if fabricated, else nothing."""
    if facts.outcome not in OUTCOMES:
        raise Refused("8.5", N_("A report is upheld, not upheld in good faith, or a knowing fabrication."))
    if facts.outcome != charter.choice("false_report.requires"):
        text = N_("An honest report costs {person} nothing, right or wrong.")
        step = Step("8.5", text, {"person": facts.person}, "P07")
        return Derived(AccusationOutcome(facts.person, Decimal(0)), (step,))
    _require_fair(facts)
    base = facts.gained if facts.gained > 0 else facts.claimed
    multiplier = charter.decimal("false_report.multiplier")
    deduction = points(false_report_deduction(tenths(facts.gained), tenths(facts.claimed), tenths(multiplier)))
    values = {"person": facts.person, "multiplier": multiplier, "base": base, "points": deduction}
    text = N_("Knowing fabrication: {multiplier} times {base} points, {points}, are deducted from {person}.")
    below = Step("8.5", N_("The balance may go below zero."), {}, "P06")
    return Derived(AccusationOutcome(facts.person, deduction), (Step("8.5", text, values, "P06"), below))


@cites("8.5", reading="P07")
def _require_fair(facts: AccusationFacts) -> None:
    if facts.body != "city":
        raise Refused("8.5", N_("Only the committee at city level can find a fabrication."), field="body")
    if not facts.heard:
        raise Refused("8.5", N_("The accused reporter has to be heard first."), field="heard")
    if not facts.proof_of_knowledge:
        raise Refused(
            "8.5",
            N_("A fabrication needs clear proof that the reporter knew."),
            remedy=N_("Record the report as not upheld in good faith."),
            field="proof_of_knowledge",
        )
