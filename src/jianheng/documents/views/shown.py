"""The document that a page shows."""

from django.shortcuts import get_object_or_404
from django.utils import timezone

from jianheng.documents import access, selectors
from jianheng.documents.models import Document
from jianheng.documents.selectors import DocumentPage
from jianheng.ledger.codes import normalise
from jianheng.web.pages import Request


def shown(request: Request, code: str) -> Document:
    """The document with a trace code, if the officer may see it; 404 if there is none."""
    found = get_object_or_404(
        Document.objects.select_related(
            "county", "application", "entry", "supersedes", "signature_application", "motion"
        ),
        code=normalise(code),
    )
    access.require_see(request.officer, found)
    return found


def page_of(request: Request, found: Document) -> DocumentPage:
    """What the officer of the request may see of it today."""
    return selectors.document_page(found, request.officer, timezone.localdate())
