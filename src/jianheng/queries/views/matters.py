"""Power in motion: every matter with its path, for everyone once it is decided (Art. 6.5, 7.3)."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from jianheng.council import access as council
from jianheng.council.models import Motion
from jianheng.queries import access, selectors
from jianheng.queries.phases import draw
from jianheng.queries.selectors.matters import STATES, in_time, years
from jianheng.rules.weighing import TOPICS
from jianheng.web.forms import plain, position
from jianheng.web.pages import Request, everyone, now, page, render
from jianheng.web.text import day_text

PER_PAGE = 20


@page(everyone)
def matters(request: Request) -> HttpResponse:
    """The list of matters with their documents and times."""
    officer = request.officer
    asked = {name: plain(request.GET.get(name, "")) for name in ("q", "topic", "state", "year")}
    found = selectors.matters(
        officer, text=asked["q"], topic=asked["topic"], state=asked["state"], year=position(asked["year"], 0) or None
    )
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    inside = council.is_inside(officer)
    context = {
        "matters": shown,
        "rows": selectors.matter_rows(list(shown), timezone.localdate()),
        "asked": asked,
        "narrowed": any(asked.values()),
        "topics": TOPICS,
        "states": [(word, text) for word, text in STATES.items() if inside or word not in ("progress", "returned")],
        "years": [str(year) for year in years(officer.county)],
        "in_time": in_time(officer.county),
        "inside": inside,
    }
    return render(request, "queries/matters.html", context)


@page(everyone)
def matter(request: Request, motion_id: int) -> HttpResponse:
    """One matter from its proposal to its execution."""
    motion = get_object_or_404(Motion.objects.select_related("county"), pk=motion_id)
    council.require_view(request.officer, motion)
    found = selectors.timeline(motion, request.officer, now())
    drawing, late = draw(found.phases), any(phase.late for phase in found.phases)
    context = {
        "page": found,
        "motion": motion,
        "drawing": drawing,
        "finding": _("One phase or more ran past its deadline") if late else _("No phase ran past its deadline"),
        "first": day_text(drawing.first) if drawing else "",
        "last": day_text(drawing.last) if drawing else "",
        "may_query": access.can_query(request.officer) and request.officer.county == motion.county.code,
    }
    return render(request, "queries/matter.html", context)
