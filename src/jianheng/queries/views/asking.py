"""What the asking bodies do: open a query, read under it, export, end its matter (Art. 7.4)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.county import selectors as counties
from jianheng.people.selectors import names
from jianheng.queries import access, selectors, services
from jianheng.queries.forms import QueryForm
from jianheng.queries.views.found import found
from jianheng.web.names import names_in
from jianheng.web.pages import Request, attempt, now, page, render, status_of


@page(access.can_query, article="7.4")
def new(request: Request) -> HttpResponse:
    """Open a query; ``?scope=`` and ``?target=`` fill the form beforehand."""
    officer = request.officer
    given = {name: request.GET[name] for name in ("scope", "target") if name in request.GET}
    form = QueryForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        county = counties.county(officer.county)
        row = attempt(form, lambda: services.open_query(county=county, **form.cleaned_data, by=officer, at=now()))
        if row is not None:
            messages.success(request, _("The query is open and on record. Each read under it is recorded too."))
            return redirect("queries:query", row.code)
    return render(request, "queries/new.html", {"form": form}, status=status_of(form))


@page(access.can_query, article="7.4")
def results(request: Request, code: str) -> HttpResponse:
    """What a query gives; opening this page is a recorded read."""
    row = found(request, code)
    looked = services.read_results(query_id=row.pk, by=request.officer, at=now())
    rows = selectors.rows(looked.entries)
    known = names_in({str(shown.entry.pk): dict(shown.fields) for shown in rows})
    context = {"query": row, "rows": rows, "names": known, "reading": looked.reading, "readers": names([row.asker])}
    return render(request, "queries/results.html", context)


@require_POST
@page(access.can_query, article="7.4")
def export(request: Request, code: str) -> HttpResponse:
    """Hand over the zip file with the proofs."""
    row = found(request, code)
    made = services.export_results(query_id=row.pk, by=request.officer, at=now())
    response = HttpResponse(made.data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@page(access.can_query, article="18.5")
def end(request: Request, code: str) -> HttpResponse:
    """End the matter of a query."""
    row = found(request, code)
    services.end_matter(query_id=row.pk, by=request.officer, at=now())
    messages.success(request, _("The matter has ended; those concerned now see who read their data."))
    return redirect("queries:query", row.code)
