"""One booking with everything needed to contest it; appeals and their answers; reversals (Art. 18.1)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jianheng.county.access import can_read_facts
from jianheng.county.selectors import work_calendar
from jianheng.merit import access, selectors, services
from jianheng.merit.forms import AnswerForm, AppealForm, ReverseForm
from jianheng.merit.models import Appeal, Booking
from jianheng.people import selectors as people
from jianheng.people import services as register
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of


def _booking(request: Request, code: str) -> Booking:
    try:
        found = selectors.booking(code)
    except Booking.DoesNotExist:
        raise Http404 from None
    if found.decision.case.county.code != request.officer.county:
        raise Http404
    return found


@page(everyone)
def booking(request: Request, code: str) -> HttpResponse:
    """Facts, source, article, responsible person and the way to appeal; without names for the public."""
    found = _booking(request, code)
    entitled = access.can_view_booking(request.officer, found)
    if entitled:
        register.note_read(
            subject=found.person, what="merit.booking", purpose="page of the booking", by=request.officer, at=now()
        )
    decision = found.decision
    involved = {decision.decided_by, found.person.code, *(row.answer.answered_by for row in _answered(found))}
    others = [row.person.code for row in decision.bookings.select_related("person")]
    row, own = selectors.row_of(found, timezone.localdate()), access.appeals_by(request.officer, found)
    context = {
        "booking": found,
        "row": row,
        "entitled": entitled,
        "appeals": row.appeals if entitled else own,
        "own": own,
        "reads_facts": can_read_facts(request.officer, decision.application),
        "names": people.names(
            {*involved, *others, *_named(decision.application.derivation)}
            if entitled
            else {appeal.answer.answered_by for appeal in own if hasattr(appeal, "answer")}
        ),
        "may_book": access.can_book(request.officer),
        "known": request.officer.is_known,
    }
    return render(request, "merit/booking.html", context)


def _answered(found: Booking) -> list[Appeal]:
    return [row for row in found.appeals.all() if getattr(row, "answer", None) is not None]


def _named(kept: object) -> set[str]:
    """Everything in a kept derivation that looks like a person's key."""
    if isinstance(kept, str):
        return {kept} if kept[:1] == "P" and kept[1:].isdigit() else set()
    if isinstance(kept, dict):
        return {code for part in kept.values() for code in _named(part)}
    if isinstance(kept, list):
        return {code for part in kept for code in _named(part)}
    return set()


@page(access.can_appeal, article="8.8")
def appeal(request: Request, code: str) -> HttpResponse:
    """Lodge an appeal."""
    found = _booking(request, code)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.lodge_appeal(code=code, **form.cleaned_data, by=request.officer, at=now()),
        )
        if done is not None:
            messages.success(request, _("Your appeal is lodged; nothing moves until it is answered."))
            return redirect("merit:booking", code)
    context = {"form": form, "booking": found, "row": selectors.row_of(found, timezone.localdate())}
    return render(request, "merit/appeal.html", context, status=status_of(form))


@page(access.can_book, article="8.8")
def answer(request: Request, pk: int) -> HttpResponse:
    """Read an appeal and answer it."""
    try:
        found = selectors.appeal_of(pk)
    except Appeal.DoesNotExist:
        raise Http404 from None
    if found.booking.decision.case.county.code != request.officer.county:
        raise Http404
    for subject in {found.by, found.booking.person}:
        register.note_read(subject=subject, what="merit.appeal", purpose="appeal", by=request.officer, at=now())
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.answer_appeal(appeal_id=pk, **form.cleaned_data, by=request.officer, at=now()),
        )
        if done is not None:
            messages.success(request, _("The appeal is answered."))
            return redirect("merit:booking", found.booking.code)
    charter = selectors.booking(found.booking.code).decision.application.version.charter
    context = {
        "form": form,
        "appeal": found,
        "answer": getattr(found, "answer", None),
        "due": work_calendar().deadline(found.lodged_on, charter.number("merit.answer_days")),
        "may_answer": access.can_answer(request.officer, found),
    }
    return render(request, "merit/answer.html", context, status=status_of(form))


@page(access.can_book, article="8.7")
def reverse_booking(request: Request, code: str) -> HttpResponse:
    """Counter a booking by a later entry."""
    found = _booking(request, code)
    form = ReverseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.reverse_booking(code=code, **form.cleaned_data, by=request.officer, at=now()),
        )
        if done is not None:
            messages.success(request, _("The booking is countered by {code}.").format(code=done.code))
            return redirect("merit:booking", done.code)
    context = {"form": form, "booking": found}
    return render(request, "merit/reverse.html", context, status=status_of(form))
