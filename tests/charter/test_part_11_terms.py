"""Part 11: terms. At most two as secretary in a lifetime; a pause and one return."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.charter import PROFILES, Charter
from jianheng.rules import apply, replay
from jianheng.rules.roles import OFFICES, Role
from jianheng.rules.terms import (
    Tenure,
    TermFacts,
    eligibility,
    is_term_limited,
    later,
    months_served,
    term_limit,
    terms_counted,
    terms_served,
)

BOTH = pytest.mark.parametrize("charter", [Charter(profile) for profile in PROFILES], ids=PROFILES)
AS_WRITTEN = Charter()
SECRETARY = Role.SECRETARY
ELECTION = date(2041, 7, 1)


def term(since: int, months: int = 60, **changes) -> Tenure:
    start = date(since, 7, 1)
    return replace(Tenure(SECRETARY, start, later(start, months), "expired"), **changes)


def answer(*tenures: Tenure, office: Role = SECRETARY, charter: Charter = AS_WRITTEN):
    return apply(eligibility, TermFacts("gu", tenures, office, ELECTION), charter).outcome


@BOTH
def test_two_terms_in_a_row_bar_for_ever(charter):
    outcome = answer(term(2021), term(2026), charter=charter)
    assert (outcome.eligible, outcome.terms, outcome.limit) == (False, 2, 2)


@BOTH
def test_two_terms_with_a_pause_between_them_bar_as_well(charter):
    """Reading R07."""
    assert not answer(term(2016), term(2031), charter=charter).eligible


@BOTH
def test_after_one_term_and_a_pause_a_person_may_stand_for_one_more(charter):
    """Art. 11.2."""
    outcome = answer(term(2021), charter=charter)
    assert (outcome.eligible, outcome.terms) == (True, 1)


@BOTH
@pytest.mark.parametrize(("months", "terms"), [(0, 0), (29, 0), (30, 0), (31, 1), (60, 1), (90, 1), (91, 2), (120, 2)])
def test_a_term_cut_short_counts_when_more_than_half_of_its_sixty_months_was_served(charter, months, terms):
    """Readings T01, T02."""
    assert terms_counted(term(2021, months), ELECTION, charter) == terms


@BOTH
def test_one_day_more_than_half_counts(charter):
    half = term(2021, 30)
    longer = term(2021, until=later(half.since, 30) + timedelta(days=1))
    assert (terms_counted(half, ELECTION, charter), terms_counted(longer, ELECTION, charter)) == (0, 1)


def test_a_succession_just_below_half_leaves_two_further_terms_twelve_and_a_half_years_at_most():
    heir = (term(2021, 30), term(2024))
    assert answer(*heir).eligible
    assert sum(months_served(tenure, ELECTION) for tenure in (*heir, term(2029))) == 150
    assert not answer(*heir, term(2029)).eligible


def test_acting_for_a_vacant_office_is_not_a_term():
    assert answer(term(2021), term(2030, 40, acting=True)).eligible


@BOTH
@pytest.mark.parametrize("ended", ["expired", "not_reelected", "resigned", "promoted", "incapable"])
def test_whatever_ended_the_first_term_a_return_is_open(charter, ended):
    """Art. 11.2."""
    assert answer(term(2021, ended=ended), charter=charter).eligible


@BOTH
def test_removal_for_cause_bars_the_return_even_after_a_few_months(charter):
    """Art. 11.2, reading T03."""
    outcome = answer(term(2021, 3, ended="removed_for_cause"), charter=charter)
    assert (outcome.eligible, outcome.removed, outcome.terms) == (False, True, 0)


@BOTH
@pytest.mark.parametrize("office", [office for office in OFFICES if office != SECRETARY])
def test_the_other_four_offices_know_no_limit(charter, office):
    """Reading T04."""
    record = tuple(term(year, office=office) for year in (2021, 2026, 2031, 2036))
    outcome = answer(*record, office=office, charter=charter)
    assert (outcome.eligible, outcome.terms, outcome.limit) == (True, 4, None)


def test_a_county_may_set_a_limit_for_the_other_offices():
    charter = AS_WRITTEN.amended({"term.max_other": "3"})
    assert term_limit(Role.CONGRESS, charter) == 3
    assert not answer(
        *[term(year, office=Role.CONGRESS) for year in (2021, 2026, 2031)], office=Role.CONGRESS, charter=charter
    ).eligible


def test_terms_in_one_office_do_not_count_for_another():
    assert answer(term(2021), term(2026, office=Role.DISCIPLINE), term(2031, office=Role.DISCIPLINE)).terms == 1


def test_a_running_term_counts_up_to_the_day_the_next_begins():
    assert not answer(term(2026), term(2036, until=None, ended="running")).eligible


def test_a_tenure_that_begins_on_the_last_day_of_january_has_a_month_on_the_last_of_february():
    assert later(date(2023, 1, 31), 1) == date(2023, 2, 28)
    assert months_served(Tenure(SECRETARY, date(2023, 1, 31), date(2023, 2, 28)), ELECTION) == 1


days = st.dates(date(1990, 1, 1), date(2040, 12, 31))
tenures = st.builds(
    lambda since, length, acting: Tenure(SECRETARY, since, since + timedelta(days=length), "expired", acting),
    days,
    st.integers(0, 4000),
    st.booleans(),
)


@given(st.lists(tenures, max_size=5), tenures)
def test_a_further_time_in_office_never_makes_anyone_eligible_again(record, further):
    if is_term_limited(tuple(record), SECRETARY, ELECTION, AS_WRITTEN):
        assert is_term_limited((*record, further), SECRETARY, ELECTION, AS_WRITTEN)


@given(tenures, st.integers(1, 400))
def test_time_served_never_shrinks_and_terms_follow_it(tenure, more):
    longer = Tenure(SECRETARY, tenure.since, tenure.until + timedelta(days=more), "expired", tenure.acting)
    assert months_served(longer, ELECTION) >= months_served(tenure, ELECTION)
    assert terms_counted(longer, ELECTION, AS_WRITTEN) >= terms_counted(tenure, ELECTION, AS_WRITTEN)


@given(st.lists(tenures, max_size=4))
def test_a_replayed_answer_is_the_same_answer(record):
    derivation = apply(eligibility, TermFacts("gu", tuple(record), SECRETARY, ELECTION), AS_WRITTEN)
    assert derivation.outcome.terms == terms_served(tuple(record), SECRETARY, ELECTION, AS_WRITTEN)
    assert replay(derivation.as_json()).same
    assert all(step.text.format(**step.values) and step.article for step in derivation.steps)
