"""The election on paper: acts, refusals, and what they leave in the ledger (Part 3)."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from jianheng.county.models import Application
from jianheng.county.services import amend_charter
from jianheng.elections import services
from jianheng.elections.models import Candidate, Draw, Election, Entry, RollEntry, Round, Sheet
from jianheng.elections.selectors.certified import certified, latest_certified
from jianheng.elections.selectors.disputes import dispute_way
from jianheng.elections.selectors.paper import differing, entered_by, progress
from jianheng.elections.selectors.tally import final_outcome, latest_count, outcome_of, primary_outcome, settled_rows
from jianheng.elections.selectors.ties import open_ties
from jianheng.elections.services import PaperBallot
from jianheng.ledger.models import Entry as LedgerEntry
from jianheng.ledger.selectors import opened as opened_fields
from jianheng.rules import Forbidden, Refused, replay
from jianheng.rules.draws import commitment, draw
from jianheng.rules.elections_states import (
    ELECTION_TRANSITIONS,
    ROUND_TRANSITIONS,
    ElectionAct,
    ElectionState,
    RoundAct,
    RoundState,
    election_after,
    round_after,
)
from tests.rooms.elections_world import (
    NOW,
    TERM,
    Marks,
    called,
    closed,
    code,
    descending,
    entered,
    hall,
    held,
    in_favour,
    listed,
    nominated,
    opened,
)
from tests.rooms.world import AT, FOUNDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(world):
    return hall(world)


@pytest.fixture
def primary(station):
    election = listed(station)
    return services.open_primary(election_id=election.pk, by=station.presiding, at=NOW)


@pytest.fixture
def box(station, primary):
    """A primary whose box is closed with one ballot of each of three delegates."""
    return closed(station, primary, station.delegates)


@pytest.fixture
def final(station):
    election = nominated(station)
    return services.open_final(election_id=election.pk, by=station.presiding, at=NOW)


def last_event() -> tuple[str, dict[str, Any]]:
    entry = LedgerEntry.objects.latest("id")
    return entry.type, dict(opened_fields(entry, entitled=True))


def enter(station, round_, number, marks, clerk="teller", **kwargs):
    ballot = PaperBallot(code(round_, number), marks, **kwargs)
    return services.enter_ballot(round_id=round_.pk, ballot=ballot, by=getattr(station, clerk), at=NOW)


# --- calling ----------------------------------------------------------------------------------------


def test_the_organisation_department_calls_an_election(station):
    election = called(station)
    assert election.state == "called"
    assert election.charter_on == date(2026, 3, 2)
    kind, values = last_event()
    assert kind == "elections.called"
    assert values["election"] == election.pk


def test_nobody_else_calls_an_election(station):
    with pytest.raises(Forbidden) as outcome:
        called(station, by=station.presiding)
    assert outcome.value.article == "3.1"


def test_a_second_election_is_refused_while_one_is_under_way(station):
    called(station)
    with pytest.raises(Refused, match="still under way"):
        called(station)


def test_a_term_that_has_begun_is_refused(station):
    with pytest.raises(Refused) as outcome:
        called(station, term_starts_on=date(2026, 3, 2))
    assert outcome.value.field == "term_starts_on"


def test_a_list_that_is_too_short_stays_open(station):
    election = called(station)
    for person in station.candidates[:7]:
        services.enter_candidate(election_id=election.pk, person=person, by=station.organisation, at=NOW)
    with pytest.raises(Refused) as outcome:
        services.close_list(election_id=election.pk, by=station.organisation, at=NOW)
    assert (outcome.value.article, outcome.value.values["count"], outcome.value.values["least"]) == ("3.1", 7, 8)
    assert Election.objects.get().state == "called"


def test_a_person_stands_once_and_may_withdraw_and_return(station):
    election = called(station)
    person = station.candidates[0]
    values = {"election_id": election.pk, "person": person, "by": station.organisation, "at": NOW}
    candidate = services.enter_candidate(**values)
    with pytest.raises(Refused, match="already on the list"):
        services.enter_candidate(**values)
    services.withdraw_candidate(candidate_id=candidate.pk, by=station.candidate0, at=NOW)
    assert Candidate.objects.get().is_withdrawn
    assert not services.enter_candidate(**values).is_withdrawn


def test_nobody_withdraws_another(station):
    election = called(station)
    person = station.candidates[0]
    candidate = services.enter_candidate(election_id=election.pk, person=person, by=station.organisation, at=NOW)
    with pytest.raises(Forbidden):
        services.withdraw_candidate(candidate_id=candidate.pk, by=station.candidate1, at=NOW)


def test_a_closed_list_takes_nobody_more(station):
    election = listed(station)
    with pytest.raises(Refused, match="list of candidates is closed"):
        services.enter_candidate(election_id=election.pk, person=station.delegates[0], by=station.organisation, at=NOW)


def test_an_election_can_be_called_off_before_any_vote(station):
    election = called(station)
    services.cancel_election(election_id=election.pk, by=station.organisation, at=NOW)
    assert Election.objects.get().state == "cancelled"
    assert called(station).pk != election.pk


# --- the polling station ----------------------------------------------------------------------------


def test_voting_opens_only_with_a_ballot_for_everyone_on_the_roll(station, primary):
    services.print_sheets(round_id=primary.pk, count=2, by=station.presiding, at=NOW)
    with pytest.raises(Refused) as outcome:
        services.open_round(round_id=primary.pk, by=station.presiding, at=NOW)
    assert (outcome.value.article, outcome.value.values["roll"]) == ("3.9", 3)
    services.print_sheets(round_id=primary.pk, count=1, by=station.presiding, at=NOW)
    services.open_round(round_id=primary.pk, by=station.presiding, at=NOW)
    assert RollEntry.objects.count() == 3
    assert last_event()[0] == "elections.round_opened"


def test_checking_in_hands_out_one_sheet_and_names_nobody_on_the_ledger(station, primary):
    opened(station, primary)
    services.check_in(round_id=primary.pk, person=station.delegates[0].code, by=station.teller, at=NOW)
    primary.refresh_from_db()
    assert (primary.present, primary.issued) == (1, 1)
    kind, values = last_event()
    assert kind == "elections.voter_admitted"
    assert station.delegates[0].code not in json.dumps(values)


def test_someone_not_on_the_roll_gets_no_ballot(station, primary):
    opened(station, primary)
    with pytest.raises(Refused) as outcome:
        services.check_in(round_id=primary.pk, person=station.deputies[0].code, by=station.teller, at=NOW)
    assert (outcome.value.article, outcome.value.field) == ("3.1", "person")


def test_nobody_gets_a_second_ballot(station, primary):
    opened(station, primary)
    values = {"round_id": primary.pk, "person": station.delegates[0].code, "by": station.teller, "at": NOW}
    services.check_in(**values)
    with pytest.raises(Refused, match="already been checked in"):
        services.check_in(**values)
    assert Round.objects.get().issued == 1


def test_nobody_is_checked_in_before_voting_opens(station, primary):
    with pytest.raises(Refused, match="not been opened"):
        services.check_in(round_id=primary.pk, person=station.delegates[0].code, by=station.teller, at=NOW)


def test_a_spoiled_sheet_is_replaced_once(station, primary):
    opened(station, primary)
    services.check_in(round_id=primary.pk, person=station.delegates[0].code, by=station.teller, at=NOW)
    services.spoil_sheet(round_id=primary.pk, code=code(primary, 4), by=station.teller, at=NOW)
    primary.refresh_from_db()
    assert (primary.issued, primary.spoiled) == (2, 1)
    with pytest.raises(Refused, match="already been replaced"):
        services.spoil_sheet(round_id=primary.pk, code=code(primary, 4), by=station.teller, at=NOW)


def test_a_sheet_cannot_be_spoiled_that_was_never_printed(station, primary):
    opened(station, primary)
    with pytest.raises(Refused, match="was printed"):
        services.spoil_sheet(round_id=primary.pk, code=code(primary, 99), by=station.teller, at=NOW)


def test_more_ballots_in_the_box_than_issued_are_refused_and_voting_stays_open(station, primary):
    opened(station, primary)
    for person in station.delegates:
        services.check_in(round_id=primary.pk, person=person.code, by=station.teller, at=NOW)
    with pytest.raises(Refused) as outcome:
        services.close_round(round_id=primary.pk, returned=4, by=station.presiding, at=NOW)
    assert (outcome.value.article, outcome.value.field) == ("3.4", "returned")
    assert Round.objects.get().state == "open"


def test_the_accounting_is_kept_and_names_what_is_missing(station, primary):
    opened(station, primary)
    for person in station.delegates:
        services.check_in(round_id=primary.pk, person=person.code, by=station.teller, at=NOW)
    round_ = services.close_round(round_id=primary.pk, returned=2, by=station.presiding, at=NOW)
    assert round_.account is not None
    assert round_.account.derivation["result"] == {"balanced": False, "missing": 1}
    round_ = services.correct_account(round_id=primary.pk, returned=2, not_returned=1, by=station.presiding, at=NOW)
    assert round_.account is not None
    assert round_.account.derivation["result"]["balanced"]


def test_a_round_found_defective_is_voided_and_repeated(station, primary):
    opened(station, primary)
    services.void_round(round_id=primary.pk, defect="excess", by=station.presiding, at=NOW)
    again = services.repeat_round(round_id=primary.pk, by=station.presiding, at=NOW)
    assert (again.number, again.attempt, again.options.count()) == (1, 2, 8)
    with pytest.raises(Refused, match="later round"):
        services.repeat_round(round_id=primary.pk, by=station.presiding, at=NOW)


# --- entry ------------------------------------------------------------------------------------------


def test_a_ballot_is_entered_with_ten_votes(station, box):
    read = enter(station, box, 1, {station.keys[0]: 10})
    assert (read.number, read.fault) == (1, None)
    assert Entry.objects.get().marks == [10, 0, 0, 0, 0, 0, 0, 0]
    kind, values = last_event()
    assert kind == "elections.ballots_entered"
    assert values == {"round": box.pk, "count": 1, "sheets": [1], "by": station.teller.key}


def test_an_overvoted_ballot_is_entered_and_counted_invalid_with_its_reason(station, box):
    read = enter(station, box, 1, {station.keys[0]: 8, station.keys[1]: 3})
    assert read.fault is not None
    assert (read.fault.article, read.fault.values) == ("3.2", {"used": 11, "votes": 10})


def test_an_unclear_ballot_is_entered_as_invalid(station, box):
    assert enter(station, box, 1, {}, is_unclear=True).fault.text == "The voter's will cannot be read."


@pytest.mark.parametrize(
    ("marks", "article"),
    [({"P999999": 1}, "3.2"), ({"first": -1}, "3.2"), ({"first": 100}, "3.2"), ({"first": "for"}, "3.2")],
)
def test_what_cannot_stand_on_a_ballot_is_refused(station, box, marks, article):
    marks = {station.keys[0] if key == "first" else key: value for key, value in marks.items()}
    with pytest.raises(Refused) as outcome:
        enter(station, box, 1, marks)
    assert (outcome.value.article, outcome.value.field) == (article, "marks")
    assert not Entry.objects.exists()


def test_a_sheet_that_was_never_printed_is_refused(station, box):
    with pytest.raises(Refused) as outcome:
        enter(station, box, 77, {})
    assert (outcome.value.article, outcome.value.field) == ("3.9", "code")


def test_a_slip_in_the_code_is_told_apart(station, box):
    wrong = next(code(box, n)[:-1] + code(box, 1)[-1] for n in range(2, 10) if code(box, n)[-1] != code(box, 1)[-1])
    with pytest.raises(Refused, match="look at it again"):
        services.enter_ballot(round_id=box.pk, ballot=PaperBallot(wrong), by=station.teller, at=NOW)


def test_a_sheet_of_another_round_is_refused(station, box):
    with pytest.raises(Refused, match="does not belong"):
        services.enter_ballot(round_id=box.pk, ballot=PaperBallot("HENG9-F1-0001A"), by=station.teller, at=NOW)


def test_a_code_is_read_whole_in_small_letters_and_full_width(station, box):
    whole = f"{box.series}-{code(box, 2)}".lower().replace("0", "\uff10")
    read = services.enter_ballot(round_id=box.pk, ballot=PaperBallot(whole), by=station.teller, at=NOW)
    assert read.number == 2


def test_a_clerk_enters_a_ballot_once(station, box):
    enter(station, box, 1, {})
    with pytest.raises(Refused, match="already entered"):
        enter(station, box, 1, {})
    with pytest.raises(Refused, match="already entered"):
        services.enter_batch(round_id=box.pk, ballots=[PaperBallot(code(box, 2))] * 2, by=station.teller, at=NOW)
    assert Entry.objects.count() == 1


def test_a_third_clerk_finds_the_ballot_complete(station, box):
    enter(station, box, 1, {})
    enter(station, box, 1, {}, clerk="teller2")
    with pytest.raises(Refused, match="by 2 clerks"):
        enter(station, box, 1, {}, clerk="teller3")


def test_a_spoiled_sheet_cannot_be_entered(station, box):
    Sheet.objects.filter(round=box, number=5).update(state="spoiled")
    with pytest.raises(Refused, match="spoiled and replaced"):
        enter(station, box, 5, {})


def test_nothing_is_entered_while_voting_is_open(station, primary):
    opened(station, primary)
    with pytest.raises(Refused, match="still open"):
        enter(station, primary, 1, {})


def test_a_batch_is_entered_whole_or_not_at_all(station, box):
    ballots = [PaperBallot(code(box, 1)), PaperBallot(code(box, 77))]
    with pytest.raises(Refused):
        services.enter_batch(round_id=box.pk, ballots=ballots, by=station.teller, at=NOW)
    assert not Entry.objects.exists()


def test_only_tellers_enter_ballots(station, box):
    with pytest.raises(Forbidden):
        enter(station, box, 1, {}, clerk="supervision")


def test_a_teller_who_stands_enters_nothing(station, box):
    teller = replace(station.teller, key=station.keys[0])
    with pytest.raises(Refused) as outcome:
        services.enter_ballot(round_id=box.pk, ballot=PaperBallot(code(box, 1)), by=teller, at=NOW)
    assert outcome.value.article == "3.8"


def test_a_clerk_sees_no_entry_of_another(station, box):
    enter(station, box, 1, {station.keys[0]: 1})
    assert entered_by(box, station.teller2.key) == []
    assert differing(box) == ()
    enter(station, box, 1, {station.keys[0]: 2}, clerk="teller2")
    assert [sheet.code for sheet in differing(box)] == [code(box, 1)]


def test_entry_closes_only_when_each_ballot_was_entered_twice_alike(station, box):
    first, second = station.keys[:2]
    close = {"round_id": box.pk, "by": station.presiding, "at": NOW}
    for number in (1, 2, 3):
        enter(station, box, number, {first: 10})
    with pytest.raises(Refused, match="3 ballots have not been entered by 2"):
        services.close_entry(**close)
    enter(station, box, 1, {second: 10}, clerk="teller2")
    enter(station, box, 2, {first: 10}, clerk="teller2")
    enter(station, box, 3, {first: 10}, clerk="teller2")
    with pytest.raises(Refused, match="1 ballots still differ"):
        services.close_entry(**close)
    assert Round.objects.get().state == "closed"


def test_two_persons_who_read_the_same_settle_a_difference(station, box):
    first, second = station.keys[:2]
    enter(station, box, 1, {first: 10})
    enter(station, box, 1, {second: 10}, clerk="teller2")
    again = {"round_id": box.pk, "number": 1, "at": NOW}
    services.reconcile_difference(marks={second: 10}, by=station.teller3, **again)
    with pytest.raises(Refused, match="a second person"):
        services.reconcile_difference(marks={second: 10}, by=station.teller3, **again)
    services.reconcile_difference(marks={first: 10}, by=station.supervision, **again)
    assert progress(box).open_differences == 1
    settled = services.reconcile_difference(marks={first: 10}, by=station.presiding, **again)
    assert (settled.first_reader, settled.second_reader) == (station.supervision.key, station.presiding.key)
    assert progress(box).open_differences == 0
    assert settled_rows(box) == ((10, 0, 0, 0, 0, 0, 0, 0),)
    with pytest.raises(Refused, match="already been settled"):
        services.reconcile_difference(marks={first: 10}, by=station.teller, **again)


def test_entries_that_agree_need_no_reconciliation(station, box):
    enter(station, box, 1, {})
    enter(station, box, 1, {}, clerk="teller2")
    with pytest.raises(Refused, match="do not differ"):
        services.reconcile_difference(round_id=box.pk, number=1, marks={}, by=station.presiding, at=NOW)


def test_entry_does_not_close_with_another_number_than_the_box_held(station, box):
    for clerk in ("teller", "teller2"):
        enter(station, box, 1, {}, clerk=clerk)
    with pytest.raises(Refused) as outcome:
        services.close_entry(round_id=box.pk, by=station.presiding, at=NOW)
    assert (outcome.value.article, outcome.value.values) == ("3.4", {"entered": 1, "returned": 3})


# --- the count --------------------------------------------------------------------------------------


def test_the_primary_names_the_seven_highest_totals(station, primary):
    count = held(station, primary, station.delegates, [descending(station.keys)] * 3)
    outcome = primary_outcome(count.application)
    assert outcome.nominees == tuple(sorted(station.keys[:7]))
    assert [row.total for row in outcome.results] == [6, 6, 6, 3, 3, 3, 3, 0]
    assert last_event()[0] == "elections.round_counted"
    assert replay(count.application.derivation).same


def test_an_overvoted_ballot_counts_for_nobody(station, primary):
    spoiled = dict.fromkeys(station.keys, 2)
    count = held(station, primary, station.delegates, [descending(station.keys)] * 2 + [spoiled])
    outcome = primary_outcome(count.application)
    assert (outcome.cast, outcome.invalid_ballots) == (3, 1)
    assert outcome.results[0].total == 4


def test_a_round_without_quorum_is_invalid_and_is_repeated(station, primary):
    count = held(station, primary, station.delegates[:1], [descending(station.keys)])
    primary.refresh_from_db()
    assert (primary.state, primary.defect, count.is_complete) == ("invalid", "quorum", False)
    with pytest.raises(Refused):
        services.certify(election_id=primary.contest.election_id, by=station.supervision, at=NOW)
    again = services.repeat_round(round_id=primary.pk, by=station.presiding, at=NOW)
    assert held(station, again, station.delegates, [descending(station.keys)] * 3).is_complete


def test_a_round_is_not_counted_before_its_entry_is_closed(station, box):
    with pytest.raises(Refused, match="being entered"):
        services.count_round(round_id=box.pk, by=station.presiding, at=NOW)


def test_a_run_off_settles_the_border_of_the_primary(station, primary):
    *first, seventh, eighth = station.keys
    ballots = [dict.fromkeys(first, 1) | {key: 1} for key in (seventh, eighth)]
    count = held(station, primary, station.delegates, [*ballots, dict.fromkeys(first, 1)])
    assert not count.is_complete
    primary.refresh_from_db()
    (tie,) = open_ties(primary)
    assert (set(tie.tied), tie.link) == ({seventh, eighth}, "runoff")
    with pytest.raises(Refused, match="still open"):
        services.certify(election_id=primary.contest.election_id, by=station.supervision, at=NOW)
    with pytest.raises(Refused, match="awaits this step"):
        services.call_lots(round_id=primary.pk, tied=tie.tied, by=station.presiding, at=NOW)
    runoff = services.call_runoff(round_id=primary.pk, tied=tie.tied, by=station.presiding, at=NOW)
    with pytest.raises(Refused, match="already been called"):
        services.call_runoff(round_id=primary.pk, tied=tie.tied, by=station.presiding, at=NOW)
    count = held(station, runoff, station.delegates, [{eighth: 1}, {eighth: 1}, {seventh: 1, eighth: 1}])
    assert count.runoff_votes == {seventh: 0, eighth: 2}
    primary.refresh_from_db()
    outcome = primary_outcome(latest_count(primary).application)
    assert outcome.is_complete
    assert eighth in outcome.nominees
    assert seventh not in outcome.nominees


def test_lots_settle_what_the_run_off_leaves_tied(station, primary):
    *first, seventh, eighth = station.keys
    ballots = [dict.fromkeys(first, 1) | {key: 1} for key in (seventh, eighth)]
    held(station, primary, station.delegates, [*ballots, dict.fromkeys(first, 1)])
    tied = [seventh, eighth]
    runoff = services.call_runoff(round_id=primary.pk, tied=tied, by=station.presiding, at=NOW)
    held(station, runoff, station.delegates, [{eighth: 1}, {seventh: 1}, {}])
    primary.refresh_from_db()
    assert open_ties(primary)[0].link == "lots"
    lots = services.call_lots(round_id=primary.pk, tied=tied, by=station.presiding, at=NOW)
    contribute(station, lots, {"presiding": "春江", "supervision": "潮水"})
    drawn = services.draw_lots(draw_id=lots.pk, by=station.presiding, at=NOW)
    assert tuple(drawn.order) == draw(drawn.seed, tied)
    outcome = primary_outcome(latest_count(primary).application)
    assert outcome.is_complete
    assert drawn.order[0] in outcome.nominees
    assert drawn.order[1] not in outcome.nominees


def contribute(station, lots: Draw, texts: dict[str, str], *, reveal: bool = True) -> None:
    for name, text in texts.items():
        by = getattr(station, name)
        services.commit_contribution(draw_id=lots.pk, digest=commitment(by.key, text), by=by, at=NOW)
    services.close_commitments(draw_id=lots.pk, by=station.presiding, at=NOW)
    for name, text in texts.items() if reveal else ():
        services.reveal_contribution(draw_id=lots.pk, contribution=text, by=getattr(station, name), at=NOW)


@pytest.fixture
def lots(station, primary):
    *first, seventh, eighth = station.keys
    ballots = [dict.fromkeys(first, 1) | {key: 1} for key in (seventh, eighth)]
    held(station, primary, station.delegates, [*ballots, dict.fromkeys(first, 1)])
    runoff = services.call_runoff(round_id=primary.pk, tied=[seventh, eighth], by=station.presiding, at=NOW)
    held(station, runoff, station.delegates, [{}, {}, {}])
    return services.call_lots(round_id=primary.pk, tied=[seventh, eighth], by=station.presiding, at=NOW)


def test_a_contribution_that_differs_from_its_commitment_is_refused(station, lots):
    contribute(station, lots, {"presiding": "春江", "supervision": "潮水"}, reveal=False)
    with pytest.raises(Refused, match="not the contribution you committed to"):
        services.reveal_contribution(draw_id=lots.pk, contribution="别的", by=station.presiding, at=NOW)


def test_a_draw_without_everyones_contribution_is_refused_and_repeated(station, lots):
    contribute(station, lots, {"presiding": "春江", "supervision": "潮水"}, reveal=False)
    services.reveal_contribution(draw_id=lots.pk, contribution="春江", by=station.presiding, at=NOW)
    with pytest.raises(Refused) as outcome:
        services.draw_lots(draw_id=lots.pk, by=station.presiding, at=NOW)
    assert outcome.value.article == "13.3"
    again = services.repeat_draw(draw_id=lots.pk, by=station.presiding, at=NOW)
    assert (again.attempt, again.state) == (2, "committing")


def test_one_contributor_alone_does_not_fix_the_lots(station, lots):
    by = station.presiding
    services.commit_contribution(draw_id=lots.pk, digest=commitment(by.key, "春江"), by=by, at=NOW)
    with pytest.raises(Refused, match="At least 2 persons"):
        services.close_commitments(draw_id=lots.pk, by=by, at=NOW)


def test_a_bystander_contributes_nothing_to_the_lots(station, lots):
    with pytest.raises(Forbidden):
        services.commit_contribution(draw_id=lots.pk, digest="0" * 64, by=station.teller, at=NOW)


# --- the final --------------------------------------------------------------------------------------


def test_the_final_stands_among_the_seven_nominees(station, final):
    assert [option.candidate.person.code for option in final.options.all()] == station.keys[:7]


def ladder(station) -> list[Marks]:
    """Three ballots that elect the first five in an order without ties that matter."""
    keys = station.keys[:7]
    return [in_favour(keys, keys[:5]), in_favour(keys, keys[:5]), in_favour(keys, keys[:1])]


def test_the_elected_are_certified_published_and_open_to_dispute(station, final):
    election = final.contest.election
    count = held(station, final, station.deputies, ladder(station))
    outcome = final_outcome(count.application)
    assert outcome.elected[0] == (station.keys[0],)
    assert outcome.ties == ()
    certification = services.certify(election_id=election.pk, by=station.supervision, at=NOW)
    assert certification.winners == station.keys[:5]
    assert certification.application.rule == "ballots.ranking"
    election = services.publish_result(election_id=election.pk, by=station.supervision, at=NOW)
    way = dispute_way(election)
    assert way is not None
    assert way.deadline.day == date(2026, 3, 9)
    result = latest_certified(station.world.county.code)
    assert result == certified(election.pk)
    assert result is not None
    assert result.ranking == tuple(station.keys[:5])
    assert result.stood == tuple(station.keys)
    assert (result.certified_at, result.term_starts_on) == (date(2026, 3, 2), TERM)
    assert last_event()[0] == "elections.published"


def test_an_unmarked_line_of_the_final_is_an_abstention(station, final):
    keys = station.keys[:7]
    held(station, final, station.deputies, [*ladder(station)[:2], {keys[0]: "for"}])
    standing = {row.person: row for row in final_outcome(latest_count(final).application).results}
    assert (standing[keys[1]].votes_for, standing[keys[1]].abstained) == (2, 1)


def test_a_further_round_is_held_among_those_who_did_not_pass(station, final):
    keys = station.keys[:7]
    held(station, final, station.deputies, [in_favour(keys, keys[:3])] * 3)
    with pytest.raises(Refused, match="further round is due"):
        services.certify(election_id=final.contest.election_id, by=station.supervision, at=NOW)
    second = services.call_next_round(round_id=final.pk, by=station.presiding, at=NOW)
    assert (second.number, second.options.count()) == (2, 4)
    with pytest.raises(Refused, match="later round"):
        services.call_next_round(round_id=final.pk, by=station.presiding, at=NOW)
    again = keys[3:]
    ballots = [in_favour(again, again[:2]), in_favour(again, again[:2]), in_favour(again, again[:1])]
    held(station, second, station.deputies, ballots)
    assert services.certify(election_id=final.contest.election_id, by=station.supervision, at=NOW).winners == keys[:5]


def test_seats_open_after_the_third_round_are_left_to_a_by_election(station, final):
    keys = station.keys[:7]
    round_, standing = final, keys
    for number in (1, 2, 3):
        held(station, round_, station.deputies, [in_favour(standing, standing[:1])] * 3)
        standing = standing[1:]
        if number < 3:
            round_ = services.call_next_round(round_id=round_.pk, by=station.presiding, at=NOW)
    with pytest.raises(Refused, match="No further round"):
        services.call_next_round(round_id=round_.pk, by=station.presiding, at=NOW)
    certification = services.certify(election_id=final.contest.election_id, by=station.supervision, at=NOW)
    assert (certification.winners, certification.open_seats) == (keys[:3], 2)


def test_a_by_election_fills_the_open_seats_beside_those_held(station):
    continuing = [person.code for person in station.deputies]
    election = listed(station, kind="by_election", continuing=continuing)
    with pytest.raises(Refused, match="no primary"):
        services.open_primary(election_id=election.pk, by=station.presiding, at=NOW)
    round_ = services.open_final(election_id=election.pk, by=station.presiding, at=NOW)
    favoured = station.keys[:2]
    ballots = [in_favour(station.keys, favoured)] * 2 + [in_favour(station.keys, favoured[:1])]
    held(station, round_, station.deputies, ballots)
    services.certify(election_id=election.pk, by=station.supervision, at=NOW)
    result = certified(election.pk)
    assert result is not None
    assert (result.ranking, result.continuing) == (tuple(favoured), tuple(continuing))


def test_a_by_election_needs_more_candidates_than_seats(station):
    election = called(station, kind="by_election", continuing=[station.deputies[0].code])
    for person in station.candidates[:4]:
        services.enter_candidate(election_id=election.pk, person=person, by=station.organisation, at=NOW)
    with pytest.raises(Refused) as outcome:
        services.close_list(election_id=election.pk, by=station.organisation, at=NOW)
    assert outcome.value.values == {"count": 4, "seats": 4}


def test_only_the_supervision_committee_certifies(station, final):
    with pytest.raises(Forbidden) as outcome:
        services.certify(election_id=final.contest.election_id, by=station.presiding, at=NOW)
    assert outcome.value.article == "3.8"


def test_a_result_is_published_once(station, final):
    held(station, final, station.deputies, ladder(station))
    values = {"election_id": final.contest.election_id, "by": station.supervision, "at": NOW}
    services.certify(**values)
    with pytest.raises(Refused):
        services.certify(**values)
    services.publish_result(**values)
    with pytest.raises(Refused, match="has been published"):
        services.publish_result(**values)


def test_a_county_may_let_deputies_use_seven_votes_in_the_final(station):
    amend_charter(
        county=station.world.county.code,
        changes={"final.ballot": "cumulative"},
        effective_on=date(2016, 7, 1),
        reason="累积投票",
        by=FOUNDER,
        at=datetime(2016, 6, 1, tzinfo=UTC),
    )
    election = nominated(station)
    final = services.open_final(election_id=election.pk, by=station.presiding, at=NOW)
    one, two, three, *others = station.keys[:7]
    held(station, final, station.deputies, [{one: 4, two: 3}, {one: 4, three: 3}, {one: 5, others[0]: 1}])
    outcome = final_outcome(latest_count(final).application)
    assert (outcome.cast, outcome.invalid_ballots) == (3, 1)
    assert outcome.results[0].votes_for == 8


# --- what binds every act ---------------------------------------------------------------------------


def test_an_act_whose_ledger_entry_fails_leaves_nothing(station, box, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr("jianheng.elections.services.entry.record", broken)
    with pytest.raises(RuntimeError):
        enter(station, box, 1, {})
    assert not Entry.objects.exists()


def test_no_ledger_field_and_no_kept_derivation_names_a_voter(station, final):
    held(station, final, station.deputies, ladder(station))
    voters = {person.code for person in station.delegates + station.deputies}
    # The register itself records who took up a seat; nothing about voting does.
    entries = LedgerEntry.objects.filter(type__startswith="elections.")
    told = json.dumps([dict(opened_fields(entry, entitled=True)) for entry in entries])
    assert not any(code in told for code in voters)
    assert not any(code in json.dumps(row.derivation) for row in Application.objects.all() for code in voters)


def test_the_rows_that_are_counted_stand_in_no_order_of_the_sheets(station, primary):
    ballots = [{station.keys[0]: 3}, {station.keys[0]: 1}, {station.keys[0]: 2}]
    closed(station, primary, station.delegates)
    entered(station, primary, ballots)
    assert [row[0] for row in settled_rows(primary)] == [1, 2, 3]


def test_an_election_keeps_the_charter_it_was_called_under(station, primary):
    assert primary.contest.election.charter_on == AT.date()
    count = held(station, primary, station.delegates, [descending(station.keys)] * 3)
    assert outcome_of(count.application) == primary_outcome(count.application)


# --- states -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "states", "acts", "stored", "after"),
    [
        (ELECTION_TRANSITIONS, ElectionState, ElectionAct, Election.State, election_after),
        (ROUND_TRANSITIONS, RoundState, RoundAct, Round.State, round_after),
    ],
)
def test_every_act_in_every_state_either_leads_on_or_is_refused(table, states, acts, stored, after):
    assert set(table) == set(states)
    assert [state.value for state in states] == stored.values
    reached = {target for row in table.values() for target in row.values()}
    assert reached | {next(iter(states))} == set(states)
    for state in states:
        for act in acts:
            if act in table[state]:
                assert after(state.value, act) == table[state][act]
            else:
                with pytest.raises(Refused):
                    after(state.value, act)


def test_a_state_the_tables_do_not_know_is_kept_out_of_the_database(station):
    election = called(station)
    with pytest.raises(IntegrityError), transaction.atomic():
        Election.objects.filter(pk=election.pk).update(state="paused")


def test_what_was_entered_cannot_be_changed_in_the_database(station, box):
    enter(station, box, 1, {})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(clerk="P000001")
