"""The role switcher and the guided path."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from jianheng.council.models import Motion
from jianheng.demo import access, cast, journey, services
from jianheng.people.middleware import ACTING_AS
from jianheng.people.models import Person
from jianheng.rules.roles import Role
from jianheng.web.forms import plain
from jianheng.web.pages import Request, now, page, render


@page(access.can_try)
def roles(request: Request) -> HttpResponse:
    """Every role, who holds it, and a button to act as one of them."""
    return render(request, "demo/roles.html", {"players": cast.players(request.officer.county, timezone.localdate())})


@page(access.can_try)
def guided_path(request: Request) -> HttpResponse:
    """The six steps, how far they are, and who takes the next one."""
    steps = journey.steps(request.officer.county, timezone.localdate())
    return render(request, "demo/path.html", {"steps": steps, "next": next((row for row in steps if row.next), None)})


@page(access.can_try)
def act_as(request: Request) -> HttpResponse:
    """Act as a person of the register for the rest of this web session."""
    if request.method != "POST":
        return redirect("demo:roles")
    person = Person.objects.filter(code=plain(request.POST.get("person", ""))).first()
    if person is None:
        raise Http404
    request.session[ACTING_AS] = person.code
    return HttpResponseRedirect(_safe(request))


@page(access.can_try)
def leave(request: Request) -> HttpResponse:
    """Be a visitor again."""
    if request.method == "POST":
        request.session.pop(ACTING_AS, None)
    return HttpResponseRedirect(_safe(request))


@page(access.can_try)
def let_members_act(request: Request, motion_id: int) -> HttpResponse:
    """Let the invented members do their part, the secretary's vote excepted."""
    if request.method == "POST":
        found = get_object_or_404(Motion, pk=motion_id, county__code=request.officer.county)
        services.let_members_act(motion_id=found.pk, but=Role.SECRETARY.value, at=now())
    return redirect("demo:path")


def _safe(request: Request) -> str:
    """Where to go next: the page asked for if it is one of ours."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if asked and ours else reverse("demo:roles")
