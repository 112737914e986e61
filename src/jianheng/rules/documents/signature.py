"""Who signs a document (Art. 6.8)."""

from dataclasses import dataclass
from datetime import date

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused

SECRETARY = "secretary"


@dataclass(frozen=True)
class SignatureFacts:
    """The offices that took part in the decision, heaviest first; ``refused`` whether the secretary refused.

    ``due_on`` is None for a document that carries no decision.
    """

    offices: tuple[str, ...]
    due_on: date | None
    today: date
    refused: bool = False


@dataclass(frozen=True)
class SignatureOutcome:
    """``signers`` are the offices that may sign now; ``late`` whether the days for issuing are over."""

    signers: tuple[str, ...]
    late: bool


@rule("documents.signature", "6.8", "7.2", reading="D07")
def signature(facts: SignatureFacts, charter: Charter) -> Derived[SignatureOutcome]:
    """Who signs: the secretary within the days set; after a refusal with reasons, the lead of the topic.

    Where the secretary leads on the topic, the next office in weight countersigns. Days that run out in
    silence open the countersignature too, or silence would be the veto that the reading rules out. A
    document that carries no decision is for the secretary alone to sign.
    """
    if facts.due_on is None:
        text = N_("No decision of the council lies behind this document; the secretary signs it.")
        return Derived(SignatureOutcome((SECRETARY,), late=False), (Step("6.8", text),))
    late = facts.today > facts.due_on
    days = charter.number("document.issue_days")
    lead_countersigns = charter.choice("document.on_refusal") == "lead_countersigns"
    second = tuple(office for office in facts.offices if office != SECRETARY)[:1] if lead_countersigns else ()
    first = Step(
        "6.8",
        N_("The secretary issues what was passed within {days} working days, until {due_on}."),
        {"days": days, "due_on": facts.due_on.isoformat()},
        "D07",
    )
    if facts.refused:
        text = N_("The secretary refused with reasons, so {office} countersigns.")
        signers: tuple[str, ...] = second
    elif late:
        text = N_("The days have run out in silence, so {office} may countersign.")
        signers = (SECRETARY, *second)
    else:
        return Derived(SignatureOutcome((SECRETARY,), late), (first,))
    step = Step("6.8", text, {"office": second[0] if second else ""}, "D07")
    return Derived(SignatureOutcome(signers, late), (first, step))


@cites("6.8", reading="D07")
def require_signer(office: str, outcome: SignatureOutcome) -> None:
    """Refuse the signature of an office whose turn it is not."""
    if office not in outcome.signers:
        raise Refused(
            "6.8",
            N_("This document is signed by: {offices}."),
            remedy=N_("Another member countersigns only after a refusal with reasons or when the days have run out."),
            offices=list(outcome.signers),
        )
