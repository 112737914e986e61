"""Part 4: from ranks to offices, and the weighted nomination."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.charter import PROFILES, BadValue, Charter
from jianheng.rules import Refused, apply, replay
from jianheng.rules.nomination import NominationFacts, PutForward, is_nominated, names_needed, weighted
from jianheng.rules.offices import (
    Assignment,
    ConferenceVote,
    Incumbent,
    OfficeFacts,
    Pick,
    assign,
    discipline_secretary,
    incumbent_on,
    party_secretary,
    remaining_three,
)
from jianheng.rules.roles import OFFICES, Role
from jianheng.rules.terms import Tenure, is_term_limited

AS_WRITTEN, RECOMMENDED = (Charter(profile) for profile in PROFILES)
BOTH = pytest.mark.parametrize("charter", [AS_WRITTEN, RECOMMENDED], ids=PROFILES)
SECRETARY, DISCIPLINE, CONGRESS, CONSULTATIVE, EXECUTIVE = OFFICES
RANKING = ("A", "B", "C", "D", "E")
TERM = date(2031, 7, 1)


def held(*years: int) -> tuple[Tenure, ...]:
    """Full terms as secretary from the summers named."""
    return tuple(Tenure(SECRETARY, date(year, 7, 1), date(year + 5, 7, 1), "expired") for year in years)


def facts(**changes) -> OfficeFacts:
    return replace(OfficeFacts(RANKING, TERM, deputies=RANKING), **changes)


def assigned(charter: Charter = AS_WRITTEN, **changes) -> Assignment:
    return apply(assign, facts(**changes), charter).outcome


def seats(outcome: Assignment) -> str:
    """The persons in the order of the five offices, a dot for an office not held."""
    return "".join(outcome.offices.get(office, ".") for office in OFFICES)


# --- 4.2 Secretary -------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("person", "path", "secretary"), [("A", 1, "A"), ("B", 1, "B"), ("C", 1, "C"), ("D", 2, "A"), ("E", 2, "A")]
)
def test_the_incumbent_among_the_first_three_is_reelected_and_otherwise_the_first_leads(
    charter, person, path, secretary
):
    """Reading R04."""
    outcome = assigned(charter, incumbent=Incumbent(person), tenures={person: held(2026)})
    assert (outcome.path, outcome.offices[SECRETARY]) == (path, secretary)


@BOTH
@pytest.mark.parametrize(
    ("incumbent", "obstacle"),
    [
        (None, "none"),
        (Incumbent("Z", stands=False), "not_standing"),
        (Incumbent("Z"), "rank"),
        (Incumbent("B", acting=True), "acting"),
    ],
    ids=["new county", "not standing", "not among the elected", "only acting"],
)
def test_path_two_is_taken_whenever_path_one_does_not_apply(charter, incumbent, obstacle):
    """Reading R05."""
    outcome = assigned(charter, incumbent=incumbent)
    assert (outcome.path, outcome.obstacle, outcome.offices[SECRETARY]) == (2, obstacle, "A")


@BOTH
def test_an_incumbent_with_two_terms_is_not_reelected_even_at_the_first_rank_but_keeps_the_rank(charter):
    """Reading R08."""
    outcome = assigned(charter, incumbent=Incumbent("A"), tenures={"A": held(2021, 2026)})
    assert (outcome.path, outcome.obstacle) == (2, "barred")
    assert (outcome.offices[SECRETARY], outcome.offices[DISCIPLINE]) == ("B", "A")


@BOTH
def test_two_terms_with_a_pause_bar_a_third(charter):
    """Reading R07."""
    outcome = assigned(charter, incumbent=Incumbent("B"), tenures={"B": held(2016, 2026)})
    assert (outcome.path, outcome.offices[SECRETARY]) == (2, "A")


@BOTH
def test_a_person_once_removed_for_cause_does_not_return_as_secretary(charter):
    """Reading T03."""
    removal = Tenure(SECRETARY, date(2021, 7, 1), date(2022, 1, 1), "removed_for_cause")
    assert assigned(charter, tenures={"A": (removal,)}).offices[SECRETARY] == "B"


@pytest.mark.parametrize(("charter", "path", "secretary"), [(AS_WRITTEN, 1, "C"), (RECOMMENDED, 2, "A")], ids=PROFILES)
def test_a_successor_has_the_privilege_of_the_first_three_as_written_and_not_as_recommended(charter, path, secretary):
    """Reading S29."""
    outcome = assigned(charter, incumbent=Incumbent("C", by_succession=True))
    assert (outcome.path, outcome.offices[SECRETARY]) == (path, secretary)


def test_the_incumbent_is_whoever_is_in_office_on_the_day_the_list_closes():
    """Reading R06."""
    closed = date(2031, 4, 1)
    heir = Tenure(SECRETARY, date(2030, 1, 1), by_succession=True)
    register = {"A": (Tenure(SECRETARY, date(2026, 7, 1), date(2030, 1, 1), "resigned"),), "B": (heir,)}
    assert incumbent_on(closed, register, RANKING) == Incumbent("B", by_succession=True)
    assert incumbent_on(date(2029, 4, 1), register, ("B",)) == Incumbent("A", stands=False)
    assert incumbent_on(date(2020, 1, 1), register, RANKING) is None


@BOTH
def test_if_everyone_elected_is_barred_there_is_a_by_election_for_the_secretary(charter):
    outcome = assigned(charter, tenures={person: held(2011, 2016) for person in RANKING})
    assert (outcome.offices, outcome.by_election, outcome.left) == ({}, (SECRETARY,), RANKING)


@BOTH
def test_one_person_is_party_secretary_and_county_head_in_every_charter(charter):
    """Reading R15."""
    everyone = assigned(charter, pick=Pick("E", "A"), conference=(ConferenceVote("D", elected=True),))
    assert seats(everyone) == "ABCDE"
    assert charter.flag("office.merge_secretary_head")
    with pytest.raises(BadValue):
        charter.amended({"office.merge_secretary_head": "false"})


# --- 4.3 Discipline secretary ----------------------------------------------------------------------------


@BOTH
def test_with_the_incumbent_reelected_at_rank_two_the_first_ranked_becomes_discipline_secretary(charter):
    """Readings R01, R02."""
    outcome = assigned(charter, incumbent=Incumbent("B"))
    assert (seats(outcome), outcome.remaining) == ("BA...", ("C", "D", "E"))


@BOTH
def test_with_the_incumbent_reelected_at_rank_three_the_pool_is_ranks_two_four_and_five(charter):
    """Reading R02."""
    outcome = assigned(charter, incumbent=Incumbent("C"))
    assert (seats(outcome), outcome.remaining) == ("CA...", ("B", "D", "E"))


def post_before_pick(ranking: tuple[str, ...], person: str, incumbent: str) -> int:
    """0 for secretary, 1 for discipline secretary, 2 for a place among the three."""
    outcome = assigned(ranking=ranking, incumbent=Incumbent(incumbent))
    return next((index for index, office in enumerate(OFFICES[:2]) if outcome.offices[office] == person), 2)


@pytest.mark.parametrize("incumbent", RANKING)
def test_a_better_rank_never_gives_a_lower_office_before_the_pick(incumbent):
    """Reading R03."""
    for ranking in permutations(RANKING):
        for rank in range(1, 5):
            person = ranking[rank]
            better = list(ranking)
            better[rank - 1], better[rank] = better[rank], better[rank - 1]
            assert post_before_pick(tuple(better), person, incumbent) <= post_before_pick(ranking, person, incumbent)


# --- 4.4 The remaining three -------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(("pick", "expected"), [("C", "ABD.C"), ("D", "ABC.D"), ("E", "ABC.E")])
def test_the_pick_settles_three_posts_and_the_last_waits_for_the_conference(charter, pick, expected):
    outcome = assigned(charter, pick=Pick(pick, "A"))
    assert seats(outcome) == expected
    assert outcome.waiting == ("consultative_vote",)
    assert {outcome.candidate, *outcome.offices.values()} == set(RANKING)


@pytest.mark.parametrize("outsider", ["A", "B", "Z"])
def test_a_pick_from_outside_the_three_is_refused(outsider):
    """Reading R10."""
    with pytest.raises(Refused, match=r"Art\. 4\.4"):
        assigned(pick=Pick(outsider, "A"))


def test_nobody_but_the_secretary_picks():
    with pytest.raises(Refused, match="Only the secretary picks"):
        assigned(pick=Pick("C", "B"))


def test_before_the_pick_only_two_offices_are_settled():
    outcome = assigned()
    assert (seats(outcome), outcome.remaining, outcome.waiting) == ("AB...", ("C", "D", "E"), ("executive_pick",))
    assert (outcome.candidate, outcome.by_election, outcome.left) == ("", (), ())


@BOTH
def test_without_a_pick_in_time_the_lowest_ranked_becomes_executive(charter):
    """Reading R10."""
    assert seats(assigned(charter, pick_overdue=True)) == "ABC.E"


def test_a_pick_made_in_time_stands_when_the_days_have_run_out():
    assert seats(assigned(pick=Pick("C", "A"), pick_overdue=True)) == "ABD.C"


def test_the_fourth_ranked_chairs_the_congress_in_one_of_three_picks_only():
    """Reading R11."""
    chairs = [assigned(pick=Pick(pick, "A")).offices[CONGRESS] for pick in "CDE"]
    assert chairs == ["D", "C", "C"]


@BOTH
def test_only_a_deputy_chairs_the_congress(charter):
    """Reading R16."""
    outcome = assigned(charter, pick=Pick("E", "A"), deputies=("D",))
    assert (outcome.offices[CONGRESS], outcome.candidate) == ("D", "C")


def test_if_neither_of_the_two_is_a_deputy_the_congress_chair_goes_to_a_by_election():
    outcome = assigned(pick=Pick("E", "A"), deputies=("A", "B"))
    assert (outcome.by_election, outcome.candidate, outcome.left) == ((CONGRESS,), "C", ("D",))


def test_a_county_may_let_others_than_deputies_chair_the_congress():
    charter = AS_WRITTEN.amended({"offices.congress_requires_deputy": "false"})
    assert assigned(charter, pick=Pick("E", "A"), deputies=()).offices[CONGRESS] == "C"


@BOTH
def test_the_conference_elects_its_sole_candidate_or_refuses_twice(charter):
    """Reading R13."""
    no, yes = ConferenceVote("D", elected=False), ConferenceVote("D", elected=True)
    picked = {"pick": Pick("E", "A")}
    assert assigned(charter, **picked, conference=(no,)).waiting == ("consultative_vote",)
    assert seats(assigned(charter, **picked, conference=(no, yes))) == "ABCDE"
    refused = assigned(charter, **picked, conference=(no, no))
    assert (refused.by_election, refused.candidate, refused.left) == ((CONSULTATIVE,), "", ("D",))


# --- 4.5 Automatic; declining ---------------------------------------------------------------------------------


def test_the_post_of_one_who_declines_goes_to_the_next_in_order_and_the_reserve_joins_at_the_end():
    """Reading R18."""
    outcome = assigned(declined=("B",), reserve=("F", "G"))
    assert (seats(outcome), outcome.remaining) == ("AC...", ("D", "E", "F"))


def test_without_a_reserve_the_last_office_goes_to_a_by_election():
    """Reading R17."""
    outcome = assigned(declined=("B",), pick=Pick("E", "A"))
    assert (seats(outcome), outcome.by_election) == ("ACD.E", (CONSULTATIVE,))


def test_declining_by_others_does_not_lift_an_incumbent_into_the_first_three():
    outcome = assigned(incumbent=Incumbent("D"), declined=("A",))
    assert (outcome.path, outcome.offices[SECRETARY]) == (2, "B")


def test_an_incumbent_who_declines_is_followed_under_path_two():
    outcome = assigned(incumbent=Incumbent("A"), declined=("A",))
    assert (outcome.path, outcome.obstacle, outcome.offices[SECRETARY]) == (2, "declined", "B")


def test_a_pick_overtaken_by_a_refusal_is_made_again():
    outcome = assigned(declined=("B",), reserve=("F",), pick=Pick("C", "A"))
    assert (outcome.waiting, outcome.remaining) == (("executive_pick",), ("D", "E", "F"))
    by_the_one_who_left = assigned(declined=("A",), reserve=("F",), pick=Pick("E", "A"))
    assert by_the_one_who_left.waiting == ("executive_pick",)


def test_the_steps_name_the_path_the_article_and_the_reading():
    steps = apply(assign, facts(incumbent=Incumbent("C"), pick=Pick("D", "C")), AS_WRITTEN).steps
    assert [(step.article, step.reading) for step in steps] == [
        ("4.1", "R04"),
        ("4.2", "R04"),
        ("4.3", "R01"),
        ("4.4", "R10"),
        ("4.4", "R11"),
        ("4.4", "R13"),
    ]
    assert steps[1].values == {"person": "C", "safe": 3, "rank": 3}


@pytest.mark.parametrize("ranking", [(), ("A", "A"), tuple("ABCDEF")])
def test_a_ranking_that_cannot_be_is_refused(ranking):
    with pytest.raises(Refused, match=r"Art\. 4\.1"):
        assigned(ranking=ranking)


# --- Properties of 4.2 to 4.5 -----------------------------------------------------------------------------------

people = st.sampled_from("ABCDEFG")
records = st.lists(st.sampled_from([held(2011), held(2021), held(2016, 2026)]), max_size=2).map(
    lambda terms: sum(terms, ())
)


@st.composite
def cases(draw) -> OfficeFacts:
    """A ranking of one to five with everything else that may have happened, a permitted pick included."""
    order = draw(st.permutations("ABCDEFG"))
    size = draw(st.integers(1, 5))
    incumbent = draw(st.none() | st.builds(Incumbent, people, st.booleans(), st.booleans(), st.booleans()))
    declined = tuple(draw(st.lists(people, max_size=2, unique=True)))
    case = {
        "ranking": tuple(order[:size]),
        "reserve": tuple(order[size:]) if draw(st.booleans()) else (),
        "on": TERM,
        "incumbent": incumbent,
        "tenures": draw(st.dictionaries(people, records, max_size=4)),
        "deputies": tuple(draw(st.sets(people))),
        "declined": declined,
        "pick_overdue": draw(st.booleans()),
        "conference": tuple(draw(st.lists(st.builds(ConferenceVote, people, st.booleans()), max_size=4))),
    }
    undecided = apply(assign, OfficeFacts(**case | {"pick_overdue": False}), AS_WRITTEN).outcome
    if undecided.remaining and draw(st.booleans()):
        case["pick"] = Pick(draw(st.sampled_from(undecided.remaining)), undecided.offices[SECRETARY])
    return OfficeFacts(**case)


@given(cases())
def test_nobody_barred_by_the_term_limit_ever_becomes_secretary(case):
    secretary = apply(assign, case, AS_WRITTEN).outcome.offices.get(SECRETARY)
    assert secretary is None or not is_term_limited(case.tenures.get(secretary, ()), SECRETARY, TERM, AS_WRITTEN)


@given(cases())
def test_the_offices_go_to_different_persons_of_the_election_and_none_is_lost(case):
    outcome = apply(assign, case, AS_WRITTEN).outcome
    holders = [*outcome.offices.values(), *filter(None, [outcome.candidate])]
    assert len(set(holders)) == len(holders)
    assert set(holders) <= {*case.ranking, *case.reserve} - set(case.declined)
    if "executive_pick" not in outcome.waiting and SECRETARY in outcome.offices:
        waiting = {CONSULTATIVE} if outcome.candidate else set()
        assert {*outcome.offices, *outcome.by_election, *waiting} == set(OFFICES)
        assert not set(outcome.left) & set(holders)


@given(cases())
def test_the_incumbent_is_reelected_only_from_the_first_three_ranks(case):
    outcome = apply(assign, case, AS_WRITTEN).outcome
    if outcome.path == 1:
        assert case.incumbent is not None
        assert case.incumbent.person in case.ranking[:3]
        assert outcome.offices[SECRETARY] == case.incumbent.person


@given(cases())
def test_replaying_an_assignment_reproduces_it(case):
    derivation = apply(assign, case, AS_WRITTEN)
    assert replay(derivation.as_json()).same
    assert all(step.text.format(**step.values) and step.article for step in derivation.steps)
    undecided = replace(case, pick=None)  # under the other profile someone else may be the one to pick
    assert replay(apply(assign, undecided, RECOMMENDED).as_json()).same


@given(st.permutations(RANKING), st.sets(st.sampled_from(RANKING), max_size=4))
def test_the_small_rules_agree_with_the_whole(ranking, barred):
    secretary = party_secretary(ranking, barred)
    assert secretary is not None
    discipline = discipline_secretary(ranking, secretary)
    outcome = assigned(ranking=tuple(ranking), tenures={person: held(2011, 2016) for person in barred})
    assert (outcome.offices[SECRETARY], outcome.offices[DISCIPLINE]) == (secretary, discipline)
    assert outcome.remaining == remaining_three(ranking, secretary, discipline)


# --- 4.6 Weighted nomination ---------------------------------------------------------------------------------------

FIELD = (PutForward("A", "organisation"), PutForward("B", "joint"), PutForward("C", "self"))


def nominated(
    support: Mapping[str, tuple[Role, ...]], places: int = 1, body="committee", charter: Charter = AS_WRITTEN
):
    lists = {office: tuple(key for key, offices in support.items() if office in offices) for office in OFFICES}
    return apply(weighted, NominationFacts(body, places, FIELD, lists), charter).outcome


@BOTH
def test_two_offices_do_not_fill_the_slate_however_heavy_and_three_with_exactly_160_do(charter):
    """Reading N01."""
    outcome = nominated(
        {
            "A": (SECRETARY, DISCIPLINE),
            "B": (SECRETARY, CONSULTATIVE, EXECUTIVE),
            "C": (DISCIPLINE, CONSULTATIVE, EXECUTIVE),
        },
        charter=charter,
    )
    assert [(row.person, row.weight, row.supporters) for row in outcome.support] == [
        ("A", 180, 2),
        ("B", 160, 3),
        ("C", 140, 3),
    ]
    assert outcome.nominated == ("B",)


def test_for_the_discipline_committee_its_secretary_weighs_most():
    support = {"A": (DISCIPLINE, CONSULTATIVE, EXECUTIVE), "B": (SECRETARY, CONSULTATIVE, EXECUTIVE)}
    outcome = nominated(support, body="discipline")
    assert {row.person: row.weight for row in outcome.support} == {"A": 160, "B": 140, "C": 0}
    assert outcome.nominated == ("A",)


@BOTH
@pytest.mark.parametrize(("places", "names"), [(1, 2), (5, 6), (9, 11), (10, 12), (35, 42)])
def test_a_list_has_more_names_than_places_at_least_a_fifth_more(charter, places, names):
    """Reading N02."""
    assert names_needed(places, charter) == names


def test_a_list_too_short_says_how_many_names_are_missing():
    outcome = nominated({"A": OFFICES, "B": OFFICES}, places=5)
    assert (outcome.nominated, outcome.needed, outcome.missing) == (("A", "B"), 6, 4)


def test_all_three_ways_of_being_put_forward_are_open_and_count_alike():
    outcome = nominated({"A": OFFICES, "B": OFFICES, "C": OFFICES})
    assert {(row.channel, row.weight, row.nominated) for row in outcome.support} == {
        ("organisation", 300, True),
        ("joint", 300, True),
        ("self", 300, True),
    }


def test_a_person_not_put_forward_cannot_be_nominated():
    with pytest.raises(Refused, match=r"Art\. 4\.6: secretary nominates Z"):
        apply(weighted, NominationFacts("committee", 1, FIELD, {SECRETARY: ("Z",)}), AS_WRITTEN)


@given(st.sets(st.sampled_from(OFFICES)), st.sampled_from(OFFICES))
def test_a_further_supporter_never_takes_a_name_off_the_list(offices, further):
    weights = dict(zip(OFFICES, (100, 80, 60, 40, 20), strict=True))
    more = offices | {further}
    before = is_nominated(sum(weights[office] for office in offices), len(offices), AS_WRITTEN)
    assert not before or is_nominated(sum(weights[office] for office in more), len(more), AS_WRITTEN)


def test_a_replayed_nomination_is_the_same():
    lists = {SECRETARY: ("A",), CONGRESS: ("A", "B"), EXECUTIVE: ("A",)}
    assert replay(apply(weighted, NominationFacts("committee", 1, FIELD, lists), AS_WRITTEN).as_json()).same
