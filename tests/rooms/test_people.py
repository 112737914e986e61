"""Persons, tenures, roles that follow from them, and who read whose data."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from jianheng.ledger.models import Entry
from jianheng.people import selectors, services
from jianheng.people.models import Post, ReadRecord, Tenure
from jianheng.rules import Forbidden, Refused
from jianheng.rules.roles import HeldPost, Role, roles_on
from tests.rooms.world import AT, CODE, FOUNDER, TODAY, enter


def test_roles_follow_from_the_posts_held_on_the_day():
    posts = [HeldPost(Role.DEPUTY, date(2022, 1, 1), date(2026, 3, 2)), HeldPost(Role.TELLER, date(2026, 1, 1))]
    assert roles_on(date(2026, 3, 1), posts) == {Role.DEPUTY, Role.TELLER}
    assert roles_on(date(2026, 3, 2), posts) == {Role.TELLER}
    assert roles_on(date(2020, 1, 1), posts) == {Role.CITIZEN}


def test_a_tenure_that_ends_takes_its_role_with_it(world):
    tenure = Tenure.objects.get(person=world.persons["legal"])
    services.end_tenure(tenure=tenure, until=TODAY, ending="transfer", basis="HC", by=FOUNDER, at=AT)
    assert world.officer("legal").roles == {Role.CITIZEN}
    assert Entry.objects.filter(type="people.tenure_ended").count() == 1


def test_a_tenure_ends_once_with_a_reason_and_after_its_start(world):
    tenure = Tenure.objects.get(person=world.persons["legal"])
    for until, ending in [(date(2020, 1, 1), "transfer"), (TODAY, "whim")]:
        with pytest.raises(Refused):
            services.end_tenure(tenure=tenure, until=until, ending=ending, by=FOUNDER, at=AT)
    services.end_tenure(tenure=tenure, until=TODAY, ending="transfer", by=FOUNDER, at=AT)
    with pytest.raises(Refused, match="already ended"):
        services.end_tenure(tenure=tenure, until=TODAY, ending="transfer", by=FOUNDER, at=AT)


def test_a_post_with_one_seat_has_one_holder(world):
    post = Post.objects.get(role=Role.SECRETARY)
    person = enter(world, "rival")
    with pytest.raises(Refused, match="taken"):
        services.begin_tenure(person=person, post=post, since=TODAY, by=FOUNDER, at=AT)


def test_the_five_offices_are_found_by_their_words(world):
    holders = selectors.office_holders(CODE, TODAY)
    assert set(holders) == {"secretary", "discipline", "congress", "consultative", "executive"}
    assert holders["secretary"].person == world.persons["secretary"]


def test_only_the_organisation_department_keeps_the_register(world):
    with pytest.raises(Forbidden):
        services.register_person(county=world.county, name_zh="某", name_en="X", by=world.officer("secretary"), at=AT)


def test_each_read_of_personal_data_is_recorded_and_shown_to_its_subject(world, acting):
    subject = world.persons["secretary"]
    acting("organisation").get(f"/people/{subject.code}/")
    acting("secretary").get(f"/people/{subject.code}/")
    acting("teller").get(f"/people/{subject.code}/")
    assert [read.reader for read in selectors.reads_of(subject, AT)] == [world.persons["organisation"].code]
    page = acting("secretary").get("/people/mine/").content.decode()
    assert world.persons["organisation"].name in page


def test_a_record_of_a_read_cannot_be_removed(world):
    services.note_read(
        subject=world.persons["secretary"], what="x", purpose="y", by=world.officer("organisation"), at=AT
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ReadRecord.objects.all().delete()


def test_personal_data_are_shown_to_those_entitled_only(world, acting):
    path = f"/people/{world.persons['secretary'].code}/"
    assert "出生日期" in acting("discipline").get(path).content.decode()
    assert "出生日期" not in acting("teller").get(path).content.decode()


@pytest.mark.parametrize("path", ["/people/", "/people/bodies/staff/"])
def test_the_register_is_open_to_everyone(world, client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


def test_a_person_is_entered_and_put_into_a_post_by_page(world, acting):
    browser = acting("organisation")
    answer = browser.post("/people/new/", {"name_zh": "周以恒", "name_en": "Zhou Yiheng", "born_on": "1980年2月3日"})
    assert answer.status_code == 302
    post = Post.objects.get(role=Role.LEGAL)
    form = {"post": post.pk, "since": "2026-03-01", "basis": "HC-2026-1"}
    refused = browser.post(f"{answer.url}tenures/begin/", form)
    assert refused.status_code == 409
    assert "2026-03-01" in refused.content.decode()


def test_a_visitor_is_told_to_sign_in(world, client):
    assert client.get("/people/mine/").status_code == 403


def test_accounts_sign_in_and_act_as_their_person(world, client):
    services.open_account(
        person=world.persons["teller"], username="teller", password="long enough 42", by=FOUNDER, at=AT
    )
    with pytest.raises(Refused, match="taken"):
        services.open_account(
            person=world.persons["legal"], username="teller", password="long enough 42", by=FOUNDER, at=AT
        )
    assert client.login(username="teller", password="long enough 42")
    assert client.get("/people/mine/").status_code == 200


def test_an_account_is_opened_by_page_once_and_with_a_strong_password(world, acting):
    path = f"/people/{world.persons['teller'].code}/account/"
    browser = acting("organisation")
    assert browser.post(path, {"username": "teller", "password": "short"}).status_code == 422
    assert browser.post(path, {"username": "teller", "password": "long enough 42"}).status_code == 302
    again = browser.post(path, {"username": "other", "password": "long enough 42"})
    assert again.status_code == 409
    assert "long enough 42" not in again.content.decode()
    assert acting("teller").get(path).status_code == 403
