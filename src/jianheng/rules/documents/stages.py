"""The stages of a document on its way to the signature and after it (Art. 7.2, 7.3)."""

from collections.abc import Mapping
from enum import StrEnum

from jianheng.charter import N_, cites
from jianheng.rules.refusals import Refused


class DocumentState(StrEnum):
    """Where a document stands; an issued one is only ever replaced or corrected by a later one."""

    DRAFT = "draft"
    CHECKING = "checking"
    CHECKED = "checked"
    SIGNING = "signing"
    ISSUED = "issued"
    SUPERSEDED = "superseded"


class DocumentAct(StrEnum):
    """What changes the stage of a document."""

    SUBMIT = "submit"
    CLEAR = "clear"
    SEND = "send"
    RETURN = "return"
    ISSUE = "issue"
    SUPERSEDE = "supersede"


DOCUMENT_TRANSITIONS: Mapping[DocumentState, Mapping[DocumentAct, DocumentState]] = {
    DocumentState.DRAFT: {DocumentAct.SUBMIT: DocumentState.CHECKING},
    DocumentState.CHECKING: {
        DocumentAct.CLEAR: DocumentState.CHECKED,
        DocumentAct.SEND: DocumentState.SIGNING,
        DocumentAct.RETURN: DocumentState.DRAFT,
    },
    DocumentState.CHECKED: {
        DocumentAct.SEND: DocumentState.SIGNING,
        DocumentAct.RETURN: DocumentState.DRAFT,
    },
    DocumentState.SIGNING: {
        DocumentAct.ISSUE: DocumentState.ISSUED,
        DocumentAct.RETURN: DocumentState.DRAFT,
    },
    DocumentState.ISSUED: {DocumentAct.SUPERSEDE: DocumentState.SUPERSEDED},
    DocumentState.SUPERSEDED: {},
}

IN_FORCE = frozenset({DocumentState.ISSUED})
UNISSUED = (DocumentState.DRAFT, DocumentState.CHECKING, DocumentState.CHECKED, DocumentState.SIGNING)

_DRAFT = N_("This document is still a draft.")
_CHECKING = N_("This document is being checked by the legal officer and, where money is needed, the finance officer.")
_CHECKED = N_("This document has been checked and waits to be sent for signature.")
_SIGNING = N_("This document has been sent for signature.")
_UNFINISHED = N_("Only an issued document can be superseded or corrected; this one has not been issued.")
_WRONG_STAGE = {
    DocumentState.DRAFT: _DRAFT,
    DocumentState.CHECKING: _CHECKING,
    DocumentState.CHECKED: _CHECKED,
    DocumentState.SIGNING: _SIGNING,
    DocumentState.ISSUED: N_("This document has been issued; only a later document can change it."),
    DocumentState.SUPERSEDED: N_("This document has been superseded by a later one."),
}
_NEXT = {
    DocumentState.DRAFT: N_("The secretariat completes it and submits it for checking."),
    DocumentState.CHECKING: N_("When every check is passed the secretariat sends it for signature."),
    DocumentState.CHECKED: N_("The secretariat sends it for signature; then it can be signed and issued."),
    DocumentState.SIGNING: N_("It is signed and issued now, or it goes back to the draft with reasons."),
}


@cites("7.2", "7.3")
def next_document_state(state: str, act: DocumentAct) -> DocumentState:
    """The stage of a document after an act; refused where the act has no place in the present stage."""
    now = DocumentState(state)
    found = DOCUMENT_TRANSITIONS[now].get(act)
    if found is not None:
        return found
    if act is DocumentAct.SUPERSEDE and now in UNISSUED:
        raise Refused("7.3", _UNFINISHED)
    raise Refused("7.3", _WRONG_STAGE[now], remedy=_NEXT.get(now, ""))


@cites("7.2", "7.3")
def require_draft(state: str) -> None:
    """Refuse to change a document that is no longer a draft."""
    if state != DocumentState.DRAFT:
        now = DocumentState(state)
        remedy = N_("To change it, return it to the draft with reasons.") if now in UNISSUED else ""
        raise Refused("7.3", _WRONG_STAGE[now], remedy=remedy)


@cites("7.3")
def require_correctable(state: str) -> None:
    """Refuse to correct a document that is not in force."""
    now = DocumentState(state)
    if now in UNISSUED:
        raise Refused("7.3", _UNFINISHED, field="corrects")
    if now not in IN_FORCE:
        raise Refused("7.3", _WRONG_STAGE[now], field="corrects")


@cites("6.8", reading="D07")
def require_returnable(state: str, *, carries_decision: bool) -> None:
    """Refuse a signer who returns a decision: that would be the veto that the reading rules out."""
    if state == DocumentState.SIGNING and carries_decision:
        raise Refused(
            "6.8",
            N_("This document carries a decision of the council; it cannot be returned instead of being signed."),
            remedy=N_("Refuse to sign with reasons; the lead of the topic countersigns then."),
        )


@cites("6.8", reading="D07")
def require_refusable(*, carries_decision: bool) -> None:
    """Refuse a refusal to sign where nobody could countersign: no decision lies behind the document."""
    if not carries_decision:
        raise Refused(
            "6.8",
            N_("No decision of the council lies behind this document, so nobody countersigns it."),
            remedy=N_("Return it to the draft with reasons."),
        )
