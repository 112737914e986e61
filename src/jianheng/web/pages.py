"""How a view is declared, what time it is, and how an answer is rendered (Art. 18.1)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django import shortcuts
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from jianheng.charter import N_
from jianheng.rules import Forbidden, Refused
from jianheng.rules.roles import Officer
from jianheng.web.forms import Form

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=HttpResponseBase)
Access = Callable[[Officer], bool]


class Request(HttpRequest):
    """A request as views see it: who asks, and whether htmx asks for a part of the page."""

    officer: Officer
    htmx: HtmxDetails


def everyone(officer: Officer) -> bool:  # noqa: ARG001 - an access function is asked about an officer
    """Access for all, visitors included."""
    return True


def known(officer: Officer) -> bool:
    """Access for whoever has signed in."""
    return officer.is_known


def page(
    access: Access, *, article: str = "18.1"
) -> Callable[[Callable[Concatenate[Request, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """Declare a view and who may open it; raises `Forbidden` with ``article`` for anyone else.

    Pages answer GET, HEAD and POST; any other method is answered 405.

    ``access`` decides by roles alone; what depends on the thing shown is decided by the room's own
    ``require_x`` inside the view or its service.
    """

    def declare(view: Callable[Concatenate[Request, P], R]) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            asked = cast(Request, request)
            if not access(asked.officer):
                raise Forbidden(article, N_("Your present roles have no part in this page."))
            return view(asked, *args, **kwargs)

        guarded = require_http_methods(["GET", "HEAD", "POST"])(guarded)
        guarded.jianheng_access = access  # type: ignore[attr-defined]  # read by the default-deny middleware
        return guarded

    return declare


def now() -> datetime:
    """The present instant, aware, in UTC; for views only."""
    return datetime.now(UTC)


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page, or its partial named by ``context["partial"]`` when htmx asks for a part.

    Pages of someone signed in, and pages that also answer in parts, are never stored by the browser.
    """
    values = dict(context or {})
    partial = values.get("partial", "")
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    wants_part = bool(partial and htmx and not htmx.boosted and not htmx.history_restore_request)
    name = f"{template}#{partial}" if wants_part else template
    response = shortcuts.render(request, name, values, status=status)
    patch_vary_headers(response, ["HX-Request"])
    officer: Officer | None = getattr(request, "officer", None)
    if partial or (officer is not None and officer.is_known):
        response["Cache-Control"] = "no-store"
    return response


def attempt(form: Form, act: Callable[[], T], *, names: Mapping[str, str] | None = None) -> T | None:
    """Perform an act for a form; if it is refused, show that at the form and return None.

    ``names`` maps the keys of persons in the reason to the names to show.
    """
    try:
        return act()
    except Refused as refused:
        form.refuse(refused, names=names)
        return None


def status_of(form: Form) -> int:
    """The status to answer with: 409 after a refusal, 422 with faulty fields, 200 otherwise."""
    if form.refusal is not None:
        return 409
    return 422 if form.is_bound and form.errors else 200
