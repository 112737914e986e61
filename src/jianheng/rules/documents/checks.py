"""Who checks a document before it is sent for signature (Art. 7.2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused

LEGAL, FINANCE = "legal", "finance"


@dataclass(frozen=True)
class CheckFacts:
    """``passed`` are the officers who passed the document as submitted; ``due_on`` is None without a decision.

    ``total`` is the sum it needs in yuan: 0 where none is needed, None where nobody has said.
    """

    total: Decimal | None
    passed: tuple[str, ...]
    due_on: date | None
    today: date


@dataclass(frozen=True)
class CheckOutcome:
    """Officers whose check is ``needed``, those still ``outstanding``, and whether it may go to the signature."""

    needed: tuple[str, ...]
    outstanding: tuple[str, ...]
    may_send: bool


@rule("documents.checks", "7.2", "6.8", reading="D07")
def checks(facts: CheckFacts, charter: Charter) -> Derived[CheckOutcome]:
    """The legal officer checks every document, the finance officer one that needs money.

    A check left in silence beyond the days for issuing holds up a decision no longer: what the secretary
    cannot do by keeping silent, an officer cannot do either.
    """
    needed = (LEGAL, FINANCE) if facts.total else (LEGAL,)
    outstanding = tuple(role for role in needed if role not in facts.passed)
    steps = [Step("7.2", N_("Lawfulness is checked by the legal officer."))]
    if facts.total:
        steps.append(Step("7.2", N_("Money is needed, so the finance officer checks the sum, its source and plan.")))
    late = facts.due_on is not None and facts.today > facts.due_on
    if not outstanding:
        steps.append(Step("7.2", N_("Every check is passed; the document may be sent for signature.")))
    elif late:
        values = {"days": charter.number("document.issue_days"), "outstanding": list(outstanding)}
        text = N_("The {days} working days are over; silence of {outstanding} does not hold up a decision.")
        steps.append(Step("6.8", text, values, "D07"))
    else:
        text = N_("Still to check: {outstanding}.")
        steps.append(Step("7.2", text, {"outstanding": list(outstanding)}))
    return Derived(CheckOutcome(needed, outstanding, not outstanding or late), tuple(steps))


@cites("7.2")
def require_awaited(role: str, outcome: CheckOutcome) -> None:
    """Refuse a check that is not asked for or has been made."""
    if role not in outcome.needed:
        raise Refused("7.2", N_("This document needs no money, so the finance officer has nothing to check."))
    if role not in outcome.outstanding:
        raise Refused("7.2", N_("Your check of this document is already on record."))


@cites("7.2")
def require_checked(outcome: CheckOutcome) -> None:
    """Refuse to send for signature what has not been checked."""
    if not outcome.may_send:
        raise Refused(
            "7.2",
            N_("Not yet checked by: {outstanding}."),
            remedy=N_("The document goes to the signature when every check is passed."),
            outstanding=list(outcome.outstanding),
        )
