"""Who is asking: each request carries an `Officer` whose roles follow from tenures on the day."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jianheng.county.selectors import default_county
from jianheng.people.models import Person, User
from jianheng.people.selectors import officer_of
from jianheng.rules.roles import Officer

ACTING_AS = "acting_as"


class OfficerMiddleware:
    """Sets ``request.officer``; in demo mode the role switcher's choice stands in for a signed-in account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.officer = self.officer(request)  # type: ignore[attr-defined]  # declared on web.pages.Request
        return self.get_response(request)

    def officer(self, request: HttpRequest) -> Officer:
        person = self.person(request)
        if person is not None:
            return officer_of(person, timezone.localdate())
        county = default_county()
        return Officer.visitor(county.code if county else "")

    def person(self, request: HttpRequest) -> Person | None:
        if settings.JH_DEMO and (code := request.session.get(ACTING_AS)):
            return Person.objects.select_related("county").filter(code=code).first()
        user = request.user
        if isinstance(user, User) and user.person_id:
            return Person.objects.select_related("county").get(pk=user.person_id)
        return None
