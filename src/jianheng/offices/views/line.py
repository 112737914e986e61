"""The line of succession with every change and its cause; audits and findings that bear on it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jianheng.county.selectors import county
from jianheng.offices import access, selectors, services
from jianheng.offices.forms import AuditForm, DayForm, ReasonForm
from jianheng.offices.models import Dereliction
from jianheng.people import selectors as people
from jianheng.rules.succession import DIRECT, MERIT, REVERSAL, Change
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of


@page(everyone)
def line(request: Request) -> HttpResponse:
    """The order of heirs on a day, what would move each place, and the history of this term."""
    form = DayForm(request.GET or None)
    asked = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    day = asked or timezone.localdate()
    found = selectors.line(request.officer.county, day)
    outside = _acting(found.derivation.facts["events"]) - set(found.names)
    names = {**found.names, **(people.names(outside) if outside else {})}
    context = {
        "form": form,
        "line": found,
        "day": day,
        "changes": [(change, _booking(change)) for change in reversed(found.changes)],
        "names": names,
        "chart": _chart(found.changes, found.order, found.since, day, names),
        "sees_points": access.can_view_points(request.officer),
        "audits": found.audits,
        "derelictions": found.derelictions,
        "may_audit": access.can_audit(request.officer),
        "may_find": access.can_find_dereliction(request.officer),
    }
    return render(request, "offices/line.html", context, status=status_of(form))


def _booking(change: Change) -> str:
    """The code of the booking that caused a change; empty for other causes."""
    return change.event.partition(":")[0] if change.kind in (MERIT, DIRECT, REVERSAL) else ""


def _acting(events: Sequence[Mapping[str, Any]]) -> set[str]:
    return {event["person"] for event in events if event["person"]}


def _chart(
    changes: Sequence[Change], order: tuple[str, ...], since: date, day: date, names: Mapping[str, str]
) -> dict[str, Any]:
    """The places over time, one line per person, first place at the top."""
    orders = {since: changes[0].before if changes else order}
    orders.update((change.on, change.after) for change in changes)  # the last change of a day stands
    orders[day] = order
    persons = dict.fromkeys(person for places in orders.values() for person in places)
    return {
        "labels": [when.isoformat() for when in orders],
        "series": [
            {
                "name": names.get(person, person),
                "values": [places.index(person) + 1 if person in places else None for places in orders.values()],
            }
            for person in persons
        ],
    }


@page(access.can_audit, article="9.4")
def audit(request: Request) -> HttpResponse:
    """Record an audit of the discipline secretary."""
    form = AuditForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.record_audit(
                county=county(request.officer.county), **form.cleaned_data, by=request.officer, at=now()
            ),
        )
        if done is not None:
            messages.success(request, _("The audit is on record."))
            return redirect("offices:line")
    return render(request, "offices/audit.html", {"form": form}, status=status_of(form))


@page(access.can_find_dereliction, article="9.4")
def dereliction(request: Request) -> HttpResponse:
    """Record a finding of dereliction of the discipline secretary."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.record_dereliction(
                county=county(request.officer.county), **form.cleaned_data, by=request.officer, at=now()
            ),
        )
        if done is not None:
            messages.success(request, _("The finding is on record; it moves nothing before it is final."))
            return redirect("offices:line")
    return render(request, "offices/dereliction.html", {"form": form}, status=status_of(form))


@page(access.can_find_dereliction, article="9.4")
def withdraw(request: Request, code: str) -> HttpResponse:
    """Withdraw a finding of dereliction."""
    found = Dereliction.objects.filter(county__code=request.officer.county, code=code).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.withdraw_dereliction(code=code, **form.cleaned_data, by=request.officer, at=now()),
        )
        if done is not None:
            return redirect("offices:line")
    return render(request, "offices/withdraw.html", {"form": form, "finding": found}, status=status_of(form))
