"""Pages of one document."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from jianheng.documents import access, selectors
from jianheng.documents.models import Document
from jianheng.documents.printing import press
from jianheng.documents.views.shown import page_of, shown
from jianheng.rules.documents import UNISSUED, DocumentState
from jianheng.web.pages import Request, everyone, page, render


@page(everyone)
def document(request: Request, code: str) -> HttpResponse:
    """One document: all of it for those it is addressed to, the public fields for the rest."""
    found = shown(request, code)
    if found.code != code:
        return redirect("documents:document", found.code)
    context = {"page": page_of(request, found), "document": found, "steps": _stages(found)}
    return render(request, "documents/document.html", context)


def _stages(found: Document) -> list[dict[str, object]]:
    """The stages of a document on its way to the signature, as the stepper shows them."""
    states = [Document.State(state) for state in (*UNISSUED, DocumentState.ISSUED)]
    here = states.index(Document.State(found.state)) if found.is_draft else len(states)
    words = ["done" if place < here else "current" if place == here else "later" for place in range(len(states))]
    return [{"label": state.label, "state": word} for state, word in zip(states, words, strict=True)]


@page(everyone)
def pdf(request: Request, code: str) -> HttpResponse:
    """The printed form, for those the document is addressed to.

    Of an issued document the file as it was issued, whose digests are on the ledger; without the roll call, and
    marked as an extract, for whoever may not see that. Of a draft a preview, marked as a draft and kept nowhere.
    """
    found = shown(request, code)
    access.require_read(request.officer, found)
    if found.code != code:
        return redirect("documents:pdf", found.code)
    whole = access.can_read_votes(request.officer, found) or not found.carries_decision
    content = selectors.printed_bytes(found) if whole and not found.is_draft else press(found, whole=whole).pdf
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{found.reference or found.code}{'' if whole else '节本'}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return answer
