"""The home page and the search: where the county stands, what waits for whom, what is found and what is not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from jianheng.charter import Charter
from jianheng.council.models import Motion
from jianheng.council.services import close_motion, open_vote
from jianheng.county.services import amend_calendar_day
from jianheng.ledger.models import Outbox
from jianheng.ledger.selectors import entries
from jianheng.people.services import end_tenure
from jianheng.portal import selectors
from jianheng.portal.selectors.waiting import GATHERERS
from jianheng.rules.roles import OFFICES, Officer
from jianheng.web.pages import now
from tests.rooms import council_world
from tests.rooms.world import AT, CODE, FOUNDER, TODAY

BUDGET = 12
FIRST = 60  # once after each act: the line of succession is computed from the whole term


@pytest.fixture(autouse=True)
def fresh(db):
    cache.clear()


def find(text: str, officer: Officer | None = None) -> dict[str, list[str]]:
    """Titles found, by kind, in English."""
    with translation.override("en"):
        groups = selectors.find(officer or Officer.visitor(CODE), text, TODAY, Charter())
    return {group.label: [hit.title for hit in group.hits] for group in groups}


def waiting(world, name: str) -> list[tuple[str, str]]:
    with translation.override("en"):
        return [(one.what, one.article) for one in selectors.waiting_for(world.officer(name), AT)]


def open_until(world, closes_at: datetime) -> Motion:
    """An item whose vote is open until an instant."""
    motion = council_world.ready(world)
    open_vote(motion_id=motion.pk, closes_at=closes_at, by=world.officer("secretariat"), at=AT)
    return motion


def test_an_installation_without_a_county_says_how_to_begin(client):
    page = client.get("/").content.decode()
    assert "python -m jianheng.cli demo load" in page


def test_everyone_sees_who_holds_the_five_offices(world, client):
    page = client.get("/").content.decode()
    assert [page.index(world.persons[office.value].code) for office in OFFICES] == sorted(
        page.index(world.persons[office.value].code) for office in OFFICES
    )
    assert "衡川县" in page


def test_an_office_without_a_holder_is_shown_as_vacant(world):
    tenure = world.persons["executive"].tenures.get()
    end_tenure(tenure=tenure, until=TODAY, ending="resignation", by=FOUNDER, at=AT)
    seats = {seat.office: seat for seat in selectors.standing(CODE, TODAY).seats}
    assert list(seats) == [office.value for office in OFFICES]
    assert seats["executive"].vacant
    assert seats["secretary"].name == world.persons["secretary"].name


def test_a_visitor_learns_that_items_are_in_progress_but_not_which(world, client):
    motion = council_world.proposed(world)
    page = client.get("/").content.decode()
    assert "1 项议题" in page
    assert motion.title not in page


def test_a_decision_appears_on_the_home_page_with_the_act_that_took_it(world, client):
    motion = open_until(world, AT + timedelta(hours=4))
    council_world.cast(world, motion, **{office.value: council_world.YES for office in OFFICES})
    assert motion.title not in client.get("/").content.decode()
    close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)
    page = client.get("/").content.decode()
    assert motion.title in page
    assert "项议题" not in page


def test_nothing_waits_for_a_visitor(world):
    council_world.proposed(world)
    assert selectors.waiting_for(Officer.visitor(CODE), AT) == ()
    assert len(GATHERERS) == 8


def test_a_new_item_waits_for_each_office_for_the_legal_officer_and_for_the_secretariat(world):
    council_world.proposed(world)
    assert ("Confirm the topic or object to it", "6.2") in waiting(world, "secretary")
    assert ("Check the law and policy basis", "6.2") in waiting(world, "legal")
    assert ("Settle the topic", "6.2") in waiting(world, "secretariat")
    assert waiting(world, "auditor") == []


def test_what_is_due_first_stands_first(world):
    later, sooner = (open_until(world, AT + timedelta(hours=hours)) for hours in (9, 4))
    council_world.proposed(world)
    found = selectors.waiting_for(world.officer("congress"), AT)
    assert [one.url for one in found][:2] == [f"/council/{sooner.pk}/", f"/council/{later.pk}/"]
    assert found[-1].due is None


def test_the_home_page_of_an_officer_offers_the_first_thing_that_waits(world, acting):
    council_world.proposed(world)
    page = acting("secretary").get("/").content.decode()
    assert page.count("button--primary") == 1
    assert page.index("待我办理") > 0


@pytest.mark.parametrize("who", ["", *(office.value for office in OFFICES), "secretariat", "committee", "teller"])
def test_the_home_page_asks_the_database_little(world, acting, client, who, django_assert_max_num_queries):
    council_world.proposed(world)
    browser = acting(who) if who else client
    with django_assert_max_num_queries(FIRST):
        assert browser.get("/").status_code == 200
    with django_assert_max_num_queries(BUDGET):
        assert browser.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/search/", "/search/?q=纪委", "/search/?q=zzz", "/search/?q=%25"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_shown_in_both_languages(world, client, path, language, django_assert_max_num_queries):
    client.cookies["jh_language"] = language
    client.get("/")
    with django_assert_max_num_queries(BUDGET):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("text", ["纪委", "交接", "权重"])
def test_chinese_words_are_found_inside_sentences(world, client, text):
    page = client.get("/search/", {"q": text}).content.decode()
    assert f"<mark>{text}</mark>" in page


def test_a_number_finds_its_article_and_an_id_its_reading(world):
    assert find("6.5")["Articles"][0] == "Art. 6.5 Vote"
    assert find("第6.5条")["Articles"] == ["Art. 6.5 Vote"]
    assert find("r08")["Readings"] == ["R08"]


def test_a_value_in_force_finds_the_article_that_states_it(world):
    changed = Charter().amended({"council.threshold": "177"})
    with translation.override("en"):
        groups = selectors.find(Officer.visitor(CODE), "177", TODAY, changed)
    assert "Art. 6.5 Vote" in [hit.title for group in groups for hit in group.hits]


def test_persons_are_found_by_name_and_by_post(world):
    assert find("Person auditor")["Persons"] == ["Person auditor"]
    with translation.override("zh-hans"):
        groups = selectors.find(Officer.visitor(CODE), "职位auditor", TODAY, Charter())
    assert [hit.title for hit in groups[0].hits] == [world.persons["auditor"].name_zh]


def test_a_trace_code_finds_its_entry(world):
    amend_calendar_day(day=date(2026, 5, 9), kind="workday", name="调休", by=FOUNDER, at=AT)
    code = entries(CODE)[0].code
    assert find(code.lower())["Ledger"] == [code]


def test_an_item_that_is_not_decided_is_not_found(world):
    council_world.proposed(world)
    assert "Decisions" not in find("供水管网")
    decided = council_world.decided(world)
    assert find("供水管网")["Decisions"] == [decided.title]


def test_what_is_not_there_is_said_with_what_to_try(world, client):
    page = client.get("/search/", {"q": "不存在的词语"}).content.decode()
    assert "没有找到" in page
    assert "?q=" in page


def test_the_search_asks_for_nothing_when_it_is_given_nothing(world):
    assert selectors.find(Officer.visitor(CODE), "   ", TODAY, Charter()) == ()


def test_the_day_of_the_county_is_the_day_of_the_page(world, client, monkeypatch):
    late = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert "2026年3月2日" in client.get("/").content.decode()


def test_an_officer_sees_on_the_home_page_that_the_log_is_in_trouble_and_a_visitor_does_not(world, acting, client):
    alarm = 'href="/ledger/health/"'
    assert alarm not in acting("secretary").get("/").content.decode()
    Outbox.objects.update(put_at=now() - timedelta(minutes=2))
    assert alarm in acting("secretary").get("/").content.decode()
    assert alarm not in client.get("/").content.decode()
