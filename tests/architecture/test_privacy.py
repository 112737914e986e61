"""What the record, the kept derivations and the logs of a whole county do not hold (Art. 7.3, 12.2, 18.3, 18.5)."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.log import AdminEmailHandler

from jianheng.council.models import Boundary, Declaration
from jianheng.county.models import Application
from jianheng.ledger.models import Entry, Field
from jianheng.merit.models import Booking
from jianheng.people.models import Person
from jianheng.site.logs import formatter
from tests.architecture import demo

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]
KEY = re.compile(r'"P\d{6}"')  # a key by itself: trace codes are random and may hold the same characters
NAMES_A_PERSON = {
    "offices.computed",
    "offices.executive_picked",
    "offices.conference_voted",
    "offices.declined",
    "offices.vacancy_filled",
    "offices.successor_confirmed",
    "elections.published",
}
"""Entries whose public fields name a person: who holds or declines an office, and who was elected."""
CLOSED_FACTS = ("merit.", "weighing.", "documents.", "ballots.primary", "ballots.final", "ballots.ranking")
"""Rules whose facts name reporters, single ballots or who voted how."""


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo county."""
    with django_db_blocker.unblock(), demo.loaded():
        yield


@pytest.mark.django_db  # one mark makes the test database exist where this file runs alone
def test_a_defect_is_logged_by_its_place_without_what_was_typed():
    record = _failed("张三的秘密")
    line = formatter().format(record)
    assert "test_privacy.py" in line
    assert "builtins.ValueError" in line
    assert "张三" not in line
    assert "KeyError" in line


def _failed(typed: str) -> logging.LogRecord:
    with pytest.raises(ValueError, match="not canonical") as failed:
        _look_up(typed)
    info = (failed.type, failed.value, failed.tb)
    return logging.LogRecord("django.request", logging.ERROR, "", 0, "Failed at /x/", (), info)


def _look_up(typed: str) -> None:
    known: dict[str, str] = {}
    try:
        known[typed]
    except KeyError as cause:
        raise ValueError(f"not canonical: {typed}") from cause


def test_nothing_is_sent_by_mail_and_no_page_shows_a_trace():
    assert settings.DEBUG is False
    assert not settings.ADMINS
    loggers = [logging.getLogger(name) for name in (None, "django", "django.request", "django.security")]
    assert not [one for one in loggers for handler in one.handlers if isinstance(handler, AdminEmailHandler)]


def test_leaves_of_the_record_name_nobody(county):
    """Leaves are published for ever; they hold commitments alone."""
    leaves = b"\n".join(bytes(body) for body in Entry.objects.values_list("body", flat=True)).decode()
    assert len(leaves) > 100_000
    assert not KEY.search(leaves)
    typed = [*Boundary.objects.values_list("evidence", flat=True), *Declaration.objects.values_list("text", flat=True)]
    names = Person.objects.values_list("name_zh", "name_en")
    held = {text for text in [*typed, *(name for both in names for name in both)] if text and text in leaves}
    assert held == set()


def test_public_fields_name_only_who_holds_or_stands_for_an_office(county):
    named = Field.objects.filter(is_public=True, value__regex='"P[0-9]{6}"').values_list("entry__type", flat=True)
    assert set(named) <= NAMES_A_PERSON


def test_facts_that_name_reporters_ballots_or_votes_have_readers(county):
    kept = Application.objects.values_list("rule", "readers")
    closed = {rule: readers for rule, readers in kept if rule.startswith(CLOSED_FACTS)}
    assert len(closed) >= 6
    assert [rule for rule, readers in closed.items() if not readers] == []
    assert "merit.award" in closed


def test_the_public_reads_no_closed_facts_and_no_reporter(county):
    visitor = Client()
    for row in Application.objects.exclude(readers=[]).order_by("rule", "pk").defer("derivation"):
        if row.rule.startswith("merit."):
            assert visitor.get(f"/charter/applications/{row.pk}/derivation.json").status_code == 403
            assert visitor.get(f"/api/v1/applications/{row.pk}").status_code == 403
    booking = Booking.objects.select_related("person").filter(book="merit").first()
    assert booking is not None
    for path in (booking.get_absolute_url(), "/merit/", f"/charter/applications/{booking.decision.application_id}/"):
        page = visitor.get(path).content.decode()
        assert booking.person.name_zh not in page.partition("<main")[2].partition("</main")[0], path
