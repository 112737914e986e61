"""Pages of the charter: articles, parameters, readings, versions, calendar, kept applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jianheng import charter
from jianheng.charter import Article, Charter, Parameter
from jianheng.county import access, selectors, services
from jianheng.county.forms import AmendForm, CalendarDayForm
from jianheng.county.models import Application, CalendarDay, CalendarYear
from jianheng.web.explanation import parameter_text
from jianheng.web.names import names_in
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of
from jianheng.web.text import is_chinese, localised

READINGS_PER_PAGE = 40


@dataclass(frozen=True)
class ShownParameter:
    """A parameter as the page lists it: its value here, in both profiles, and whether it was amended here."""

    parameter: Parameter
    value: str
    as_written: str
    recommended: str
    amended: bool


def _charter_here(request: Request) -> Charter:
    if not request.officer.county:
        return Charter()
    return selectors.charter_on(request.officer.county, timezone.localdate())


def _shown(found: Parameter, here: Charter) -> ShownParameter:
    return ShownParameter(
        parameter=found,
        value=parameter_text(here.text(found.name)),
        as_written=parameter_text(found.values["as_written"]),
        recommended=parameter_text(found.values["recommended"]),
        amended=found.name in here.amendments,
    )


def _parameters_of(number: str, here: Charter) -> list[ShownParameter]:
    return [_shown(found, here) for found in charter.parameters().values() if number in found.articles]


@page(everyone)
def book(request: Request) -> HttpResponse:
    """The contents: every part with its articles."""
    grouped = {part: list(rows) for part, rows in groupby(charter.articles().values(), key=lambda row: row.part)}
    parts = [(part, grouped.get(part.number, [])) for part in charter.parts()]
    return render(request, "county/book.html", {"parts": parts})


@page(everyone)
def article(request: Request, number: str) -> HttpResponse:
    """One article: text with the values in force, parameters, readings, rules, where it was applied."""
    found = charter.articles().get(number)
    if found is None:
        raise Http404
    here = _charter_here(request)
    numbers = list(charter.articles())
    index = numbers.index(number)
    context = {
        "article": found,
        "text": charter.fill(localised(found.text), here, language="zh" if is_chinese() else "en"),
        "parameters": _parameters_of(number, here),
        "readings": [row for row in charter.readings().values() if number in row.articles],
        "citations": [row for row in charter.citations() if number in row.articles],
        "applications": selectors.applications_of_article(request.officer.county, number, limit=20),
        "previous": _neighbour(numbers, index - 1),
        "next": _neighbour(numbers, index + 1),
    }
    return render(request, "county/article.html", context)


def _neighbour(numbers: Sequence[str], index: int) -> Article | None:
    return charter.articles()[numbers[index]] if 0 <= index < len(numbers) else None


@page(everyone)
def parameter_list(request: Request) -> HttpResponse:
    """The parameters of the part in ``?part=`` with their values here and in both profiles, the first part by default;
    ``?differ=1`` gives those of all parts that differ between the profiles or were amended."""
    here = _charter_here(request)
    shown = [_shown(found, here) for found in charter.parameters().values()]
    differ = request.GET.get("differ") == "1"
    if differ:
        shown = [row for row in shown if row.amended or row.as_written != row.recommended]
    shown.sort(key=lambda row: charter.articles()[row.parameter.article].order)
    by_part = groupby(shown, key=lambda row: charter.articles()[row.parameter.article].part)
    rows = {number: list(found) for number, found in by_part}
    titles = {part.number: part for part in charter.parts() if part.number in rows}
    asked = next((part for part in titles.values() if str(part.number) == request.GET.get("part")), None)
    chosen = asked or next(iter(titles.values()))
    context = {
        "titles": titles.values(),
        "chosen": None if differ else chosen,
        "parts": [(part, rows[part.number]) for part in titles.values() if differ or part == chosen],
        "differ": differ,
    }
    return render(request, "county/parameters.html", context)


@page(everyone)
def reading_list(request: Request) -> HttpResponse:
    """Every reading: the doubtful place and how it is settled."""
    shown = Paginator(list(charter.readings().values()), READINGS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "county/readings.html", {"readings": shown})


@page(everyone)
def reading(request: Request, reading_id: str) -> HttpResponse:
    """One reading with its parameters and where it was applied."""
    found = charter.readings().get(reading_id)
    if found is None:
        raise Http404
    here = _charter_here(request)
    context = {
        "reading": found,
        "parameters": [_shown(charter.parameters()[name], here) for name in found.parameters],
        "citations": [row for row in charter.citations() if reading_id in row.readings],
        "applications": selectors.applications_of_reading(request.officer.county, reading_id, limit=20),
    }
    return render(request, "county/reading.html", context)


@page(everyone)
def versions(request: Request) -> HttpResponse:
    """The charter's versions in this county, those adopted but not yet in force included."""
    context = {
        "versions": selectors.versions(request.officer.county),
        "today": timezone.localdate(),
        "may_amend": access.can_amend_charter(request.officer),
    }
    return render(request, "county/versions.html", context)


@page(access.can_amend_charter, article="10.2")
def amend(request: Request) -> HttpResponse:
    """Enter an adopted amendment."""
    form = AmendForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = attempt(
            form,
            lambda: services.amend_charter(
                county=request.officer.county,
                changes={data["name"]: data["value"]},
                effective_on=data["effective_on"],
                reason=data["reason"],
                by=request.officer,
                at=now(),
            ),
        )
        if version is not None:
            messages.success(request, _("Recorded as version {number}.").format(number=version.number))
            return redirect("county:versions")
    return render(request, "county/amend.html", {"form": form}, status=status_of(form))


@page(everyone)
def calendar(request: Request) -> HttpResponse:
    """The working-day calendar: published years, holidays, adjusted working days."""
    context = {
        "years": CalendarYear.objects.all(),
        "days": CalendarDay.objects.filter(day__year__gte=timezone.localdate().year),
        "may_amend": access.can_amend_calendar(request.officer),
    }
    return render(request, "county/calendar.html", context)


@page(access.can_amend_calendar, article="5.1")
def amend_day(request: Request) -> HttpResponse:
    """Enter one day that the loaded table lacks or has wrong."""
    form = CalendarDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: services.amend_calendar_day(**data, by=request.officer, at=now())):
            return redirect("county:calendar")
    return render(request, "county/amend_day.html", {"form": form}, status=status_of(form))


@page(everyone)
def application(request: Request, pk: int) -> HttpResponse:
    """One kept application of a rule, applied again before the reader's eyes."""
    row = get_object_or_404(Application.objects.select_related("version__county", "county"), pk=pk)
    context = {
        "application": row,
        "entitled": access.can_read_facts(request.officer, row),
        "replayed": selectors.replayed(row).result,
        "names": names_in(row.derivation),
    }
    return render(request, "county/application.html", context)


@page(everyone)
def application_json(request: Request, pk: int) -> JsonResponse:
    """The derivation as a program reads it."""
    row = get_object_or_404(Application.objects.select_related("county"), pk=pk)
    access.require_read_facts(request.officer, row)
    response = JsonResponse(row.derivation, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="derivation-{row.pk}.json"'
    return response
