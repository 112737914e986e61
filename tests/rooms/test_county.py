"""Charter versions, the calendar, kept derivations and their pages."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from jianheng.charter import Charter
from jianheng.county import selectors, services
from jianheng.county.models import CharterVersion
from jianheng.ledger.models import Entry
from jianheng.rules import Derived, Forbidden, Refused, Step, apply, rule
from jianheng.rules.roles import Role
from tests.rooms.world import AT, CODE, FOUNDER, TODAY

LATER = TODAY + timedelta(days=30)


@dataclass(frozen=True)
class Weight:
    total: int


@rule("tests.threshold", "6.5", reading="D01")
def threshold(facts: Weight, charter: Charter) -> Derived[bool]:
    needed = charter.number("council.threshold")
    return Derived(
        facts.total >= needed, (Step("6.5", "{total} of {needed}", {"total": facts.total, "needed": needed}),)
    )


def amend(day: date = LATER, by=FOUNDER, **changes: str) -> CharterVersion:
    named = {name.replace("__", "."): text for name, text in changes.items()}
    return services.amend_charter(county=CODE, changes=named, effective_on=day, reason="试行", by=by, at=AT)


def test_an_amendment_is_in_force_from_its_day_and_not_before(world):
    amend(council__threshold="180")
    assert selectors.charter_on(CODE, LATER - timedelta(days=1)).number("council.threshold") == 160
    assert selectors.charter_on(CODE, LATER).number("council.threshold") == 180
    assert Entry.objects.filter(type="charter.amended").count() == 1


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY])
def test_an_amendment_back_in_time_is_refused_and_leaves_nothing(world, day):
    with pytest.raises(Refused, match="back in time") as refusal:
        amend(day, council__threshold="180")
    assert (refusal.value.article, refusal.value.field) == ("10.2", "effective_on")
    assert CharterVersion.objects.count() == 1


def test_two_versions_cannot_overlap(world):
    amend(council__threshold="180")
    with pytest.raises(Refused, match="already comes into force"):
        amend(council__threshold="200")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("council.threshold", "0", "at least"),
        ("council.threshold", "sixty", "number"),
        ("council.no_such", "1", "no parameter named"),
        ("council.threshold", "160", "already has the value"),
        ("primary.ballot", "ranked", "one of"),
    ],
)
def test_a_bad_value_is_refused_with_its_reason(world, name, text, words):
    with pytest.raises(Refused, match=words):
        amend(**{name.replace(".", "__"): text})


def test_only_the_congress_chair_enters_an_amendment(world):
    with pytest.raises(Forbidden):
        amend(by=world.officer("auditor"), council__threshold="180")


def test_amendments_add_up(world):
    amend(council__threshold="180")
    amend(LATER + timedelta(days=1), council__min_heads="3")
    charter = selectors.charter_on(CODE, LATER + timedelta(days=1))
    assert (charter.number("council.threshold"), charter.number("council.min_heads")) == (180, 3)


def test_a_version_is_never_changed(world):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CharterVersion.objects.update(reason="另一理由")


def keep(total: int = 160):
    derivation = apply(threshold, Weight(total), selectors.charter_on(CODE, TODAY))
    return services.keep(derivation, county=CODE, subject="tests:1", title="门槛", path="/", by=FOUNDER, at=AT)


def test_a_kept_derivation_replays_and_is_found_by_article_and_reading(world):
    kept = keep()
    assert kept.version.number == 1
    assert selectors.replayed(kept).result.same
    assert list(selectors.applications_of_article(CODE, "6.5")) == [kept]


def test_a_kept_derivation_keeps_its_version_after_an_amendment(world):
    kept = keep()
    amend(council__threshold="180")
    assert kept.derivation["parameters"] == {"council.threshold": "160"}
    assert selectors.replayed(kept).result.same


def test_a_tampered_derivation_does_not_replay(world):
    kept = keep()
    kept.derivation["result"] = False
    replayed = selectors.replayed(kept).result
    assert not replayed.same
    assert list(replayed.differences) == ["result"]


def test_a_derivation_under_a_foreign_charter_is_not_kept(world):
    foreign = apply(threshold, Weight(160), Charter("recommended"))
    with pytest.raises(CharterVersion.DoesNotExist):
        services.keep(foreign, county=CODE, subject="tests:1", title="", path="/", by=FOUNDER, at=AT)


def test_the_calendar_knows_adjusted_days_and_an_unpublished_year_is_provisional(world):
    calendar = selectors.work_calendar()
    assert calendar.is_working_day(date(2026, 2, 14))
    assert not calendar.is_working_day(date(2026, 2, 17))
    assert calendar.is_provisional(date(2027, 1, 4), date(2027, 1, 8))
    with pytest.raises(Refused, match="not yet published"):
        services.load_calendar(year=2031, by=FOUNDER, at=AT)


def test_an_amended_day_survives_a_reload(world):
    day = date(2026, 3, 7)
    services.amend_calendar_day(day=day, kind="workday", name="县庆调休", by=FOUNDER, at=AT)
    services.load_calendar(year=2026, by=FOUNDER, at=AT)
    assert selectors.work_calendar().is_working_day(day)


@pytest.mark.parametrize(
    "path",
    [
        "/charter/",
        "/charter/articles/4.3/",
        "/charter/parameters/",
        "/charter/parameters/?differ=1",
        "/charter/readings/",
        "/charter/readings/R01/",
        "/charter/versions/",
        "/charter/calendar/",
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_the_charter_are_open_to_everyone(world, client, path, language, django_assert_max_num_queries):
    client.cookies["jh_language"] = language
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


def test_an_unknown_article_is_not_found(world, client):
    assert client.get("/charter/articles/99.9/").status_code == 404


def test_the_page_of_an_application_replays_it(world, client):
    kept = keep()
    page = client.get(f"/charter/applications/{kept.pk}/").content.decode()
    assert kept.digest in page
    assert client.get(f"/charter/applications/{kept.pk}/derivation.json").json() == kept.derivation


def test_a_refused_amendment_keeps_what_was_typed(world, acting):
    form = {"name": "council.threshold", "value": "180", "effective_on": "2020-01-01", "reason": "说明理由"}
    answer = acting("congress").post("/charter/versions/amend/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "说明理由" in page
    assert "2020-01-01" in page
    assert CharterVersion.objects.count() == 1


def test_an_amendment_by_page(world, acting):
    form = {
        "name": "council.threshold",
        "value": "１８０",
        "effective_on": (datetime.now(UTC).date() + timedelta(days=40)).isoformat(),
        "reason": "说明理由",
    }
    assert acting("congress").post("/charter/versions/amend/", form).status_code == 302
    assert CharterVersion.objects.get(number=2).changes == {"council.threshold": "180"}
    assert acting("secretary").get("/charter/versions/amend/").status_code == 403


def test_facts_kept_for_some_readers_are_closed_to_others(world, acting, client):
    derivation = apply(threshold, Weight(160), selectors.charter_on(CODE, TODAY))
    kept = services.keep(
        derivation, county=CODE, subject="t", title="门槛", path="/", readers=(Role.AUDITOR,), by=FOUNDER, at=AT
    )
    path = f"/charter/applications/{kept.pk}/"
    assert client.get(f"{path}derivation.json").status_code == 403
    assert "council.threshold" not in client.get(path).content.decode()
    assert acting("auditor").get(f"{path}derivation.json").status_code == 200
    assert "council.threshold" in acting("auditor").get(path).content.decode()
