"""The books of merit and fault: awards, finality by dates, appeals, counter-entries, who may see what."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jianheng.charter import Charter
from jianheng.county.access import can_read_facts
from jianheng.ledger.models import Entry
from jianheng.merit import selectors, services
from jianheng.merit.models import Booking, Decision
from jianheng.merit.services import Claim
from jianheng.people.models import ReadRecord
from jianheng.rules import Forbidden, Refused
from jianheng.rules.merit_states import BOOKING_TRANSITIONS, BookingAct, BookingState, published_as_of, require_act
from jianheng.rules.roles import Officer
from tests.rooms.merit_world import at, committee
from tests.rooms.world import CODE, enter

MONDAY = date(2026, 3, 2)
LAST_TO_APPEAL = date(2026, 3, 11)  # seven working days after Monday 2 March
FINAL = date(2026, 3, 12)


@pytest.fixture
def panel(world):
    return committee(world)


@pytest.fixture
def booked(world, panel):
    """One point of merit for the executive."""
    return panel.award(world.persons["executive"], MONDAY).bookings.get()


def state(code, day):
    return selectors.row_of(selectors.booking(code), day).state


def test_every_state_of_a_booking_has_its_acts_and_nothing_leaves_a_reversal():
    assert set(BOOKING_TRANSITIONS) == set(BookingState)
    reached = {to for acts in BOOKING_TRANSITIONS.values() for to in acts.values()}
    assert reached == set(BookingState) - {BookingState.PROVISIONAL}
    with pytest.raises(Refused, match="reversed"):
        require_act(BookingState.REVERSED, BookingAct.REVERSE)


def test_a_section_level_case_earns_an_office_holder_one_point(booked, world):
    assert (booked.points, booked.scale, booked.book) == (Decimal("1.0"), "office", "merit")
    entry = Entry.objects.get(type="merit.awarded")
    public = {field.name for field in entry.fields.all() if field.is_public}
    assert public == {"case", "bookings"}
    assert booked.decision.application.rule == "merit.award"


def test_a_booking_is_final_the_day_after_seven_working_days_without_any_job_running(booked):
    assert state(booked.code, LAST_TO_APPEAL) == BookingState.PROVISIONAL
    assert state(booked.code, FINAL) == BookingState.FINAL
    assert selectors.row_of(booked, FINAL).final_on == FINAL


def test_the_two_books_stand_apart(panel, world):
    person = world.persons["executive"]
    panel.award(person, MONDAY, "deputy_division")
    case = panel.case(MONDAY)
    services.book_fault(case_id=case.pk, kind="suppression", person=person, by=panel.first, at=at(MONDAY))
    books = selectors.books(person, FINAL)
    assert (books.totals.merit_term, books.totals.fault_counted) == (Decimal(3), Decimal(2))
    assert selectors.books(person, MONDAY).totals.merit_term == 0


def test_merit_is_not_awarded_before_the_sanction_is_final(panel, world):
    case = panel.case(MONDAY, final=False)
    claims = [Claim(world.persons["executive"])]
    with pytest.raises(Refused, match="sanction is final"):
        services.award_merit(case_id=case.pk, claims=claims, by=panel.first, at=at(MONDAY))
    services.record_final_sanction(case_id=case.pk, on=MONDAY, by=panel.first, at=at(MONDAY))
    services.award_merit(case_id=case.pk, claims=claims, by=panel.first, at=at(MONDAY))
    assert Booking.objects.count() == 1


def test_a_case_is_credited_once_to_a_person(panel, world):
    case = panel.case(MONDAY)
    claims = [Claim(world.persons["executive"])]
    services.award_merit(case_id=case.pk, claims=claims, by=panel.first, at=at(MONDAY))
    with pytest.raises(Refused, match="credited once"):
        services.award_merit(case_id=case.pk, claims=claims, by=panel.first, at=at(MONDAY))
    assert selectors.credited_for(case, world.persons["executive"]) == 1


def test_joint_reporters_share_by_the_committees_split(panel, world):
    case = panel.case(MONDAY, "deputy_division")
    claims = [
        Claim(world.persons["executive"], Fraction(2, 3)),
        Claim(world.persons["congress"], Fraction(1, 3)),
    ]
    services.award_merit(case_id=case.pk, claims=claims, by=panel.first, at=at(MONDAY))
    assert sorted(Booking.objects.values_list("points", flat=True)) == [1, 2]
    with pytest.raises(Refused, match="sum to one"):
        services.award_merit(case_id=case.pk, claims=claims[:1], by=panel.first, at=at(MONDAY))


def test_someone_outside_the_five_earns_by_the_scale_of_citizens(panel, world):
    assert panel.award(enter(world, "citizen"), MONDAY).bookings.get().scale == "citizen"


def test_a_member_who_is_party_to_the_case_does_not_decide(panel, world):
    case = services.register_case(
        county=world.county,
        closed_on=MONDAY,
        sanction_final_on=MONDAY,
        sanctioned=[services.Sanctioned("section")],
        parties=[world.persons["committee2"]],
        by=panel.first,
        at=at(MONDAY),
    )
    with pytest.raises(Forbidden, match="party"):
        services.award_merit(
            case_id=case.pk, claims=[Claim(world.persons["executive"])], by=panel.second, at=at(MONDAY)
        )


def test_only_the_committee_books(panel, world):
    case = panel.case(MONDAY)
    with pytest.raises(Forbidden):
        services.book_fault(
            case_id=case.pk,
            kind="silence",
            person=world.persons["executive"],
            by=world.officer("discipline"),
            at=at(MONDAY),
        )


def test_a_failing_ledger_leaves_no_booking(panel, world, monkeypatch):
    case = panel.case(MONDAY)

    def broken(*_args, **_kwargs):
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr("jianheng.merit.services.decide.record", broken)
    with pytest.raises(RuntimeError, match="away"), transaction.atomic():
        services.award_merit(case_id=case.pk, claims=[Claim(world.persons["executive"])], by=panel.first, at=at(MONDAY))
    assert not Booking.objects.exists()
    assert not Decision.objects.exists()


def test_nothing_booked_can_be_edited_or_removed(booked):
    for act in (
        lambda: Booking.objects.filter(pk=booked.pk).update(points=9),
        lambda: Booking.objects.filter(pk=booked.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_an_open_appeal_keeps_a_booking_from_becoming_final(booked, panel, world):
    day = date(2026, 3, 4)
    services.lodge_appeal(code=booked.code, grounds="错案", by=world.officer("executive"), at=at(day))
    assert state(booked.code, date(2026, 5, 4)) == BookingState.APPEALED
    assert selectors.final_merit_events(CODE, MONDAY, date(2026, 5, 4)) == ()


@pytest.mark.parametrize(
    ("outcome", "after", "total"), [("dismissed", BookingState.FINAL, 1), ("upheld", BookingState.REVERSED, 0)]
)
def test_an_appeal_is_answered_by_a_member_who_did_not_decide(booked, panel, world, outcome, after, total):
    services.lodge_appeal(code=booked.code, grounds="错案", by=world.officer("congress"), at=at(date(2026, 3, 4)))
    appeal = booked.appeals.get()
    assert appeal.standing == "rival"
    with pytest.raises(Refused, match="took no part"):
        services.answer_appeal(appeal_id=appeal.pk, outcome=outcome, reasons="理由", by=panel.first, at=at(FINAL))
    services.answer_appeal(appeal_id=appeal.pk, outcome=outcome, reasons="理由", by=panel.second, at=at(FINAL))
    assert state(booked.code, FINAL) == after
    assert selectors.books(booked.person, FINAL).totals.merit_term == total
    with pytest.raises(Refused, match="answered"):
        services.answer_appeal(appeal_id=appeal.pk, outcome=outcome, reasons="理由", by=panel.second, at=at(FINAL))


def test_a_booking_undone_on_appeal_never_moves_the_line(booked, panel, world):
    services.lodge_appeal(code=booked.code, grounds="错案", by=world.officer("executive"), at=at(date(2026, 3, 4)))
    appeal = booked.appeals.get()
    services.answer_appeal(appeal_id=appeal.pk, outcome="upheld", reasons="理由", by=panel.second, at=at(FINAL))
    assert selectors.final_merit_events(CODE, MONDAY, date(2026, 12, 31)) == ()


def test_an_appeal_comes_in_time_and_from_someone_with_standing(booked, world):
    executive = world.officer("executive")
    with pytest.raises(Refused, match="ended on 2026-03-11"):
        services.lodge_appeal(code=booked.code, grounds="错案", by=executive, at=at(FINAL))
    with pytest.raises(Refused, match="can appeal"):
        services.lodge_appeal(code=booked.code, grounds="错案", by=world.officer("teller"), at=at(MONDAY))
    services.lodge_appeal(code=booked.code, grounds="错案", by=executive, at=at(LAST_TO_APPEAL))
    with pytest.raises(Refused, match="already appealed"):
        services.lodge_appeal(code=booked.code, grounds="再诉", by=executive, at=at(LAST_TO_APPEAL))


def test_an_acquittal_is_a_counter_entry_that_takes_effect_when_final(booked, panel):
    later = date(2026, 6, 1)
    counter = services.reverse_booking(
        code=booked.code, ground="acquittal", reason="改判", by=panel.first, at=at(later)
    )
    assert (counter.points, counter.counters_id) == (Decimal(-1), booked.pk)
    final = selectors.row_of(counter, later).final_on
    assert final == date(2026, 6, 11)
    events = selectors.final_merit_events(CODE, MONDAY, final)
    assert [(event.points, event.final_on) for event in events] == [(Decimal(1), FINAL), (Decimal(-1), final)]
    assert selectors.books(booked.person, final).totals.merit_term == 0
    with pytest.raises(Refused, match="reversed"):
        services.reverse_booking(code=booked.code, ground="error", reason="再改", by=panel.first, at=at(later))


def test_a_booking_corrected_before_it_was_final_moves_nothing(booked, panel):
    services.reverse_booking(code=booked.code, ground="error", reason="笔误", by=panel.first, at=at(date(2026, 3, 4)))
    assert selectors.final_merit_events(CODE, MONDAY, date(2026, 12, 31)) == ()
    assert selectors.books(booked.person, FINAL).totals.merit_term == 0


def test_an_honest_report_costs_nothing_and_a_fabrication_twice_its_worth(panel, world):
    case = panel.case(MONDAY, "deputy_division")
    person = world.persons["executive"]
    known = {"case_id": case.pk, "person": person, "by": panel.first, "at": at(MONDAY)}
    services.record_false_accusation(outcome="not_upheld", heard=True, proof_of_knowledge=False, **known)
    assert not Booking.objects.exists()
    with pytest.raises(Refused, match="clear proof"):
        services.record_false_accusation(outcome="knowing_fabrication", heard=True, proof_of_knowledge=False, **known)
    with pytest.raises(Refused, match="heard first"):
        services.record_false_accusation(outcome="knowing_fabrication", heard=False, proof_of_knowledge=True, **known)
    services.record_false_accusation(outcome="knowing_fabrication", heard=True, proof_of_knowledge=True, **known)
    assert selectors.books(person, FINAL).totals.merit_term == -6


def test_the_warning_list_opens_a_procedure_and_does_nothing_else(panel, world):
    person = world.persons["executive"]
    for kind in ("retaliation", "suppression"):
        case = panel.case(MONDAY)
        services.book_fault(case_id=case.pk, kind=kind, person=person, by=panel.first, at=at(MONDAY))
    assert selectors.warnings(CODE, MONDAY) == ()
    (warned,) = selectors.warnings(CODE, FINAL)
    assert (warned.person, warned.state) == (person, "warning")
    assert world.officer("executive", FINAL).roles == world.officer("executive", MONDAY).roles


def test_own_corruption_opens_procedures_and_books_nothing_by_itself(panel, world):
    decision = services.book_fault(
        case_id=panel.case(MONDAY).pk,
        kind="own_corruption",
        person=world.persons["executive"],
        by=panel.first,
        at=at(MONDAY),
    )
    assert decision.measures == ["black_list", "removal", "referral"]
    assert not decision.bookings.exists()


def test_the_public_sees_bands_as_of_the_last_half_yearly_date(panel, world):
    panel.award(world.persons["executive"], MONDAY, "deputy_division")
    assert published_as_of(date(2026, 6, 30), Charter()) == date(2026, 1, 1)
    bands = {one.tenure.post.role: one.band for one in selectors.bands(CODE, date(2026, 6, 30))[1]}
    assert bands["executive"] == "none"
    bands = {one.tenure.post.role: one.band for one in selectors.bands(CODE, date(2026, 7, 1))[1]}
    assert bands["executive"] == "under_six"


def test_a_new_term_counts_merit_anew_and_keeps_it_for_life(booked, world):
    from_rule = world.officer("executive").rule(CODE)
    services.begin_term(county=world.county, starts_on=date(2026, 4, 1), by=from_rule, at=at(date(2026, 4, 1)))
    totals = selectors.books(booked.person, date(2026, 4, 1)).totals
    assert (totals.merit_term, totals.merit_lifetime) == (Decimal(0), Decimal(1))
    with pytest.raises(Forbidden):
        services.begin_term(
            county=world.county, starts_on=date(2027, 4, 1), by=world.officer("committee"), at=at(date(2026, 4, 1))
        )


def test_the_page_of_a_booking_hides_person_and_points_from_the_public(booked, acting, client):
    public = client.get(booked.get_absolute_url()).content.decode()
    assert booked.person.name not in public
    assert "申诉" in public
    own = acting("executive").get(booked.get_absolute_url()).content.decode()
    assert booked.person.name in own
    assert not ReadRecord.objects.exists()
    acting("discipline").get(booked.get_absolute_url())
    assert ReadRecord.objects.get().subject == booked.person


def test_the_books_are_open_to_the_person_and_to_those_who_decide(booked, acting):
    path = f"/merit/books/{booked.person.code}/"
    allowed = {"executive", "discipline", "congress", "committee"}
    found = {name for name in ("secretary", "teller", "auditor", *allowed) if acting(name).get(path).status_code == 200}
    assert found == allowed


@pytest.mark.parametrize("person", ["committee", "executive", "teller"])
def test_pages_stay_within_their_query_budget(booked, panel, world, acting, person):
    for day in (date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)):
        panel.award(world.persons["executive"], day)
    paths = ["/merit/", booked.get_absolute_url(), f"/merit/books/{booked.person.code}/", "/merit/cases/"]
    paths += ["/merit/warnings/", booked.decision.case.get_absolute_url()]
    services.begin_term(county=world.county, starts_on=MONDAY, by=Officer.rule(CODE), at=at(MONDAY))
    for path in [*paths, "/merit/bands/"]:
        browser = acting(person)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code in (200, 403)
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
        assert len(asked) <= 12, (path, len(asked))


def test_a_case_is_registered_awarded_and_appealed_by_page(panel, world, acting):
    browser = acting("committee")
    wrong = browser.post("/merit/cases/new/", {"closed_on": "昨天", "rank_1": "section", "standing_1": "other"})
    assert wrong.status_code == 422
    form = {"closed_on": "2026-03-02", "sanction_final_on": "2026-03-02", "rank_1": "section", "standing_1": "other"}
    answer = browser.post("/merit/cases/new/", form)
    assert answer.status_code == 302
    refused = browser.post(f"{answer.url}award/?count=2", {
        "person_1": world.persons["executive"].code, "contribution_1": "report", "share_1": "1/2",
        "person_2": world.persons["congress"].name_zh, "contribution_2": "report", "share_2": "1/3",
    })  # fmt: skip
    assert refused.status_code == 409
    assert "1/3" in refused.content.decode()
    done = browser.post(
        f"{answer.url}award/", {"person_1": world.persons["executive"].code, "contribution_1": "report"}
    )
    assert done.status_code == 302
    code = Booking.objects.get().code
    assert acting("executive").post(f"/merit/bookings/{code}/appeal/", {"grounds": "错案"}).status_code == 302
    appeal = Booking.objects.get().appeals.get()
    path = f"/merit/appeals/{appeal.pk}/"
    reply = {"outcome": "upheld", "reasons": "证据不足"}
    assert browser.post(path, reply).status_code == 409
    assert acting("committee2").post(path, reply).status_code == 302
    assert Booking.objects.count() == 2


def test_the_accused_learn_nothing_about_the_reporter_by_appealing(panel, world, acting):
    """They are heard and answered; who reported them stays masked (Art. 8.11, 12.2, 18.1)."""
    accused, reporter = world.persons["finance"], world.persons["archivist"]
    case = panel.case(MONDAY, person=accused)
    claims = [Claim(reporter, reported_on=MONDAY)]
    booking = services.award_merit(case_id=case.pk, claims=claims, by=panel.first, at=at(MONDAY)).bookings.get()
    kept = booking.decision.application
    assert can_read_facts(world.officer("archivist"), kept)
    assert can_read_facts(world.officer("auditor"), kept)
    assert not can_read_facts(world.officer("finance"), kept)
    services.lodge_appeal(code=booking.code, grounds="与事实不符", by=world.officer("finance"), at=at(MONDAY))
    appeal = booking.appeals.get()
    assert appeal.standing == "accused"
    services.answer_appeal(appeal_id=appeal.pk, outcome="dismissed", reasons="查明属实", by=panel.second, at=at(MONDAY))
    page = acting("finance").get(booking.get_absolute_url()).content.decode()
    assert "与事实不符" in page
    assert "查明属实" in page
    assert reporter.name_zh not in page
    assert reporter.code not in page
    assert reporter.name_zh in acting("committee").get(booking.get_absolute_url()).content.decode()


def test_an_appeal_is_in_time_until_the_last_minute_of_the_day_in_china(panel, world):
    codes = [panel.award(world.persons["executive"], MONDAY).bookings.get().code for _ in range(2)]
    last = datetime(2026, 3, 11, 15, 59, 59, tzinfo=UTC)
    by = world.officer("executive")
    assert services.lodge_appeal(code=codes[0], grounds="计分有误", by=by, at=last).lodged_on == LAST_TO_APPEAL
    with pytest.raises(Refused):
        services.lodge_appeal(code=codes[1], grounds="计分有误", by=by, at=last + timedelta(seconds=1))


def test_an_act_dated_before_what_it_rests_on_changes_nothing(booked, panel, world):
    earlier = at(date(2026, 2, 27))
    with pytest.raises(Refused):
        services.lodge_appeal(code=booked.code, grounds="计分有误", by=world.officer("executive"), at=earlier)
