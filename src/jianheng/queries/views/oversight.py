"""What the oversight side sees of all queries, its own included (Art. 7.4)."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from jianheng.people.models import Body
from jianheng.people.selectors import names
from jianheng.queries import access, selectors
from jianheng.queries.models import Query
from jianheng.queries.views.found import found
from jianheng.web.forms import plain
from jianheng.web.pages import Request, now, page, render

PER_PAGE = 20


@page(access.can_oversee, article="7.4")
def index(request: Request) -> HttpResponse:
    """Every query with who asked, for what and how widely; how many each body opened, by month."""
    at = now()
    known = selectors.queries(request.officer, at)
    chosen = {name: plain(request.GET.get(name, "")) for name in ("body", "purpose", "state", "scope")}
    rows = known
    for name, value in chosen.items():
        if value:
            rows = rows.filter(**{"body__code" if name == "body" else name: value})
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "queries": shown,
        "rows": [(row, row.is_sealed(at)) for row in shown],
        "names": names(row.asker for row in shown),
        "months": selectors.by_month(rows),
        "chosen": chosen,
        "bodies": Body.objects.filter(pk__in=known.order_by().values("body")).order_by("pk"),
        "purposes": Query.Purpose.choices,
        "states": Query.State.choices,
        "scopes": Query.Scope.choices,
        "may_query": access.can_query(request.officer),
    }
    return render(request, "queries/index.html", context)


@page(access.can_oversee, article="7.4")
def query(request: Request, code: str) -> HttpResponse:
    """One query: the asking body and its reasons, the rule that permitted it, every read and export under it."""
    row = found(request, code)
    context = {"page": selectors.query_page(row, request.officer, now()), "query": row}
    return render(request, "queries/query.html", context)
