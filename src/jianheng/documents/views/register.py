"""Pages of the register, of what must be a document, and of a department's inbox."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone

from jianheng.county.selectors import charter_on
from jianheng.documents import access, selectors
from jianheng.documents.forms import MatterForm
from jianheng.documents.models import Document
from jianheng.web.forms import position
from jianheng.web.pages import Request, everyone, page, render, status_of

PER_PAGE = 20
SHOWN_OVERDUE = 10
STATES = (Document.State.ISSUED, Document.State.SUPERSEDED)


@page(everyone)
def index(request: Request) -> HttpResponse:
    """The register: issued documents for everyone; drafts and what has none yet for those inside."""
    officer, today = request.officer, timezone.localdate()
    filters = {name: request.GET.get(name, "") for name in ("kind", "state")}
    year = position(request.GET.get("year", ""), default=0)
    text = request.GET.get("q", "")
    found = selectors.issued(officer.county, text, **filters, year=year)
    inside, drafts = access.is_inside(officer), access.can_draft(officer)
    context = {
        "documents": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": text,
        "filters": {**filters, "year": year},
        "kinds": Document.Kind.choices,
        "states": [(state.value, state.label) for state in STATES],
        "years": selectors.years(officer.county),
        "inside": inside,
        "may_draft": drafts,
        "drafts": list(selectors.drafts(officer.county)) if inside else [],
        "undrafted": list(selectors.undrafted(officer.county)[:PER_PAGE]) if drafts else [],
        "overdue": list(selectors.overdue(officer.county, today)[:SHOWN_OVERDUE]) if inside else [],
        "today": today,
    }
    return render(request, "documents/index.html", context)


@page(everyone)
def matters(request: Request) -> HttpResponse:
    """What must be a document in this county, and an answer for one matter."""
    charter = charter_on(request.officer.county, timezone.localdate())
    form = MatterForm(request.GET if "matter" in request.GET else None)
    answer = None
    if form.is_bound and form.is_valid():
        answer = selectors.matter_of(form.cleaned_data["matter"], form.cleaned_data["money_total"], charter)
    least = charter.number_or_none("document.large_sum_yuan")
    context = {
        "form": form,
        "answer": answer,
        "listed": [kind for kind in Document.Matter.choices if kind[0] != Document.Matter.ORDINARY],
        "least": "" if least is None else f"{least:,}",
        "hours": charter.number("document.oral_grace_hours"),
    }
    return render(request, "documents/matters.html", context, status=status_of(form))


@page(access.can_receive, article="7.2")
def inbox(request: Request) -> HttpResponse:
    """What a department has received: documents and instructions."""
    officer, today = request.officer, timezone.localdate()
    context = {
        "addressed": Paginator(selectors.inbox(officer, today), PER_PAGE).get_page(request.GET.get("page")),
        "instructions": list(selectors.unreceived(officer, today)),
        "today": today,
    }
    return render(request, "documents/inbox.html", context)
