"""The home page and the search."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TypeVar

from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jianheng.charter import Charter
from jianheng.county.models import CharterVersion
from jianheng.county.selectors import charter_on
from jianheng.ledger.events import event_types
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors import entries
from jianheng.ledger.selectors.health import is_troubled
from jianheng.portal import selectors
from jianheng.portal.selectors import Waiting
from jianheng.rules.roles import Officer
from jianheng.web.links import address
from jianheng.web.pages import Request, everyone, now, page, render
from jianheng.web.text import is_chinese

Kept = TypeVar("Kept")

READ_ENTRIES = 60
SHOWN_ACTS = 6
KEPT_SECONDS = 60 * 60
EXAMPLES_ZH = ("交通", "纪委", "160", "6.5", "R08")
EXAMPLES_EN = ("discipline", "quorum", "160", "6.5", "R08")


@dataclass(frozen=True)
class Action:
    """The one thing a reader is most likely here for."""

    text: str
    url: str


@dataclass(frozen=True)
class Act:
    """Entries of one kind that follow each other on the ledger: the newest, what happened, how many."""

    code: str
    title: str
    at: datetime
    count: int


@page(everyone)
def home(request: Request) -> HttpResponse:
    """What this county is, where it stands today, and what waits for the reader."""
    county, today = request.officer.county, timezone.localdate()
    if not county:
        return render(request, "portal/empty.html")
    latest = list(entries(county).only("code", "type", "at")[:READ_ENTRIES])
    record = latest[0].code if latest else ""
    waiting = _waiting(request.officer, record)
    context = {
        "today": today,
        "chinese": is_chinese(),
        "standing": _kept("standing", lambda: selectors.standing(county, today), county, today.isoformat(), record),
        "entries": _acts(latest),
        "waiting": waiting,
        "action": _action(waiting),
        "is_troubled": request.officer.is_known and is_troubled(county, at=now()),
        "line_url": address("offices:line"),
    }
    return render(request, "portal/home.html", context)


def _kept(what: str, make: Callable[[], Kept], *parts: str) -> Kept:
    """What ``make`` gives, computed anew whenever one of ``parts`` or the language differs.

    What the pages show follows from the record: with the latest entry among the parts nothing kept is out of date.
    """
    key = hashlib.sha256("|".join((what, get_language() or "", *parts)).encode()).hexdigest()
    found: Kept | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found


def _waiting(officer: Officer, record: str) -> tuple[Waiting, ...]:
    """What waits for an officer; the clock counts too, by the minute, as windows of votes close."""
    if not officer.is_known:
        return ()
    at = now()
    who = (officer.county, officer.key, *sorted(officer.roles), at.strftime("%Y-%m-%dT%H:%M"))
    return _kept("waiting", lambda: selectors.waiting_for(officer, at), record, *who)


def _acts(latest: list[Entry]) -> list[Act]:
    """Runs of entries of one kind as one line, the newest first: many ballots are entered in a row."""
    runs = [list(run) for _kind, run in groupby(latest, key=lambda row: row.type)]
    return [Act(run[0].code, _title(run[0].type), run[0].at, len(run)) for run in runs[:SHOWN_ACTS]]


def _title(event_type: str) -> str:
    known = event_types().get(event_type)
    return _(known.title) if known else event_type


def _action(waiting: tuple[Waiting, ...]) -> Action | None:
    if waiting:
        return Action(waiting[0].what, waiting[0].url)
    path = address("demo:path")
    return Action(_("Take the guided path"), path) if path else None


@page(everyone)
def search(request: Request) -> HttpResponse:
    """Search persons, articles, readings, parameters, decisions, elections and the ledger."""
    text = request.GET.get("q", "").strip()[:80]
    day = timezone.localdate()
    groups = selectors.find(request.officer, text, day, _charter(request.officer.county, day)) if text else ()
    context = {
        "search_query": text,
        "groups": groups,
        "count": sum(group.count for group in groups),
        "examples": EXAMPLES_ZH if is_chinese() else EXAMPLES_EN,
    }
    return render(request, "portal/search.html", context)


def _charter(county: str, day: date) -> Charter:
    try:
        return charter_on(county, day)
    except CharterVersion.DoesNotExist:
        return Charter()
