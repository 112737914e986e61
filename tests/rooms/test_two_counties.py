"""Two counties on one installation: whoever holds an office in one has no part in the other (Art. 17.1, 18.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from jianheng.council import services as council
from jianheng.county import services as counties
from jianheng.county.models import Application, County
from jianheng.documents import services as documents
from jianheng.elections import services as elections
from jianheng.ledger.models import Entry
from jianheng.merit import services as merit
from jianheng.merit.services import Claim, Sanctioned
from jianheng.offices import services as offices
from jianheng.people import services as people
from jianheng.people.middleware import ACTING_AS
from jianheng.people.models import Person, Tenure
from jianheng.people.selectors import officer_of
from jianheng.rules import Forbidden, Refused
from jianheng.rules.roles import OFFICES, Officer, Role
from tests.architecture import demo, things
from tests.architecture.matrix import ROLES, Row, address, rows
from tests.rooms import council_world, documents_world, elections_world
from tests.rooms.merit_world import committee
from tests.rooms.test_documents import drafted
from tests.rooms.world import AT, TODAY, World

OTHER = "elsewhere"
NO_ENTRY = (403, 404, 405)
CLOSED = (None, "", "0", 0)
THINGS_OF = {
    "offices:begin": ("elections.Election", {"state": "published"}),
    "offices:pick": ("offices.Team", {}),
    "offices:default": ("offices.Team", {}),
    "offices:vote": ("offices.Team", {}),
    "offices:decline": ("offices.Team", {}),
    "offices:confirm": ("offices.Vacancy", {}),
    "offices:lift": ("offices.Vacancy", {}),
    "elections:withdraw": ("elections.Candidate", {}),
}
"""What rows that the matrix asks about a missing thing are asked about here."""


@dataclass(frozen=True)
class Neighbour:
    """The second county and a browser for the holder of each role in it."""

    county: County
    browsers: Mapping[str, Client]


def neighbour() -> Neighbour:
    """A second county with one holder of each role."""
    founder = Officer("P000000", OTHER, frozenset({Role.ORGANISATION}))
    county = counties.found_county(
        code=OTHER,
        name_zh="别县",
        name_en="Elsewhere",
        city_zh="临江市",
        city_en="Linjiang City",
        profile="as_written",
        effective_on=date(2016, 1, 1),
        is_demo=True,
        by=founder,
        at=datetime(2016, 1, 1, tzinfo=UTC),
    )
    names: dict[str, Any] = {"name_zh": "职位", "name_en": "Post"}
    body = people.establish_body(county=county, code="all", kind="department", **names, by=founder, at=AT)
    browsers = {}
    for role in (role for role in Role if role.value in ROLES and role != Role.VISITOR):
        code = role.value.replace("_", "-")
        post = people.create_post(body=body, code=code, **names, role=role, by=founder, at=AT)
        person = people.register_person(county=county, **names, by=founder, at=AT)
        people.begin_tenure(person=person, post=post, since=date(2022, 1, 1), by=founder, at=AT)
        client = Client()
        session = client.session
        session[ACTING_AS] = person.code
        session.save()
        browsers[role.value] = client
    return Neighbour(county, browsers)


@pytest.fixture(scope="module")
def next_door(django_db_setup: None, django_db_blocker: Any) -> Iterator[Neighbour]:
    """The demo county with a second one beside it."""
    with django_db_blocker.unblock(), demo.loaded():
        yield neighbour()


def about_one_thing() -> list[Row]:
    """Every page about one thing of a county, those of the charter and of checking, which are public, left out."""
    public = ("county:article", "county:reading", "checking:", "web:", "api")
    return [row for row in rows() if row.args and not row.name.startswith(public)]


def path_of(row: Row) -> str | None:
    """The address of a row for a thing that the demo county has; None if it has none of its kind."""
    if row.name in THINGS_OF:
        model, where = THINGS_OF[row.name]
        found = apps.get_model(model).objects.filter(**where).order_by("pk").first()
        assert found is not None
        return address(Row(row.name, (str(found.pk),), row.allow, row.shows), things.thing)
    return None if row.args[0] in CLOSED else address(row, things.thing)


@pytest.mark.xdist_group("demo")
@pytest.mark.slow
@pytest.mark.parametrize("row", about_one_thing(), ids=lambda row: row.name)
def test_nobody_acts_next_door(next_door, row):
    path = path_of(row)
    if path is None:
        pytest.skip("the demo county has nothing of this kind")
    is_public = Role.VISITOR.value in row.allow
    for role in row.allow - {Role.VISITOR.value}:
        for method in ("get", "post"):
            with transaction.atomic():
                before = Entry.objects.count()
                status = getattr(next_door.browsers[role], method)(path).status_code
                acted = Entry.objects.count() - before
                transaction.set_rollback(True)
            assert not acted, f"{method} {path} as {role} of {OTHER} left {acted} entries"
            assert status < 400 if is_public and status not in NO_ENTRY else status in NO_ENTRY, (method, path, role)


@pytest.mark.xdist_group("demo")
@pytest.mark.slow
def test_nobody_reads_next_door(next_door):
    """Facts kept for entitled readers, birth dates and books stay within the county."""
    kept = Application.objects.exclude(readers=[]).exclude(county=next_door.county).order_by("pk")
    one_of_each = {row.rule: row for row in kept.defer("derivation")}.values()
    assert len(one_of_each) > 3
    native = Person.objects.exclude(county=next_door.county).exclude(born_on=None).order_by("pk").first()
    assert native is not None
    for role, browser in next_door.browsers.items():
        for row in one_of_each:
            assert browser.get(f"/charter/applications/{row.pk}/derivation.json").status_code in NO_ENTRY, (role, row)
            assert browser.get(f"/api/v1/applications/{row.pk}").status_code in NO_ENTRY, (role, row)
        assert browser.get(f"/merit/books/{native.code}/").status_code in NO_ENTRY, role
        page = browser.get(f"/people/{native.code}/")
        assert page.status_code in NO_ENTRY or not page.context["entitled"], role


@pytest.fixture
def stranger() -> Officer:
    """Someone with every role, in another county."""
    return Officer("P999999", OTHER, frozenset(Role))


def acts(world: World, by: Officer) -> Mapping[str, Any]:
    """Every kind of act on a county or on a thing of it, as someone else's officer would perform it."""
    county, person = world.county, world.persons["teller"]
    names: dict[str, Any] = {"name_zh": "名", "name_en": "Name"}
    tenure = Tenure.objects.get(person=person)
    proposed, ready, opened = council_world.proposed(world), council_world.ready(world), council_world.opened(world)
    document = drafted(world)
    documents_world.department(world, "water", "县水利局")
    ordered, refused = documents_world.instructed(world), documents_world.instructed(world)
    documents.refuse_instruction(instruction_id=refused.pk, grounds="没有公文", by=world.officer("water"), at=AT)
    station = elections_world.hall(world)
    election = elections_world.called(station)
    panel = committee(world)
    case = panel.case(TODAY)
    booking = panel.award(person, TODAY).bookings.get()
    case_facts: dict[str, Any] = {"closed_on": TODAY, "sanctioned": [Sanctioned("section")]}
    amendment: dict[str, Any] = {
        "changes": {"council.threshold": "180"},
        "effective_on": date(2027, 1, 1),
        "reason": "试点",
    }
    item: dict[str, Any] = {"title": "题", "content": "文", "options": ["甲", "乙"], "topic": "livelihood"}
    who: dict[str, Any] = {"by": by, "at": AT}
    return {
        "amend": lambda: counties.amend_charter(county=county.code, **amendment, **who),
        "register a person": lambda: people.register_person(county=county, **names, **who),
        "establish a body": lambda: people.establish_body(county=county, code="b", kind="department", **names, **who),
        "create a post": lambda: people.create_post(body=tenure.post.body, code="p", role=Role.TELLER, **names, **who),
        "begin a tenure": lambda: people.begin_tenure(person=person, post=tenure.post, since=TODAY, **who),
        "end a tenure": lambda: people.end_tenure(tenure=tenure, until=TODAY, ending="transfer", **who),
        "open an account": lambda: people.open_account(person=person, username="x", password="x" * 12, **who),
        "propose": lambda: council.propose_motion(county=county, **item, **who),
        "stand": lambda: council.stand_on_topic(motion_id=proposed.pk, stand="confirms", **who),
        "agree": lambda: council.agree_topic(motion_id=proposed.pk, **who),
        "settle": lambda: council.settle_topic(motion_id=proposed.pk, **who),
        "check": lambda: council.check_boundary(motion_id=proposed.pk, boundary="law", kept=True, evidence="法", **who),
        "recuse": lambda: council.declare_recusal(motion_id=ready.pk, office="secretary", reason="亲属", **who),
        "absent": lambda: council.note_absence(motion_id=ready.pk, office="secretary", reason="病", **who),
        "opinion": lambda: council.file_opinion(motion_id=proposed.pk, text="意见", **who),
        "spoke": lambda: council.note_lead_spoke(motion_id=ready.pk, **who),
        "open a vote": lambda: council.open_vote(motion_id=ready.pk, closes_at=AT + timedelta(hours=1), **who),
        "vote": lambda: council.cast_vote(motion_id=opened.pk, choice="①", **who),
        "close": lambda: council.close_motion(motion_id=opened.pk, **who),
        "return": lambda: council.return_motion(motion_id=ready.pk, reason="补充", **who),
        "draft": lambda: documents.draft_from_decision(motion_id=opened.pk, **who),
        "refuse to sign": lambda: documents.refuse_to_sign(document_id=document.pk, reasons="违法", **who),
        "issue": lambda: documents.issue_document(document_id=document.pk, **who),
        "draft from scratch": lambda: documents.draft_from_scratch(
            county=county, kind="notice", matter="ordinary_matter", subject="事", money_total=None, **who
        ),
        "address": lambda: documents.address_document(
            document_id=document.pk, main=[], copied=[], receipt_days=3, **who
        ),
        "submit": lambda: documents.submit_document(document_id=document.pk, **who),
        "pass": lambda: documents.pass_document(document_id=document.pk, role="legal", **who),
        "return to the draft": lambda: documents.return_document(document_id=document.pk, reasons="改", **who),
        "send for signature": lambda: documents.send_for_signature(document_id=document.pk, **who),
        "acknowledge": lambda: documents.acknowledge_receipt(document_id=document.pk, **who),
        "instruct": lambda: documents.give_instruction(
            county=county, body="water", title="事", text="做", matter="ordinary_matter", money_total=None, **who
        ),
        "receive an order": lambda: documents.receive_instruction(instruction_id=ordered.pk, **who),
        "link an order": lambda: documents.document_instruction(
            instruction_id=ordered.pk, document=document.code, **who
        ),
        "write an order": lambda: documents.draft_for_instruction(instruction_id=ordered.pk, **who),
        "refuse an order": lambda: documents.refuse_instruction(instruction_id=ordered.pk, grounds="x", **who),
        "examine": lambda: documents.examine_refusal(instruction_id=refused.pk, finding="属实", **who),
        "who refused": lambda: documents.read_refuser(instruction_id=refused.pk, purpose="查", **who),
        "call an election": lambda: elections.call_election(
            county=county, kind="two_stage", title_zh="题", title_en="T", term_starts_on=date(2027, 1, 1), **who
        ),
        "list a candidate": lambda: elections.enter_candidate(election_id=election.pk, person=person, **who),
        "close the list": lambda: elections.close_list(election_id=election.pk, **who),
        "cancel": lambda: elections.cancel_election(election_id=election.pk, **who),
        "open the primary": lambda: elections.open_primary(election_id=election.pk, **who),
        "certify": lambda: elections.certify(election_id=election.pk, **who),
        "publish": lambda: elections.publish_result(election_id=election.pk, **who),
        "register a case": lambda: merit.register_case(county=county, **case_facts, **who),
        "award": lambda: merit.award_merit(case_id=case.pk, claims=[Claim(person)], **who),
        "fault": lambda: merit.book_fault(case_id=case.pk, kind="suppression", person=person, **who),
        "reverse": lambda: merit.reverse_booking(code=booking.code, ground="acquittal", reason="因", **who),
        "vacancy": lambda: offices.declare_vacancy(
            county=county, office="executive", cause="death", basis="HC-1", **who
        ),
        "audit": lambda: offices.record_audit(
            county=county, starts_on=TODAY, ends_on=TODAY, outcome="clean", basis="HC-2", **who
        ),
        "dereliction": lambda: offices.record_dereliction(county=county, reason="压案不查", **who),
        "team": lambda: offices.begin_team(election_id=election.pk, by=Officer.rule(OTHER), at=AT),
        "by-election": lambda: offices.seat_by_election(election_id=election.pk, by=Officer.rule(OTHER), at=AT),
    }


