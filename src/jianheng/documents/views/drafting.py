"""Pages of drafting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.council.models import Motion
from jianheng.documents import access, services
from jianheng.documents.forms import DraftForm
from jianheng.documents.views.shown import page_of, shown
from jianheng.web.pages import Request, attempt, now, page, render, status_of


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
    found = shown(request, code)
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
    context = {"form": form, "page": page_of(request, found), "document": found}
    return render(request, "documents/edit.html", context, status=status_of(form))
