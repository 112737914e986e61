"""From rank to office, vacancies, and the line of succession with every change and its cause."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianheng.county.selectors import replayed
from jianheng.elections import services as elections
from jianheng.ledger.models import Entry
from jianheng.merit import services as merit
from jianheng.offices import selectors, services
from jianheng.offices.models import Filling, Team, Vacancy
from jianheng.people.models import Tenure
from jianheng.people.services import begin_tenure
from jianheng.rules import Forbidden, Refused
from jianheng.rules.offices_states import TEAM_TRANSITIONS, TeamAct, TeamState, next_team_state
from jianheng.rules.roles import OFFICES, Role
from tests.rooms import elections_world as voting
from tests.rooms.elections_world import NOW, TERM
from tests.rooms.merit_world import committee
from tests.rooms.offices_world import RULE, board, days, second_post
from tests.rooms.world import CODE, FOUNDER, found

DECLARED = days(10)
WEEKDAYS = timedelta(days=1)


@pytest.fixture
def certified(world):
    """A certified final whose offices have not been filled."""
    return board(world)


@pytest.fixture
def filled(certified):
    """The five offices filled, the term begun."""
    certified.complete()
    return certified


def holders(day=TERM):
    return {row.office.value: row.tenure.person.code for row in selectors.offices_now(CODE, day) if row.tenure}


def declare(board, office, cause="resignation", when=DECLARED, **more):
    return services.declare_vacancy(
        county=board.world.county,
        office=office,
        cause=cause,
        basis=f"HC-{when.date()}",
        by=board.world.officer("organisation"),
        at=when,
        **more,
    )


def test_every_state_of_a_team_has_its_acts_and_a_closed_one_has_none():
    assert set(TEAM_TRANSITIONS) == set(TeamState)
    for act in TeamAct:
        with pytest.raises(Refused):
            next_team_state(TeamState.CLOSED, act)


def test_the_first_ranked_becomes_secretary_and_the_second_discipline_secretary(certified):
    team = certified.begin()
    first, second = (person.code for person in certified.ranking[:2])
    assert holders() == {"secretary": first, "discipline": second}
    assert team.state == TeamState.FILLING
    vacant = {row.office for row in selectors.open_vacancies(CODE, TERM)}
    assert vacant == {"congress", "consultative", "executive"}
    assert holders(TERM - WEEKDAYS)["secretary"] == certified.world.persons["secretary"].code


def test_offices_follow_by_rule_alone_and_once(certified):
    with pytest.raises(Forbidden, match="nobody decides"):
        services.begin_team(election_id=certified.election.pk, by=certified.world.officer("organisation"), at=NOW)
    certified.begin()
    with pytest.raises(Refused, match="already"):
        certified.begin()


def test_a_failing_ledger_leaves_the_old_offices_alone(certified, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr("jianheng.offices.services.filling.record", broken)
    with pytest.raises(RuntimeError, match="away"), transaction.atomic():
        certified.begin()
    assert not Team.objects.exists()
    assert holders()["secretary"] == certified.world.persons["secretary"].code


def test_a_pick_settles_three_offices_and_the_conference_the_last(filled):
    codes = [person.code for person in filled.ranking[:5]]
    assert holders() == dict(
        zip(("secretary", "discipline", "congress", "consultative", "executive"), codes, strict=True)
    )
    assert Team.objects.get().state == TeamState.COMPLETE
    assert not selectors.open_vacancies(CODE, TERM).exists()
    kept = Filling.objects.latest("id").application
    assert replayed(kept).result.same
    assert Entry.objects.filter(type="offices.computed").count() == 3


def test_a_pick_from_outside_the_three_is_refused_and_leaves_the_rest_intact(certified):
    team = certified.begin()
    secretary = certified.officer(certified.ranking[0])
    for person in (certified.ranking[1], certified.ranking[5]):
        with pytest.raises(Refused, match="not one of those"), transaction.atomic():
            services.pick_executive(team_id=team.pk, person=person, reason="理由", by=secretary, at=NOW)
    assert set(holders()) == {"secretary", "discipline"}
    with pytest.raises(Forbidden, match="Only the secretary"):
        services.pick_executive(
            team_id=team.pk, person=certified.ranking[3], reason="理由", by=certified.world.officer("secretary"), at=NOW
        )
    with pytest.raises(Refused, match="written reasons"):
        services.pick_executive(team_id=team.pk, person=certified.ranking[3], reason=" ", by=secretary, at=NOW)


def test_after_three_working_days_the_lowest_ranked_becomes_executive(certified):
    team = certified.begin()
    in_time, late = NOW + timedelta(days=3), NOW + timedelta(days=4)  # Monday 2 March: until Thursday 5 March
    with pytest.raises(Refused, match="may still pick until 2026-03-05"):
        services.apply_default_pick(team_id=team.pk, by=RULE, at=in_time)
    with pytest.raises(Refused, match="ran out"):
        services.pick_executive(
            team_id=team.pk,
            person=certified.ranking[2],
            reason="理由",
            by=certified.officer(certified.ranking[0]),
            at=late,
        )
    services.apply_default_pick(team_id=team.pk, by=RULE, at=late)
    assert holders()["executive"] == certified.ranking[4].code
    services.record_consultative_vote(
        team_id=team.pk, is_elected=True, by=certified.world.officer("conference"), at=late
    )
    assert len(holders()) == 5


def test_two_refusals_of_the_conference_lead_to_a_by_election(certified):
    team = certified.begin()
    secretary = certified.officer(certified.ranking[0])
    services.pick_executive(team_id=team.pk, person=certified.ranking[4], reason="理由", by=secretary, at=NOW)
    conference = certified.world.officer("conference")
    for _ in range(2):
        services.record_consultative_vote(team_id=team.pk, is_elected=False, by=conference, at=NOW)
    (vacancy,) = selectors.open_vacancies(CODE, TERM)
    assert (vacancy.office, vacancy.path) == ("consultative", "by_election")
    assert vacancy.due_on == TERM + timedelta(days=90)
    with pytest.raises(Refused, match="No candidate"):
        services.record_consultative_vote(team_id=team.pk, is_elected=True, by=conference, at=NOW)


def test_who_declines_leaves_the_team_and_the_next_in_order_move_up(certified):
    team = certified.begin()
    services.decline_office(team_id=team.pk, by=certified.officer(certified.ranking[1]), at=NOW)
    codes = [person.code for person in certified.ranking]
    assert holders() == {"secretary": codes[0], "discipline": codes[2]}
    assert selectors.standing(team).assignment.remaining == (codes[3], codes[4], codes[5])
    with pytest.raises(Forbidden):
        services.decline_office(team_id=team.pk, by=certified.officer(certified.ranking[1]), at=NOW)


def test_the_incumbent_in_the_first_three_stays(world):
    incumbent = Tenure.objects.get(post__role="secretary")
    assert incumbent.person == world.persons["secretary"]
    certified = board(world)
    facts = selectors.assignment_facts(certified.begin(), selectors.standing(Team.objects.get()).result, overdue=False)
    assert facts.incumbent is not None
    assert (facts.incumbent.person, facts.incumbent.stands) == (incumbent.person.code, False)


def test_the_line_begins_with_discipline_congress_first_deputy_consultative_executive(filled):
    first_deputy = filled.world.persons["discipline_deputy"].code
    codes = [person.code for person in filled.ranking]
    assert selectors.line(CODE, TERM).order == (codes[1], codes[2], first_deputy, codes[3], codes[4])


def test_six_points_more_than_the_one_ahead_move_a_member_up_when_the_booking_is_final(filled):
    panel = committee(filled.world)
    consultative = filled.ranking[3]
    for _ in range(2):
        panel.award(consultative, days(1).date(), "deputy_division")
    before = selectors.line(CODE, days(2).date())
    assert before.changes == ()
    final = date(2026, 9, 12)
    (change,) = selectors.line(CODE, final).changes
    assert (change.kind, change.on, change.article) == ("merit", final, "9.2")
    place = next(row for row in selectors.line(CODE, final).places if row.person == consultative.code)
    assert (place.number, place.merit) == (3, Decimal(6))
    assert change.before.index(consultative.code) == change.after.index(consultative.code) + 1


def test_bringing_down_the_secretary_takes_the_first_place_and_a_reversal_gives_it_back(filled):
    panel = committee(filled.world)
    executive = filled.ranking[4]
    decision = panel.award(executive, days(1).date(), "division", standing="secretary")
    final = date(2026, 9, 12)
    assert selectors.line(CODE, final).order[0] == executive.code
    booking = decision.bookings.get()
    merit.reverse_booking(code=booking.code, ground="acquittal", reason="改判", by=panel.first, at=days(30))
    after = selectors.line(CODE, date(2026, 12, 1))
    assert after.order == selectors.line(CODE, TERM).order
    assert [change.kind for change in after.changes][-1] == "reversal"


def test_merit_of_an_earlier_term_does_not_move_the_line(certified):
    panel = committee(certified.world)
    person = certified.world.persons["executive"]
    for _ in range(3):
        panel.award(person, date(2026, 3, 3), "deputy_division")
    assert selectors.line(CODE, date(2026, 8, 1)).changes != ()
    certified.complete()
    assert selectors.line(CODE, TERM).changes == ()


def test_two_idle_periods_cost_the_discipline_secretary_a_place_and_a_clean_audit_gives_it_back(filled):
    assert selectors.line(CODE, date(2028, 8, 31)).changes == ()
    (change,) = selectors.line(CODE, date(2028, 9, 1)).changes
    assert (change.kind, change.article) == ("period", "9.4")
    services.record_audit(
        county=filled.world.county,
        starts_on=TERM,
        ends_on=date(2028, 9, 1),
        outcome="clean",
        basis="HC-1",
        by=filled.world.officer("auditor"),
        at=days(800),
    )
    assert selectors.line(CODE, days(801).date()).order == selectors.line(CODE, TERM).order


def test_where_recommended_an_audited_period_is_excused(db):
    filled = board(found("recommended"))
    filled.complete()
    services.record_audit(
        county=filled.world.county,
        starts_on=TERM,
        ends_on=date(2027, 8, 31),
        outcome="clean",
        basis="HC-1",
        by=filled.world.officer("auditor"),
        at=days(370),
    )
    assert selectors.line(CODE, date(2028, 9, 1)).changes == ()


def test_dereliction_moves_the_line_when_final_and_withdrawn_not_at_all(filled):
    panel = committee(filled.world)
    finding = services.record_dereliction(county=filled.world.county, reason="压案不查", by=panel.first, at=days(1))
    later = days(40).date()
    assert [change.kind for change in selectors.line(CODE, later).changes] == ["dereliction"]
    with pytest.raises(Refused, match="took no part"):
        services.withdraw_dereliction(code=finding.code, reason="复核", by=panel.first, at=days(3))
    services.withdraw_dereliction(code=finding.code, reason="复核", by=panel.second, at=days(3))
    assert selectors.line(CODE, later).changes == ()


def test_the_first_heir_acts_at_once_and_the_reserve_takes_the_office_left_behind(filled):
    codes = [person.code for person in filled.ranking]
    vacancy = declare(filled, "secretary", "death")
    day = DECLARED.date()
    now = holders(day)
    assert (now["secretary"], now["discipline"]) == (codes[1], codes[5])
    assert vacancy.heir.code == codes[1]
    assert vacancy.due_on == day + timedelta(days=30)
    assert vacancy.line[0] == codes[1]
    assert selectors.line(CODE, day).order[0] == codes[2]
    with pytest.raises(Forbidden):
        services.confirm_successor(vacancy_id=vacancy.pk, by=filled.world.officer("teller"), at=days(12))
    services.confirm_successor(vacancy_id=vacancy.pk, by=filled.world.officer("presiding"), at=days(12))
    tenure = Tenure.objects.get(post__role="secretary", until=None)
    assert (tenure.person.code, tenure.is_acting) == (codes[1], False)
    assert not selectors.open_vacancies(CODE, days(12).date()).exists()


def test_a_successor_counts_as_one_and_acting_is_no_term(filled):
    vacancy = declare(filled, "secretary", "death")
    heir = filled.ranking[1].code
    record = selectors.careers(CODE, (heir,))[heir]
    assert (record[-1].acting, record[-1].by_succession) == (True, True)
    services.confirm_successor(vacancy_id=vacancy.pk, by=filled.world.officer("presiding"), at=days(12))
    assert selectors.eligibility(CODE, heir, Role.SECRETARY, date(2031, 9, 1)).outcome.terms == 1


def test_a_second_vacancy_lets_the_next_in_line_act(filled):
    codes = [person.code for person in filled.ranking]
    declare(filled, "secretary", "death")
    second = declare(filled, "secretary", "incapacity", days(11))
    assert second.heir.code == codes[2]
    assert Tenure.objects.filter(post__role="secretary", until=None).count() == 1


def test_a_document_makes_an_office_vacant_once(filled):
    declare(filled, "secretary", "death")
    with pytest.raises(Refused, match="on record already"), transaction.atomic():
        services.declare_vacancy(
            county=filled.world.county,
            office="secretary",
            cause="death",
            basis=f"HC-{DECLARED.date()}",
            by=filled.world.officer("organisation"),
            at=days(11),
        )


def test_two_declarations_of_one_day_do_not_put_out_the_heir(filled):
    declare(filled, "secretary", "death")
    with pytest.raises(Refused, match="fell vacant today already"), transaction.atomic():
        services.declare_vacancy(
            county=filled.world.county,
            office="secretary",
            cause="resignation",
            basis="HC-2026-9",
            by=filled.world.officer("discipline"),
            at=DECLARED,
        )
    assert holders(DECLARED.date())["secretary"] == filled.ranking[1].code


def test_the_heir_does_not_declare_the_vacancy(filled):
    begin_tenure(
        person=filled.ranking[1],
        post=second_post(filled.world, Role.ORGANISATION, "org-2"),
        since=TERM,
        basis="world",
        by=FOUNDER,
        at=NOW,
    )
    filled.world.persons["heir"] = filled.ranking[1]
    with pytest.raises(Forbidden, match="would succeed"):
        services.declare_vacancy(
            county=filled.world.county,
            office="secretary",
            cause="removal",
            basis="HC-1",
            by=filled.world.officer("heir", TERM),
            at=DECLARED,
        )


def test_resignation_is_succession_as_written_and_a_by_election_as_recommended(db):
    recommended = board(found("recommended"))
    recommended.complete()
    vacancy = declare(recommended, "secretary", "resignation")
    assert (vacancy.path, vacancy.heir) == ("acting", recommended.ranking[1])
    assert holders(DECLARED.date())["discipline"] == recommended.ranking[1].code


def test_resignation_is_a_vacancy_like_any_other_as_written(filled):
    assert declare(filled, "secretary", "resignation").path == "succession"


def test_without_a_reserve_another_office_goes_to_a_by_election(world):
    bare = board(world, favoured=5)
    bare.complete()
    vacancy = declare(bare, "executive")
    assert (vacancy.path, vacancy.due_on) == ("by_election", DECLARED.date() + timedelta(days=90))
    assert "executive" not in holders(DECLARED.date())


def test_a_by_election_fills_the_open_office_by_rule(world):
    bare = board(world, favoured=5)
    bare.complete()
    declare(bare, "executive")
    hall, when, keys = bare.hall, days(20), [person.code for person in bare.ranking]
    elections.publish_result(election_id=bare.election.pk, by=hall.supervision, at=when)
    election = elections.call_election(
        county=world.county,
        kind="by_election",
        title_zh="补选",
        title_en="By-election",
        term_starts_on=days(30).date(),
        continuing=keys[:4],
        by=hall.organisation,
        at=when,
    )
    for person in bare.ranking[5:]:
        elections.enter_candidate(election_id=election.pk, person=person, by=hall.organisation, at=when)
    elections.close_list(election_id=election.pk, by=hall.organisation, at=when)
    round_ = elections.open_final(election_id=election.pk, by=hall.presiding, at=when)
    voters = [*hall.deputies, *hall.candidates[:4]]
    voting.closed(hall, round_, voters, sheets=20)
    voting.entered(hall, round_, [voting.in_favour(keys[5:], keys[6:])] * len(voters))
    elections.count_round(round_id=round_.pk, by=hall.presiding, at=when)
    elections.certify(election_id=election.pk, by=hall.supervision, at=when)
    with pytest.raises(Refused, match="begins no term"):
        services.begin_team(election_id=election.pk, by=RULE, at=when)
    services.seat_by_election(election_id=election.pk, by=RULE, at=days(31))
    assert holders(days(31).date())["executive"] == keys[6]
    assert selectors.line(CODE, days(31).date()).order[-1] == keys[6]


@pytest.mark.parametrize(
    ("office", "cause", "reason"),
    [
        ("secretary", "whim", "no vacancy"),
        ("executive", "suspension", "suspension"),
        ("secretary", "term_end", "no vac"),
    ],
)
def test_a_vacancy_without_a_cause_of_the_charter_is_refused(filled, office, cause, reason):
    with pytest.raises(Refused, match=reason), transaction.atomic():
        declare(filled, office, cause)
    assert len(holders(DECLARED.date())) == 5


def test_during_a_suspension_an_heir_acts_and_the_secretary_keeps_the_office(filled):
    vacancy = declare(filled, "secretary", "suspension")
    assert (vacancy.path, vacancy.heir) == ("acting", filled.ranking[1])
    assert holders(DECLARED.date())["secretary"] == filled.ranking[0].code
    with pytest.raises(Refused, match="already acts"), transaction.atomic():
        declare(filled, "secretary", "suspension", days(11))
    services.lift_suspension(vacancy_id=vacancy.pk, by=filled.world.officer("organisation"), at=days(12))
    assert not selectors.open_vacancies(CODE, days(12).date()).exists()


def test_the_member_whose_report_brought_the_secretary_down_is_first_after_the_heir_of_record(filled):
    panel = committee(filled.world)
    executive, heir = filled.ranking[4], filled.ranking[1]
    decision = panel.award(executive, days(1).date(), "division", standing="secretary")
    vacancy = declare(filled, "secretary", "removal", days(30), case_code=decision.case.code)
    assert vacancy.heir == heir
    assert selectors.line(CODE, days(30).date()).order[0] == executive.code


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["pick", "default", "elect", "refuse", "decline0", "decline1", "decline3", "vacate", "confirm", "suspend"]
        ),
        st.sampled_from([office.value for office in OFFICES]),
        st.sampled_from(["death", "resignation", "promotion"]),
    ),
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_no_office_ever_has_two_holders_or_is_empty_without_a_record(certified, acts):
    with transaction.atomic():
        team = Team.objects.first() or certified.begin()
        for number, (act, office, cause) in enumerate(acts):
            when = days(10 + number)
            try:
                with transaction.atomic():
                    _act(certified, team, act, office, cause, when)
            except (Refused, Forbidden):
                pass
            _check(when.date())
        transaction.set_rollback(True)


def _act(certified, team, act, office, cause, when):
    ranking, conference = certified.ranking, certified.world.officer("conference")
    match act:
        case "pick":
            secretary = selectors.standing(team).assignment.offices[Role.SECRETARY]
            by = next(certified.officer(person) for person in ranking if person.code == secretary)
            services.pick_executive(team_id=team.pk, person=ranking[3], reason="理由", by=by, at=NOW)
        case "default":
            services.apply_default_pick(team_id=team.pk, by=RULE, at=when)
        case "elect" | "refuse":
            services.record_consultative_vote(team_id=team.pk, is_elected=act == "elect", by=conference, at=when)
        case "decline0" | "decline1" | "decline3":
            services.decline_office(team_id=team.pk, by=certified.officer(ranking[int(act[-1])]), at=when)
        case "vacate":
            declare(certified, office, cause, when)
        case "suspend":
            declare(certified, "secretary", "suspension", when)
        case "confirm":
            waiting = Vacancy.objects.filter(path="succession", filled_on=None).first()
            if waiting:
                services.confirm_successor(vacancy_id=waiting.pk, by=certified.world.officer("presiding"), at=when)


def _check(day):
    held = list(
        Tenure.objects.filter(post__role__in=[office.value for office in OFFICES], since__lte=day)
        .exclude(until__lte=day)
        .values_list("post__role", flat=True)
    )
    assert len(held) == len(set(held))
    recorded = {row.office for row in selectors.open_vacancies(CODE, day)}
    assert {office.value for office in OFFICES} <= {*held, *recorded}
    line = selectors.line(CODE, day).order
    assert len(line) == len(set(line))


# --- pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["discipline", "teller", "organisation"])
def test_pages_stay_within_their_query_budget(filled, acting, person):
    panel = committee(filled.world)
    for _ in range(3):
        panel.award(filled.ranking[3], days(1).date(), "deputy_division")
    vacancy = declare(filled, "secretary", "death", days(40))
    paths = ["/offices/", "/offices/line/?on=2026-12-01", "/offices/teams/", f"/offices/teams/{Team.objects.get().pk}/"]
    paths += ["/offices/vacancies/", vacancy.get_absolute_url()]
    paths += [f"/offices/eligibility/?person={filled.ranking[0].code}&office=secretary&on=2031-09-01"]
    for path in paths:
        browser = acting(person)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200, path
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
        assert len(asked) <= 16, (path, len(asked))


def test_the_offices_are_filled_by_page_from_certification_to_the_line(certified, acting):
    begin = f"/offices/begin/{certified.election.pk}/"
    assert acting("teller").get(begin).status_code == 403
    answer = acting("presiding").post(begin)
    assert answer.status_code == 302
    names = certified.world.persons
    first = next(name for name, person in names.items() if person == certified.ranking[0])
    assert acting("secretary").get(f"{answer.url}pick/").status_code == 403
    wrong = acting(first).post(f"{answer.url}pick/", {"person": certified.ranking[1].code, "reason": "理由"})
    assert wrong.status_code == 422
    done = acting(first).post(f"{answer.url}pick/", {"person": certified.ranking[4].code, "reason": "理由"})
    assert done.status_code == 302
    assert acting("conference").post(f"{answer.url}vote/", {"is_elected": "yes"}).status_code == 302
    page = acting("visitor" if "visitor" in names else "teller").get(answer.url).content.decode()
    assert certified.ranking[0].name in page


def test_the_line_is_public_and_its_points_are_not(filled, acting, client):
    panel = committee(filled.world)
    panel.award(filled.ranking[3], days(1).date(), "deputy_division")
    path = "/offices/line/?on=2026-12-01"
    assert "3.0" not in client.get(path).content.decode()
    assert "3.0" in acting("committee").get(path).content.decode()
    assert client.get("/offices/line/?on=昨天").status_code == 422
