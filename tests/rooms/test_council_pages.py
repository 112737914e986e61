"""Pages of the council: who sees what, what is refused, and that no page gives a vote away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jianheng.council import selectors, services
from jianheng.council.models import Motion, SealedVote
from jianheng.county.models import County
from jianheng.ledger.models import Entry
from tests.rooms.council_world import BOARD, YES, check, decided, proposed, ready, settled
from tests.rooms.world import AT, found

BUDGET = 12


def path(motion: Motion, act: str = "") -> str:
    return f"/council/{motion.pk}/{act}"


def open_now(world) -> Motion:
    """An item whose vote is open by the clock of the pages."""
    motion = ready(world)
    at = datetime.now(UTC)
    services.open_vote(motion_id=motion.pk, closes_at=at + timedelta(hours=1), by=world.officer("secretariat"), at=at)
    motion.refresh_from_db()
    return motion


def test_an_item_goes_from_proposal_to_decision_through_its_pages(world, acting):
    secretariat = acting("secretariat")
    answer = secretariat.post(
        "/council/new/",
        {
            "title": "新建三所乡镇卫生院",
            "content": "2027年底前建成三所。",
            "options": "实施\n维持现状\n",
            "topic": "livelihood",
            "matter": "policy",
            "money_total": "１，２００，０００",
        },
    )
    motion = Motion.objects.get()
    assert answer.url == path(motion)
    assert motion.money_total == 1_200_000
    for office in ("secretary", "congress", "executive"):
        acting(office).post(path(motion, "topic/stand/"), {"stand": "confirms"})
    secretariat.post(path(motion, "topic/settle/"))
    for boundary, role in (("law", "legal"), ("plan", "archivist"), ("budget", "finance"), ("procedure", "archivist")):
        acting(role).post(path(motion, f"boundaries/{boundary}/"), {"kept": "yes", "evidence": "见附件"})
    acting("secretary").post(path(motion, "spoke/"))
    secretariat.post(path(motion, "open/"), {"hours": "1"})
    for office in BOARD:
        answer = acting(office).post(path(motion, "vote/"), {"choice": YES}, follow=True)
        assert "您的投票已密封" in answer.content.decode()
    acting("congress").post(path(motion, "close/"))
    motion.refresh_from_db()
    assert motion.state == "decided"
    assert Entry.objects.filter(type="council.vote_sealed").count() == 5


@pytest.mark.parametrize(
    ("act", "name"),
    [
        ("topic/stand/", "legal"),
        ("topic/settle/", "secretary"),
        ("topic/agree/", "secretariat"),
        ("boundaries/law/", "finance"),
        ("recusal/", "secretariat"),
        ("absence/", "secretary"),
        ("opinion/", "secretariat"),
        ("spoke/", "congress"),
        ("open/", "secretary"),
        ("vote/", "secretariat"),
        ("close/", "legal"),
        ("return/", "congress"),
        ("status/", "teller"),
    ],
)
def test_an_act_is_closed_to_others(world, acting, act, name):
    motion = proposed(world)
    assert acting(name).post(path(motion, act)).status_code == 403


def test_an_undecided_item_is_closed_to_visitors_and_a_decided_one_open(world):
    motion = proposed(world)
    assert Client().get(path(motion)).status_code == 403
    assert motion.title not in Client().get("/council/").content.decode()
    done = decided(world)
    page = Client().get(path(done)).content.decode()
    assert "决定：实施改造" in page
    assert done.title in Client().get("/council/").content.decode()


def test_who_voted_how_is_shown_to_those_addressed_only(world, acting):
    motion = decided(world)
    for address in (path(motion), path(motion, "print/")):
        assert "记名表决结果" in acting("discipline").get(address).content.decode()
        for reader in (Client(), acting("teller")):
            assert "记名表决结果" not in reader.get(address).content.decode()
    outcome = Motion.objects.get(pk=motion.pk).outcome
    assert outcome is not None
    data = f"/charter/applications/{outcome.pk}/derivation.json"
    assert Client().get(data).status_code == 403
    assert acting("discipline").get(data).json()["rule"] == "weighing.decide"


def test_where_pass_or_fail_alone_is_published_visitors_see_no_weight(db):
    world = found("recommended")
    motion = proposed(world, source="rule_table")
    for office in BOARD:
        services.stand_on_topic(motion_id=motion.pk, stand="confirms", by=world.officer(office), at=AT)
    services.agree_topic(motion_id=motion.pk, by=world.officer("legal"), at=AT)
    at = AT + timedelta(days=4)
    services.settle_topic(motion_id=motion.pk, by=world.officer("secretariat"), at=at)
    check(world, motion)
    for office in BOARD:
        services.file_opinion(motion_id=motion.pk, text="同意", by=world.officer(office), at=at)
    services.note_lead_spoke(motion_id=motion.pk, by=world.officer("secretary"), at=at)
    closes = at + timedelta(hours=1)
    services.open_vote(motion_id=motion.pk, closes_at=closes, by=world.officer("secretariat"), at=at)
    for office in BOARD:
        services.cast_vote(motion_id=motion.pk, choice=YES, by=world.officer(office), at=at)
    services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=at)
    page = Client().get(path(motion)).content.decode()
    assert "只公布通过与否" in page
    assert "300" not in page


def test_the_status_says_how_many_and_never_who_or_what(world, acting):
    motion = open_now(world)
    at = datetime.now(UTC)
    for office in ("secretary", "executive", "congress"):
        services.cast_vote(motion_id=motion.pk, choice=YES, by=world.officer(office), at=at)
    part = acting("discipline").get(path(motion, "status/"), HTTP_HX_REQUEST="true").content.decode()
    assert "5人中3人已投票" in part
    assert "<html" not in part
    assert not any(world.persons[office].name_zh in part for office in BOARD)


def test_a_page_asks_again_only_while_votes_are_out(world, acting):
    motion = decided(world)
    answer = acting("discipline").get(path(motion, "status/"), HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    assert acting("discipline").get(path(motion, "status/")).url == path(motion)


def test_a_refused_vote_keeps_the_form_and_says_why(world, acting):
    motion = open_now(world)
    browser = acting("secretary")
    browser.post(path(motion, "vote/"), {"choice": YES})
    again = browser.post(path(motion, "vote/"), {"choice": "②"})
    assert again.status_code == 409
    assert SealedVote.objects.count() == 1
    missing = acting("congress").post(path(motion, "vote/"), {"choice": ""})
    assert missing.status_code == 422


def test_a_refused_item_keeps_what_was_typed(world, acting):
    answer = acting("secretariat").post(
        "/council/new/",
        {"title": "立案", "content": "某案", "options": "是\n否", "topic": "integrity", "matter": "open_inquiry"},
    )
    assert answer.status_code == 409
    assert "某案" in answer.content.decode()
    assert not Motion.objects.exists()


def test_the_page_warns_when_one_member_alone_could_decide(world, acting):
    motion = settled(world)
    for office in ("executive", "discipline"):
        services.declare_recusal(motion_id=motion.pk, office=office, reason="x", by=world.officer("legal"), at=AT)
    page = acting("congress").get(path(motion)).content.decode()
    assert "县委书记（兼县长）一人即可决定本议题" in page
    assert "无法达到法定人数" in page


def test_what_waits_for_an_officer_stands_on_the_list(world, acting):
    motion = proposed(world)
    assert "确认议题类别或者提出异议" in acting("congress").get("/council/").content.decode()
    assert "审查预算" in acting("finance").get("/council/").content.decode()
    services.stand_on_topic(motion_id=motion.pk, stand="confirms", by=world.officer("congress"), at=AT)
    assert "目前没有待您办理的事项" in acting("congress").get("/council/").content.decode()


def test_opinions_stay_closed_until_the_lead_has_spoken(world, acting):
    motion = settled(world)
    services.file_opinion(motion_id=motion.pk, text="应先修主干管", by=world.officer("congress"), at=AT)
    assert "应先修主干管" not in acting("discipline").get(path(motion)).content.decode()
    assert "应先修主干管" in acting("congress").get(path(motion)).content.decode()
    services.note_lead_spoke(motion_id=motion.pk, by=world.officer("secretary"), at=AT)
    assert "应先修主干管" in acting("discipline").get(path(motion)).content.decode()


@pytest.mark.parametrize("stage", [proposed, settled, ready, open_now, decided])
@pytest.mark.parametrize("act", ["", "print/"])
def test_the_page_of_an_item_keeps_its_query_budget(world, acting, stage, act):
    motion, browser = stage(world), acting("discipline")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(path(motion, act)).status_code == 200
    assert len(asked) <= BUDGET, [query["sql"][:100] for query in asked]


def test_the_list_keeps_its_query_budget_however_long_it_is(world, acting):
    browser = acting("discipline")
    for _number in range(3):
        decided(world)
        open_now(world)
        ready(world)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/council/").status_code == 200
    assert len(asked) <= BUDGET, [query["sql"][:100] for query in asked]


def test_items_of_two_counties_do_not_mix(world, acting):
    other = County.objects.create(code="other", name_zh="别县", name_en="Other", city_zh="市", city_en="City")
    assert not selectors.decided(other.code).exists()
    motion = decided(world)
    assert selectors.decided(world.county.code).get() == motion
    foreign = proposed(world)
    Motion.objects.filter(pk=foreign.pk).update(county=other)
    assert acting("secretary").get(path(foreign)).status_code == 403
