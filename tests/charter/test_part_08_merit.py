"""Part 8: the two books of merit and fault."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.charter import Charter
from jianheng.rules import Refused, apply, replay
from jianheng.rules.calendar import WorkCalendar
from jianheng.rules.merit import (
    KNOWING_FABRICATION,
    NOT_UPHELD,
    RANKS,
    UPHELD,
    AccusationFacts,
    Appeal,
    Award,
    AwardFacts,
    BalanceFacts,
    BalanceOutcome,
    Credit,
    Entry,
    FaultFacts,
    ReciprocityFacts,
    Reporter,
    Target,
    apportion,
    award,
    balance,
    cash_reward,
    citizen_points,
    false_accusation,
    fault,
    final_on,
    is_overdue,
    is_sealed,
    office_points,
    points,
    public_band,
    reciprocity,
    require_redeemable,
    require_timely,
    tenths,
)

AS_WRITTEN, RECOMMENDED = Charter("as_written"), Charter("recommended")
BOTH = pytest.mark.parametrize("charter", [AS_WRITTEN, RECOMMENDED], ids=["as_written", "recommended"])
D = Decimal
WHOLE = Fraction(1)
MEMBER = Reporter("P3", WHOLE, office="congress")
CITIZEN = Reporter("P9", WHOLE)


def case(*targets: Target, reporters: tuple[Reporter, ...] = (MEMBER,), **more: Any) -> AwardFacts:
    return AwardFacts("case 1", True, targets, reporters, awarded_by=("C1", "C2"), **more)


def single(facts: AwardFacts, charter: Charter = AS_WRITTEN) -> Award:
    (only,) = award(facts, charter).outcome.awards
    return only


def section() -> Target:
    return Target("T1", "section")


# 8.1 Office-holders


@pytest.mark.parametrize(
    ("rank", "worth"),
    [("clerk", "0.5"), ("deputy_section", "1"), ("section", "1"), ("deputy_division", "3"), ("division", "4.5"),
     ("bureau", "4.5")],
)  # fmt: skip
def test_a_case_earns_an_office_holder_points_by_rank(rank: str, worth: str) -> None:
    """Reading M02."""
    assert single(case(Target("T1", rank))).points == D(worth)


def test_m03_a_direct_superior_is_worth_six_whatever_the_rank() -> None:
    award_ = single(case(Target("T1", "clerk", superior_of=("P3",))))
    assert (award_.category, award_.points) == ("superior", D(6))
    assert single(case(Target("T1", "clerk", superior_of=("P4",)))).points == D("0.5")


@pytest.mark.parametrize("standing", ["secretary", "higher"])
def test_a_key_lead_against_the_secretary_or_higher_is_worth_six_and_the_first_place(standing: str) -> None:
    lead = replace(MEMBER, contribution="key_lead")
    award_ = single(case(Target("T1", "division", standing=standing), reporters=(lead,)))
    assert (award_.category, award_.points, award_.takes_first_place) == ("key_lead", D(6), True)
    plain = single(case(Target("T1", "division", standing=standing)))
    assert (plain.category, plain.points, plain.takes_first_place) == ("division", D("4.5"), False)


def test_m04_superior_and_key_lead_do_not_cumulate() -> None:
    secretary = Target("T1", "division", superior_of=("P3",), standing="secretary")
    assert single(case(secretary, reporters=(replace(MEMBER, contribution="key_lead"),))).points == D(6)


def test_m01_a_ring_of_six_section_officials_is_one_case_and_one_point() -> None:
    ring = [Target(f"T{n}", "section") for n in range(6)]
    assert single(case(*ring)).points == D(1)
    assert single(case(*ring, Target("T7", "deputy_division"))).points == D(3)


def test_m01_a_later_higher_category_adds_only_the_difference() -> None:
    earlier = replace(MEMBER, already_credited=D(1))
    assert single(case(Target("T1", "deputy_division"), reporters=(earlier,))).points == D(2)
    assert single(case(section(), reporters=(replace(MEMBER, already_credited=D(3)),))).points == D(0)


def test_m12_a_systemic_finding_earns_what_the_committee_gives_between_half_a_point_and_three() -> None:
    assert single(case(systemic=D("2.5"))).points == D("2.5")
    for outside in ("0.4", "3.1"):
        with pytest.raises(Refused):
            award(case(systemic=D(outside)), AS_WRITTEN)


def test_s20_a_discipline_secretary_earns_by_own_initiative_only() -> None:
    own = Reporter("P2", WHOLE, office="discipline")
    assert single(case(section(), reporters=(own,))).points == D(1)
    assert single(case(section(), reporters=(replace(own, own_initiative=False),))).points == D(0)


def test_s23_nothing_is_credited_before_the_sanction_is_final() -> None:
    with pytest.raises(Refused) as refusal:
        award(replace(case(section()), sanction_final=False), AS_WRITTEN)
    assert refusal.value.article == "8.1"


# 8.2 Citizens


@pytest.mark.parametrize(
    ("rank", "worth"),
    [("clerk", 0), ("deputy_section", 4), ("section", 4), ("deputy_division", 9), ("division", 9),
     ("deputy_bureau", 16), ("bureau", 16), ("province", 16)],
)  # fmt: skip
def test_a_citizen_earns_by_the_citizens_table(rank: str, worth: int) -> None:
    award_ = single(case(Target("T1", rank), reporters=(CITIZEN,)))
    assert (award_.scale, award_.points) == ("citizen", D(worth))


def test_s06_an_official_outside_the_five_earns_by_the_citizens_table_and_no_place() -> None:
    deputy = Reporter("P7", WHOLE, office="discipline_deputy", contribution="key_lead")
    award_ = single(case(Target("T1", "division", standing="secretary"), reporters=(deputy,)))
    assert (award_.scale, award_.points, award_.takes_first_place) == ("citizen", D(9), False)


def test_z07_passing_on_a_citizens_report_earns_a_member_nothing() -> None:
    passing = replace(MEMBER, contribution="passed_on")
    assert single(case(Target("T1", "division", standing="secretary"), reporters=(passing,))).points == D(0)


def test_z05_cash_lies_between_one_and_five_percent_and_below_the_cap() -> None:
    assert cash_reward(D(1_000_000), D("0.03"), AS_WRITTEN) == D("30000.00")
    assert cash_reward(D(100_000_000), D("0.05"), AS_WRITTEN) == D("500000.00")
    with pytest.raises(Refused):
        cash_reward(D(1_000_000), D("0.06"), AS_WRITTEN)


def test_an_unknown_rank_is_refused() -> None:
    with pytest.raises(Refused):
        office_points("emperor", AS_WRITTEN)


# 8.9 One case, one award


def three(*shares: str) -> tuple[Reporter, ...]:
    return tuple(Reporter(f"P{n}", Fraction(share), office="congress") for n, share in enumerate(shares))


def test_m05_joint_reporters_share_by_the_committees_split() -> None:
    facts = case(Target("T1", "deputy_division"), reporters=three("1/2", "1/3", "1/6"))
    assert [a.points for a in award(facts, AS_WRITTEN).outcome.awards] == [D("1.5"), D("1.0"), D("0.5")]


def test_a_point_shared_by_three_loses_no_tenth() -> None:
    facts = case(section(), reporters=three("1/3", "1/3", "1/3"))
    assert [a.points for a in award(facts, AS_WRITTEN).outcome.awards] == [D("0.4"), D("0.3"), D("0.3")]


def test_a_split_must_sum_to_one() -> None:
    for shares in [("1/2", "1/3"), ("3/2", "-1/2"), ("1", "0")]:
        with pytest.raises(Refused):
            award(case(section(), reporters=three(*shares)), AS_WRITTEN)


def test_a_member_who_awards_is_not_party_to_the_case() -> None:
    with pytest.raises(Refused) as refusal:
        award(case(section(), parties=("C2",)), AS_WRITTEN)
    assert refusal.value.article == "8.9"
    with pytest.raises(Refused):
        award(case(section(), reporters=(replace(MEMBER, person="C1"),)), AS_WRITTEN)


def test_a_case_is_credited_once_to_a_person() -> None:
    twice = (replace(MEMBER, share=Fraction(1, 2)), replace(MEMBER, share=Fraction(1, 2)))
    with pytest.raises(Refused):
        award(case(section(), reporters=twice), AS_WRITTEN)


@pytest.mark.parametrize(
    ("days", "charter", "worth"),
    [(90, RECOMMENDED, "3"), (91, RECOMMENDED, "1.5"), (91, AS_WRITTEN, "3"), (900, AS_WRITTEN, "3")],
)
def test_s25_points_halve_after_90_days_of_silence_as_recommended(days: int, charter: Charter, worth: str) -> None:
    known = date(2026, 1, 1)
    late = replace(MEMBER, knew_on=known, reported_on=date.fromordinal(known.toordinal() + days))
    assert single(case(Target("T1", "deputy_division"), reporters=(late,)), charter).points == D(worth)


def test_s25_the_duty_to_report_within_30_days_is_recommended_and_binds_office_holders_alone() -> None:
    known = date(2026, 1, 1)
    for days, overdue in ((30, False), (31, True)):
        late = replace(MEMBER, knew_on=known, reported_on=date.fromordinal(known.toordinal() + days))
        assert is_overdue(late, RECOMMENDED) == overdue
        assert not is_overdue(late, AS_WRITTEN)
        assert not is_overdue(replace(late, office=""), RECOMMENDED)
        derived = award(case(section(), reporters=(late,)), RECOMMENDED)
        assert any("within which a report is due" in step.text for step in derived.steps) == overdue
        assert derived.outcome.awards[0].points == D(1)


def test_m06_a_returned_credit_counts_half_as_recommended() -> None:
    facts = case(Target("T1", "deputy_division"), reporters=(replace(MEMBER, reciprocal=True),))
    assert (single(facts).points, single(facts, RECOMMENDED).points) == (D(3), D("1.5"))


def test_m07_a_yearly_cap_of_six_as_recommended() -> None:
    facts = case(Target("T1", "deputy_division"), reporters=(replace(MEMBER, earned_this_year=D("4.5")),))
    assert (single(facts).points, single(facts, RECOMMENDED).points) == (D(3), D("1.5"))
    full = case(Target("T1", "deputy_division"), reporters=(replace(MEMBER, earned_this_year=D(7)),))
    assert single(full, RECOMMENDED).points == D(0)
    citizen = case(Target("T1", "bureau"), reporters=(CITIZEN,))
    assert single(citizen, RECOMMENDED).points == D(16)


TERM = date(2026, 1, 1)


def swap(*pairs: tuple[str, str, date]) -> ReciprocityFacts:
    given = tuple(Credit(reporter, chief, on, f"case {n}") for n, (reporter, chief, on) in enumerate(pairs))
    return ReciprocityFacts(given, TERM, date(2030, 1, 1))


def test_m06_more_than_two_mutual_credits_in_a_term_go_to_the_committee() -> None:
    days = [date(2026, month, 1) for month in range(1, 5)]
    two = swap(("A", "B", days[0]), ("B", "A", days[1]))
    assert reciprocity(two, AS_WRITTEN).outcome.put_to_committee == ()
    outcome = reciprocity(
        swap(*[("A", "B", d) for d in days[:2]], *[("B", "A", d) for d in days[2:]]), AS_WRITTEN
    ).outcome
    (pair,) = outcome.put_to_committee
    assert (pair.first, pair.second, pair.mutual) == ("A", "B", 4)
    assert outcome.returned == ("case 2", "case 3")


def test_m06_a_credit_is_returned_only_within_the_months_of_the_charter() -> None:
    facts = swap(("A", "B", date(2026, 1, 1)), ("B", "A", date(2027, 1, 2)))
    assert reciprocity(facts, AS_WRITTEN).outcome.returned == ("case 1",)
    shorter = AS_WRITTEN.amended({"merit.reciprocity_months": "12"})
    assert reciprocity(facts, shorter).outcome.returned == ()


def test_credits_in_one_direction_or_of_an_earlier_term_are_no_exchange() -> None:
    one_way = swap(*[("A", "B", date(2026, month, 1)) for month in range(1, 6)])
    assert reciprocity(one_way, AS_WRITTEN).outcome.put_to_committee == ()
    earlier = swap(*[("A", "B", date(2025, m, 1)) for m in (1, 2)], *[("B", "A", date(2027, m, 2)) for m in (1, 2)])
    outcome = reciprocity(earlier, AS_WRITTEN).outcome
    assert (outcome.put_to_committee, outcome.returned) == ((), ("case 2",))


# 8.3 Fault


def subordinate(charter: Charter = AS_WRITTEN, **more: Any) -> dict[str, Decimal]:
    facts = FaultFacts("subordinate", direct_leader="P2", next_leader="P1", **more)
    return {booking.person: booking.points for booking in fault(facts, charter).outcome.bookings}


@BOTH
def test_a_subordinates_corruption_costs_the_leader_one_and_the_next_a_tenth(charter: Charter) -> None:
    assert subordinate(charter) == {"P2": D(1), "P1": D("0.1")}


def test_p01_the_next_leader_is_credited_a_tenth_for_duty_done_and_a_key_lead() -> None:
    assert subordinate(did_duty=True, gave_key_lead=True) == {"P2": D(1), "P1": D("-0.1")}
    assert subordinate(did_duty=True) == subordinate(gave_key_lead=True) == {"P2": D(1), "P1": D("0.1")}


def test_p02_who_reports_first_bears_no_leaders_fault_as_recommended() -> None:
    """Readings P02, P05."""
    assert subordinate(AS_WRITTEN, reported_first="P2") == {"P2": D(1), "P1": D("0.1")}
    assert subordinate(RECOMMENDED, reported_first="P2") == {"P1": D("0.1")}


def test_p03_knowing_silence_costs_half_a_point_as_written_and_two_as_recommended() -> None:
    facts = FaultFacts("silence", "P4")
    costs = [fault(facts, charter).outcome.bookings[0].points for charter in (AS_WRITTEN, RECOMMENDED)]
    assert costs == [D("0.5"), D(2)]


@BOTH
def test_p08_suppressing_a_case_costs_two_retaliation_or_leaking_three(charter: Charter) -> None:
    costs = {}
    for kind in ("suppression", "retaliation", "leak"):
        outcome = fault(FaultFacts(kind, "P4"), charter).outcome
        assert outcome.measures == ("referral",)
        costs[kind] = outcome.bookings[0].points
    assert costs == {"suppression": D(2), "retaliation": D(3), "leak": D(3)}


def test_own_corruption_opens_procedures_and_no_points() -> None:
    outcome = fault(FaultFacts("own_corruption", "P4"), AS_WRITTEN).outcome
    assert (outcome.bookings, outcome.measures) == ((), ("black_list", "removal", "referral"))


def test_a_listed_error_in_good_faith_costs_nothing() -> None:
    assert subordinate(good_faith=True) == {}


def test_a_fault_that_the_charter_does_not_know_or_of_nobody_is_refused() -> None:
    for facts in (FaultFacts("rudeness", "P4"), FaultFacts("silence"), FaultFacts("subordinate", "P4")):
        with pytest.raises(Refused):
            fault(facts, AS_WRITTEN)


# 8.4 The books


def entry(number: int, book: str, worth: str, on: date, **more: Any) -> Entry:
    return Entry(**{"id": str(number), "person": "P4", "book": book, "points": D(worth), "booked_on": on,
                    "final_on": on, **more})  # fmt: skip


def books(*entries: Entry, charter: Charter = AS_WRITTEN, on: date = date(2030, 1, 1), **more: Any) -> BalanceOutcome:
    return balance(BalanceFacts("P4", entries, on, term_start=TERM, **more), charter).outcome


def test_merit_and_fault_are_never_netted() -> None:
    outcome = books(entry(1, "merit", "6", TERM), entry(2, "fault", "4", TERM))
    assert (outcome.merit_term, outcome.fault_counted, outcome.state) == (D(6), D(4), "warning")


# 8.3 Thresholds


@BOTH
@pytest.mark.parametrize(
    ("total", "state"), [("3.9", "clear"), ("4", "warning"), ("5.9", "warning"), ("6", "resignation_procedure")]
)
def test_p09_warning_at_four_and_a_procedure_at_six(total: str, state: str, charter: Charter) -> None:
    assert books(entry(1, "fault", total, date(2029, 1, 1)), charter=charter).state == state


# 8.7 One account for life


def test_s13_merit_for_the_line_counts_since_the_start_of_the_term() -> None:
    outcome = books(entry(1, "merit", "3", date(2025, 12, 31)), entry(2, "merit", "1", TERM))
    assert (outcome.merit_term, outcome.merit_lifetime) == (D(1), D(4))


def test_what_is_not_final_counts_for_nothing_yet() -> None:
    pending = entry(1, "merit", "6", TERM, final_on=None)
    later = entry(2, "fault", "6", TERM, final_on=date(2031, 1, 1))
    outcome = books(pending, later)
    assert (outcome.merit_term, outcome.fault_counted, outcome.state) == (D(0), D(0), "clear")
    assert (outcome.merit_provisional, outcome.fault_provisional) == (D(6), D(6))


def test_s23_a_reversal_takes_merit_from_the_term_in_which_it_was_earned() -> None:
    earned = entry(1, "merit", "6", date(2025, 6, 1))
    reversal = entry(2, "merit", "-6", date(2027, 6, 1), counters="1")
    outcome = books(earned, reversal)
    assert (outcome.merit_term, outcome.merit_lifetime) == (D(0), D(0))


def test_m10_the_two_scales_are_never_converted() -> None:
    outcome = books(entry(1, "merit", "9", TERM, scale="citizen"), entry(2, "merit", "1", TERM))
    assert (outcome.merit_lifetime, outcome.citizen_points) == (D(1), D(9))


def test_entries_of_others_and_of_the_future_do_not_count() -> None:
    other = entry(1, "merit", "6", TERM, person="P5")
    outcome = books(other, entry(2, "merit", "6", date(2030, 1, 2), final_on=date(2030, 1, 2)))
    assert outcome.merit_lifetime == outcome.merit_provisional == D(0)


# 8.3 Window and span


def test_p04_fault_lasts_for_life_as_written_and_60_months_as_recommended() -> None:
    old = [entry(1, "fault", "4", date(2025, 1, 1)), entry(2, "fault", "2", date(2025, 1, 2))]
    as_written, recommended = books(*old), books(*old, charter=RECOMMENDED)
    assert (as_written.fault_counted, as_written.state) == (D(6), "resignation_procedure")
    assert (recommended.fault_lifetime, recommended.fault_counted, recommended.state) == (D(6), D(2), "clear")


def test_p04_leaders_fault_is_normalised_by_span_as_recommended() -> None:
    six = [entry(n, "fault", "1", date(2029, 1, 1), cause="direct_leader") for n in range(6)]
    own = entry(7, "fault", "2", date(2029, 1, 1), cause="silence")
    counted = [books(*six, own, charter=c, direct_reports=15).fault_counted for c in (AS_WRITTEN, RECOMMENDED)]
    assert counted == [D(8), D("5.2")]
    assert books(*six, charter=RECOMMENDED, direct_reports=4).fault_counted == D(6)


# 8.5 False accusation

LIE = AccusationFacts("P4", KNOWING_FABRICATION, D(6), D(6), body="city", heard=True, proof_of_knowledge=True)


@BOTH
def test_p06_a_knowing_fabrication_costs_twice_what_it_gained_or_would_have_gained(charter: Charter) -> None:
    assert false_accusation(LIE, charter).outcome.deduction == D(12)
    assert false_accusation(replace(LIE, gained=D(0), claimed=D(3)), charter).outcome.deduction == D(6)
    assert false_accusation(replace(LIE, gained=D(1), claimed=D(6)), charter).outcome.deduction == D(2)


def test_the_balance_may_go_below_zero() -> None:
    deduction = false_accusation(LIE, AS_WRITTEN).outcome.deduction
    earned = entry(1, "merit", "6", TERM)
    assert books(earned, entry(2, "merit", str(-deduction), TERM)).merit_term == D(-6)


@pytest.mark.parametrize("outcome", [UPHELD, NOT_UPHELD])
def test_p07_an_honest_report_costs_nothing(outcome: str) -> None:
    assert false_accusation(replace(LIE, outcome=outcome, body="", heard=False), AS_WRITTEN).outcome.deduction == D(0)


@pytest.mark.parametrize("lacking", [{"body": "county"}, {"heard": False}, {"proof_of_knowledge": False}])
def test_a_fabrication_is_found_at_city_level_after_a_hearing_with_clear_proof(lacking: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        false_accusation(replace(LIE, **lacking), AS_WRITTEN)
    assert refusal.value.article == "8.5"


@given(st.integers(1, 99), st.integers(0, 300))
def test_speculation_pays_only_above_two_m_over_one_plus_two_m(percent: int, gain: int) -> None:
    """A report upheld with chance q gains g; not upheld, it is found malicious with chance m."""
    m, g = Fraction(percent, 100), points(gain)
    lie = replace(LIE, gained=D(0), claimed=g)
    loss = Fraction(false_accusation(lie, AS_WRITTEN).outcome.deduction)
    q = 2 * m / (1 + 2 * m)
    assert q * Fraction(g) == (1 - q) * m * loss


# 8.6 Redemption


def test_m11_only_minor_procedural_sanctions_are_redeemed() -> None:
    good = {"requested_by": "P4", "sanctioned": "P4", "body": "independent_committee"}
    require_redeemable("minor_procedural", **good)
    bad: list[tuple[str, dict[str, str]]] = [
        ("corruption", good),
        ("minor_procedural", {**good, "requested_by": "P5"}),
        ("minor_procedural", {**good, "body": "county_committee"}),
    ]
    for sanction, more in bad:
        with pytest.raises(Refused):
            require_redeemable(sanction, **more)


# 8.8 Finality


def test_a_booking_is_final_when_its_appeal_period_ran_out_or_its_appeal_is_decided() -> None:
    """Reading S22."""
    calendar, published = WorkCalendar(), date(2026, 6, 1)  # a Monday; the seventh working day is 10 June
    assert final_on(published, None, calendar, AS_WRITTEN) == date(2026, 6, 11)
    assert final_on(published, Appeal(date(2026, 6, 10)), calendar, AS_WRITTEN) is None
    decided = Appeal(date(2026, 6, 10), date(2026, 7, 1))
    assert final_on(published, decided, calendar, AS_WRITTEN) == date(2026, 7, 1)
    require_timely(published, date(2026, 6, 10), calendar, AS_WRITTEN)
    with pytest.raises(Refused):
        require_timely(published, date(2026, 6, 11), calendar, AS_WRITTEN)


# 8.7 Seals


def test_m09_entries_are_sealed_ten_years_after_leaving_office() -> None:
    assert not is_sealed(None, date(2050, 1, 1), AS_WRITTEN)
    assert not is_sealed(date(2026, 5, 1), date(2036, 4, 30), AS_WRITTEN)
    assert is_sealed(date(2026, 5, 1), date(2036, 5, 1), AS_WRITTEN)


# 8.11 Publication


def test_s24_merit_is_shown_in_bands() -> None:
    bands = [public_band(D(text)) for text in ("-0.1", "0", "0.1", "5.9", "6")]
    assert bands == ["below_zero", "none", "under_six", "under_six", "six_or_more"]


# 8.9 Properties

RANK = st.sampled_from(RANKS)


@given(st.lists(RANK, min_size=1, max_size=6), RANK)
def test_adding_an_official_to_a_case_never_lowers_it(ranks: list[str], added: str) -> None:
    before = single(case(*[Target(f"T{n}", rank) for n, rank in enumerate(ranks)])).points
    after = single(case(*[Target(f"T{n}", rank) for n, rank in enumerate([*ranks, added])])).points
    assert after == max(before, office_points(added, AS_WRITTEN))


@given(RANK)
def test_both_tables_rise_with_rank(rank: str) -> None:
    below = RANKS[: RANKS.index(rank) + 1]
    for table in (office_points, citizen_points):
        assert table(rank, AS_WRITTEN) == max(table(lower, AS_WRITTEN) for lower in below)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=6), st.integers(0, 200))
def test_a_split_keeps_every_tenth_and_differs_from_the_exact_share_by_less_than_one(
    parts: list[int], worth: int
) -> None:
    exact = [Fraction(worth, 10) * Fraction(part, sum(parts)) for part in parts]
    given_ = apportion(exact)
    assert sum(map(tenths, given_)) == worth
    assert all(abs(Fraction(g) - e) < Fraction(1, 10) for g, e in zip(given_, exact, strict=True))


# 8.4 Books as sums


@given(
    st.lists(st.tuples(st.sampled_from(["merit", "fault"]), st.integers(-60, 60), st.dates(TERM, date(2029, 1, 1)))),
    st.sampled_from([AS_WRITTEN, RECOMMENDED]),
)
def test_the_books_are_sums_and_replay(rows: list[tuple[str, int, date]], charter: Charter) -> None:
    entries = tuple(entry(n, book, str(points(worth)), on) for n, (book, worth, on) in enumerate(rows))
    derivation = apply(balance, BalanceFacts("P4", entries, date(2029, 6, 1), TERM), charter)
    assert derivation.outcome.merit_term == sum((e.points for e in entries if e.book == "merit"), D(0))
    assert derivation.outcome.fault_lifetime == sum((e.points for e in entries if e.book == "fault"), D(0))
    assert replay(derivation.as_json()).same


def test_the_other_rules_of_the_part_replay_too() -> None:
    stored = [
        apply(award, case(section(), reporters=three("1/3", "1/3", "1/3")), RECOMMENDED).as_json(),
        apply(fault, FaultFacts("subordinate", direct_leader="P2", next_leader="P1"), AS_WRITTEN).as_json(),
        apply(false_accusation, LIE, AS_WRITTEN).as_json(),
        apply(reciprocity, swap(("A", "B", TERM), ("B", "A", TERM)), RECOMMENDED).as_json(),
    ]
    assert all(replay(one).same for one in stored)


# 8.1 Points


def test_points_are_exact_tenths() -> None:
    assert (tenths(D("4.5")), points(45)) == (45, D("4.5"))
    with pytest.raises(ValueError, match="tenths"):
        tenths(D("0.25"))
