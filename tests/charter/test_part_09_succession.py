"""Part 9: the line of succession, how it moves and who takes over."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import exp
from typing import Any

import numba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianheng.charter import BadValue, Charter
from jianheng.rules import Refused, apply, replay
from jianheng.rules.merit import core as merit_core
from jianheng.rules.succession import (
    LineEvent,
    LineFacts,
    LineOutcome,
    Nominee,
    OpenOfficeFacts,
    PassedOver,
    SuccessionOutcome,
    VacancyFacts,
    core,
    fill_vacancy,
    line,
    line_on,
    period_ends,
    succeed,
)
from jianheng.rules.weighing import core as weighing

AS_WRITTEN, RECOMMENDED = Charter("as_written"), Charter("recommended")
BOTH = pytest.mark.parametrize("charter", [AS_WRITTEN, RECOMMENDED], ids=["as_written", "recommended"])
ROLES = ("discipline", "congress", "discipline_deputy", "consultative", "executive")
LINE = ("Disc", "Cong", "Dep", "Cons", "Exec")
HOLDERS = dict(zip(ROLES, LINE, strict=True))
START = date(2026, 1, 1)


def events(*rows: dict[str, Any]) -> tuple[LineEvent, ...]:
    return tuple(
        LineEvent(**{"id": f"e{n}", "on": START + timedelta(days=n), **row}) for n, row in enumerate(rows, start=1)
    )


def merit(person: str, points: str | int) -> dict[str, Any]:
    return {"kind": "merit", "person": person, "points": Decimal(points)}


def fold(*rows: dict[str, Any], charter: Charter = AS_WRITTEN, **more: Any) -> LineOutcome:
    return line(LineFacts(HOLDERS, events(*rows), **more), charter).outcome


def order(*rows: dict[str, Any], charter: Charter = AS_WRITTEN) -> tuple[str, ...]:
    return fold(*rows, charter=charter).line


# 9.1 The start


@BOTH
def test_the_line_starts_with_discipline_congress_and_the_first_deputy(charter: Charter) -> None:
    """Readings S01, S02."""
    assert order(charter=charter) == ("Disc", "Cong", "Dep", "Cons", "Exec")


@BOTH
def test_n04_the_first_deputy_is_third_without_any_vote_of_the_final(charter: Charter) -> None:
    assert order(charter=charter)[2] == "Dep"
    with pytest.raises(BadValue):
        charter.amended({"succession.third_must_be_finalist": "true"})


def test_a_vacant_office_has_no_place_and_nobody_has_two() -> None:
    holders = {
        "discipline": "Disc",
        "congress": "Cong",
        "discipline_deputy": "Cong",
        "consultative": "",
        "executive": "E",
    }
    assert line(LineFacts(holders), AS_WRITTEN).outcome.line == ("Disc", "Cong", "E")


# 9.2 Up by merit


@pytest.mark.parametrize(("points", "moves"), [("5.9", False), ("6", True), ("6.1", True)])
def test_s11_a_lead_of_six_or_more_moves_up_one_place(points: str, moves: bool) -> None:
    expected = ("Cong", "Disc", "Dep", "Cons", "Exec") if moves else LINE
    assert order(merit("Cong", points)) == expected


def test_s11_where_more_than_six_is_asked_for_six_does_not_do() -> None:
    stricter = AS_WRITTEN.amended({"succession.compare": "gt"})
    assert order(merit("Cong", 6), charter=stricter) == LINE
    assert order(merit("Cong", "6.1"), charter=stricter)[0] == "Cong"


def test_the_lead_is_over_the_person_just_ahead() -> None:
    assert order(merit("Disc", 1), merit("Cong", 6)) == LINE
    assert order(merit("Disc", 1), merit("Cong", 6), merit("Cong", 1))[:2] == ("Cong", "Disc")


def test_s12_one_decision_moves_one_person_one_place() -> None:
    assert order(merit("Exec", 30)) == ("Disc", "Cong", "Dep", "Exec", "Cons")
    assert order(merit("Exec", 30), merit("Exec", 1), merit("Exec", 1), merit("Exec", 1))[0] == "Exec"


def test_s12_with_points_0_6_12_the_order_of_decisions_decides() -> None:
    """In the line A, B, C: B reaches 6 first, or C reaches 12 first."""
    holders = {"discipline": "A", "congress": "B", "discipline_deputy": "C"}
    b_first = line(LineFacts(holders, events(merit("B", 6), merit("C", 12))), AS_WRITTEN).outcome.line
    c_first = line(LineFacts(holders, events(merit("C", 12), merit("B", 6))), AS_WRITTEN).outcome.line
    in_two = line(LineFacts(holders, events(merit("C", 6), merit("C", 6), merit("B", 6))), AS_WRITTEN).outcome.line
    assert (b_first, c_first, in_two) == (("B", "C", "A"), ("A", "C", "B"), ("C", "B", "A"))


def test_s14_the_one_overtaken_needs_a_swing_of_twelve_to_return() -> None:
    up = [merit("Cong", 6)]
    assert order(*up, merit("Disc", "11.9"))[0] == "Cong"
    assert order(*up, merit("Disc", 12))[0] == "Disc"


def test_a_deduction_lets_the_one_behind_pass() -> None:
    assert order(merit("Disc", 3), merit("Cong", 3), merit("Disc", -6))[:2] == ("Cong", "Disc")


def test_s13_s15_an_election_resets_order_and_merit() -> None:
    election = {"kind": "election", "holders": {**HOLDERS, "discipline": "New"}}
    outcome = fold(merit("Cong", 6), election)
    assert outcome.line == ("New", "Cong", "Dep", "Cons", "Exec")
    assert set(outcome.merit.values()) == {Decimal(0)}


def test_s27_the_executive_can_rise_unless_a_county_fixes_it_last() -> None:
    fixed = AS_WRITTEN.amended({"succession.executive_can_rise": "false"})
    assert order(merit("Exec", 6))[3] == "Exec"
    assert order(merit("Exec", 6), charter=fixed)[4] == "Exec"


def test_s23_a_reversal_gives_back_points_and_place() -> None:
    rows = [merit("Cong", 6), merit("Exec", 1)]
    outcome = fold(*rows, {"kind": "reversal", "reverses": "e1"})
    assert outcome.line == LINE
    assert outcome.merit["Cong"] == Decimal(0)
    assert outcome.merit["Exec"] == Decimal(1)
    assert [change.event for change in outcome.changes] == ["e1", "e3"]
    assert outcome.changes[1].article == "8.7"


def test_only_an_entry_that_stands_can_be_reversed() -> None:
    reversal = {"kind": "reversal", "reverses": "e1"}
    for rows in ([reversal], [merit("Cong", 6), reversal, reversal]):
        with pytest.raises(Refused):
            fold(*rows)


# 9.3 Direct


def test_s04_who_brought_down_the_secretary_takes_the_first_place_and_the_others_shift() -> None:
    assert order({"kind": "direct", "person": "Cons"}) == ("Cons", "Disc", "Cong", "Dep", "Exec")


def test_s06_a_reporter_outside_the_line_gains_no_place() -> None:
    assert order({"kind": "direct", "person": "citizen"}) == LINE


def test_a_reversed_direct_replacement_gives_the_places_back() -> None:
    assert order({"kind": "direct", "person": "Cons"}, {"kind": "reversal", "reverses": "e1"}) == LINE


def test_s05_the_place_moves_without_a_vacancy_and_only_the_countys_own_opens_the_succession() -> None:
    assert order({"kind": "direct", "person": "Exec"})[0] == "Exec"
    with pytest.raises(Refused) as refusal:
        vacancy("removal_of_a_higher_official")
    assert refusal.value.article == "9.5"


# 9.4 Down

IDLE = {"kind": "period", "audit": ""}
CLEAN_PERIOD = {"kind": "period", "audit": "clean"}
AFTER_DROP = ("Cong", "Disc", "Dep", "Cons", "Exec")


def test_s16_two_idle_periods_running_cost_one_place_as_written() -> None:
    assert order(IDLE) == LINE
    outcome = fold(IDLE, IDLE)
    assert (outcome.line, outcome.idle, outcome.dropped) == (AFTER_DROP, 0, 1)


def test_s16_newly_earned_merit_counts_not_its_level() -> None:
    assert order(merit("Disc", 3), IDLE, IDLE, IDLE)[:2] == ("Cong", "Disc")
    assert order(IDLE, merit("Disc", "0.5"), IDLE, IDLE) == LINE


def test_s16_a_period_has_twelve_months_unless_a_county_changes_that() -> None:
    assert period_ends(START, date(2027, 12, 30), AS_WRITTEN) == (date(2026, 12, 31),)
    assert period_ends(START, date(2027, 12, 31), AS_WRITTEN) == (date(2026, 12, 31), date(2027, 12, 31))
    halves = AS_WRITTEN.amended({"succession.idle_period_months": "6"})
    assert period_ends(START, date(2026, 12, 31), halves) == (date(2026, 6, 30), date(2026, 12, 31))
    assert period_ends(START, START, halves) == ()


def test_s17_a_clean_county_is_punished_as_written_and_excused_as_recommended() -> None:
    ahead = merit("Cong", 1)
    assert order(ahead, CLEAN_PERIOD, CLEAN_PERIOD) == AFTER_DROP
    assert order(ahead, CLEAN_PERIOD, CLEAN_PERIOD, charter=RECOMMENDED) == LINE
    assert order(ahead, IDLE, IDLE, charter=RECOMMENDED) == AFTER_DROP


def test_s17_an_excused_period_breaks_the_run() -> None:
    ahead = merit("Cong", 1)
    assert order(ahead, IDLE, CLEAN_PERIOD, IDLE, charter=RECOMMENDED) == LINE
    assert order(ahead, IDLE, CLEAN_PERIOD, IDLE, IDLE, charter=RECOMMENDED) == AFTER_DROP


def test_s18_first_place_does_not_go_to_another_with_nothing_as_recommended() -> None:
    assert order(IDLE, IDLE, charter=RECOMMENDED) == LINE
    less = [merit("Disc", 3), IDLE, merit("Cong", 1), IDLE, IDLE]
    assert order(*less) == AFTER_DROP
    assert order(*less, charter=RECOMMENDED) == LINE
    equal = [merit("Disc", 1), IDLE, merit("Cong", 1), IDLE, IDLE]
    assert order(*equal, charter=RECOMMENDED) == AFTER_DROP


def test_s19_dereliction_needs_a_decision_of_the_committee() -> None:
    assert order({"kind": "dereliction", "decision": "2026-7"}) == AFTER_DROP
    with pytest.raises(Refused) as refusal:
        order({"kind": "dereliction"})
    assert refusal.value.article == "9.4"


def test_s28_one_place_per_finding_never_below_last_restored_at_the_next_clean_audit() -> None:
    found = {"kind": "dereliction", "decision": "2026-7"}
    clean = {"kind": "audit", "audit": "clean"}
    outcome = fold(*[found] * 6)
    assert (outcome.line[4], outcome.dropped) == ("Disc", 4)
    assert order(*[found] * 6, {"kind": "audit", "audit": "missed"})[4] == "Disc"
    assert order(*[found] * 6, clean) == LINE
    assert order(clean) == LINE


@pytest.mark.parametrize(
    ("own_cases", "percent"), [(0.1, 98.9), (0.2, 95.3), (0.5, 74.9), (1, 38.0), (2, 6.6), (3, 1.0)]
)
def test_demotion_of_a_clean_discipline_secretary_within_five_years(own_cases: float, percent: float) -> None:
    """Every pattern of idle years through the rule, against the closed form (a, b) <- ((a+b)(1-p), ap)."""
    share = Fraction(exp(-own_cases))
    total = Fraction(0)
    for pattern in product((True, False), repeat=5):
        rows = [row for idle in pattern for row in ([IDLE] if idle else [merit("Disc", 1), IDLE])]
        if fold(*rows).changes:
            total += share ** sum(pattern) * (1 - share) ** (5 - sum(pattern))
    a, b = Fraction(1), Fraction(0)
    for _ in range(5):
        a, b = (a + b) * (1 - share), a * share
    assert total == 1 - a - b
    assert round(float(total) * 100, 1) == percent


# 9.6 Leaving and joining


def test_s09_offices_do_not_chain_and_who_joins_enters_last() -> None:
    leaves, joins = {"kind": "leave", "person": "Disc"}, {"kind": "join", "person": "New", "office": "discipline"}
    assert order(leaves) == ("Cong", "Dep", "Cons", "Exec")
    outcome = fold(leaves, IDLE, IDLE, joins)
    assert outcome.line == ("Cong", "Dep", "Cons", "Exec", "New")
    assert order(leaves, joins, {"kind": "dereliction", "decision": "2026-7"})[4] == "New"


# 11.1 The barred


def test_r09_a_barred_person_stands_in_the_line_but_is_no_heir() -> None:
    outcome = fold(barred=("Disc",))
    assert (outcome.line, outcome.heirs) == (LINE, ("Cong", "Dep", "Cons", "Exec"))


# 9.7 Explanation


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(Refused):
        fold({"kind": "rumour"})


def test_every_change_names_its_cause_before_after_and_article() -> None:
    derived = line(LineFacts(HOLDERS, events(merit("Cong", 6), {"kind": "direct", "person": "Exec"}, IDLE)), AS_WRITTEN)
    first, second = derived.outcome.changes
    assert (first.event, first.article, first.before, first.after) == ("e1", "9.2", LINE, AFTER_DROP)
    assert (second.event, second.article, second.before) == ("e2", "9.3", AFTER_DROP)
    assert second.after == ("Exec", "Cong", "Disc", "Dep", "Cons")
    assert [step.article for step in derived.steps] == ["9.1", "9.2", "9.7", "9.3", "9.7", "9.4"]


# 9.5 Succession


def vacancy(cause: str = "removal", charter: Charter = AS_WRITTEN, **more: Any) -> SuccessionOutcome:
    return succeed(VacancyFacts(**{"cause": cause, "on": START, "line": LINE, **more}), charter).outcome


@BOTH
@pytest.mark.parametrize("cause", ["removal", "death", "incapacity", "promotion"])
def test_the_first_in_line_takes_office_at_once_and_the_congress_confirms(cause: str, charter: Charter) -> None:
    """Readings S08, T05."""
    outcome = vacancy(cause, charter)
    assert (outcome.path, outcome.successor, outcome.line) == ("succession", "Disc", LINE[1:])
    assert (outcome.confirm_by, outcome.by_election_by) == (date(2026, 1, 31), None)
    assert outcome.serves == "remainder"


def test_s29_resignation_is_succession_as_written_and_a_by_election_as_recommended() -> None:
    assert vacancy("resignation").path == "succession"
    outcome = vacancy("resignation", RECOMMENDED)
    assert (outcome.path, outcome.successor, outcome.line) == ("acting", "Disc", LINE)
    assert (outcome.confirm_by, outcome.by_election_by) == (None, date(2026, 4, 1))


def test_s07_during_a_suspension_the_first_in_line_acts_and_nothing_falls_vacant() -> None:
    outcome = vacancy("suspension")
    assert (outcome.path, outcome.successor, outcome.line) == ("acting", "Disc", LINE)
    assert outcome.by_election_by is None
    assert vacancy("suspension", unavailable=LINE).path == "nobody"
    with pytest.raises(Refused):
        vacancy("suspension", AS_WRITTEN.amended({"succession.acting_on_suspension": "false"}))


def test_another_cause_is_no_vacancy() -> None:
    with pytest.raises(Refused):
        vacancy("holiday")


def test_r09_a_barred_heir_is_passed_over() -> None:
    outcome = vacancy(barred=("Disc",))
    assert (outcome.successor, outcome.passed_over) == ("Cong", (PassedOver("Disc", "barred"),))
    assert outcome.line == ("Disc", "Dep", "Cons", "Exec")


def test_s10_with_the_first_heir_gone_too_the_next_eligible_acts() -> None:
    outcome = vacancy(line=LINE[1:])
    assert outcome.successor == "Cong"
    assert vacancy(unavailable=("Disc", "Cong")).successor == "Dep"


def test_s10_with_nobody_left_a_by_election_is_due_in_90_days() -> None:
    outcome = vacancy(barred=LINE)
    assert (outcome.path, outcome.successor, outcome.by_election_by) == ("by_election", "", date(2026, 4, 1))
    assert len(outcome.passed_over) == 5


def test_s03_the_heir_of_record_succeeds_and_the_reporter_becomes_first_after() -> None:
    moved = ("Cons", "Disc", "Cong", "Dep", "Exec")
    outcome = vacancy(line=moved, reporter="Cons", line_at_report=LINE)
    assert (outcome.successor, outcome.line) == ("Disc", ("Cons", "Cong", "Dep", "Exec"))
    unmoved = vacancy(reporter="Cons", line_at_report=LINE)
    assert (unmoved.successor, unmoved.line) == ("Disc", ("Cons", "Cong", "Dep", "Exec"))


def test_s03_an_heir_of_record_who_has_left_does_not_succeed() -> None:
    assert vacancy(line=("Cons", "Cong"), reporter="Cons", line_at_report=LINE).successor == "Cong"


def test_s03_the_line_of_the_day_of_the_report() -> None:
    facts = LineFacts(HOLDERS, events(merit("Cong", 6), {"kind": "direct", "person": "Cons"}))
    assert line_on(facts, START, AS_WRITTEN) == LINE
    assert line_on(facts, START + timedelta(days=1), AS_WRITTEN) == AFTER_DROP
    assert line_on(facts, START + timedelta(days=2), AS_WRITTEN)[0] == "Cons"


def test_s26_a_reporting_heir_inherits_at_once_as_written_and_after_cooling_as_recommended() -> None:
    case: dict[str, Any] = {"reporter": "Disc", "line_at_report": LINE, "case_final_on": date(2026, 1, 1)}
    assert vacancy(**case).successor == "Disc"
    early = vacancy(charter=RECOMMENDED, report_audited=True, on=date(2026, 6, 30), **case)
    assert (early.successor, early.passed_over) == ("Cong", (PassedOver("Disc", "cooling"),))
    assert early.line[0] == "Disc"
    assert vacancy(charter=RECOMMENDED, report_audited=True, on=date(2026, 7, 1), **case).successor == "Disc"
    assert vacancy(charter=RECOMMENDED, on=date(2026, 7, 1), **case).successor == "Cong"


# 9.6 The other four

RANKING = (
    Nominee("N1", passed=True, elected=True),
    Nominee("N2", passed=True, available=False),
    Nominee("N3", passed=True, deputy=False),
    Nominee("N4", passed=False),
    Nominee("N5", passed=True),
)
OPEN = OpenOfficeFacts("discipline", START, RANKING, next_election=date(2030, 1, 1))


@BOTH
def test_the_first_of_the_reserve_takes_the_office(charter: Charter) -> None:
    assert fill_vacancy(OPEN, charter).outcome.person == "N3"


def test_r16_the_congress_chair_has_to_be_a_deputy() -> None:
    assert fill_vacancy(replace(OPEN, office="congress"), AS_WRITTEN).outcome.person == "N5"


def test_without_a_reserve_a_by_election_is_due_within_90_days() -> None:
    outcome = fill_vacancy(replace(OPEN, ranking=RANKING[:2] + RANKING[3:4]), AS_WRITTEN).outcome
    assert (outcome.path, outcome.person, outcome.by_election_by) == ("by_election", "", date(2026, 4, 1))


@pytest.mark.parametrize(
    "facts",
    [replace(OPEN, office="secretary"), replace(OPEN, office="discipline_deputy"), replace(OPEN, on=date(2030, 1, 1))],
)
def test_offices_that_the_reserve_does_not_fill(facts: OpenOfficeFacts) -> None:
    with pytest.raises(Refused):
        fill_vacancy(facts, AS_WRITTEN)


# 9.2 Properties

CORE: tuple[Any, ...] = (
    weighing.majority,
    weighing.carries,
    weighing.base_weight,
    weighing.least_weight,
    weighing.weight_after_recusal,
    merit_core.top_up,
    merit_core.within_cap,
    merit_core.false_report_deduction,
    merit_core.fault_state,
    core.overtakes,
    core.idle_count,
    core.falls_back,
    core.place_after_drop,
    core.place_after_restoration,
)
COMPILED = {function: numba.njit(function) for function in CORE}

PERSON = st.sampled_from(LINE)
EVENT = st.one_of(
    st.builds(merit, PERSON, st.integers(-6, 12)),
    st.builds(lambda person: {"kind": "direct", "person": person}, PERSON),
    st.sampled_from(
        [IDLE, CLEAN_PERIOD, {"kind": "audit", "audit": "clean"}, {"kind": "dereliction", "decision": "1"}]
    ),
)


@given(st.lists(EVENT, max_size=12), st.sampled_from([AS_WRITTEN, RECOMMENDED]))
def test_the_line_is_always_a_permutation_and_replays(rows: list[dict[str, Any]], charter: Charter) -> None:
    derivation = apply(line, LineFacts(HOLDERS, events(*rows)), charter)
    assert sorted(derivation.outcome.line) == sorted(LINE)
    for change in derivation.outcome.changes:
        assert sorted(change.before) == sorted(change.after) == sorted(LINE)
        assert change.before != change.after
    assert replay(derivation.as_json()).same


@given(st.lists(EVENT, max_size=8), EVENT)
def test_an_event_reversed_at_once_leaves_no_trace_in_the_line(
    rows: list[dict[str, Any]], last: dict[str, Any]
) -> None:
    undone = fold(*rows, last, {"kind": "reversal", "reverses": f"e{len(rows) + 1}"})
    before = fold(*rows)
    assert (undone.line, undone.merit, undone.idle, undone.dropped) == (
        before.line, before.merit, before.idle, before.dropped,
    )  # fmt: skip


@given(st.lists(st.builds(merit, PERSON, st.integers(1, 60).map(lambda t: Decimal(t) / 10)), max_size=12))
def test_one_decision_moves_its_subject_by_at_most_one_place(rows: list[dict[str, Any]]) -> None:
    outcome = fold(*rows)
    for change in outcome.changes:
        moved = [p for p in LINE if change.before.index(p) != change.after.index(p)]
        assert len(moved) == 2
        assert all(abs(change.before.index(p) - change.after.index(p)) == 1 for p in moved)


@given(st.permutations(LINE), st.sets(PERSON), st.sets(PERSON), PERSON)
def test_a_successor_is_never_barred_or_unavailable_and_the_line_keeps_the_others(
    now: list[str], barred: set[str], gone: set[str], reporter: str
) -> None:
    facts = VacancyFacts(
        "removal", START, tuple(now), tuple(sorted(barred)), tuple(sorted(gone)), reporter, line_at_report=LINE
    )
    derivation = apply(succeed, facts, AS_WRITTEN)
    outcome = derivation.outcome
    assert outcome.successor not in barred | gone
    assert (outcome.successor == "") == (barred | gone == set(LINE))
    assert sorted([*outcome.line, *([outcome.successor] if outcome.successor else [])]) == sorted(LINE)
    assert replay(derivation.as_json()).same


def test_filling_a_vacancy_replays() -> None:
    assert replay(apply(fill_vacancy, OPEN, RECOMMENDED).as_json()).same


@settings(deadline=None)  # the first call of each compiles
@given(st.lists(st.integers(1, 300), min_size=5, max_size=5), st.sampled_from(CORE))
def test_the_core_compiles_to_the_same_answers(values: list[int], function: Any) -> None:
    arguments = values[: function.__code__.co_argcount]
    assert COMPILED[function](*arguments) == function(*arguments)
