"""The page of the register."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone

from jianheng.documents import access, selectors
from jianheng.web.pages import Request, everyone, page, render

PER_PAGE = 20


@page(everyone)
def index(request: Request) -> HttpResponse:
    """The register: issued documents for everyone; drafts and what has none yet for those inside."""
    county, text = request.officer.county, request.GET.get("q", "")
    inside = access.is_inside(request.officer)
    context = {
        "documents": Paginator(selectors.issued(county, text), PER_PAGE).get_page(request.GET.get("page")),
        "query": text,
        "inside": inside,
        "drafts": list(selectors.drafts(county)) if inside else [],
        "undrafted": list(selectors.undrafted(county)[:PER_PAGE]) if access.can_draft(request.officer) else [],
        "today": timezone.localdate(),
    }
    return render(request, "documents/index.html", context)
