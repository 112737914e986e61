"""Refusals as pages, the default of no access, security headers, and the reader's display."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import translation

from jianheng.charter import N_
from jianheng.rules import Forbidden, Refused
from jianheng.web.display import Display
from jianheng.web.forms import plain
from jianheng.web.links import address, parent_page
from jianheng.web.pages import render
from jianheng.web.text import localise

GetResponse = Callable[[HttpRequest], HttpResponse]

LARGEST_KEY = 2**63 - 1
HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}

UNDECLARED = ("allauth.", "django.contrib.staticfiles.", "django.views.static", "django.views.i18n", "ninja.")
"""Packages whose views carry their own access rules and cannot carry ours."""


class SecurityHeadersMiddleware:
    """Headers beside the content security policy, which django-csp writes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class DisplayMiddleware:
    """Sets ``request.display`` and the page's language from cookies: Chinese unless English was chosen."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.display = Display.of(request.COOKIES)  # type: ignore[attr-defined]
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        return self.get_response(request)


class PlainAddressMiddleware:
    """Query strings are read as forms are: NFC and nothing unseen. An address with a NUL leads nowhere (404)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        if request.META.get("QUERY_STRING"):
            request.GET = _plain_query(request.GET)  # type: ignore[assignment]  # nobody changes it later
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """No row has a number beyond what the database can hold."""
        del request, view, args
        if any(isinstance(value, int) and value > LARGEST_KEY for value in kwargs.values()):
            raise Http404


def _plain_query(given: QueryDict) -> QueryDict:
    found = QueryDict(mutable=True)
    for key, values in given.lists():
        found.setlist(plain(key), [plain(value) for value in values])
    return found


class RefusalMiddleware:
    """Answers `Refused` with 409 and `Forbidden` with 403, each with reason, article and a way on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused_page(request, exception)
        if isinstance(exception, Forbidden):
            return forbidden_page(request, exception)
        return None


class DefaultDenyMiddleware:
    """A view that does not declare with `pages.page` who may open it is open to nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        del args, kwargs
        if hasattr(view, "jianheng_access") or view.__module__.startswith(UNDECLARED):
            return None
        return forbidden_page(request, Forbidden("18.5", N_("This page does not say who may open it.")))


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page of a refusal that no form has shown (409)."""
    if getattr(request, "htmx", False):
        response = render(request, "web/refusal.html", {"refused": refused}, status=409)
        response["HX-Retarget"] = "#notice"
        response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "web/refused.html", {"refused": refused, "back": parent_page(request.path)}, status=409)


def forbidden_page(request: HttpRequest, forbidden: Forbidden) -> HttpResponse:
    """The page for someone who has no part in what was asked (403)."""
    officer = getattr(request, "officer", None)
    context = {
        "article": forbidden.article,
        "reason": localise(forbidden.reason, forbidden.values),
        "login": "" if officer is not None and officer.is_known else address("account_login"),
        "next": request.get_full_path(),
    }
    return render(request, "web/forbidden.html", context, status=403)
