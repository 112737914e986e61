"""Discipline's pages of refused instructions."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from jianheng.documents import access, selectors, services
from jianheng.documents.forms import FindingForm, PurposeForm
from jianheng.documents.models import Refusal
from jianheng.documents.views.shown import form_page
from jianheng.ledger.codes import normalise
from jianheng.web.pages import Request, attempt, now, page, render, status_of

PER_PAGE = 20


@page(access.is_discipline, article="7.1")
def refusals(request: Request) -> HttpResponse:
    """The refusals of the county, without the names of those who refused."""
    found = Paginator(selectors.refusals(request.officer.county), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "documents/refusals.html", {"refusals": found})


def _refusal(request: Request, code: str) -> Refusal:
    found = get_object_or_404(
        Refusal.objects.select_related("instruction__county", "instruction__body", "entry"),
        instruction__code=normalise(code),
    )
    access.require_oversee(request.officer, found.instruction)
    return found


@page(access.is_discipline, article="7.1")
def refusal(request: Request, code: str) -> HttpResponse:
    """One refusal: what was refused and why; discipline records what it found."""
    found = _refusal(request, code)
    form = FindingForm(request.POST or None)
    return form_page(
        request,
        "documents/refusal.html",
        form,
        lambda: services.examine_refusal(
            instruction_id=found.instruction_id, **form.cleaned_data, by=request.officer, at=now()
        ),
        _("The finding is recorded."),
        reverse("documents:refusal", args=[found.instruction.code]),
        refusal=found,
        instruction=found.instruction,
    )


@page(access.is_discipline, article="18.5")
def refuser(request: Request, code: str) -> HttpResponse:
    """Who refused: asked with a purpose, answered once, and the read recorded."""
    found = _refusal(request, code)
    form, person = PurposeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        person = attempt(
            form,
            lambda: services.read_refuser(
                instruction_id=found.instruction_id, **form.cleaned_data, by=request.officer, at=now()
            ),
        )
    context = {"form": form, "person": person, "refusal": found, "instruction": found.instruction}
    return render(request, "documents/refuser.html", context, status=status_of(form))
