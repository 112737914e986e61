"""The demo county inside the test database, for tests that look at every page."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jianheng.demo.services import load
from jianheng.people.middleware import ACTING_AS
from jianheng.people.models import Tenure
from jianheng.rules.roles import Role

SEED = 7
OURS = ("jianheng.",)


@contextmanager
def loaded() -> Iterator[None]:
    """The demo county, loaded into the test database and rolled back at the end."""
    with transaction.atomic():
        load(seed=SEED, today=date.today(), progress=lambda _text: None)  # noqa: DTZ011 - the county's own day
        try:
            yield
        finally:
            transaction.set_rollback(True)


def browsers() -> Mapping[str, Client]:
    """A browser for each role, acting as someone who holds it today, and one for a visitor."""
    found = {Role.VISITOR.value: Client()}
    for tenure in Tenure.objects.filter(until=None).select_related("person", "post"):
        if tenure.post.role not in found:
            client = Client()
            session = client.session
            session[ACTING_AS] = tenure.person.code
            session.save()
            found[tenure.post.role] = client
    return found


def pages() -> Mapping[str, str]:
    """Every address of our own rooms: its name and its route."""
    return dict(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, namespace: str, route: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, here)
        elif _is_ours(entry):
            yield f"{namespace}{entry.name}", here


def _is_ours(entry: URLPattern) -> bool:
    return entry.callback.__module__.startswith(OURS) or hasattr(entry.callback, "jianheng_access")
