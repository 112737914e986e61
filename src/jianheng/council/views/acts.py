"""Pages that act."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.council import access, selectors, services
from jianheng.council.forms import (
    AbsenceForm,
    BoundaryForm,
    MotionForm,
    OpenForm,
    OpinionForm,
    RecusalForm,
    ReturnForm,
    VoteForm,
)
from jianheng.council.models import Boundary, Motion
from jianheng.council.views.item import item
from jianheng.county.selectors import charter_on, county
from jianheng.rules.weighing import CHECKERS, topics
from jianheng.web.forms import Form
from jianheng.web.pages import Request, attempt, now, page, render, status_of


@page(access.can_propose, article="6.2")
def new(request: Request) -> HttpResponse:
    """Propose an item."""
    at, here = now(), county(request.officer.county)
    charter = charter_on(here.code, timezone.localdate(at))
    form = MotionForm(request.POST or None, topics=topics(charter))
    if request.method == "POST" and form.is_valid():
        source = charter.choice("council.topic_source")
        made = attempt(
            form,
            lambda: services.propose_motion(county=here, source=source, **form.cleaned_data, by=request.officer, at=at),
        )
        if made is not None:
            messages.success(request, _("The item is before the council; the members confirm its topic now."))
            return redirect("council:motion", made.pk)
    return render(request, "council/new.html", {"form": form}, status=status_of(form))


def _form_page(
    request: Request, found: Motion, template: str, form: Form, act: Callable[[], object], done: str, **context: object
) -> HttpResponse:
    """Show a form about an item; perform its act and go back to the item."""
    if request.method == "POST" and form.is_valid() and attempt(form, act) is not None:
        messages.success(request, done)
        return redirect("council:motion", found.pk)
    return render(request, template, {"form": form, "motion": found, **context}, status=status_of(form))


@require_POST
@page(access.is_member, article="6.2")
def stand(request: Request, motion_id: int) -> HttpResponse:
    """Confirm the topic or object to it."""
    found = item(request, motion_id)
    services.stand_on_topic(motion_id=found.pk, stand=request.POST.get("stand", ""), by=request.officer, at=now())
    messages.success(request, _("Your stand on the topic is recorded."))
    return redirect("council:motion", found.pk)


@require_POST
@page(access.is_legal, article="6.2")
def agree(request: Request, motion_id: int) -> HttpResponse:
    """Agree to the topic as the legal officer."""
    found = item(request, motion_id)
    services.agree_topic(motion_id=found.pk, by=request.officer, at=now())
    return redirect("council:motion", found.pk)


@require_POST
@page(access.can_propose, article="6.2")
def settle(request: Request, motion_id: int) -> HttpResponse:
    """Put the topic in force that the majority of heads decided on."""
    found = item(request, motion_id)
    services.settle_topic(motion_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The topic is in force."))
    return redirect("council:motion", found.pk)


@page(access.is_checker, article="6.3")
def boundary(request: Request, motion_id: int, name: str) -> HttpResponse:
    """Check one boundary with its evidence."""
    found = item(request, motion_id)
    if name not in CHECKERS:
        raise Http404
    access.require_check(request.officer, found, name)
    form = BoundaryForm(request.POST or None)
    return _form_page(
        request,
        found,
        "council/boundary.html",
        form,
        lambda: services.check_boundary(
            motion_id=found.pk, boundary=name, **form.cleaned_data, by=request.officer, at=now()
        ),
        _("The boundary is recorded as checked."),
        name=name,
        label=Boundary.Name(name).label,
    )


@page(access.may_recuse, article="6.6")
def recusal(request: Request, motion_id: int) -> HttpResponse:
    """Declare the own conflict of interest, or record one as the legal officer."""
    found, office = item(request, motion_id), access.office_of(request.officer)
    form = RecusalForm(request.POST or None, office=office)
    shown = selectors.motion_page(found, request.officer, now())
    return _form_page(
        request,
        found,
        "council/recusal.html",
        form,
        lambda: services.declare_recusal(
            motion_id=found.pk,
            office=office or form.cleaned_data["office"],
            reason=form.cleaned_data["reason"],
            by=request.officer,
            at=now(),
        ),
        _("The recusal is recorded."),
        page=shown,
        office=office,
    )


@page(access.can_propose, article="6.5")
def absence(request: Request, motion_id: int) -> HttpResponse:
    """Record who is absent from the meeting."""
    found = item(request, motion_id)
    form = AbsenceForm(request.POST or None)
    return _form_page(
        request,
        found,
        "council/absence.html",
        form,
        lambda: services.note_absence(motion_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
        _("The absence is recorded."),
    )


@page(access.is_member, article="6.4")
def opinion(request: Request, motion_id: int) -> HttpResponse:
    """Hand in a written opinion."""
    found = item(request, motion_id)
    form = OpinionForm(request.POST or None)
    return _form_page(
        request,
        found,
        "council/opinion.html",
        form,
        lambda: services.file_opinion(motion_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
        _("Your opinion is handed in."),
    )


@require_POST
@page(access.is_chair, article="6.4")
def spoke(request: Request, motion_id: int) -> HttpResponse:
    """Record that the lead of the topic spoke."""
    found = item(request, motion_id)
    services.note_lead_spoke(motion_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("It is recorded that the lead spoke."))
    return redirect("council:motion", found.pk)


@page(access.can_propose, article="6.5")
def open_vote(request: Request, motion_id: int) -> HttpResponse:
    """Open the sealed vote for a time."""
    found = item(request, motion_id)
    form, at = OpenForm(request.POST or None), now()
    return _form_page(
        request,
        found,
        "council/open.html",
        form,
        lambda: services.open_vote(
            motion_id=found.pk,
            closes_at=at + timedelta(hours=form.cleaned_data["hours"]),
            by=request.officer,
            at=at,
        ),
        _("The vote is open."),
        page=selectors.motion_page(found, request.officer, at),
    )


@page(access.is_member, article="6.5")
def vote(request: Request, motion_id: int) -> HttpResponse:
    """Cast the sealed vote. The answer never repeats what was chosen."""
    found, at = item(request, motion_id), now()
    form = VoteForm(request.POST or None, options=list(found.options.all()), standing=found.standing)
    return _form_page(
        request,
        found,
        "council/vote.html",
        form,
        lambda: services.cast_vote(motion_id=found.pk, **form.cleaned_data, by=request.officer, at=at),
        _("Your vote is sealed. Nobody can read it before all open together."),
        status=selectors.vote_status(found, request.officer, at),
    )


@require_POST
@page(access.may_close, article="6.5")
def close(request: Request, motion_id: int) -> HttpResponse:
    """Have all votes opened together."""
    found = item(request, motion_id)
    services.close_motion(motion_id=found.pk, by=request.officer, at=now())
    return redirect("council:motion", found.pk)


@page(access.can_propose, article="6.5")
def send_back(request: Request, motion_id: int) -> HttpResponse:
    """Return an item before the vote."""
    found = item(request, motion_id)
    form = ReturnForm(request.POST or None)
    return _form_page(
        request,
        found,
        "council/return.html",
        form,
        lambda: services.return_motion(motion_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
        _("The item is returned."),
    )
