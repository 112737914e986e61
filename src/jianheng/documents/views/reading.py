"""Pages of one document."""

from django.http import HttpResponse
from django.shortcuts import redirect

from jianheng.documents import access
from jianheng.documents.views.shown import page_of, shown
from jianheng.web.pages import Request, everyone, page, render


@page(everyone)
def document(request: Request, code: str) -> HttpResponse:
    """One document: all of it for those it is addressed to, the public fields for the rest."""
    found = shown(request, code)
    if found.code != code:
        return redirect("documents:document", found.code)
    return render(request, "documents/document.html", {"page": page_of(request, found), "document": found})


@page(everyone)
def printed(request: Request, code: str) -> HttpResponse:
    """The document on paper, for those it is addressed to."""
    found = shown(request, code)
    access.require_read(request.officer, found)
    return render(request, "documents/print.html", {"page": page_of(request, found), "document": found})
