"""The reader's display, and the page of styles for those who build pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from jianheng.rules import Refused
from jianheng.web import specimen as examples
from jianheng.web.display import COOKIES
from jianheng.web.pages import Request, everyone, page, render

YEAR = 365 * 24 * 60 * 60


@require_POST
@page(everyone)
def language(request: Request) -> HttpResponse:
    """Keep the reader's language in a cookie and go back."""
    return set_language(request)


@require_POST
@page(everyone)
def display(request: Request) -> HttpResponse:
    """Keep the reader's text size or contrast in a cookie and go back."""
    response = HttpResponseRedirect(_safe(request, request.POST.get("next", "/")))
    for name, (cookie, value) in COOKIES.items():
        if name in request.POST:
            if request.POST[name] == value:
                response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
            else:
                response.delete_cookie(cookie, samesite="Lax")
    return response


def _safe(request: HttpRequest, target: str) -> str:
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else "/"


@page(everyone)
def specimen(request: Request) -> HttpResponse:
    """Every piece of furniture once, in a demonstration only."""
    if not (settings.DEBUG or settings.JH_DEMO):
        raise Http404
    form = examples.SpecimenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        form.refuse(Refused("6.5", examples.REASON, remedy=examples.REMEDY))
    status = 200 if not form.is_bound else (409 if form.refusal else 422)
    return render(request, "web/specimen.html", examples.context(form), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An expired web session: what was typed is shown again, so that nothing is lost (403)."""
    del reason
    hidden = ("csrfmiddlewaretoken", "credential")
    typed = [
        (name, value)
        for name, value in request.POST.items()
        if isinstance(value, str) and value and name not in hidden and "password" not in name
    ]
    return render(request, "403_csrf.html", {"typed": typed, "back": request.get_full_path()}, status=403)
