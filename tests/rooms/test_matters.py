"""Power in motion: a matter's path from proposal to execution, step by step with its entries (Art. 6.8, 7.3)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from jianheng.council import services as council
from jianheng.ledger.models import Entry
from jianheng.queries import selectors
from jianheng.queries.phases import Deadlines, Moment, draw, phases
from jianheng.queries.selectors.matters import in_time
from jianheng.rules.roles import Officer
from tests.rooms.council_world import decided, opened, proposed
from tests.rooms.test_documents import drafted, issued
from tests.rooms.world import AT, TODAY

LATER = AT + timedelta(days=1)
BUDGET = 18


def steps_of(world, motion, officer=None, at=LATER):
    return selectors.timeline(motion, officer or Officer.visitor(world.county.code), at)


# --- the timeline ----------------------------------------------------------------------------------


def test_a_matter_is_followed_from_proposal_to_the_issued_document(world):
    document = issued(world)
    found = steps_of(world, document.motion)
    kinds = [step.row.entry.type for step in found.steps]
    first, last = kinds.index("council.proposed"), kinds.index("documents.issued")
    between = ["council.topic_settled", "council.boundary_checked", "council.vote_opened", "council.decided"]
    assert [kind for kind in kinds if kind in between and kind != "council.boundary_checked"] == between[:1] + between[
        2:
    ]
    assert first == 0 < last
    assert found.steps[last].offices == ("secretary",)
    assert (found.steps[last].due_on, found.steps[last].late) == (document.due_on, False)


def test_every_entry_of_the_matter_stands_in_exactly_one_step(world):
    document = issued(world)
    found = steps_of(world, document.motion)
    about = [f"motion:{document.motion_id}", f"document:{document.code}"]
    shown = [mark.entry.pk for step in found.steps for mark in step.marks]
    assert sorted(shown) == sorted(Entry.objects.filter(about__in=about).values_list("pk", flat=True))
    assert len(shown) == len(set(shown))


def test_equal_acts_in_a_row_are_one_step_with_an_entry_each(world):
    found = steps_of(world, decided(world))
    votes = [step for step in found.steps if step.row.entry.type == "council.vote_sealed"]
    assert [len(step.marks) for step in votes] == [5]
    assert votes[0].offices == ("board",)


def test_offices_act_in_the_timeline_and_no_person(world, client):
    motion = decided(world)
    for officer in (None, world.officer("secretary"), world.officer("discipline")):
        found = steps_of(world, motion, officer)
        told = str([(step.facts, step.offices) for step in found.steps])
        assert not re.search(r"P\d{6}", told)
    page = client.get(f"/matters/{motion.pk}/").content.decode()
    assert not re.search(r"P\d{6}", page)
    assert not [person.name_zh for person in world.persons.values() if person.name_zh in page.partition("<main")[2]]


def test_the_public_sees_public_fields_and_members_see_more_once_it_is_decided(world):
    motion = decided(world)

    def boundary(officer):
        steps = steps_of(world, motion, officer).steps
        return next(step for step in steps if step.row.entry.type == "council.boundary_checked").facts

    assert set(boundary(None)) == {"boundary", "kept"}
    assert "evidence" in boundary(world.officer("secretary"))


def test_an_undecided_matter_is_open_inside_alone(world, acting, client):
    motion = opened(world)
    path = f"/matters/{motion.pk}/"
    assert client.get(path).status_code == 403
    assert acting("department").get(path).status_code == 403
    inside = acting("secretary").get(path)
    assert inside.status_code == 200
    assert f"/council/{motion.pk}/" in inside.content.decode()
    assert motion.title not in client.get("/matters/").content.decode()
    assert motion.title in acting("secretary").get("/matters/").content.decode()


def test_while_votes_are_out_members_see_no_more_than_the_public_fields(world):
    motion = opened(world)
    council.cast_vote(motion_id=motion.pk, choice="①", by=world.officer("executive"), at=AT)
    steps = steps_of(world, motion, world.officer("secretary")).steps
    vote = next(step for step in steps if step.row.entry.type == "council.vote_sealed")
    assert vote.offices == ("board",)


# --- phases and deadlines --------------------------------------------------------------------------


def moments(**more: datetime) -> list[Moment]:
    start = datetime(2026, 3, 2, 1, tzinfo=UTC)
    rows = [
        Moment("council.proposed", start, {}),
        Moment("council.topic_settled", start + timedelta(days=1), {}),
        Moment("council.vote_opened", start + timedelta(days=2), {"closes_at": "2026-03-04T05:00:00+00:00"}),
        Moment("council.decided", start + timedelta(days=2, hours=3), {}),
    ]
    return rows + [Moment(kind.replace("_", ".", 1), at, {}) for kind, at in more.items()]


def test_a_document_signed_after_its_last_day_is_late_and_one_on_it_is_in_time():
    due, now = date(2026, 3, 9), datetime(2026, 4, 1, tzinfo=UTC)
    on_the_day, after = (datetime(2026, 3, day, 15, 59, tzinfo=UTC) for day in (9, 10))
    for issued_at, late in ((on_the_day, False), (after, True)):
        found = phases(moments(documents_issued=issued_at), Deadlines(issue=due), now)
        assert [phase.name for phase in found][-1] == "Signature"
        assert (found[-1].late, found[-1].last_day) == (late, due)


def test_a_decision_that_nobody_signs_runs_late_by_itself():
    found = phases(moments(), Deadlines(issue=date(2026, 3, 9)), datetime(2026, 3, 20, tzinfo=UTC))
    assert found[-1].ended is None
    assert found[-1].late
    assert (found[-1].days, [phase.late for phase in found[:-1]]) == (16, [False, False, False])


def test_receipts_are_a_phase_of_their_own_until_the_last_one():
    issued_at = datetime(2026, 3, 5, tzinfo=UTC)
    deadlines = Deadlines(date(2026, 3, 9), date(2026, 3, 12), datetime(2026, 3, 13, tzinfo=UTC))
    found = phases(moments(documents_issued=issued_at), deadlines, datetime(2026, 5, 1, tzinfo=UTC))
    assert (found[-1].name, found[-1].late) == ("Receipts", True)


def test_the_drawing_keeps_every_phase_within_its_scale():
    found = phases(moments(), Deadlines(issue=date(2026, 3, 9)), datetime(2026, 3, 5, tzinfo=UTC))
    drawing = draw(found)
    assert drawing is not None
    for bar in drawing.bars:
        assert drawing.start <= bar.start <= bar.start + bar.length <= drawing.stop + 3
        assert bar.due is None or drawing.start <= bar.due <= drawing.stop
    assert draw(()) is None


# --- the list --------------------------------------------------------------------------------------


def test_the_list_is_found_by_title_number_topic_state_and_year(world):
    document = issued(world)
    other = decided(world, title="城区停车整治", topic="integrity")
    inside, visitor = world.officer("secretary"), Officer.visitor(world.county.code)
    running = proposed(world, title="尚未决定")

    def found(officer=inside, **asked):
        return {motion.pk for motion in selectors.matters(officer, **asked)}

    assert found() == {document.motion_id, other.pk, running.pk}
    assert found(visitor) == {document.motion_id, other.pk}
    assert found(text="停车") == {other.pk} == found(topic="integrity") == found(text=str(other.number))
    assert found(state="issued") == {document.motion_id}
    assert found(state="decided") == {other.pk}
    assert found(state="progress") == {running.pk}
    assert found(state="late") == set() == found(year=2019)
    assert found(year=2026) == found()


def test_a_document_issued_late_is_named_late_in_the_list(world):
    document = issued(world, at=AT + timedelta(days=7))
    assert document.motion is not None
    (row,) = selectors.matter_rows([document.motion], TODAY + timedelta(days=8))
    assert row.late
    assert row.entries > 15
    assert {motion.pk for motion in selectors.matters(world.officer("secretary"), state="late")} == {row.motion.pk}
    assert (in_time(world.county.code).issued, in_time(world.county.code).in_time) == (1, 0)


def test_a_draft_past_its_last_day_is_late_before_it_is_issued(world):
    document = drafted(world)
    assert document.motion is not None
    assert document.due_on is not None
    for today, late in ((document.due_on, False), (document.due_on + timedelta(days=1), True)):
        assert selectors.matter_rows([document.motion], today)[0].late is late


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_ask_the_database_little_in_both_languages(world, client, language, django_assert_max_num_queries):
    document = issued(world)
    client.cookies["jh_language"] = language
    with django_assert_max_num_queries(BUDGET):
        assert client.get("/matters/?q=&state=issued").status_code == 200
    with django_assert_max_num_queries(BUDGET):
        page = client.get(f"/matters/{document.motion_id}/").content.decode()
    assert "<svg" in page
    assert page.count("/ledger/") > 15


def test_odd_filters_give_a_page(world, client):
    decided(world)
    for query in (
        "year=abc",
        "year=99999999999",
        "topic=%00",
        "state=x",
        "q=%27%22%3C",
        "page=0",
        "q=9999999999999999999",
    ):
        assert client.get(f"/matters/?{query}").status_code == 200, query
