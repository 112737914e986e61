"""The five offices now, vacancies, and who may hold an office another time."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.county.access import can_read_facts
from jianheng.county.selectors import county
from jianheng.offices import access, selectors, services
from jianheng.offices.forms import EligibilityForm, VacancyForm
from jianheng.offices.models import Vacancy
from jianheng.people import selectors as people
from jianheng.rules.roles import Role
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of


@page(everyone)
def now_page(request: Request) -> HttpResponse:
    """Who holds the five offices today, since when, by what, for which term, and what is due next."""
    today = timezone.localdate()
    team = selectors.current_team(request.officer.county, today)
    standing = selectors.standing(team) if team else None
    shown = selectors.offices_now(request.officer.county, today, standing.result.ranking if standing else ())
    context = {
        "offices": shown,
        "team": team,
        "standing": standing,
        "coming": selectors.teams(request.officer.county).filter(term_starts_on__gt=today).first(),
        "names": people.names(_involved(shown, standing)),
        "may_declare": access.can_declare(request.officer),
    }
    return render(request, "offices/now.html", context)


def _involved(shown: tuple[selectors.OfficeNow, ...], standing: selectors.Standing | None) -> set[str]:
    found = {row.tenure.person.code for row in shown if row.tenure}
    if standing is not None:
        found |= {*standing.result.ranking, *standing.result.reserve, *standing.result.stood}
        found |= set(standing.filling.application.derivation["facts"]["tenures"])
    return found


@page(everyone)
def vacancies(request: Request) -> HttpResponse:
    """Every vacancy, open ones first."""
    found = list(selectors.vacancies(request.officer.county)[:100])
    context = {
        "vacancies": sorted(found, key=lambda row: not row.is_open),
        "may_declare": access.can_declare(request.officer),
    }
    return render(request, "offices/vacancies.html", context)


@page(everyone)
def vacancy(request: Request, pk: int) -> HttpResponse:
    """One vacancy: what happened, the line of that day, what the charter did about it, and what is due."""
    found = _vacancy(request, pk)
    keys = set(found.line)
    if found.application:
        facts = found.application.derivation["facts"]
        keys |= {*facts.get("line", ()), *(row["person"] for row in facts.get("ranking", ()) if isinstance(row, dict))}
        keys |= {row for row in facts.get("ranking", ()) if isinstance(row, str)}
    context = {
        "vacancy": found,
        "names": people.names(keys),
        "line": found.line,
        "entitled": found.application is not None and can_read_facts(request.officer, found.application),
        "overdue": found.is_open and found.due_on is not None and found.due_on < timezone.localdate(),
        "may_lift": found.is_open and found.cause == "suspension" and access.can_declare(request.officer),
        "may_confirm": found.awaits_confirmation and access.can_enter_confirmation(request.officer),
    }
    return render(request, "offices/vacancy.html", context)


def _vacancy(request: Request, pk: int) -> Vacancy:
    try:
        return selectors.vacancies(request.officer.county).get(pk=pk)
    except Vacancy.DoesNotExist:
        raise Http404 from None


@page(access.can_declare, article="9.5")
def declare(request: Request) -> HttpResponse:
    """Declare an office vacant; what follows is computed."""
    form = VacancyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.declare_vacancy(
                county=county(request.officer.county), **form.cleaned_data, by=request.officer, at=now()
            ),
        )
        if done is not None:
            messages.success(request, _("The vacancy is on record; the rule has been applied."))
            return redirect("offices:vacancy", done.pk)
    return render(request, "offices/declare.html", {"form": form}, status=status_of(form))


@require_POST
@page(access.can_enter_confirmation, article="9.5")
def confirm(request: Request, pk: int) -> HttpResponse:
    """Enter the confirmation of a successor by the congress."""
    found = _vacancy(request, pk)
    services.confirm_successor(vacancy_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The successor is confirmed and serves the rest of the term."))
    return redirect("offices:vacancy", pk)


@require_POST
@page(access.can_declare, article="9.5")
def lift(request: Request, pk: int) -> HttpResponse:
    """Record that a suspension has ended."""
    found = _vacancy(request, pk)
    services.lift_suspension(vacancy_id=found.pk, by=request.officer, at=now())
    return redirect("offices:vacancy", pk)


@page(everyone)
def eligibility(request: Request) -> HttpResponse:
    """Whether someone may take an office for a term that begins on a day, with the terms counted one by one."""
    county_code, today = request.officer.county, timezone.localdate()
    form = (
        EligibilityForm(request.GET, county=county_code)
        if request.GET
        else EligibilityForm.starting(county_code, today)
    )
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        person = form.cleaned_data["person"]
        office, day = Role(form.cleaned_data["office"]), form.cleaned_data["on"]
        found = selectors.eligibility(county_code, person.code, office, day)
        context |= {"found": found, "person": person, "names": {person.code: person.name}, "day": day}
    return render(request, "offices/eligibility.html", context, status=status_of(form))
