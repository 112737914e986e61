"""Pages of signing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.documents import access, services
from jianheng.documents.forms import RefusalForm
from jianheng.documents.views.shown import shown
from jianheng.web.pages import Request, attempt, now, page, render, status_of


@require_POST
@page(access.is_member, article="6.8")
def issue(request: Request, code: str) -> HttpResponse:
    """Sign and issue a document."""
    found = shown(request, code)
    services.issue_document(document_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("Issued, numbered and recorded on the ledger."))
    return redirect("documents:document", found.code)


@page(access.is_secretary, article="6.8")
def refuse(request: Request, code: str) -> HttpResponse:
    """Refuse to sign, with reasons."""
    found = shown(request, code)
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
