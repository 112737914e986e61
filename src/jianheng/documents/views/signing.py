"""Pages of the way to the signature, and of the signature."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.documents import access, services
from jianheng.documents.forms import PASSED, CheckForm, RefusalForm, ReturnForm
from jianheng.documents.views.shown import form_page, page_of, shown
from jianheng.web.pages import Request, now, page


@require_POST
@page(access.can_draft, article="7.2")
def submit(request: Request, code: str) -> HttpResponse:
    """Submit a draft for checking."""
    found = shown(request, code)
    services.submit_document(document_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("Submitted: the officers check it now."))
    return redirect("documents:document", found.code)


@page(access.is_checker, article="7.2")
def examine(request: Request, code: str, role: str) -> HttpResponse:
    """Check a document: lawfulness or money."""
    found = shown(request, code)
    access.require_check(request.officer, found, role)
    form = CheckForm(request.POST or None)

    def act() -> object:
        text, by, at = form.cleaned_data["reasons"], request.officer, now()
        if form.cleaned_data["finding"] == PASSED:
            return services.pass_document(document_id=found.pk, role=role, remarks=text, by=by, at=at)
        return services.return_document(document_id=found.pk, role=role, reasons=text, by=by, at=at)

    return form_page(
        request,
        "documents/examine.html",
        form,
        act,
        _("Your check is recorded."),
        reverse("documents:document", args=[found.code]),
        document=found,
        page=page_of(request, found),
        role=role,
    )


@require_POST
@page(access.can_draft, article="7.2")
def send(request: Request, code: str) -> HttpResponse:
    """Send a checked document for signature."""
    found = shown(request, code)
    services.send_for_signature(document_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("Sent for signature."))
    return redirect("documents:document", found.code)


@page(access.may_return, article="7.2")
def give_back(request: Request, code: str) -> HttpResponse:
    """Return a document to the draft, with reasons."""
    found = shown(request, code)
    form = ReturnForm(request.POST or None)
    return form_page(
        request,
        "documents/return.html",
        form,
        lambda: services.return_document(document_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
        _("Returned to the draft; the reasons stand on the record."),
        reverse("documents:document", args=[found.code]),
        document=found,
    )


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
    return form_page(
        request,
        "documents/refuse.html",
        form,
        lambda: services.refuse_to_sign(document_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
        _("The refusal is recorded; the lead of the topic countersigns."),
        reverse("documents:document", args=[found.code]),
        document=found,
    )


@require_POST
@page(access.can_receive, article="7.2")
def acknowledge(request: Request, code: str) -> HttpResponse:
    """Acknowledge the receipt of a document."""
    found = shown(request, code)
    services.acknowledge_receipt(document_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The receipt is acknowledged and recorded on the ledger."))
    return redirect("documents:document", found.code)
