"""Part 3: the linked election. Ballots, counts, quorum, ties, paper, and the draw of Art. 13.3 that ends a tie."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianheng.charter import PROFILES, Charter
from jianheng.rules import Refused, apply, replay
from jianheng.rules.ballots import (
    AGAINST,
    FOR,
    Attendance,
    FinalRoundFacts,
    Lots,
    PaperFacts,
    PrimaryCount,
    PrimaryFacts,
    RankingFacts,
    Runoff,
    accounting,
    count_primary,
    cumulative_fault,
    differences,
    final_fault,
    final_field,
    final_round,
    least_votes,
    primary,
    primary_fault,
    quorum_count,
    ranking,
    runoff_tally,
    tally_rows,
    validity,
    votes_needed,
    votes_on_one,
)
from jianheng.rules.draws import DrawFacts, commitment, draw, order, pool_digest, seed

AS_WRITTEN, RECOMMENDED = (Charter(profile) for profile in PROFILES)
BOTH = pytest.mark.parametrize("charter", [AS_WRITTEN, RECOMMENDED], ids=PROFILES)
CANDIDATES = tuple("ABCDEFGH")
NOMINEES = tuple("ABCDEFG")
SEED = "ab" * 32


def held_primary(*rows: tuple[int, ...], **changes) -> PrimaryFacts:
    """A primary in which everyone on the roll cast one of the rows."""
    return replace(PrimaryFacts(CANDIDATES, len(rows), len(rows), len(rows), rows), **changes)


def counted_primary(totals: dict[str, int], supporters: dict[str, int] | None = None, **changes) -> PrimaryFacts:
    """A primary known only by its decrypted totals."""
    known = supporters or totals
    keys = tuple(totals)
    count = PrimaryCount(tuple(totals.values()), tuple(known[key] for key in keys), 100, 0, 0)
    return held_primary(candidates=keys, roll=100, took_part=100, issued=100, decrypted=count, **changes)


def marks(for_counts: dict[str, int], voters: int, *, abstain: dict[str, int] | None = None) -> FinalRoundFacts:
    """A round in which each nominee gets so many votes for, so many abstentions, and the rest against."""
    silent = abstain or {}
    rows = []
    for voter in range(voters):
        row = []
        for key, supporters in for_counts.items():
            row.append(FOR if voter < supporters else "abstain" if voter < supporters + silent.get(key, 0) else AGAINST)
        rows.append(tuple(row))
    return FinalRoundFacts(1, tuple(for_counts), voters, voters, voters, marks=tuple(rows))


# --- 3.1 Electorate and candidates -------------------------------------------------------------------


@BOTH
def test_with_seven_candidates_the_primary_is_not_called(charter):
    """Reading E02."""
    with pytest.raises(Refused, match=r"Art\. 3\.1: There are 7 candidates"):
        apply(primary, counted_primary(dict.fromkeys(NOMINEES, 5)), charter)


# --- 3.2 Primary, ten votes --------------------------------------------------------------------------


def test_ten_votes_on_one_candidate_are_valid_as_written():
    assert primary_fault({"A": 10}, CANDIDATES, AS_WRITTEN) is None


def test_recommended_at_most_three_votes_go_to_one_candidate():
    """Reading E01."""
    fault = primary_fault({"A": 4}, CANDIDATES, RECOMMENDED)
    assert fault is not None
    assert fault.values == {"person": "A", "given": 4, "cap": 3}
    assert primary_fault({"A": 3, "B": 3, "C": 3, "D": 1}, CANDIDATES, RECOMMENDED) is None


@BOTH
@pytest.mark.parametrize(
    "ballot",
    [{"A": 3, "B": 3, "C": 3, "D": 2}, {"A": -1}, {"Z": 1}, {"A": 11}],
    ids=["eleven votes", "negative", "unknown candidate", "above every cap"],
)
def test_a_faulty_primary_ballot_is_refused_under_its_article(charter, ballot):
    fault = primary_fault(ballot, CANDIDATES, charter)
    assert fault is not None
    assert fault.article == "3.2"


@BOTH
def test_using_fewer_than_ten_votes_is_valid_and_a_blank_ballot_too(charter):
    """Reading E03."""
    assert primary_fault({"A": 1}, CANDIDATES, charter) is None
    assert primary_fault({}, CANDIDATES, charter) is None


def test_where_all_votes_must_be_used_nine_are_not_enough_but_a_blank_ballot_stays_valid():
    charter = AS_WRITTEN.amended({"primary.must_use_all": "true"})
    assert primary_fault({"A": 9}, CANDIDATES, charter) is not None
    assert primary_fault({"A": 10}, CANDIDATES, charter) is None
    assert primary_fault({}, CANDIDATES, charter) is None


def test_under_approval_nobody_gets_two_votes_from_one_ballot():
    charter = AS_WRITTEN.amended({"primary.ballot": "approval"})
    assert votes_on_one(charter) == 1
    assert primary_fault({"A": 2}, CANDIDATES, charter) is not None
    assert primary_fault(dict.fromkeys(CANDIDATES, 1), CANDIDATES, charter) is None


def test_the_seven_highest_totals_are_nominated():
    facts = held_primary((9, 0, 0, 1, 0, 0, 0, 0), (0, 4, 3, 2, 1, 0, 0, 0), (0, 0, 0, 0, 1, 4, 3, 0))
    outcome = apply(primary, facts, AS_WRITTEN).outcome
    assert outcome.nominees == ("A", "B", "F", "C", "D", "G", "E")
    assert [(row.person, row.total, row.supporters) for row in outcome.results][3:7] == [
        ("C", 3, 1),
        ("D", 3, 2),
        ("G", 3, 1),
        ("E", 2, 2),
    ]
    assert outcome.is_complete


@BOTH
def test_a_blank_ballot_counts_in_the_turnout_and_an_invalid_one_is_cast_but_adds_nothing(charter):
    """Reading E03."""
    full = (3, 3, 2, 2, 0, 0, 0, 0)
    outcome = apply(primary, held_primary(full, (0,) * 8, (11, 0, 0, 0, 0, 0, 0, 0)), charter).outcome
    assert (outcome.cast, outcome.valid_ballots, outcome.blank_ballots, outcome.invalid_ballots) == (3, 1, 1, 1)
    assert sum(row.total for row in outcome.results) == 10


@BOTH
def test_ten_votes_are_counted_and_eleven_make_a_paper_ballot_invalid(charter):
    """Reading E03."""
    assert count_primary(CANDIDATES, [(3, 3, 3, 1, 0, 0, 0, 0)], charter).valid == 1
    assert count_primary(CANDIDATES, [(3, 3, 3, 2, 0, 0, 0, 0)], charter).invalid == 1


def test_paper_ballots_and_decrypted_totals_are_added_up():
    """Reading E11."""
    row = (2, 2, 1, 1, 1, 1, 1, 1)
    decrypted = PrimaryCount((5, 5, 5, 5, 5, 5, 5, 0), (1,) * 7 + (0,), 4, 0, 1)
    outcome = apply(primary, held_primary(row, roll=6, took_part=6, issued=6, decrypted=decrypted), AS_WRITTEN).outcome
    assert (outcome.cast, outcome.blank_ballots) == (6, 1)
    assert {row.person: row.total for row in outcome.results} == dict(
        zip(CANDIDATES, (7, 7, 6, 6, 6, 6, 6, 1), strict=True)
    )


GUARANTEES = {
    10: ("1/8", "1/4", "3/8", "1/2", "5/8", "3/4", "7/8"),
    5: ("2/9", "1/4", "3/8", "1/2", "5/8", "3/4", "7/9"),
    3: ("10/31", "5/14", "2/5", "1/2", "3/5", "9/14", "21/31"),
    2: ("5/12", "5/11", "1/2", "1/2", "1/2", "6/11", "7/12"),
    1: ("1/2",) * 7,
}


def split_evenly(votes: int, among: tuple[int, ...], cap: int, voters: int, width: int) -> list[tuple[int, ...]]:
    """Ballots of a bloc that spreads its votes over some columns as evenly as whole votes allow."""
    rows, turn = [], 0
    for _ in range(voters):
        row = [0] * width
        for _ in range(min(votes, cap * len(among))):
            row[among[turn % len(among)]] += 1
            turn += 1
        rows.append(tuple(row))
    return rows


@pytest.mark.parametrize("cap", GUARANTEES)
@pytest.mark.parametrize("seats", range(1, 8))
def test_a_bloc_just_above_its_threshold_is_sure_of_its_seats_and_just_below_is_not(cap, seats):
    """Art. 3.2 under each cap: the share of delegates that guarantees 1 to 7 of the 7 seats (E01)."""
    share = Fraction(GUARANTEES[cap][seats - 1])
    ours, theirs = min(Fraction(10, seats), cap), min(Fraction(10, 8 - seats), cap)
    assert theirs / (ours + theirs) == share

    charter = AS_WRITTEN.amended({"primary.max_per_candidate": str(cap)})
    voters = share.denominator * 840
    for shift, expected in ((4 * seats * (8 - seats), seats), (-4 * seats * (8 - seats), seats - 1)):
        bloc = int(share * voters) + shift
        rows = split_evenly(10, tuple(range(seats)), cap, bloc, 8)
        rows += split_evenly(10, tuple(range(seats, 8)), cap, voters - bloc, 8)
        totals = count_primary(CANDIDATES, rows, charter).totals
        ranked = sorted(range(8), key=lambda column: -totals[column])[:7]
        assert sum(column < seats for column in ranked) == expected


def rows_of_ballots(width: int, low: int = 0, high: int = 12):
    return st.lists(st.tuples(*[st.integers(low, high)] * width), max_size=12)


APPROVAL = AS_WRITTEN.amended({"primary.ballot": "approval"})
ALL_TEN = RECOMMENDED.amended({"primary.must_use_all": "true"})
LIMITS = st.sampled_from([AS_WRITTEN, RECOMMENDED, APPROVAL, ALL_TEN])


@given(rows_of_ballots(8, low=-1), LIMITS)
def test_the_count_rejects_exactly_the_ballots_that_a_device_refuses(rows, charter):
    faulty = [primary_fault(dict(zip(CANDIDATES, row, strict=True)), CANDIDATES, charter) for row in rows]
    count = count_primary(CANDIDATES, rows, charter)
    assert count.invalid == sum(fault is not None for fault in faulty)
    assert count.blank == sum(not any(row) for row in rows)
    assert count.cast == len(rows)


@pytest.fixture(scope="module")
def compiled_core():
    return numba.njit(tally_rows)


@settings(deadline=None)
@given(rows=rows_of_ballots(9, high=5), charter=LIMITS)
def test_plain_python_the_compiled_core_and_numpy_count_alike(compiled_core, rows, charter):
    votes, least, cap = charter.number("primary.votes"), least_votes(9, charter), votes_on_one(charter)
    totals, supporters = [0] * 9, [0] * 9
    counted = tally_rows(rows, votes, least, cap, totals, supporters)

    array = np.array(rows, dtype=np.uint8).reshape(len(rows), 9)
    array_totals, array_supporters = np.zeros(9, np.int64), np.zeros(9, np.int64)
    assert compiled_core(array, votes, least, cap, array_totals, array_supporters) == counted
    assert (array_totals.tolist(), array_supporters.tolist()) == (totals, supporters)

    used = array.sum(axis=1, dtype=np.int64)
    valid = array[(used > 0) & (used <= votes) & (used >= least) & (array <= cap).all(axis=1)]
    assert valid.sum(axis=0).tolist() == totals
    assert (valid > 0).sum(axis=0).tolist() == supporters
    assert len(valid) == counted[0]


@given(rows_of_ballots(8, high=3), st.permutations(range(8)), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_of_candidates_changes_the_primary(rows, columns, random):
    shuffled = [tuple(row[column] for column in columns) for row in rows]
    random.shuffle(shuffled)
    first = apply(primary, held_primary(*rows), RECOMMENDED).outcome
    names = tuple(CANDIDATES[column] for column in columns)
    assert apply(primary, held_primary(*shuffled, candidates=names), RECOMMENDED).outcome == first


# --- 3.3 Final, seven votes --------------------------------------------------------------------------


@BOTH
def test_a_device_refuses_a_ballot_with_an_unmarked_nominee_and_paper_counts_it_as_an_abstention(charter):
    """Reading E05."""
    ballot = dict.fromkeys(NOMINEES[:6], FOR)
    fault = final_fault(ballot, NOMINEES, charter, channel="device")
    assert fault is not None
    assert fault.values == {"missing": ["G"]}
    assert final_fault(ballot, NOMINEES, charter, channel="paper") is None
    facts = FinalRoundFacts(1, NOMINEES, 1, 1, 1, marks=((FOR,) * 6 + ("",),))
    last = next(row for row in apply(final_round, facts, charter).outcome.results if row.person == "G")
    assert (last.votes_for, last.votes_against, last.abstained) == (0, 0, 1)


@BOTH
def test_an_unclear_mark_makes_a_paper_ballot_invalid_but_it_stays_a_ballot_cast(charter):
    facts = FinalRoundFacts(1, NOMINEES, 2, 2, 2, marks=((FOR,) * 7, (FOR, "for and against", *(FOR,) * 5)))
    outcome = apply(final_round, facts, charter).outcome
    assert (outcome.cast, outcome.invalid_ballots, outcome.needed) == (2, 1, 2)
    assert outcome.elected == ()


def test_write_ins_and_joint_nominations_are_off_until_a_county_switches_them_on():
    """Reading E14."""
    assert final_fault({**dict.fromkeys(NOMINEES, FOR), "X": FOR}, NOMINEES, AS_WRITTEN, channel="device") is not None
    open_field = AS_WRITTEN.amended({"final.write_in": "true", "final.joint_nomination": "10"})
    assert final_fault({**dict.fromkeys(NOMINEES, FOR), "X": FOR}, NOMINEES, open_field, channel="device") is None
    assert final_field(NOMINEES, {"X": 10}, AS_WRITTEN) == NOMINEES
    assert final_field(NOMINEES, {"X": 10, "Y": 9}, open_field) == (*NOMINEES, "X")


def test_the_five_with_most_votes_for_are_elected_in_that_order():
    """Reading E04."""
    facts = marks({"A": 60, "B": 90, "C": 80, "D": 70, "E": 65, "F": 55, "G": 40}, 100)
    outcome = apply(final_round, facts, AS_WRITTEN).outcome
    assert outcome.elected == (("B",), ("C",), ("D",), ("E",), ("A",))
    assert outcome.reserve == (("F",),)
    assert (outcome.again, outcome.open_seats, outcome.margin) == ((), 0, 5)


@pytest.mark.parametrize(("cast", "needed"), [(300, 151), (301, 151), (2, 2), (1, 1)])
def test_more_than_half_of_the_ballots_cast_is_needed_and_exactly_half_is_not_enough(cast, needed):
    """Reading E06."""
    assert votes_needed(cast, AS_WRITTEN) == needed


def test_exactly_half_leads_to_a_further_round_among_those_who_did_not_pass():
    outcome = apply(
        final_round, marks({**dict.fromkeys("ABCD", 51), "E": 50, "F": 50, "G": 1}, 100), AS_WRITTEN
    ).outcome
    assert outcome.again == ("E", "F", "G")
    assert outcome.open_seats == 0


def test_after_three_rounds_the_open_seats_go_to_a_by_election():
    """Reading E06."""
    facts = replace(marks({"E": 50, "F": 50, "G": 60}, 100), round=3, elected_before=("A", "B", "C"))
    outcome = apply(final_round, facts, AS_WRITTEN).outcome
    assert outcome.elected == (("G",),)
    assert (outcome.again, outcome.open_seats) == ((), 1)


def test_a_fourth_round_is_refused():
    with pytest.raises(Refused, match=r"Art\. 3\.3: There is no round 4"):
        apply(final_round, replace(marks({"E": 1}, 1), round=4), AS_WRITTEN)


def test_the_cumulative_final_uses_all_seven_votes_and_asks_for_backing_by_more_than_half():
    """Reading E04."""
    charter = AS_WRITTEN.amended({"final.ballot": "cumulative"})
    assert cumulative_fault({"A": 7}, NOMINEES, charter) is None
    assert cumulative_fault({"A": 6}, NOMINEES, charter) is not None
    rows = ((3, 2, 1, 1, 0, 0, 0), (3, 1, 1, 1, 1, 0, 0), (0, 0, 1, 1, 1, 2, 2), (0, 1, 0, 0, 0, 0, 0))
    outcome = apply(final_round, FinalRoundFacts(1, NOMINEES, 4, 4, 4, votes=rows), charter).outcome
    assert (outcome.cast, outcome.invalid_ballots, outcome.needed) == (4, 1, 3)
    assert {row.person: row.votes_for for row in outcome.results}["A"] == 6
    assert [row.person for row in outcome.results if row.passed] == ["C", "D"]
    with pytest.raises(Refused, match="not of the kind"):
        apply(final_round, FinalRoundFacts(1, NOMINEES, 4, 4, 4, votes=rows), AS_WRITTEN)


def test_the_recommended_profile_publishes_more_than_approval_and_audits_a_narrow_margin():
    """Readings E15, E16."""
    facts = marks({"A": 290, "B": 280, "C": 270, "D": 260, "E": 201, "F": 199, "G": 40}, 300)
    written, recommended = (apply(final_round, facts, charter).outcome for charter in (AS_WRITTEN, RECOMMENDED))
    assert (written.metrics, written.audit) == (("approval",), False)
    assert (recommended.metrics, recommended.audit) == (("approval", "margin", "against", "ties"), True)
    assert written.margin == recommended.margin == 2


# --- 3.4 Quorum and validity -------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(("roll", "quorum"), [(300, 200), (301, 201), (299, 200), (1, 1)])
def test_two_thirds_of_the_roll_must_take_part(charter, roll, quorum):
    """Readings E09, E20."""
    assert quorum_count(roll, charter) == quorum
    assert apply(validity, Attendance(roll, quorum, quorum, quorum), charter).outcome.valid
    short = apply(validity, Attendance(roll, quorum - 1, roll, 0), charter).outcome
    assert (short.valid, short.defects) == (False, ("quorum",))


@BOTH
def test_a_round_with_more_ballots_cast_than_issued_is_not_valid(charter):
    outcome = apply(validity, Attendance(300, 250, 240, 241), charter).outcome
    assert outcome.defects == ("more_cast_than_issued",)


def test_a_round_without_quorum_elects_nobody_and_is_repeated_among_the_same():
    facts = replace(marks(dict.fromkeys(NOMINEES, 199), 199), roll=300)
    outcome = apply(final_round, facts, AS_WRITTEN).outcome
    assert (outcome.valid, outcome.elected, outcome.again) == (False, (), NOMINEES)


def test_a_primary_without_quorum_nominates_nobody():
    outcome = apply(primary, held_primary((1,) * 8, roll=2), AS_WRITTEN).outcome
    assert (outcome.valid, outcome.nominees, outcome.is_complete) == (False, (), False)


# --- 3.5 Ties ----------------------------------------------------------------------------------------

TIED_PRIMARY = dict(zip(CANDIDATES, (90, 80, 70, 60, 50, 40, 30, 30), strict=True))


@BOTH
def test_a_tie_at_the_border_of_the_primary_goes_to_whom_more_delegates_support(charter):
    """Reading E08."""
    supporters = {**TIED_PRIMARY, "G": 9, "H": 10}
    outcome = apply(primary, counted_primary(TIED_PRIMARY, supporters), charter).outcome
    assert outcome.nominees == ("A", "B", "C", "D", "E", "F", "H")


@BOTH
def test_then_comes_a_runoff_and_then_lots(charter):
    """Reading E08."""
    open_tie = apply(primary, counted_primary(TIED_PRIMARY), charter).outcome
    assert [(tie.tied, tie.rank, tie.link) for tie in open_tie.ties] == [(("G", "H"), 7, "runoff")]
    assert open_tie.nominees == ("A", "B", "C", "D", "E", "F")

    level = Runoff({"G": 40, "H": 40})
    still_open = apply(primary, counted_primary(TIED_PRIMARY, runoffs=(level,)), charter).outcome
    assert [tie.link for tie in still_open.ties] == ["lots"]

    drawn = Lots(draw(SEED, ("G", "H")), SEED)
    outcome = apply(primary, counted_primary(TIED_PRIMARY, runoffs=(level,), lots=(drawn,)), charter).outcome
    assert outcome.is_complete
    assert outcome.nominees[-1] == drawn.order[0]


def test_a_tie_inside_the_seven_of_the_primary_does_not_matter():
    totals = {**TIED_PRIMARY, "A": 80, "H": 1}
    outcome = apply(primary, counted_primary(totals), AS_WRITTEN).outcome
    assert outcome.ranking[0] == ("A", "B")
    assert outcome.is_complete


FINAL_TIE = {"A": 90, "B": 80, "C": 70, "D": 60, "E": 60, "F": 40, "G": 30}


@BOTH
def test_in_the_final_fewer_votes_against_break_a_tie_first(charter):
    """Reading E07."""
    outcome = apply(final_round, marks(FINAL_TIE, 100, abstain={"E": 1}), charter).outcome
    assert outcome.elected == (("A",), ("B",), ("C",), ("E",), ("D",))


@BOTH
def test_then_the_total_of_the_primary_then_a_runoff_then_lots(charter):
    """Reading E07."""
    facts = marks(FINAL_TIE, 100)
    by_primary = replace(facts, primary_totals={"D": 120, "E": 121})
    assert apply(final_round, by_primary, charter).outcome.elected[3:] == (("E",), ("D",))

    level = replace(facts, primary_totals={"D": 120, "E": 120})
    outcome = apply(final_round, level, charter).outcome
    assert outcome.elected[3:] == (("D", "E"),)
    assert [(tie.tied, tie.rank, tie.link) for tie in outcome.ties] == [(("D", "E"), 4, "runoff")]

    run_off = replace(level, runoffs=(runoff_tally(("D", "E"), ["E"] * 51 + ["D"] * 49),))
    assert apply(final_round, run_off, charter).outcome.elected[3:] == (("E",), ("D",))

    lots = replace(level, runoffs=(Runoff({"D": 50, "E": 50}),), lots=(Lots(("D", "E")),))
    assert apply(final_round, lots, charter).outcome.elected[3:] == (("D",), ("E",))


def test_a_tie_for_the_fifth_seat_leaves_the_seat_open_until_it_is_broken():
    facts = marks({"A": 90, "B": 80, "C": 70, "D": 65, "E": 60, "F": 60, "G": 30}, 100)
    outcome = apply(final_round, facts, AS_WRITTEN).outcome
    assert outcome.elected == (("A",), ("B",), ("C",), ("D",))
    assert outcome.ties[0].tied == ("E", "F")
    settled = apply(final_round, replace(facts, runoffs=(Runoff({"E": 1, "F": 2}),)), AS_WRITTEN).outcome
    assert (settled.elected[-1], settled.reserve) == (("F",), (("E",),))


def test_a_tie_beyond_the_fifth_rank_does_not_matter():
    facts = marks({"A": 90, "B": 80, "C": 70, "D": 65, "E": 60, "F": 55, "G": 55}, 100)
    outcome = apply(final_round, facts, AS_WRITTEN).outcome
    assert outcome.is_complete
    assert outcome.reserve == (("F", "G"),)


def test_lots_must_name_each_of_the_tied_once_and_follow_from_their_seed():
    facts = replace(marks(FINAL_TIE, 100), runoffs=(Runoff({"D": 1, "E": 1}),))
    wrong = Lots(tuple(reversed(draw(SEED, ("D", "E")))), SEED)
    with pytest.raises(Refused, match=r"Art\. 13\.3: The recorded order"):
        apply(final_round, replace(facts, lots=(wrong,)), AS_WRITTEN)
    with pytest.raises(Refused, match="exactly once"):
        apply(final_round, replace(facts, lots=(Lots(("D", "E", "D")),)), AS_WRITTEN)
    with pytest.raises(Refused, match="no tie of exactly these persons"):
        apply(final_round, replace(facts, lots=(Lots(("D", "F")),)), AS_WRITTEN)


def test_a_runoff_that_no_tie_called_for_is_refused():
    with pytest.raises(Refused, match="A run-off among"):
        apply(final_round, replace(marks(FINAL_TIE, 100), runoffs=(Runoff({"A": 1, "B": 2}),)), AS_WRITTEN)


def test_even_a_chain_amended_to_lack_lots_ends_with_them():
    charter = AS_WRITTEN.amended({"final.tie_chain": "fewer_against"})
    outcome = apply(final_round, marks(FINAL_TIE, 100), charter).outcome
    assert [tie.link for tie in outcome.ties] == ["lots"]


@given(st.lists(st.integers(1, 3), min_size=7, max_size=7), st.permutations(range(7)))
def test_no_tie_is_ever_broken_by_the_order_in_which_nominees_are_listed(supports, columns):
    names = dict(zip(NOMINEES, supports, strict=True))
    facts = marks(names, 4)
    shuffled = marks({NOMINEES[column]: supports[column] for column in columns}, 4)
    first, second = (apply(final_round, held, AS_WRITTEN).outcome for held in (facts, shuffled))
    assert first == second
    assert all(len({names[key] for key in group}) == 1 for group in first.elected)


# --- 4.1 The final ranking over the rounds -------------------------------------------------------------


def test_the_ranking_joins_the_rounds_and_whoever_passed_first_ranks_first():
    first = marks({"A": 51, "B": 60, "C": 55, "D": 52, "E": 40, "F": 30, "G": 20}, 100)
    second = replace(marks({"E": 90, "F": 20, "G": 10}, 100), round=2, elected_before=("A", "B", "C", "D"))
    waiting = apply(ranking, RankingFacts((first,)), AS_WRITTEN).outcome
    assert (waiting.order, waiting.again) == ((), ("E", "F", "G"))
    assert apply(ranking, RankingFacts((first, second)), AS_WRITTEN).outcome.order == ("B", "C", "D", "A", "E")


def test_a_round_among_others_than_those_left_over_is_refused():
    first = marks({"A": 51, "B": 60, "C": 55, "D": 52, "E": 40, "F": 30, "G": 20}, 100)
    second = replace(marks({"E": 90, "F": 20}, 100), round=2, elected_before=("A", "B", "C", "D"))
    with pytest.raises(Refused, match="exactly those who did not pass"):
        apply(ranking, RankingFacts((first, second)), AS_WRITTEN)


def test_an_open_tie_keeps_the_ranking_open():
    outcome = apply(ranking, RankingFacts((marks(FINAL_TIE, 100),)), AS_WRITTEN).outcome
    assert outcome.order == ()
    assert outcome.groups[3] == ("D", "E")


# --- 3.9 Paper -----------------------------------------------------------------------------------------


def test_every_paper_ballot_is_accounted_for():
    assert apply(accounting, PaperFacts(300, 280, 8, 12), AS_WRITTEN).outcome.balanced
    assert apply(accounting, PaperFacts(300, 280, 8, 11), AS_WRITTEN).outcome.missing == 1


def test_more_ballots_back_than_out_are_refused():
    with pytest.raises(Refused, match=r"Art\. 3\.4: 301 ballots came back"):
        apply(accounting, PaperFacts(300, 301, 0, 0), AS_WRITTEN)


def test_two_entries_are_compared_ballot_by_ballot():
    found = differences({1: (3, 0), 2: (1, 1)}, {1: (3, 0), 2: (1, 2), 3: (0, 0)})
    assert [(row.ballot, row.first, row.second) for row in found] == [(2, (1, 1), (1, 2)), (3, None, (0, 0))]


# --- 13.3 The draw ---------------------------------------------------------------------------------------

SECRETS = {"observer": "7 stones", "deputy": "rain", "citizen": "四月"}
PROMISES = {name: commitment(name, secret) for name, secret in SECRETS.items()}


def test_anyone_can_repeat_a_draw_from_public_data():
    derivation = apply(order, DrawFacts(("G", "H", "A"), PROMISES, SECRETS), AS_WRITTEN)
    assert derivation.outcome.order == draw(seed("HAG", PROMISES, SECRETS), "GAH")
    assert replay(derivation.as_json()).same


def test_a_contribution_changed_after_its_commitment_is_refused_and_a_withheld_one_too():
    with pytest.raises(Refused, match="does not match its commitment"):
        seed("GH", PROMISES, {**SECRETS, "deputy": "sun"})
    with pytest.raises(Refused, match="not revealed"):
        seed("GH", PROMISES, {"deputy": "rain"})


@given(st.sets(st.text(min_size=1), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_drawn_depends_on_the_seed_and_not_on_the_order_of_the_pool(keys, random):
    listed = sorted(keys)
    random.shuffle(listed)
    assert draw(SEED, listed) == draw(SEED, sorted(keys))
    assert pool_digest(listed) == pool_digest(keys)
    assert set(draw(SEED, listed)) == keys


def test_every_order_of_three_comes_up_about_equally_often():
    drawn = [draw(f"{number:064x}", "ABC") for number in range(3000)]
    counts = [drawn.count(orders) for orders in permutations("ABC")]
    assert sum((count - 500) ** 2 / 500 for count in counts) < 20.5  # chi-square, 5 degrees, p = 0.001


# --- 18.4 Replay -------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(rows_of_ballots(8, high=3), st.sampled_from([AS_WRITTEN, RECOMMENDED]))
def test_replaying_a_primary_reproduces_it(rows, charter):
    derivation = apply(primary, held_primary(*rows), charter)
    assert replay(derivation.as_json()).same
    assert all(step.text.format(**step.values) and step.article for step in derivation.steps)


def test_replaying_a_final_reproduces_it_and_a_changed_ballot_is_noticed():
    derivation = apply(ranking, RankingFacts((marks(FINAL_TIE, 100),)), RECOMMENDED)
    assert all(step.text.format(**step.values) and step.article for step in derivation.steps)
    stored = derivation.as_json()
    assert replay(stored).same
    stored["facts"]["rounds"][0]["marks"][0][3] = AGAINST
    assert "result" in replay(stored).differences
