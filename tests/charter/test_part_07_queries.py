"""Art. 7.4: who queries the record, for what, how widely, and for how long those concerned do not see it (18.5)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.charter import PROFILES, Charter
from jianheng.rules import Refused, apply, replay
from jianheng.rules.queries import (
    ASKING,
    OVERSIGHT,
    QUERY_TRANSITIONS,
    QueryAct,
    QueryFacts,
    QueryPurpose,
    QueryReach,
    QueryScope,
    QueryState,
    may_query,
    next_query_state,
)
from jianheng.rules.roles import Role

AS_WRITTEN, RECOMMENDED = Charter("as_written"), Charter("recommended")
ASKED = QueryFacts(
    role="higher_discipline",
    scope=QueryScope.MATTER,
    reach=QueryReach.BELOW,
    purpose="purpose_case",
    reasons_length=20,
    has_reference=True,
    has_basis=True,
    days=0,
    entries=30,
)


def permitted(charter: Charter = AS_WRITTEN, **changes: object) -> bool:
    try:
        may_query(replace(ASKED, **changes), charter)  # type: ignore[arg-type]
    except Refused:
        return False
    return True


def test_higher_discipline_inspection_congress_and_audit_query_and_nobody_else() -> None:
    assert {role.value for role in Role if permitted(role=role.value)} == {
        "higher_discipline",
        "inspection",
        "congress",
        "auditor",
    }


def test_the_discipline_secretary_of_the_county_watches_queries_and_opens_none() -> None:
    assert Role.DISCIPLINE in OVERSIGHT
    assert Role.DISCIPLINE not in ASKING
    assert set(ASKING) < set(OVERSIGHT)


def test_a_body_queries_its_own_county_or_one_below_it() -> None:
    assert {reach for reach in QueryReach if permitted(reach=reach)} == {QueryReach.OWN, QueryReach.BELOW}


def test_each_query_needs_a_purpose_of_the_list_reasons_a_reference_and_a_legal_basis() -> None:
    assert all(permitted(purpose=purpose.value) for purpose in QueryPurpose)
    assert not permitted(purpose="curiosity")
    assert not permitted(has_reference=False)
    assert not permitted(has_basis=False)
    assert [length for length in range(8, 12) if permitted(reasons_length=length)] == [10, 11]


@pytest.mark.parametrize("scope", [QueryScope.PERSON, QueryScope.PERIOD])
def test_an_officer_and_a_period_are_queried_for_ninety_two_days_at_most(scope: QueryScope) -> None:
    assert [days for days in (0, 1, 92, 93) if permitted(scope=scope, days=days)] == [1, 92]


def test_a_query_covers_two_hundred_entries_at_most_and_the_refusal_says_how_to_narrow_it() -> None:
    assert permitted(entries=200)
    with pytest.raises(Refused, match="201 entries") as refused:
        may_query(replace(ASKED, entries=201), AS_WRITTEN)
    assert "Shorten the period" in refused.value.remedy


def test_as_written_all_four_query_an_officer_and_recommended_only_discipline_and_inspection() -> None:
    def asking(charter: Charter) -> list[str]:
        return [role for role in ASKING if permitted(charter, role=role, scope=QueryScope.PERSON, days=30)]

    assert asking(AS_WRITTEN) == list(ASKING)
    assert asking(RECOMMENDED) == ["higher_discipline", "inspection"]


@pytest.mark.parametrize("profile", PROFILES)
def test_those_concerned_see_a_query_after_a_year_at_the_latest(profile: str) -> None:
    assert may_query(ASKED, Charter(profile)).outcome.seal_months == 12
    assert may_query(ASKED, Charter(profile, {"query.seal_months": "3"})).outcome.seal_months == 3


def test_nothing_is_done_under_a_query_whose_matter_has_ended() -> None:
    assert set(QUERY_TRANSITIONS) == set(QueryState)
    for act in QueryAct:
        next_query_state(QueryState.RUNNING, act)
        with pytest.raises(Refused, match="has ended"):
            next_query_state(QueryState.ENDED, act)


@given(
    st.builds(
        QueryFacts,
        role=st.sampled_from([role.value for role in Role]),
        scope=st.sampled_from(QueryScope),
        reach=st.sampled_from(QueryReach),
        purpose=st.sampled_from([*(purpose.value for purpose in QueryPurpose), "curiosity"]),
        reasons_length=st.integers(0, 40),
        has_reference=st.booleans(),
        has_basis=st.booleans(),
        days=st.integers(0, 400),
        entries=st.integers(0, 400),
    ),
    st.sampled_from(PROFILES),
)
def test_every_query_is_permitted_or_refused_by_article_7_4_and_replays(facts: QueryFacts, profile: str) -> None:
    charter = Charter(profile)
    names = ("role", "scope", "reach", "purpose", "reasons_length", "has_reference", "has_basis", "days", "entries")
    if not permitted(charter, **{name: getattr(facts, name) for name in names}):
        with pytest.raises(Refused) as refused:
            may_query(facts, charter)
        assert refused.value.article == "7.4"
        return
    assert replay(apply(may_query, facts, charter).as_json()).same
    assert facts.entries <= charter.number("query.max_entries")
    assert facts.role in ASKING


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_narrower_scope_is_never_refused_where_a_wider_one_is_permitted(one: int, other: int) -> None:
    narrow, wide = sorted((one, other))
    assert permitted(entries=narrow) or not permitted(entries=wide)
