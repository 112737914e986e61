"""Pages that show."""

from collections.abc import Mapping
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jianheng.council import access, selectors
from jianheng.council.models import Motion
from jianheng.council.selectors import MotionPage
from jianheng.council.selectors.motion import ShownRound
from jianheng.council.views.item import item
from jianheng.web.pages import Request, everyone, now, page, render

PER_PAGE = 20


@page(everyone)
def index(request: Request) -> HttpResponse:
    """What waits for me, what is in progress, what was decided."""
    officer, at = request.officer, now()
    inside = access.is_inside(officer)
    running = list(selectors.in_progress(officer.county)) if inside else []
    waiting = selectors.waiting_for(officer, running, at)
    context = {
        "waiting": waiting,
        "running": [(row, [task for task in waiting if task.motion == row]) for row in running],
        "inside": inside,
        "decided": Paginator(selectors.decided(officer.county), PER_PAGE).get_page(request.GET.get("page")),
        "may_propose": access.can_propose(officer),
    }
    return render(request, "council/index.html", context)


@page(everyone)
def motion(request: Request, motion_id: int) -> HttpResponse:
    """One item, from its topic to its outcome."""
    shown = selectors.motion_page(item(request, motion_id), request.officer, now())
    return render(request, "council/motion.html", _context(shown))


@page(everyone)
def printed(request: Request, motion_id: int) -> HttpResponse:
    """The decision on paper."""
    shown = selectors.motion_page(item(request, motion_id), request.officer, now())
    return render(request, "council/print.html", _context(shown))


@page(access.is_inside, article="6.5")
def status(request: Request, motion_id: int) -> HttpResponse:
    """How many votes have been sealed; the page asks for this part again while votes are out."""
    found = item(request, motion_id)
    shown = selectors.vote_status(found, request.officer, now())
    if not request.htmx:
        return redirect("council:motion", motion_id)
    if shown is None:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    context = {"motion": found, "status": shown, "may_close": access.may_close(request.officer)}
    return render(request, "council/status.html", context)


def _context(shown: MotionPage) -> dict[str, Any]:
    return {
        "page": shown,
        "motion": shown.motion,
        "status": shown.status,
        "may_close": "close" in shown.may,
        "steps": _steps(shown.motion),
        "outcome": shown.outcome,
        "charts": [(row, _chart(shown, row), _finding(shown, row)) for row in shown.rounds],
    }


def _steps(motion: Motion) -> list[Mapping[str, object]]:
    labels = (_("Topic"), _("Deliberation and boundaries"), _("Sealed vote"), _("Outcome"))
    reached = {
        Motion.State.PROPOSED: 0,
        Motion.State.DELIBERATION: 1,
        Motion.State.VOTING: 2,
        Motion.State.RUNOFF: 2,
        Motion.State.DECIDED: 4,
        Motion.State.RETURNED: 4,
    }[Motion.State(motion.state)]
    states = ["done" if index < reached else "current" if index == reached else "later" for index in range(4)]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def _chart(shown: MotionPage, row: ShownRound) -> Mapping[str, Any] | None:
    """The weights of a round's options with the weight needed as a line."""
    if row.published is None or row.published.weights is None or row.published.needed is None:
        return None
    weights, needed = row.published.weights, row.published.needed
    return {
        "labels": [_short(f"{key} {shown.names[key]}") for key in weights],
        "series": [{"name": _("Weight"), "values": list(weights.values())}],
        "target": {"label": _("needed: {needed}").format(needed=needed), "value": needed},
    }


def _short(text: str, room: int = 17) -> str:
    """The beginning of a text that fits a chart's label; a full-width character takes the room of two."""
    width = accumulate(1 + (east_asian_width(character) in "WFA") for character in text)
    fitting = sum(taken <= room for taken in width)
    return text if fitting == len(text) else f"{text[: fitting - 1]}…"


def _finding(shown: MotionPage, row: ShownRound) -> str:
    """What a round's chart says, in one sentence."""
    motion, published = shown.motion, row.published
    if published is None or published.weights is None or published.needed is None:
        return ""
    if row.round.result == "passed":
        text = _("{option} passes with {weight}; {needed} are needed")
        key = motion.winner
        return text.format(option=f"{key} {shown.names[key]}", weight=published.weights[key], needed=published.needed)
    return _("No option reaches {needed}").format(needed=published.needed)
