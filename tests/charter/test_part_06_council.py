"""Part 6: the council decides by weighted, sealed votes."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.charter import BadValue, Charter
from jianheng.rules import Refused, apply, replay
from jianheng.rules.council_states import MotionAct, MotionState, next_state, require_opinions
from jianheng.rules.weighing import (
    BOARD,
    TOPICS,
    BoundaryCheck,
    BoundaryFacts,
    Game,
    ThresholdFacts,
    ThresholdOutcome,
    TopicFacts,
    VoteFacts,
    VoteOutcome,
    banzhaf,
    boundaries,
    decide,
    deegan_packel,
    each_yes_with,
    exchangeable,
    holler,
    johnston,
    lead,
    leakage,
    power_to_act,
    prevention,
    published,
    require_boundaries,
    require_first_vote,
    require_open_together,
    require_votable,
    runoff_options,
    shapley_shubik,
    swings,
    threshold,
    topic_in_force,
    topics,
    weights,
    yes_given_passed,
)

AS_WRITTEN, RECOMMENDED = Charter("as_written"), Charter("recommended")
SECRETARY, DISCIPLINE, CONGRESS, CONSULTATIVE, EXECUTIVE = BOARD
BY_WEIGHT = dict(zip((100, 80, 60, 40, 20), BOARD, strict=True))
STRATEGY = Game((100, 80, 60, 40, 20), 160)
Q = Fraction


def vote(*offices: str, charter: Charter = AS_WRITTEN, topic: str = "strategy", **more: object) -> VoteOutcome:
    """The named offices vote to adopt, the others who can vote to reject."""
    away = {*more.get("recused", ()), *more.get("vacant", ())}  # type: ignore[misc]
    ballots = {office: "adopt" if office in offices else "reject" for office in BOARD if office not in away}
    facts = VoteFacts(topic, ("adopt", "reject"), ballots, **more)  # type: ignore[arg-type]
    return decide(facts, charter).outcome


def carried(*offices: str, charter: Charter = AS_WRITTEN, topic: str = "strategy") -> bool:
    return vote(*offices, charter=charter, topic=topic).winner == "adopt"


# 6.1 The matrix


def test_each_topic_is_a_permutation_of_the_same_five_weights() -> None:
    for topic in TOPICS:
        assert list(weights(topic, AS_WRITTEN).values()) == [100, 80, 60, 40, 20]
    leads = [lead(topic, AS_WRITTEN) for topic in TOPICS]
    assert leads == [SECRETARY, DISCIPLINE, CONGRESS, CONSULTATIVE, EXECUTIVE]


def test_a_topic_outside_the_matrix_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        weights("personnel", AS_WRITTEN)
    assert refusal.value.article == "6.1"


# 6.5 The threshold


def test_the_secretary_with_the_congress_chair_reaches_exactly_160_and_carries() -> None:
    """Reading D01."""
    outcome = vote(SECRETARY, CONGRESS)
    assert (outcome.weights["adopt"], outcome.needed, outcome.state) == (160, 160, "passed")


def test_the_secretary_alone_cannot_carry_a_motion() -> None:
    assert not carried(SECRETARY)


@given(st.sets(st.sampled_from(BOARD)))
def test_without_the_secretary_discipline_and_congress_must_agree_and_find_a_third(offices: set[str]) -> None:
    offices -= {SECRETARY}
    assert carried(*offices) == ({DISCIPLINE, CONGRESS} <= offices and len(offices) > 2)


@pytest.mark.parametrize("topic", TOPICS)
def test_in_no_topic_is_there_a_dictator_a_vetoer_or_a_deadlock(topic: str) -> None:
    profiles = [frozenset(chosen) for size in range(6) for chosen in combinations(BOARD, size)]
    winning = [offices for offices in profiles if carried(*offices, topic=topic)]
    assert len(winning) == 16
    assert all(len(offices) > 1 for offices in winning)
    assert frozenset.intersection(*winning) == frozenset()
    assert all((offices in winning) != (frozenset(BOARD) - offices in winning) for offices in profiles)


def test_the_minimal_winning_groups_are_five() -> None:
    """Reading D02."""
    outcome = threshold(ThresholdFacts("strategy"), AS_WRITTEN).outcome
    assert sorted(_weights(group) for group in outcome.minimal_winning) == [
        (80, 60, 20), (80, 60, 40), (100, 40, 20), (100, 60), (100, 80),
    ]  # fmt: skip
    assert not outcome.warns


def _weights(offices: tuple[str, ...]) -> tuple[int, ...]:
    table = weights("strategy", AS_WRITTEN)
    return tuple(table[office] for office in offices)


def test_d03_two_of_five_decide_as_written_but_three_heads_are_recommended() -> None:
    assert carried(SECRETARY, DISCIPLINE)
    outcome = vote(SECRETARY, DISCIPLINE, charter=RECOMMENDED)
    assert (outcome.state, outcome.weights["adopt"], outcome.heads["adopt"]) == ("runoff", 180, 2)
    assert carried(SECRETARY, DISCIPLINE, EXECUTIVE, charter=RECOMMENDED)


def test_two_of_the_ten_majorities_of_three_heads_lose() -> None:
    losing = [_weights(trio) for trio in combinations(BOARD, 3) if not carried(*trio)]
    assert losing == [(80, 40, 20), (60, 40, 20)]


def test_an_abstention_counts_for_no_option() -> None:
    ballots = {SECRETARY: "adopt", DISCIPLINE: "abstain", CONGRESS: "abstain", CONSULTATIVE: "adopt"}
    outcome = decide(VoteFacts("strategy", ("adopt", "reject"), ballots), AS_WRITTEN).outcome
    assert (outcome.weights, outcome.state) == ({"adopt": 140, "reject": 0}, "runoff")
    assert [line.vote for line in outcome.roll_call] == ["adopt", "abstain", "abstain", "adopt", "absent"]
    assert outcome.dissenters == ()


def test_a_boycott_lowers_no_threshold() -> None:
    """Reading D10."""
    outcome = threshold(ThresholdFacts("strategy", absent=(SECRETARY,)), AS_WRITTEN).outcome
    assert (outcome.needed, outcome.present_weight, outcome.quorate) == (160, 200, True)


def test_two_absent_members_leave_no_quorum() -> None:
    """Reading D10."""
    outcome = vote(SECRETARY, DISCIPLINE, CONGRESS, topic="strategy")
    assert outcome.state == "passed"
    ballots = dict.fromkeys((SECRETARY, DISCIPLINE, CONGRESS), "adopt")
    short = decide(VoteFacts("strategy", ("adopt", "reject"), ballots), AS_WRITTEN).outcome
    assert (short.state, short.winner, short.quorate) == ("no_quorum", "", False)


def test_d01_at_least_160_carries_and_where_more_is_asked_for_160_does_not() -> None:
    stricter = AS_WRITTEN.amended({"council.compare": "gt"})
    assert carried(SECRETARY, CONGRESS)
    assert not carried(SECRETARY, CONGRESS, charter=stricter)
    assert vote(SECRETARY, DISCIPLINE, charter=stricter).needed == 180
    assert carried(SECRETARY, DISCIPLINE, charter=stricter)


# 6.5 Two rounds


def split(*choices: str, number: int = 1) -> VoteOutcome:
    options = ("a", "b", "c", "d")
    return decide(
        VoteFacts("strategy", options, dict(zip(BOARD, choices, strict=True)), round=number), AS_WRITTEN
    ).outcome


def test_without_a_passing_option_the_top_two_go_to_a_second_round() -> None:
    """Reading D11."""
    outcome = split("a", "b", "c", "abstain", "abstain")
    assert (outcome.state, outcome.forward) == ("runoff", ("a", "b"))


def test_all_options_tied_for_second_place_go_forward() -> None:
    outcome = split("a", "b", "c", "abstain", "c")
    assert (outcome.weights, outcome.forward) == ({"a": 100, "b": 80, "c": 80, "d": 0}, ("a", "b", "c"))


def test_options_tied_for_first_place_leave_no_room_for_a_third() -> None:
    assert runoff_options({"a": 100, "b": 60, "c": 100}) == ("a", "c")
    assert runoff_options({"a": 80, "b": 80, "c": 80}) == ("a", "b", "c")


def test_after_an_undecided_second_round_the_item_is_returned() -> None:
    """Reading D11."""
    assert split("a", "b", "b", "abstain", "abstain", number=2).state == "returned"


def test_there_is_no_third_round() -> None:
    with pytest.raises(Refused):
        split("a", "a", "a", "a", "a", number=3)


def test_d11_a_county_may_do_with_one_round() -> None:
    once = AS_WRITTEN.amended({"council.rounds": "1"})
    choices = dict(zip(BOARD, ("a", "b", "b", "abstain", "abstain"), strict=True))
    outcome = decide(VoteFacts("strategy", ("a", "b"), choices), once).outcome
    assert (outcome.state, outcome.forward) == ("returned", ())
    assert next_state("voting", MotionAct.RETURN) == MotionState.RETURNED
    with pytest.raises(Refused):
        decide(VoteFacts("strategy", ("a", "b"), choices, round=2), once)


def test_of_three_options_voted_at_random_none_reaches_160_in_27_percent() -> None:
    undecided, tied = 0, 0
    for stand in product(range(3), repeat=5):
        sums = [sum(w for w, option in zip(STRATEGY.weights, stand, strict=True) if option == k) for k in range(3)]
        undecided += max(sums) < 160
        tied += sums.count(max(sums)) > 1
    assert (round(Q(undecided, 243) * 1000), round(Q(tied, 243) * 1000)) == (272, 74)


# 6.6 Recusal, vacancy

AWAY: dict[tuple[int, ...], tuple[int, int, int, tuple[int, ...], tuple[int, ...]]] = {
    # away: remaining, needed, winning coalitions, who blocks alone, who decides alone
    (): (300, 160, 16, (), ()),
    (100,): (200, 160, 3, (80, 60), ()),
    (80,): (220, 160, 5, (100,), ()),
    (60,): (240, 160, 5, (100,), ()),
    (40,): (260, 160, 7, (), ()),
    (20,): (280, 160, 7, (), ()),
    (100, 80): (120, 80, 3, (60,), ()),
    (100, 60): (140, 80, 4, (80,), (80,)),
    (100, 40): (160, 160, 1, (80, 60, 20), ()),
    (100, 20): (180, 160, 1, (80, 60, 40), ()),
    (80, 60): (160, 160, 1, (100, 40, 20), ()),
    (80, 40): (180, 160, 2, (100, 60), ()),
    (80, 20): (200, 160, 2, (100, 60), ()),
    (60, 40): (200, 160, 2, (100, 80), ()),
    (60, 20): (220, 160, 2, (100, 80), ()),
    (40, 20): (240, 160, 3, (100,), ()),
}


def recused(*away: int) -> ThresholdOutcome:
    return threshold(ThresholdFacts("strategy", recused=tuple(BY_WEIGHT[w] for w in away)), AS_WRITTEN).outcome


@pytest.mark.parametrize("away", AWAY)
def test_the_table_of_recusals_up_to_two_members(away: tuple[int, ...]) -> None:
    """Reading D09."""
    remaining, needed, winning, blockers, deciders = AWAY[away]
    outcome = recused(*away)
    game = Game(_weights(outcome.voting), outcome.needed)
    assert (outcome.remaining_weight, outcome.needed, len(game.winning)) == (remaining, needed, winning)
    assert (_weights(outcome.blockers), _weights(outcome.deciders)) == (blockers, deciders)


def test_minimal_groups_with_two_recused() -> None:
    assert [_weights(group) for group in recused(100, 80).minimal_winning] == [(60, 40), (60, 20)]
    assert [_weights(group) for group in recused(80, 60).minimal_winning] == [(100, 40, 20)]


def test_with_three_recused_one_member_alone_decides_in_eight_of_ten_cases() -> None:
    trios = list(combinations((100, 80, 60, 40, 20), 3))
    both_needed = [away for away in trios if not recused(*away).deciders]
    assert both_needed == [(80, 40, 20), (60, 40, 20)]
    assert {recused(*away).needed for away in both_needed} == {160}
    assert sorted({recused(*away).remaining_weight for away in trios}) == [60, 80, 100, 120, 140, 160, 180]
    assert {recused(*away).needed for away in trios} == {40, 60, 80, 160}


@pytest.mark.parametrize("left", [100, 80, 60, 40, 20])
def test_with_four_recused_the_one_left_decides_and_with_five_nobody(left: int) -> None:
    away = [weight for weight in BY_WEIGHT if weight != left]
    assert _weights(recused(*away).deciders) == (left,)
    assert recused(*BY_WEIGHT).minimal_winning == ()


def test_a_recused_member_counts_neither_toward_the_quorum_nor_toward_the_weight() -> None:
    assert recused(20).quorate
    assert not any(recused(*away).quorate for away in combinations(BY_WEIGHT, 2))
    assert vote(CONGRESS, CONSULTATIVE, recused=(SECRETARY, DISCIPLINE)).state == "no_quorum"


def test_a_county_that_lowers_the_quorum_meets_the_cliff_of_two_recusals() -> None:
    charter = AS_WRITTEN.amended({"council.quorum_members": "3", "council.quorum_weight": "120"})
    assert vote(DISCIPLINE, charter=charter, recused=(SECRETARY, CONGRESS)).state == "passed"
    assert vote(DISCIPLINE, CONGRESS, charter=charter, recused=(SECRETARY, CONSULTATIVE)).state == "runoff"


def test_a_recusal_warns_of_those_who_can_block_alone() -> None:
    derived = threshold(ThresholdFacts("strategy", recused=(SECRETARY,)), AS_WRITTEN)
    assert [step.values for step in derived.steps if "nothing carries" in step.text] == [
        {"office": DISCIPLINE},
        {"office": CONGRESS},
    ]


@pytest.mark.parametrize(
    ("away", "needed", "winning"), [(20, 160, 7), (40, 140, 8), (60, 140, 7), (80, 120, 8), (100, 120, 7)]
)
def test_d10_a_vacant_seat_lowers_the_threshold_to_the_majority_of_the_filled_weight(
    away: int, needed: int, winning: int
) -> None:
    outcome = threshold(ThresholdFacts("strategy", vacant=(BY_WEIGHT[away],)), AS_WRITTEN).outcome
    game = Game(_weights(outcome.voting), outcome.needed)
    assert (outcome.needed, len(game.winning), outcome.blockers) == (needed, winning, ())


def test_with_two_seats_empty_three_of_ten_cases_leave_a_single_decider() -> None:
    pairs = list(combinations(BY_WEIGHT, 2))
    facts = [ThresholdFacts("strategy", vacant=tuple(BY_WEIGHT[w] for w in pair)) for pair in pairs]
    single = [p for p, f in zip(pairs, facts, strict=True) if threshold(f, AS_WRITTEN).outcome.deciders]
    assert single == [(100, 60), (80, 60), (80, 40)]


def test_with_three_seats_empty_all_ten_cases_leave_a_single_decider() -> None:
    for trio in combinations(BOARD, 3):
        assert threshold(ThresholdFacts("strategy", vacant=trio), AS_WRITTEN).outcome.deciders


def test_an_office_is_not_recused_and_absent_at_once() -> None:
    with pytest.raises(Refused):
        threshold(ThresholdFacts("strategy", recused=(SECRETARY,), absent=(SECRETARY,)), AS_WRITTEN)


# 6.5 Refusals


@pytest.mark.parametrize(
    ("ballots", "article"),
    [
        ({SECRETARY: "adopt"}, "6.6"),
        ({EXECUTIVE: "adopt"}, "6.5"),
        ({CONGRESS: "something else"}, "6.5"),
        ({"mayor": "adopt"}, "6.1"),
    ],
)
def test_votes_that_are_not_admitted(ballots: dict[str, str], article: str) -> None:
    facts = VoteFacts("strategy", ("adopt", "reject"), ballots, recused=(SECRETARY,), vacant=(EXECUTIVE,))
    with pytest.raises(Refused) as refusal:
        decide(facts, AS_WRITTEN)
    assert refusal.value.article == article


def test_a_sealed_vote_stands_and_all_open_together() -> None:
    """Reading D15."""
    require_first_vote(SECRETARY, {CONGRESS})
    with pytest.raises(Refused):
        require_first_vote(SECRETARY, {SECRETARY})
    with pytest.raises(Refused) as refusal:
        require_open_together({SECRETARY}, BOARD, window_closed=False)
    assert refusal.value.values == {"waiting": 4}
    require_open_together({SECRETARY}, BOARD, window_closed=True)
    require_open_together(BOARD, BOARD, window_closed=False)


def test_a_vote_needs_two_options() -> None:
    for options in [("adopt",), ("adopt", "adopt")]:
        with pytest.raises(Refused):
            decide(VoteFacts("strategy", options, {}), AS_WRITTEN)


def test_d08_statutory_acts_are_not_put_to_the_vote() -> None:
    require_votable("policy", AS_WRITTEN)
    for matter in ("open_inquiry", "evidence", "appeal"):
        with pytest.raises(Refused):
            require_votable(matter, AS_WRITTEN)


def test_d15_the_roll_call_names_each_office_with_weight_and_vote() -> None:
    outcome = vote(SECRETARY, CONGRESS)
    assert [(row.office, row.weight, row.vote) for row in outcome.roll_call] == [
        (SECRETARY, 100, "adopt"),
        (DISCIPLINE, 80, "reject"),
        (CONGRESS, 60, "adopt"),
        (CONSULTATIVE, 40, "reject"),
        (EXECUTIVE, 20, "reject"),
    ]


# 6.4 Deliberation


def test_d18_written_opinions_come_before_the_lead_speaks_as_recommended() -> None:
    require_opinions((), BOARD, AS_WRITTEN)
    require_opinions(BOARD, BOARD, RECOMMENDED)
    with pytest.raises(Refused) as refusal:
        require_opinions((DISCIPLINE, CONGRESS), BOARD, RECOMMENDED)
    assert (refusal.value.article, refusal.value.values) == ("6.4", {"waiting": 3})


# 6.7 Responsibility


def test_d17_a_lead_who_voted_against_answers_as_written_and_not_as_recommended() -> None:
    against = (DISCIPLINE, CONGRESS, CONSULTATIVE)
    as_written, recommended = vote(*against), vote(*against, charter=RECOMMENDED)
    assert (as_written.first_responsible, recommended.first_responsible) == (SECRETARY, DISCIPLINE)
    assert as_written.dissenters == recommended.dissenters == (SECRETARY, EXECUTIVE)


def test_a_lead_who_voted_for_answers_in_both_profiles() -> None:
    for charter in (AS_WRITTEN, RECOMMENDED):
        assert vote(SECRETARY, CONGRESS, EXECUTIVE, charter=charter).first_responsible == SECRETARY


def test_a_recused_lead_had_no_part_and_does_not_answer() -> None:
    outcome = vote(DISCIPLINE, CONGRESS, EXECUTIVE, recused=(SECRETARY,))
    assert (outcome.state, outcome.first_responsible) == ("passed", DISCIPLINE)


def test_three_of_the_sixteen_winning_coalitions_are_against_the_lead() -> None:
    assert sum(SECRETARY not in map(BY_WEIGHT.get, _group(c)) for c in STRATEGY.winning) == 3


def _group(coalition: frozenset[int]) -> list[int]:
    return [STRATEGY.weights[i] for i in coalition]


# 6.5 Publication


def test_d16_totals_are_published_as_written_and_pass_or_fail_as_recommended() -> None:
    outcome = vote(SECRETARY, CONGRESS, EXECUTIVE)
    assert published(outcome, AS_WRITTEN).weights == {"adopt": 180, "reject": 120}
    hidden = published(outcome, RECOMMENDED)
    assert (hidden.state, hidden.winner, hidden.weights, hidden.needed) == ("passed", "adopt", None, None)


# 6.2 Topic


def test_a_topic_that_most_heads_confirm_is_in_force() -> None:
    facts = TopicFacts("integrity", (SECRETARY, DISCIPLINE, EXECUTIVE), (CONGRESS,))
    outcome = topic_in_force(facts, AS_WRITTEN).outcome
    assert (outcome.state, outcome.topic, outcome.weights[DISCIPLINE]) == ("confirmed", "integrity", 100)


def test_d13_a_simple_majority_of_heads_adopts_the_default_topic() -> None:
    facts = TopicFacts("integrity", (SECRETARY, DISCIPLINE), (CONGRESS, CONSULTATIVE, EXECUTIVE))
    outcome = topic_in_force(facts, AS_WRITTEN).outcome
    assert (outcome.state, outcome.topic) == ("default", "strategy")


def test_an_even_split_over_the_topic_leaves_it_unsettled() -> None:
    facts = TopicFacts("integrity", (SECRETARY, DISCIPLINE), (CONGRESS, EXECUTIVE), vacant=(CONSULTATIVE,))
    outcome = topic_in_force(facts, AS_WRITTEN).outcome
    assert (outcome.state, outcome.topic, outcome.weights, outcome.needed_heads) == ("unsettled", "", {}, 3)


def test_d12_the_recommended_label_follows_a_rule_table_and_is_announced_three_days_before() -> None:
    confirmed = (SECRETARY, DISCIPLINE, CONGRESS)
    good = TopicFacts("livelihood", confirmed, source="rule_table", legal_officer=True, notice_days=3)
    assert topic_in_force(good, RECOMMENDED).outcome.state == "confirmed"
    for bad in (
        TopicFacts("livelihood", confirmed, source="rule_table", legal_officer=True, notice_days=2),
        TopicFacts("livelihood", confirmed, source="rule_table", notice_days=3),
        TopicFacts("livelihood", confirmed, legal_officer=True, notice_days=3),
    ):
        assert topic_in_force(bad, AS_WRITTEN).outcome.state == "confirmed"
        with pytest.raises(Refused):
            topic_in_force(bad, RECOMMENDED)


def test_d14_a_mixed_item_is_split() -> None:
    with pytest.raises(Refused):
        topic_in_force(TopicFacts("livelihood", BOARD, also=("united_front",)), AS_WRITTEN)


def test_d14_a_county_may_add_topics_which_take_the_weights_of_the_default_topic() -> None:
    wider = AS_WRITTEN.amended({"council.extra_topics": "land+budget", "council.default_topic": "livelihood"})
    assert topics(AS_WRITTEN) == TOPICS
    assert topics(wider) == (*TOPICS, "land", "budget")
    assert weights("land", wider) == weights("livelihood", wider)
    assert lead("land", wider) == EXECUTIVE
    assert topic_in_force(TopicFacts("land", BOARD), wider).outcome.topic == "land"
    with pytest.raises(Refused):
        topic_in_force(TopicFacts("land", BOARD), AS_WRITTEN)


def test_the_label_matters_in_14_of_32_profiles() -> None:
    profiles = [chosen for size in range(6) for chosen in combinations(BOARD, size)]
    differing = [p for p in profiles if len({carried(*p, topic=topic) for topic in TOPICS}) == 2]
    assert len(differing) == 14


# 6.3 Boundaries


def checks(**kept: bool) -> BoundaryFacts:
    return BoundaryFacts(tuple(BoundaryCheck(name, ok, "line 3 of the record", "P7") for name, ok in kept.items()))


def test_all_four_boundaries_kept_with_evidence_open_the_vote() -> None:
    outcome = boundaries(checks(law=True, plan=True, budget=True, procedure=True), AS_WRITTEN).outcome
    assert outcome.may_open
    require_boundaries(outcome)


def test_a_failed_missing_or_unproven_boundary_blocks_the_vote() -> None:
    """Reading D19."""
    failed = boundaries(checks(law=True, plan=True, budget=False, procedure=True), AS_WRITTEN).outcome
    missing = boundaries(checks(law=True, plan=True, budget=True), AS_WRITTEN).outcome
    bare = BoundaryFacts(
        (*checks(law=True, plan=True, budget=True).checks, BoundaryCheck("procedure", True, " ", "P7"))
    )
    unproven = boundaries(bare, AS_WRITTEN).outcome
    assert (failed.broken, missing.missing, unproven.without_evidence) == (("budget",), ("procedure",), ("procedure",))
    for outcome in (failed, missing, unproven):
        assert not outcome.may_open
        with pytest.raises(Refused) as refusal:
            require_boundaries(outcome)
        assert refusal.value.article == "6.3"


@pytest.mark.parametrize("charter", [AS_WRITTEN, RECOMMENDED], ids=["as_written", "recommended"])
def test_d19_no_charter_lets_anyone_override_a_boundary(charter: Charter) -> None:
    outcome = boundaries(checks(law=False, plan=True, budget=True, procedure=True), charter).outcome
    assert (outcome.may_open, outcome.broken) == (False, ("law",))
    with pytest.raises(BadValue):
        charter.amended({"council.boundary_override": "secretary"})


# 6.1 Power


def test_d04_five_steps_of_weight_are_three_steps_of_power() -> None:
    assert swings(STRATEGY) == (10, 6, 6, 2, 2)
    assert banzhaf(STRATEGY) == (Q(5, 13), Q(3, 13), Q(3, 13), Q(1, 13), Q(1, 13))
    assert shapley_shubik(STRATEGY) == (Q(2, 5), Q(7, 30), Q(7, 30), Q(1, 15), Q(1, 15))
    assert deegan_packel(STRATEGY) == (Q(4, 15), Q(7, 30), Q(7, 30), Q(2, 15), Q(2, 15))
    assert johnston(STRATEGY) == (Q(19, 39), Q(8, 39), Q(8, 39), Q(2, 39), Q(2, 39))
    assert holler(STRATEGY) == (Q(3, 13), Q(3, 13), Q(3, 13), Q(2, 13), Q(2, 13))
    assert prevention(STRATEGY) == (Q(5, 8), Q(3, 8), Q(3, 8), Q(1, 8), Q(1, 8))
    assert yes_given_passed(STRATEGY) == (Q(13, 16), Q(11, 16), Q(11, 16), Q(9, 16), Q(9, 16))
    assert power_to_act(STRATEGY) == Q(1, 2)
    assert STRATEGY.winning == tuple(c for c in Game((3, 2, 2, 1, 1), 5).winning)


def test_d04_power_is_shown_beside_weight_as_recommended_where_three_heads_change_it() -> None:
    powers = {}
    for charter in (AS_WRITTEN, RECOMMENDED):
        outcome = threshold(ThresholdFacts("strategy"), charter).outcome
        game = Game(_weights(outcome.voting), outcome.needed, outcome.min_heads)
        powers[charter.flag("council.show_power")] = banzhaf(game)
    assert powers == {
        False: (Q(5, 13), Q(3, 13), Q(3, 13), Q(1, 13), Q(1, 13)),
        True: (Q(2, 7), Q(3, 14), Q(3, 14), Q(1, 7), Q(1, 7)),
    }


def test_d05_over_the_five_topics_the_two_secretaries_have_equal_power() -> None:
    games = {t: Game(tuple(weights(t, AS_WRITTEN)[office] for office in BOARD), 160) for t in TOPICS}
    means = [tuple(sum(column, Q(0)) / 5 for column in zip(*map(index, games.values()), strict=True))
             for index in (banzhaf, shapley_shubik)]  # fmt: skip
    assert means == [
        (Q(17, 65), Q(17, 65), Q(1, 5), Q(9, 65), Q(9, 65)),
        (Q(4, 15), Q(4, 15), Q(1, 5), Q(2, 15), Q(2, 15)),
    ]


def test_r12_secretary_and_executive_as_one_voter_are_a_dictator_in_livelihood() -> None:
    assert shapley_shubik(Game((120, 80, 60, 40), 160))[0] == Q(1, 2)
    assert shapley_shubik(Game((100, 100, 60, 40), 160))[0] == Q(1, 3)
    assert shapley_shubik(Game((180, 60, 40, 20), 160)) == (Q(1), Q(0), Q(0), Q(0))
    assert carried(SECRETARY, EXECUTIVE, topic="livelihood")
    assert not carried(SECRETARY, EXECUTIVE, topic="livelihood", charter=RECOMMENDED)


def test_d06_the_lead_against_the_secretary_passes_in_5_of_8_and_the_reverse_in_3_of_8() -> None:
    others = [CONGRESS, CONSULTATIVE, EXECUTIVE]
    thirds = [chosen for size in range(4) for chosen in combinations(others, size)]
    assert sum(carried(DISCIPLINE, *third, topic="integrity") for third in thirds) == 5
    assert sum(carried(SECRETARY, *third, topic="integrity") for third in thirds) == 3


@pytest.mark.parametrize(
    ("needed", "heads", "winning", "power"),
    [
        (120, 0, 22, (Q(1, 3), Q(1, 4), Q(1, 6), Q(1, 6), Q(1, 12))),
        (140, 0, 19, (Q(9, 25), Q(7, 25), Q(1, 5), Q(3, 25), Q(1, 25))),
        (160, 0, 16, (Q(5, 13), Q(3, 13), Q(3, 13), Q(1, 13), Q(1, 13))),
        (160, 3, 14, (Q(2, 7), Q(3, 14), Q(3, 14), Q(1, 7), Q(1, 7))),
        (180, 0, 13, (Q(9, 25), Q(7, 25), Q(1, 5), Q(3, 25), Q(1, 25))),
        (200, 0, 10, (Q(1, 3), Q(1, 4), Q(1, 6), Q(1, 6), Q(1, 12))),
        (220, 0, 7, (Q(7, 19), Q(5, 19), Q(3, 19), Q(3, 19), Q(1, 19))),
        (240, 0, 5, (Q(1, 3), Q(1, 3), Q(1, 5), Q(1, 15), Q(1, 15))),
    ],
)
def test_other_thresholds_and_the_head_count(
    needed: int, heads: int, winning: int, power: tuple[Fraction, ...]
) -> None:
    game = Game(STRATEGY.weights, needed, heads)
    assert (len(game.winning), banzhaf(game), game.is_proper) == (winning, power, needed >= 160)


def test_with_three_heads_one_profile_in_eight_decides_nothing() -> None:
    game = Game(STRATEGY.weights, 160, 3)
    assert shapley_shubik(game) == (Q(3, 10), Q(13, 60), Q(13, 60), Q(2, 15), Q(2, 15))
    assert 1 - 2 * power_to_act(game) == Q(1, 8)


def test_outside_figures_for_the_indices() -> None:
    assert banzhaf(Game((4, 4, 4, 2, 2, 1), 12)) == (Q(5, 21),) * 3 + (Q(1, 7),) * 2 + (Q(0),)
    assert shapley_shubik(Game((4, 4, 4, 2, 2, 1), 12)) == (Q(7, 30),) * 3 + (Q(3, 20),) * 2 + (Q(0),)
    assert banzhaf(Game((4, 3, 2, 1), 6)) == (Q(5, 12), Q(1, 4), Q(1, 4), Q(1, 12))
    assert shapley_shubik(Game((3, 2, 1, 1), 4)) == (Q(1, 2), Q(1, 6), Q(1, 6), Q(1, 6))
    assert banzhaf(Game((9, 9, 7, 3, 1, 1), 16)) == (Q(1, 3),) * 3 + (Q(0),) * 3


def _permille(share: Fraction) -> int:
    return round(share * 1000)


# 6.5 What a total gives away


def test_d16_what_a_published_total_gives_away() -> None:
    leak = leakage([STRATEGY.weights])
    assert list(leak.totals.values()) == [1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 2, 2, 1, 1, 1]
    assert list(leak.totals) == [(total,) for total in range(0, 301, 20)]
    assert (leak.profile, leak.votes) == (Q(3, 16), (Q(7, 16), Q(5, 16), Q(3, 16), Q(5, 16), Q(3, 16)))
    common = leakage([STRATEGY.weights], exchangeable)
    assert (common.profile, list(map(_permille, common.votes))) == (Q(7, 15), [667, 567, 467, 567, 467])
    nine = leakage([STRATEGY.weights], each_yes_with(Q(9, 10)))
    assert (_permille(nine.profile), list(map(_permille, nine.votes[:3]))) == (722, [870, 796, 722])
    more = leakage([STRATEGY.weights], each_yes_with(Q(19, 20)))
    assert (_permille(more.profile), list(map(_permille, more.votes[:3]))) == (855, [941, 898, 855])


def test_what_members_learn_who_know_their_own_votes() -> None:
    alone = [leakage([STRATEGY.weights], insiders=frozenset({i})).profile for i in range(5)]
    assert alone == [Q(3, 8), Q(1, 2), Q(5, 8), Q(1, 2), Q(5, 8)]
    pairs = {pair: leakage([STRATEGY.weights], insiders=frozenset(pair)).profile for pair in combinations(range(5), 2)}
    assert {pair for pair, share in pairs.items() if share == Q(3, 4)} == {(0, 1), (0, 3), (1, 4), (2, 3)}
    assert Counter(pairs.values()) == {Q(3, 4): 4, Q(1): 6}


def test_one_stand_voted_under_two_labels_reveals_half_to_all() -> None:
    label = {t: [weights(t, AS_WRITTEN)[office] for office in BOARD] for t in TOPICS}
    shares = {pair: leakage([label[t] for t in pair]).profile for pair in combinations(TOPICS, 2)}
    assert shares["strategy", "united_front"] == Q(1, 2) == min(shares.values())
    assert {pair for pair, share in shares.items() if share == 1} == {
        ("integrity", "legislation"), ("integrity", "united_front"), ("legislation", "livelihood"),
    }  # fmt: skip


# 6.5 Properties

BALLOT = st.sampled_from(["a", "b", "c", "abstain", "absent"])


@given(
    st.fixed_dictionaries(dict.fromkeys(BOARD, BALLOT)),
    st.sets(st.sampled_from(BOARD), max_size=2),
    st.sampled_from(TOPICS),
    st.sampled_from([AS_WRITTEN, RECOMMENDED]),
    st.sampled_from([1, 2]),
)
def test_a_passed_decision_is_never_below_its_threshold_and_replays(
    ballots: dict[str, str], away: set[str], topic: str, charter: Charter, number: int
) -> None:
    cast = {office: choice for office, choice in ballots.items() if office not in away}
    facts = VoteFacts(topic, ("a", "b", "c"), cast, recused=tuple(sorted(away)), round=number)
    derivation = apply(decide, facts, charter)
    outcome = derivation.outcome
    if outcome.state == "passed":
        assert outcome.weights[outcome.winner] >= outcome.needed
        assert 2 * outcome.weights[outcome.winner] > outcome.remaining_weight
        assert outcome.heads[outcome.winner] >= charter.number("council.min_heads")
        assert outcome.quorate
    else:
        assert outcome.winner == outcome.first_responsible == ""
    assert replay(derivation.as_json()).same


def test_a_changed_fact_or_result_does_not_replay() -> None:
    facts = VoteFacts("strategy", ("adopt", "reject"), dict.fromkeys(BOARD, "adopt"))
    stored = apply(decide, facts, AS_WRITTEN).as_json()
    assert replay(stored).same
    stored["facts"]["ballots"][SECRETARY] = "reject"
    assert not replay(stored).same


def test_the_other_rules_of_the_part_replay_too() -> None:
    stored = [
        apply(threshold, ThresholdFacts("legislation", recused=(CONGRESS,)), RECOMMENDED).as_json(),
        apply(topic_in_force, TopicFacts("integrity", BOARD), AS_WRITTEN).as_json(),
        apply(boundaries, checks(law=True, plan=False), AS_WRITTEN).as_json(),
    ]
    assert all(replay(one).same for one in stored)
