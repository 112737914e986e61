"""Pages of the room."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.council.models import Motion
from jianheng.documents import access, selectors, services
from jianheng.documents.forms import DraftForm, RefusalForm
from jianheng.documents.models import Document
from jianheng.documents.selectors import DocumentPage
from jianheng.ledger.codes import normalise
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of

PER_PAGE = 20


@page(everyone)
def index(request: Request) -> HttpResponse:
    """The register: issued documents for everyone; drafts and what has none yet for those inside."""
    county, text = request.officer.county, request.GET.get("q", "")
    inside = access.is_inside(request.officer)
    context = {
        "documents": Paginator(selectors.issued(county, text), PER_PAGE).get_page(request.GET.get("page")),
        "query": text,
        "inside": inside,
        "drafts": list(selectors.drafts(county)) if inside else [],
        "undrafted": list(selectors.undrafted(county)[:PER_PAGE]) if access.can_draft(request.officer) else [],
        "today": timezone.localdate(),
    }
    return render(request, "documents/index.html", context)


def _document(request: Request, code: str) -> Document:
    """The document with a trace code, if the officer may see it; 404 if there is none."""
    found = get_object_or_404(
        Document.objects.select_related(
            "county", "application", "entry", "supersedes", "signature_application", "motion"
        ),
        code=normalise(code),
    )
    access.require_see(request.officer, found)
    return found


def _page(request: Request, found: Document) -> DocumentPage:
    return selectors.document_page(found, request.officer, timezone.localdate())


@page(everyone)
def document(request: Request, code: str) -> HttpResponse:
    """One document: all of it for those it is addressed to, the public fields for the rest."""
    found = _document(request, code)
    if found.code != code:
        return redirect("documents:document", found.code)
    return render(request, "documents/document.html", {"page": _page(request, found), "document": found})


@page(everyone)
def printed(request: Request, code: str) -> HttpResponse:
    """The document on paper, for those it is addressed to."""
    found = _document(request, code)
    access.require_read(request.officer, found)
    return render(request, "documents/print.html", {"page": _page(request, found), "document": found})


@require_POST
@page(access.can_draft, article="7.2")
def draft(request: Request, motion_id: int) -> HttpResponse:
    """Draft the document of a decision."""
    get_object_or_404(Motion, pk=motion_id)
    made = services.draft_from_decision(motion_id=motion_id, by=request.officer, at=now())
    messages.success(request, _("The draft is filled from the decision; complete what is missing."))
    return redirect("documents:document", made.code)


@page(access.can_draft, article="7.2")
def edit(request: Request, code: str) -> HttpResponse:
    """Complete a draft."""
    found = _document(request, code)
    initial = {name: getattr(found, name) for name in DraftForm.base_fields if name != "supersedes"}
    initial["supersedes"] = found.supersedes.code if found.supersedes else ""
    form = DraftForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: services.complete_draft(document_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
        )
        if saved is not None:
            messages.success(request, _("The draft is saved."))
            return redirect("documents:document", found.code)
    context = {"form": form, "page": _page(request, found), "document": found}
    return render(request, "documents/edit.html", context, status=status_of(form))


@require_POST
@page(access.is_member, article="6.8")
def issue(request: Request, code: str) -> HttpResponse:
    """Sign and issue a document."""
    found = _document(request, code)
    services.issue_document(document_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("Issued, numbered and recorded on the ledger."))
    return redirect("documents:document", found.code)


@page(access.is_secretary, article="6.8")
def refuse(request: Request, code: str) -> HttpResponse:
    """Refuse to sign, with reasons."""
    found = _document(request, code)
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: services.refuse_to_sign(document_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
        )
        if saved is not None:
            messages.success(request, _("The refusal is recorded; the lead of the topic countersigns."))
            return redirect("documents:document", found.code)
    return render(request, "documents/refuse.html", {"form": form, "document": found}, status=status_of(form))
