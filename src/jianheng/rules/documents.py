"""Official documents: their stages, their elements, and who signs (Art. 6.8, 7.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused

SECRETARY = "secretary"
ELEMENTS = ("title", "grounds", "content", "money", "votes", "recipients", "issuer")


class DocumentState(StrEnum):
    """Where a document stands; an issued one is only ever replaced by a later one."""

    DRAFT = "draft"
    ISSUED = "issued"
    SUPERSEDED = "superseded"


class DocumentAct(StrEnum):
    """What changes the stage of a document."""

    ISSUE = "issue"
    SUPERSEDE = "supersede"


DOCUMENT_TRANSITIONS: Mapping[DocumentState, Mapping[DocumentAct, DocumentState]] = {
    DocumentState.DRAFT: {DocumentAct.ISSUE: DocumentState.ISSUED},
    DocumentState.ISSUED: {DocumentAct.SUPERSEDE: DocumentState.SUPERSEDED},
    DocumentState.SUPERSEDED: {},
}

_WRONG_STAGE = {
    DocumentState.DRAFT: N_("This document is a draft; only an issued document can be superseded."),
    DocumentState.ISSUED: N_("This document has been issued; only a later document can change it."),
    DocumentState.SUPERSEDED: N_("This document has been superseded by a later one."),
}


@cites("7.2", "7.3")
def next_document_state(state: str, act: DocumentAct) -> DocumentState:
    """The stage of a document after an act; refused where the act has no place in the present stage."""
    now = DocumentState(state)
    found = DOCUMENT_TRANSITIONS[now].get(act)
    if found is None:
        raise Refused("7.3", _WRONG_STAGE[now])
    return found


@cites("7.2", "7.3")
def require_draft(state: str) -> None:
    """Refuse to change a document that is no longer a draft."""
    if state != DocumentState.DRAFT:
        raise Refused("7.3", _WRONG_STAGE[DocumentState(state)])


@cites("7.2")
def missing_elements(present: Mapping[str, bool]) -> tuple[str, ...]:
    """The elements a document still lacks, in the order of Art. 7.2; code and signature come with the issue."""
    return tuple(element for element in ELEMENTS if not present.get(element))


@cites("7.2")
def require_elements(present: Mapping[str, bool]) -> None:
    """Refuse to issue a document that lacks an element."""
    lacking = missing_elements(present)
    if lacking:
        raise Refused(
            "7.2",
            N_("The document lacks: {elements}."),
            remedy=N_("The secretariat completes the draft; then it can be issued."),
            elements=list(lacking),
        )


@dataclass(frozen=True)
class SignatureFacts:
    """The offices that took part in the decision, heaviest first; ``refused`` whether the secretary refused."""

    offices: tuple[str, ...]
    due_on: date
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
    silence open the countersignature too, or silence would be the veto that the reading rules out.
    """
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