def test_services_hear_officers_of_the_county_alone(world, stranger):
    for name, act in acts(world, stranger).items():
        before = Entry.objects.count()
        with pytest.raises(Forbidden), transaction.atomic():
            act()
            pytest.fail(f"{name}: done by an officer of another county")
        assert Entry.objects.count() == before, name


def test_a_post_next_door_gives_no_role_at_home(world):
    other = neighbour()
    post = Tenure.objects.get(post__body__county=other.county, post__role=Role.SECRETARIAT).post
    person = world.persons["teller"]
    founder = Officer("P000000", OTHER, frozenset({Role.ORGANISATION}))
    post.seats = 0
    post.save()
    with pytest.raises(Refused, match="not of this county"), transaction.atomic():
        people.begin_tenure(person=person, post=post, since=TODAY, by=founder, at=AT)
    Tenure.objects.create(person=person, post=post, since=TODAY, basis="entered past the service")
    assert officer_of(person, TODAY).roles == {Role.TELLER}


def test_both_counties_fill_their_offices(world):
    neighbour()
    held = Tenure.objects.filter(post__role__in=[office.value for office in OFFICES], until=None)
    assert held.filter(post__body__county=world.county).count() == len(OFFICES)
    assert held.exclude(post__body__county=world.county).count() == len(OFFICES)
