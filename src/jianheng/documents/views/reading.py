"""Pages of one document."""

from django.http import HttpResponse
from django.shortcuts import redirect

from jianheng.documents import access
from jianheng.documents.models import Document
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
def printed(request: Request, code: str) -> HttpResponse:
    """The document on paper, for those it is addressed to."""
    found = shown(request, code)
    access.require_read(request.officer, found)
    return render(request, "documents/print.html", {"page": page_of(request, found), "document": found})
