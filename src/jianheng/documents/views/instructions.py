"""Pages of instructions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.county.selectors import charter_on, county
from jianheng.documents import access, selectors, services
from jianheng.documents.forms import GroundsForm, InstructionForm, LinkForm
from jianheng.documents.views.shown import form_page, shown_instruction
from jianheng.web.pages import Request, attempt, now, page, render, status_of

PER_PAGE = 20


@page(access.may_see_instructions, article="7.1")
def instructions(request: Request) -> HttpResponse:
    """The instructions that the officer gave, received or oversees."""
    at = now()
    found = selectors.instructions(request.officer, timezone.localdate(at))
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "instructions": shown,
        "rows": selectors.rows(list(shown.object_list), at),
        "may_instruct": access.can_instruct(request.officer),
    }
    return render(request, "documents/instructions.html", context)


@page(access.can_instruct, article="7.1")
def instruct(request: Request) -> HttpResponse:
    """Give an instruction to a department."""
    at, here = now(), county(request.officer.county)
    charter = charter_on(here.code, timezone.localdate(at))
    form = InstructionForm(request.POST or None, bodies=selectors.receivers(here.code))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: services.give_instruction(county=here, **form.cleaned_data, by=request.officer, at=at)
        )
        if made is not None:
            messages.success(request, _("The instruction is given and recorded."))
            return redirect(made)
    context = {"form": form, "hours": charter.number("document.oral_grace_hours")}
    return render(request, "documents/instruct.html", context, status=status_of(form))


@page(access.may_see_instructions, article="7.1")
def instruction(request: Request, code: str) -> HttpResponse:
    """One instruction, with where it stands."""
    found = shown_instruction(request, code)
    shown = selectors.instruction_page(found, request.officer, now())
    return render(request, "documents/instruction.html", {"page": shown, "instruction": found})


@require_POST
@page(access.can_receive, article="7.1")
def receive(request: Request, code: str) -> HttpResponse:
    """Acknowledge that an instruction has arrived."""
    found = shown_instruction(request, code)
    services.receive_instruction(instruction_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The receipt is acknowledged and recorded on the ledger."))
    return redirect(found)


@page(access.can_receive, article="7.1")
def decline(request: Request, code: str) -> HttpResponse:
    """Refuse an instruction that has no document."""
    found = shown_instruction(request, code)
    held = selectors.bodies_of(request.officer, timezone.localdate())
    access.require_receive(request.officer, found.body_id, held)
    form = GroundsForm(request.POST or None)
    return form_page(
        request,
        "documents/decline.html",
        form,
        lambda: services.refuse_instruction(instruction_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
        _("The refusal is recorded and protected; discipline sees it."),
        found.get_absolute_url(),
        instruction=found,
    )


@page(access.may_put_in_writing, article="7.1")
def link(request: Request, code: str) -> HttpResponse:
    """Give an oral instruction the document that it became."""
    found = shown_instruction(request, code)
    access.require_put_in_writing(request.officer, found)
    form = LinkForm(request.POST or None)
    return form_page(
        request,
        "documents/link.html",
        form,
        lambda: services.document_instruction(
            instruction_id=found.pk, **form.cleaned_data, by=request.officer, at=now()
        ),
        _("The instruction has its document now."),
        found.get_absolute_url(),
        instruction=found,
    )


@require_POST
@page(access.can_draft, article="7.1")
def write(request: Request, code: str) -> HttpResponse:
    """Draft the document of an oral instruction."""
    found = shown_instruction(request, code)
    made = services.draft_for_instruction(instruction_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The draft holds the words of the instruction; complete its grounds."))
    return redirect("documents:edit", made.code)
