"""Cases, and what the committee decides about them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jianheng.county.selectors import county
from jianheng.merit import access, selectors, services
from jianheng.merit.forms import AccusationForm, AwardForm, CaseForm, FaultForm, FinalForm
from jianheng.merit.models import Case, Decision
from jianheng.people import selectors as people
from jianheng.web.forms import Form, position
from jianheng.web.pages import Request, attempt, now, page, render, status_of

SHOWN = 20


def _case(request: Request, code: str) -> Case:
    try:
        found = selectors.case(code)
    except Case.DoesNotExist:
        raise Http404 from None
    if found.county.code != request.officer.county:
        raise Http404
    return found


def _count(request: Request) -> int:
    """How many persons the form asks about."""
    return position(request.POST.get("count") or request.GET.get("count") or "")


@page(access.can_view_cases, article="8.11")
def cases(request: Request) -> HttpResponse:
    """Cases by reference, and mutual credits that the committee looks at."""
    found = Paginator(selectors.cases(request.officer.county), SHOWN).get_page(request.GET.get("page"))
    mutual = selectors.mutual_credits(request.officer.county, timezone.localdate())
    pairs = mutual.outcome.put_to_committee
    context = {
        "page": found,
        "mutual": mutual,
        "pairs": pairs,
        "names": people.names(key for pair in pairs for key in (pair.first, pair.second)),
        "may_book": access.can_book(request.officer),
    }
    return render(request, "merit/cases.html", context)


@page(access.can_view_cases, article="8.11")
def case(request: Request, code: str) -> HttpResponse:
    """A case: who was sanctioned at what rank, what was decided, by whom, and why."""
    found = _case(request, code)
    decisions = list(found.decisions.all())
    keys = {row.decided_by for row in decisions} | access.concerned_in(found)
    context = {
        "case": found,
        "decisions": decisions,
        "names": people.names(keys),
        "may_book": access.can_book(request.officer) and request.officer.key not in access.concerned_in(found),
    }
    return render(request, "merit/case.html", context)


@page(access.can_book, article="8.11")
def register(request: Request) -> HttpResponse:
    """Register a closed case."""
    form = CaseForm(request.POST or None, county=request.officer.county, count=_count(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form,
            lambda: services.register_case(
                county=county(request.officer.county),
                closed_on=data["closed_on"],
                sanction_final_on=data["sanction_final_on"],
                sanctioned=form.sanctioned(),
                parties=[data["party"]] if data["party"] else [],
                by=request.officer,
                at=now(),
            ),
        )
        if done is not None:
            messages.success(request, _("The case is registered as {code}.").format(code=done.code))
            return redirect("merit:case", done.code)
    return render(request, "merit/register.html", {"form": form, "more": form.count + 1}, status=status_of(form))


@page(access.can_book, article="8.1")
def final_sanction(request: Request, code: str) -> HttpResponse:
    """Record that the sanction of a case became final."""
    found = _case(request, code)
    form = FinalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.record_final_sanction(
                case_id=found.pk, on=form.cleaned_data["on"], by=request.officer, at=now()
            ),
        )
        if done is not None:
            return redirect("merit:case", code)
    return render(request, "merit/final.html", {"form": form, "case": found}, status=status_of(form))


def _decide(request: Request, form: Form, found: Case, template: str, act: Callable[[], Decision]) -> HttpResponse:
    """Show a form of the committee or carry out its decision and say what was booked."""
    if request.method == "POST" and form.is_valid():
        done = attempt(form, act, names=people.names(_keys(form.cleaned_data)))
        if done is not None:
            booked = done.bookings.count()
            text = _("Decided and put on notice: {count} entries booked, provisional until final.")
            messages.success(request, text.format(count=booked))
            return redirect("merit:case", found.code)
    context = {"form": form, "case": found, "more": getattr(form, "count", 0) + 1}
    return render(request, template, context, status=status_of(form))


def _keys(data: dict[str, Any]) -> list[str]:
    return [value.code for value in data.values() if hasattr(value, "code")]


@page(access.can_book, article="8.1")
def award(request: Request, code: str) -> HttpResponse:
    """Award merit for a case."""
    found = _case(request, code)
    form = AwardForm(request.POST or None, county=request.officer.county, count=_count(request))
    return _decide(
        request,
        form,
        found,
        "merit/award.html",
        lambda: services.award_merit(
            case_id=found.pk,
            claims=form.claims(),
            systemic=form.cleaned_data["systemic"],
            by=request.officer,
            at=now(),
        ),
    )


@page(access.can_book, article="8.3")
def fault(request: Request, code: str) -> HttpResponse:
    """Book a fault found in a case."""
    found = _case(request, code)
    form = FaultForm(request.POST or None, county=request.officer.county)
    return _decide(
        request,
        form,
        found,
        "merit/fault.html",
        lambda: services.book_fault(case_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
    )


@page(access.can_book, article="8.5")
def accusation(request: Request, code: str) -> HttpResponse:
    """Record how a report ended for its author."""
    found = _case(request, code)
    form = AccusationForm(request.POST or None, county=request.officer.county)
    return _decide(
        request,
        form,
        found,
        "merit/accusation.html",
        lambda: services.record_false_accusation(case_id=found.pk, **form.cleaned_data, by=request.officer, at=now()),
    )
