"""Pages of drafting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.council.models import Motion
from jianheng.county.selectors import county
from jianheng.documents import access, selectors, services
from jianheng.documents.forms import DraftForm, RecipientsForm, ScratchForm
from jianheng.documents.models import Addressee, Document
from jianheng.documents.views.shown import form_page, page_of, shown
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
def new(request: Request) -> HttpResponse:
    """Draft a document from scratch."""
    form, here = ScratchForm(request.POST or None), county(request.officer.county)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: services.draft_from_scratch(county=here, **form.cleaned_data, by=request.officer, at=now()),
        )
        if made is not None:
            messages.success(request, _("The draft begins with the outline of its kind; fill in what is in 【 】."))
            return redirect("documents:edit", made.code)
    return render(request, "documents/new.html", {"form": form}, status=status_of(form))


@page(access.can_draft, article="7.2")
def edit(request: Request, code: str) -> HttpResponse:
    """Complete a draft."""
    found = shown(request, code)
    form = DraftForm(request.POST or None, initial=_as_typed(found))
    return form_page(
        request,
        "documents/edit.html",
        form,
        lambda: services.complete_draft(document_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
        _("The draft is saved."),
        reverse("documents:document", args=[found.code]),
        page=page_of(request, found),
        document=found,
    )


def _as_typed(found: Document) -> dict[str, object]:
    """The elements of a draft as its form shows them."""
    related = {"supersedes": found.supersedes, "corrects": found.corrects}
    others = {"main_recipients": found.main_others, "copied_recipients": found.copied_others}
    apart = {name: row.code if row else "" for name, row in related.items()} | others
    return {name: getattr(found, name) for name in DraftForm.base_fields if name not in apart} | apart


@page(access.can_draft, article="7.2")
def recipients(request: Request, code: str) -> HttpResponse:
    """Choose the bodies of the register that a document goes to."""
    found = shown(request, code)
    access.require_draft(request.officer, found.county.code)
    chosen = dict(found.addressees.values_list("body_id", "kind"))
    form = RecipientsForm(
        request.POST or None,
        bodies=selectors.receivers(found.county.code),
        chosen=chosen,
        initial={"receipt_days": found.receipt_days},
    )
    return form_page(
        request,
        "documents/recipients.html",
        form,
        lambda: services.address_document(
            document_id=found.pk,
            main=form.codes(Addressee.Kind.MAIN),
            copied=form.codes(Addressee.Kind.COPIED),
            receipt_days=form.cleaned_data["receipt_days"],
            by=request.officer,
            at=now(),
        ),
        _("The recipients are chosen."),
        reverse("documents:document", args=[found.code]),
        document=found,
    )
