"""The document or instruction that a page shows, and pages with one form about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from jianheng.documents import access, selectors
from jianheng.documents.models import Document, Instruction
from jianheng.documents.selectors import DocumentPage
from jianheng.ledger.codes import normalise
from jianheng.web.forms import Form
from jianheng.web.pages import Request, attempt, render, status_of


def shown(request: Request, code: str) -> Document:
    """The document with a trace code, if the officer may see it; 404 if there is none."""
    related = ("county", "application", "entry", "supersedes", "corrects", "signature_application", "motion")
    found = get_object_or_404(Document.objects.select_related(*related), code=normalise(code))
    access.require_see(request.officer, found)
    return found


def page_of(request: Request, found: Document) -> DocumentPage:
    """What the officer of the request may see of it today."""
    return selectors.document_page(found, request.officer, timezone.localdate())


def shown_instruction(request: Request, code: str) -> Instruction:
    """The instruction with a code, if the officer may see it; 404 if there is none."""
    related = ("county", "body", "document", "draft", "entry", "refusal__entry", "standing")
    found = get_object_or_404(Instruction.objects.select_related(*related), code=normalise(code))
    held = selectors.bodies_of(request.officer, timezone.localdate())
    access.require_see_instruction(request.officer, found, held)
    return found


def form_page(
    request: Request, template: str, form: Form, act: Callable[[], object], done: str, back: str, **context: Any
) -> HttpResponse:
    """Show a form; perform its act and go ``back`` with the words ``done``."""
    if request.method == "POST" and form.is_valid() and attempt(form, act) is not None:
        messages.success(request, done)
        return redirect(back)
    return render(request, template, {"form": form, "back": back, **context}, status=status_of(form))
