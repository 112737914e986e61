"""The log to the outside: heads, tiles and bundles for programs (C2SP tlog-tiles), its health for people."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jianheng.crypto.tlog.tiles import ENTRIES, BadPath, parse_path
from jianheng.ledger import access, services
from jianheng.ledger.codes import normalise
from jianheng.ledger.forms import ClearingForm
from jianheng.ledger.models import Entry, Incident
from jianheng.ledger.models.log import Head, Log
from jianheng.ledger.origins import TREES, tree_origin
from jianheng.ledger.selectors import health as selectors
from jianheng.ledger.selectors import tiles
from jianheng.ledger.selectors.keys import log_vkeys
from jianheng.ledger.selectors.log import MERGE_DELAY
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of

View = Callable[..., HttpResponse]
FOR_EVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=1"


def open_data(view: View) -> View:
    """Declare data that every program may fetch from anywhere, without a cookie being looked at."""

    @require_safe
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        request.session.accessed = False  # or caches would keep one copy per cookie
        return response

    served.jianheng_access = everyone  # type: ignore[attr-defined]  # read by the default-deny middleware
    return cast(View, served)


@open_data
def index(request: HttpRequest) -> HttpResponse:
    """Every log with its addresses and keys, as JSON."""
    vkeys = log_vkeys()
    logs = [_described(log, vkeys[log.pk]) for log in Log.objects.all()]
    response = JsonResponse({"v": 1, "merge_delay": int(MERGE_DELAY.total_seconds()), "logs": logs})
    response["Cache-Control"] = SHORT
    return response


def _described(log: Log, vkeys: Sequence[str]) -> dict[str, Any]:
    trees = {tree: reverse("ledger:log_checkpoint", args=[log.county, log.year, tree]) for tree in TREES}
    return {
        "origin": log.origin,
        "sm3_origin": tree_origin(log.origin, "sm3"),
        "county": log.county,
        "year": log.year,
        "parent": log.is_parent,
        "urls": {tree: url.removesuffix("/checkpoint") for tree, url in trees.items()},
        "vkeys": vkeys,
    }


@open_data
def checkpoint(request: HttpRequest, county: str, year: int, tree: str) -> HttpResponse:
    """The newest signed head of a tree with every signature that it has."""
    head = tiles.signed_heads(_log(county, year), _tree(tree)).first()
    if head is None:
        raise Http404
    return _answer(tiles.note_of(head).encode(), "text/plain; charset=utf-8", SHORT)


@open_data
def witnessed_checkpoint(request: HttpRequest, county: str, year: int, tree: str) -> HttpResponse:
    """The newest head of a tree that the quorum of witnesses has cosigned."""
    log = _log(county, year)
    head: Head | None = None
    if log.witnessed_size:
        head = tiles.signed_heads(log, _tree(tree), at_most=log.witnessed_size).first()
    if head is None:
        raise Http404
    return _answer(tiles.note_of(head).encode(), "text/plain; charset=utf-8", SHORT)


@open_data
def tile(request: HttpRequest, county: str, year: int, tree: str, path: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries that some signed head demands."""
    try:
        level, number, width = parse_path(f"tile/{path}")
    except BadPath:
        raise Http404
    log = _log(county, year)
    if level == ENTRIES:
        data = tiles.bundle(log, _tree(tree), number, width)
    else:
        data = tiles.tile(log, _tree(tree), level, number, width)
    if data is None:
        raise Http404
    return _answer(data, "application/octet-stream", FOR_EVER)


@page(everyone)
def promise(request: Request, code: str) -> HttpResponse:
    """The log's signed promise for an entry that waits for its place."""
    entry = get_object_or_404(Entry, code=normalise(code))
    note = services.promise(entry=entry, at=now())
    return _answer(note.encode(), "text/plain; charset=utf-8", "no-store")


@page(everyone)
def health(request: Request) -> HttpResponse:
    """Whether the logs are well, in plain words; what to do if they are not."""
    found = selectors.health(request.officer.county, at=now())
    context = {"health": found, "officer": request.officer, "at": now(), "clearable": _clearable(request, found)}
    return render(request, "ledger/health.html", context)


def _clearable(request: Request, found: selectors.Health) -> set[int]:
    incidents = [one.row for log in found.logs for one in log.incidents]
    return {row.pk for row in incidents if access.can_clear(request.officer, row)}


@page(access.can_clear_any, article="7.3")
def clear_incident(request: Request, incident: int) -> HttpResponse:
    """Let a stopped log go on, with reasons that stand on the record."""
    row = get_object_or_404(Incident.objects.select_related("log"), pk=incident)
    form = ClearingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _cleared(row, form.cleaned_data["reason"], request, now()))
        if made is not None:
            messages.success(request, _("The incident is cleared, and the reason is on the record."))
            return redirect("ledger:health")
    context = {"form": form, "incident": selectors.described(row)}
    return render(request, "ledger/clear_incident.html", context, status=status_of(form))


def _cleared(row: Incident, reason: str, request: Request, at: datetime) -> Incident:
    return services.clear_incident(incident_id=row.pk, reason=reason, by=request.officer, at=at)


def _log(county: str, year: int) -> Log:
    log = tiles.log_of(county, year)
    if log is None:
        raise Http404
    return log


def _tree(word: str) -> str:
    if word not in TREES:
        raise Http404
    return word


def _answer(data: bytes, kind: str, caching: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Cache-Control"] = caching
    return response
