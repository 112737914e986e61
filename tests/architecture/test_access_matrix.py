"""Every address, every role, every method: who enters and who does not (default is deny)."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.architecture import demo, things
from tests.architecture.matrix import ROLES, address, rows

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]
NOT_ALLOWED = 405


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[Mapping[str, Client]]:
    """The demo county and a browser for each role."""
    with django_db_blocker.unblock(), demo.loaded():
        yield demo.browsers()


@pytest.mark.django_db  # one mark makes the test database exist where this file runs alone
def test_every_address_has_a_row_and_every_row_an_address():
    named = [row.name for row in rows()]
    assert len(named) == len(set(named))
    assert set(named) == set(demo.pages())


def test_every_role_is_held_by_someone_in_the_demo_county(county):
    assert set(county) == set(ROLES)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_who_enters(county, row):
    path = address(row, things.thing)
    entered: dict[str, set[str]] = {method: set() for method in ("get", "post")}
    for role, browser in county.items():
        for method, seen in entered.items():
            status = _ask(browser, method, path)
            assert status < 500, f"{method} {path} as {role}: {status}"
            if status not in (403, NOT_ALLOWED):
                seen.add(role)
    assert entered["get"] | entered["post"] == row.allow


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_no_page_answers_other_methods(county, row):
    path = address(row, things.thing)
    entitled = county[next(role for role in ROLES if role in row.allow)]
    for method in ("put", "patch", "delete"):
        assert _ask(entitled, method, path) in (403, 404, NOT_ALLOWED)


def _ask(browser: Client, method: str, path: str) -> int:
    """The status of one request, whatever it did being undone."""
    with transaction.atomic():
        status = int(getattr(browser, method)(path).status_code)
        transaction.set_rollback(True)
    return status
