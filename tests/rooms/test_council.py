"""Items before the council: topic, boundaries, sealed votes opened together, outcome (Part 6)."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as live
from django.db import DatabaseError, connection, transaction

from jianheng.council import sealed, selectors, services
from jianheng.council.models import Declaration, Motion, OpenedVote, Round, SealedVote
from jianheng.council.services import close, prepare, propose, topic, vote
from jianheng.county.models import Application
from jianheng.county.services import amend_charter
from jianheng.crypto.keys import FileKeys
from jianheng.crypto.suites import Tampered
from jianheng.ledger.models import Entry, Field
from jianheng.ledger.selectors import opened as opened_fields
from jianheng.people.models import Tenure
from jianheng.people.services import end_tenure
from jianheng.rules import Forbidden, Refused, replay
from jianheng.rules.council_states import MOTION_TRANSITIONS, MotionAct, MotionState, next_state
from jianheng.rules.roles import Officer, Role
from tests.rooms.council_world import (
    BOARD,
    CLOSES,
    NO,
    YES,
    cast,
    check,
    decided,
    opened,
    proposed,
    ready,
    settled,
    stand,
)
from tests.rooms.world import AT, FOUNDER, TODAY, found

# --- stages ----------------------------------------------------------------------------------------


def test_every_stage_has_its_line_and_every_line_leads_to_a_stage():
    assert set(MOTION_TRANSITIONS) == set(MotionState)
    assert {act for row in MOTION_TRANSITIONS.values() for act in row} == set(MotionAct)
    assert MOTION_TRANSITIONS[MotionState.DECIDED] == MOTION_TRANSITIONS[MotionState.RETURNED] == {}


@pytest.mark.parametrize("state", MotionState)
def test_an_act_out_of_its_stage_is_refused(state):
    for act in set(MotionAct) - set(MOTION_TRANSITIONS[state]):
        with pytest.raises(Refused):
            next_state(state, act)


# --- proposing -------------------------------------------------------------------------------------


def test_the_secretariat_proposes_an_item_with_numbered_options(world):
    motion = proposed(world)
    assert [(option.key, option.title) for option in motion.options.all()] == [(YES, "实施改造"), (NO, "维持现状")]
    assert (motion.state, motion.number, motion.topic) == ("proposed", 1, "")
    assert Entry.objects.filter(type="council.proposed").count() == 1
    assert proposed(world).number == 2


def test_nobody_else_proposes(world):
    with pytest.raises(Forbidden):
        services.propose_motion(
            county=world.county,
            title="x",
            content="y",
            options="ab",
            topic="strategy",
            by=world.officer("secretary"),
            at=AT,
        )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"options": ["实施改造"]}, "at least two"),
        ({"options": ["实施改造", "实施改造"]}, "at least two"),
        ({"options": [str(number) for number in range(9)]}, "At most 8"),
        ({"topic": "weather"}, "no column"),
        ({"also": ["strategy"]}, "more than one topic"),
        ({"matter": "open_inquiry"}, "statutory acts"),
        ({"title": "  "}, "title"),
        ({"content": ""}, "content"),
        ({"money_total": -1}, "negative"),
    ],
)
def test_an_item_that_cannot_be_voted_on_is_refused_at_the_door(world, values, reason):
    with pytest.raises(Refused, match=reason):
        proposed(world, **values)
    assert not Motion.objects.exists()


# --- topic -----------------------------------------------------------------------------------------


def test_three_heads_confirm_the_topic(world):
    motion = settled(world)
    assert (motion.topic, motion.state) == ("livelihood", "deliberation")
    assert motion.topic_application is not None
    assert replay(motion.topic_application.derivation).same
    assert Entry.objects.filter(type="council.topic_settled").count() == 1


def test_three_heads_that_object_bring_the_default_topic(world):
    motion = proposed(world)
    stand(world, motion, secretary="objects", discipline="objects", congress="objects", executive="confirms")
    assert services.settle_topic(motion_id=motion.pk, by=world.officer("secretariat"), at=AT).topic == "strategy"


def test_two_heads_settle_nothing(world):
    motion = proposed(world)
    stand(world, motion, secretary="confirms", discipline="confirms")
    with pytest.raises(Refused, match="3 heads decide"):
        services.settle_topic(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)


def test_a_member_takes_one_stand(world):
    motion = proposed(world)
    stand(world, motion, secretary="confirms")
    with pytest.raises(Refused, match="already taken a stand"):
        stand(world, motion, secretary="objects")
    with pytest.raises(Refused, match="either confirms"):
        stand(world, motion, congress="shrugs")
    with pytest.raises(Forbidden):
        stand(world, motion, legal="confirms")


def test_where_the_table_decides_the_label_it_needs_notice_and_the_legal_officer(db):
    world = found("recommended")
    motion = proposed(world, source="rule_table")
    stand(world, motion, secretary="confirms", congress="confirms", executive="confirms")
    later = AT + timedelta(days=3)
    for at, reason in [(AT, "3 days"), (later, "agreement of the legal officer")]:
        with pytest.raises(Refused, match=reason):
            services.settle_topic(motion_id=motion.pk, by=world.officer("secretariat"), at=at)
    services.agree_topic(motion_id=motion.pk, by=world.officer("legal"), at=later)
    settled_ = services.settle_topic(motion_id=motion.pk, by=world.officer("secretariat"), at=later)
    assert settled_.topic == "livelihood"
    with pytest.raises(Refused, match="opinions are still out"):
        services.note_lead_spoke(motion_id=motion.pk, by=world.officer("secretary"), at=later)
    for office in BOARD:
        services.file_opinion(motion_id=motion.pk, text=f"意见{office}", by=world.officer(office), at=later)
    services.note_lead_spoke(motion_id=motion.pk, by=world.officer("secretary"), at=later)
    with pytest.raises(Refused, match="already handed in"):
        services.file_opinion(motion_id=motion.pk, text="又一份", by=world.officer("congress"), at=later)


# --- boundaries and deliberation -------------------------------------------------------------------


def test_each_boundary_is_checked_by_its_officer_with_evidence(world):
    motion = proposed(world)
    with pytest.raises(Forbidden):
        services.check_boundary(
            motion_id=motion.pk, boundary="budget", kept=True, evidence="x", by=world.officer("legal"), at=AT
        )
    with pytest.raises(Refused, match="evidence"):
        services.check_boundary(
            motion_id=motion.pk, boundary="budget", kept=True, evidence=" ", by=world.officer("finance"), at=AT
        )
    with pytest.raises(Refused, match="no boundary"):
        services.check_boundary(
            motion_id=motion.pk, boundary="taste", kept=True, evidence="x", by=world.officer("finance"), at=AT
        )


def test_a_failed_boundary_blocks_the_vote_until_it_is_cured(world):
    motion = settled(world)
    check(world, motion, but="budget")
    services.note_lead_spoke(motion_id=motion.pk, by=world.officer("secretary"), at=AT)
    with pytest.raises(Refused, match="budget"):
        services.open_vote(motion_id=motion.pk, closes_at=CLOSES, by=world.officer("secretariat"), at=AT)
    services.check_boundary(
        motion_id=motion.pk, boundary="budget", kept=True, evidence="已调整", by=world.officer("finance"), at=AT
    )
    services.open_vote(motion_id=motion.pk, closes_at=CLOSES, by=world.officer("secretariat"), at=AT)
    assert motion.boundaries.filter(name="budget").count() == 2


def test_a_vote_opens_after_the_lead_has_spoken(world):
    motion = settled(world)
    check(world, motion)
    with pytest.raises(Refused, match="has not spoken"):
        services.open_vote(motion_id=motion.pk, closes_at=CLOSES, by=world.officer("secretariat"), at=AT)
    assert services.note_lead_spoke(motion_id=motion.pk, by=world.officer("secretary"), at=AT).office == "executive"
    with pytest.raises(Refused, match="already recorded"):
        services.note_lead_spoke(motion_id=motion.pk, by=world.officer("secretary"), at=AT)


def test_a_vote_needs_a_window_and_a_quorum_within_reach(world):
    motion = settled(world)
    check(world, motion)
    services.note_lead_spoke(motion_id=motion.pk, by=world.officer("secretary"), at=AT)
    with pytest.raises(Refused, match="window"):
        services.open_vote(motion_id=motion.pk, closes_at=AT, by=world.officer("secretariat"), at=AT)
    for office in ("secretary", "discipline"):
        services.declare_recusal(
            motion_id=motion.pk, office=office, reason="亲属为投标人", by=world.officer(office), at=AT
        )
    with pytest.raises(Refused, match="cannot reach its quorum: 3 members"):
        services.open_vote(motion_id=motion.pk, closes_at=CLOSES, by=world.officer("secretariat"), at=AT)


def test_a_recusal_is_declared_by_the_member_or_recorded_by_the_legal_officer(world):
    motion = proposed(world)
    with pytest.raises(Forbidden):
        services.declare_recusal(
            motion_id=motion.pk, office="congress", reason="x", by=world.officer("secretary"), at=AT
        )
    with pytest.raises(Refused, match="names the conflict"):
        services.declare_recusal(motion_id=motion.pk, office="congress", reason="", by=world.officer("congress"), at=AT)
    services.declare_recusal(
        motion_id=motion.pk, office="congress", reason="配偶任职", by=world.officer("legal"), at=AT
    )
    with pytest.raises(Refused, match="already recorded"):
        services.note_absence(motion_id=motion.pk, office="congress", reason="", by=world.officer("secretariat"), at=AT)
    recorded = Field.objects.filter(entry__type="council.member_away").values_list("value", flat=True)
    assert not any("配偶" in value for value in recorded)


def test_an_item_can_be_returned_before_its_vote_with_a_reason(world):
    motion = settled(world)
    with pytest.raises(Refused, match="Say why"):
        services.return_motion(motion_id=motion.pk, reason=" ", by=world.officer("secretariat"), at=AT)
    returned = services.return_motion(
        motion_id=motion.pk, reason="补充财政意见", by=world.officer("secretariat"), at=AT
    )
    assert returned.state == "returned"
    with pytest.raises(Refused, match="has been returned"):
        services.return_motion(motion_id=motion.pk, reason="再退", by=world.officer("secretariat"), at=AT)


# --- the sealed vote -------------------------------------------------------------------------------


def _everything_stored() -> bytes:
    """The raw bytes of every table of the database."""
    with connection.cursor() as cursor:
        pieces: list[bytes] = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                pieces.extend(
                    bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row
                )
    return b"\n".join(pieces)


def test_a_reader_of_the_database_learns_no_vote(world):
    motion = opened(world)
    before = _everything_stored()
    cast(world, motion, secretary=YES, discipline="abstain")
    stored = _everything_stored()
    for word in (YES, "abstain", json.dumps(YES)[1:-1]):
        assert stored.count(word.encode()) == before.count(word.encode())
    passphrase = Path(live.JH_KEY_PASSPHRASE_FILE)
    assert passphrase.read_bytes().strip() not in stored
    assert passphrase.stat().st_mode & 0o777 == 0o600


def test_all_sealed_votes_have_one_length_and_no_two_are_alike(world):
    motion = opened(world)
    cast(world, motion, secretary=YES, discipline="abstain", congress=YES, executive=NO)
    stored = [bytes(vote.ciphertext) for vote in SealedVote.objects.all()]
    assert len({len(text) for text in stored}) == 1
    assert len(set(stored)) == 4


def test_the_key_of_a_round_opens_only_with_the_keys_of_the_installation(world, monkeypatch, tmp_path):
    motion = opened(world)
    cast(world, motion, **dict.fromkeys(BOARD, YES))
    monkeypatch.setattr(sealed, "provider", lambda: FileKeys(tmp_path, b"another installation"))
    with pytest.raises(Tampered):
        services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)
    motion.refresh_from_db()
    assert motion.state == "voting"


def test_the_ledger_commits_to_the_ciphertext_and_says_nothing_else(world):
    motion = opened(world)
    cast(world, motion, secretary=YES)
    row = SealedVote.objects.get()
    entry = Entry.objects.get(type="council.vote_sealed")
    fields = opened_fields(entry, entitled=True)
    assert (fields["commitment_sm3"], fields["commitment_sha256"]) == (row.commitment_sm3, row.commitment_sha256)
    assert set(fields) == {"motion", "serial", "office", "commitment_sm3", "commitment_sha256", "by"}


def test_a_sealed_vote_is_bound_to_its_round_and_office():
    key = sealed.new_round_key()
    vote_ = sealed.seal(YES, round_id=7, office="secretary", public=key.public)
    kept = sealed.Kept("secretary", vote_.ciphertext, vote_.sm3, vote_.sha256)
    assert sealed.open_all([kept], round_id=7, key=key) == {"secretary": YES}
    moved = sealed.Kept("executive", vote_.ciphertext, vote_.sm3, vote_.sha256)
    changed = sealed.Kept("secretary", vote_.ciphertext, "0" * 64, vote_.sha256)
    for bad, round_id in [(moved, 7), (kept, 8), (changed, 7)]:
        with pytest.raises(Refused, match="no vote was opened"):
            sealed.open_all([bad], round_id=round_id, key=key)


def test_a_sealed_vote_cannot_be_changed_or_removed(world):
    motion = opened(world)
    cast(world, motion, secretary=YES)
    for act in (lambda: SealedVote.objects.update(person="P9"), lambda: SealedVote.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_an_office_votes_once(world):
    motion = opened(world)
    cast(world, motion, secretary=YES)
    with pytest.raises(Refused, match="already voted"):
        cast(world, motion, secretary=NO)
    assert SealedVote.objects.count() == 1


def test_a_recused_an_absent_and_a_foreign_vote_are_refused(world):
    motion = ready(world)
    services.declare_recusal(motion_id=motion.pk, office="congress", reason="x", by=world.officer("congress"), at=AT)
    services.open_vote(motion_id=motion.pk, closes_at=CLOSES, by=world.officer("secretariat"), at=AT)
    with pytest.raises(Refused, match="recused") as recused:
        cast(world, motion, congress=YES)
    assert recused.value.article == "6.6"
    with pytest.raises(Forbidden):
        cast(world, motion, legal=YES)


def test_an_absent_vote_is_refused(world):
    motion = ready(world)
    services.note_absence(
        motion_id=motion.pk, office="consultative", reason="住院", by=world.officer("secretariat"), at=AT
    )
    services.open_vote(motion_id=motion.pk, closes_at=CLOSES, by=world.officer("secretariat"), at=AT)
    with pytest.raises(Refused, match="absent"):
        cast(world, motion, consultative=YES)


def test_the_holder_of_a_seat_that_was_vacant_when_the_vote_opened_has_none(world):
    tenure = Tenure.objects.get(person=world.persons["consultative"])
    end_tenure(tenure=tenure, until=TODAY, ending="transfer", basis="x", by=FOUNDER, at=AT)
    motion = opened(world)
    successor = Officer("P000999", world.county.code, frozenset({Role.CONSULTATIVE}))
    with pytest.raises(Refused, match="vacant"):
        services.cast_vote(motion_id=motion.pk, choice=YES, by=successor, at=AT)


@pytest.mark.parametrize("choice", ["③", "yes", "absent", ""])
def test_a_vote_for_what_was_not_put_to_the_vote_is_refused(world, choice):
    motion = opened(world)
    with pytest.raises(Refused):
        cast(world, motion, secretary=choice)
    assert not SealedVote.objects.exists()


def test_a_vote_after_the_window_or_after_closing_is_refused(world):
    motion = opened(world)
    with pytest.raises(Refused, match="came too late"):
        services.cast_vote(motion_id=motion.pk, choice=YES, by=world.officer("secretary"), at=CLOSES)
    cast(world, motion, **dict.fromkeys(BOARD, YES))
    services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)
    with pytest.raises(Refused, match="already been decided"):
        cast(world, motion, secretary=NO)


# --- the outcome -----------------------------------------------------------------------------------


def test_votes_open_when_all_have_voted_and_not_before(world):
    motion = opened(world)
    cast(world, motion, secretary=YES, discipline=YES)
    with pytest.raises(Refused, match="3 votes are still out"):
        services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)
    assert not OpenedVote.objects.exists()


def test_the_decision_carries_roll_call_weights_and_the_first_responsible(world):
    motion = decided(world)
    decision = selectors.decision(motion.pk)
    assert decision is not None
    assert (decision.option, decision.weight, decision.needed) == ("实施改造", 220, 160)
    assert [(row.office, row.weight, row.vote) for row in decision.votes] == [
        ("executive", 100, "实施改造"),
        ("secretary", 80, "实施改造"),
        ("discipline", 60, "维持现状"),
        ("congress", 40, "实施改造"),
        ("consultative", 20, "abstain"),
    ]
    assert decision.responsible_person == world.persons["executive"].code
    assert decision.dissenters == ("discipline",)
    assert decision.charter_label == "衡川县·1"
    assert replay(Application.objects.get(pk=decision.application).derivation).same
    assert Entry.objects.filter(type="council.decided").count() == 1
    assert bytes(Round.objects.get().wrapped_key) == b""


def test_closing_again_is_refused(world):
    motion = decided(world)
    with pytest.raises(Refused, match="already been decided"):
        services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)
    assert OpenedVote.objects.count() == 5


def test_four_votes_are_opened_once_the_window_has_closed(world):
    motion = opened(world)
    cast(world, motion, secretary=YES, discipline=NO, congress=NO, executive=YES)
    closed = services.close_motion(motion_id=motion.pk, by=world.officer("congress"), at=CLOSES)
    assert closed.state == "decided"
    assert OpenedVote.objects.get(office="consultative").vote == "absent"


def test_without_a_quorum_the_votes_stay_sealed_for_ever(world):
    motion = opened(world)
    cast(world, motion, secretary=YES, executive=YES, congress=YES)
    closed = services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=CLOSES)
    assert closed.state == "deliberation"
    assert not OpenedVote.objects.exists()
    assert bytes(Round.objects.get().wrapped_key) == b""
    assert Entry.objects.filter(type="council.quorum_missed").count() == 1
    services.open_vote(
        motion_id=motion.pk, closes_at=CLOSES + timedelta(hours=4), by=world.officer("secretariat"), at=CLOSES
    )
    assert [round_.serial for round_ in Round.objects.order_by("serial")] == [1, 2]


def test_a_runoff_starts_by_rule_and_an_undecided_one_returns_the_item(world):
    motion = opened(world, options=["甲", "乙", "丙"])
    cast(world, motion, executive="①", secretary="②", discipline="②", congress="③", consultative="abstain")
    assert services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=AT).state == "runoff"
    second = Round.objects.get(closed_at=None)
    assert (second.number, second.options, second.closes_at) == (2, ["①", "②"], CLOSES)
    started = Entry.objects.filter(type="council.vote_opened").latest("id")
    assert opened_fields(started, entitled=True)["by"] == "charter"
    with pytest.raises(Refused, match="not one of the options"):
        cast(world, motion, congress="③")
    cast(world, motion, executive="①", secretary="②", discipline="②", congress="abstain", consultative="①")
    assert services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=AT).state == "returned"
    assert selectors.decision(motion.pk) is None


def test_a_second_round_cannot_be_asked_for(world):
    motion = opened(world)
    with pytest.raises(Refused, match="second round follows"):
        services.start_runoff(motion_id=motion.pk, by=world.officer("secretary"), at=AT)


def test_as_written_the_lead_answers_even_against_and_recommended_only_if_for(world):
    motion = opened(world)
    votes = {"secretary": YES, "discipline": YES, "congress": YES, "consultative": YES, "executive": NO}
    cast(world, motion, **votes)
    services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)
    decision = selectors.decision(motion.pk)
    assert decision is not None
    assert (decision.responsible, decision.dissenters) == ("executive", ("executive",))
    changes = {"council.first_responsible": "lead_if_for_else_heaviest_for"}
    tomorrow = AT + timedelta(days=1)
    amend_charter(
        county=world.county.code, changes=changes, effective_on=tomorrow.date(), reason="x", by=FOUNDER, at=AT
    )
    motion = ready(world)
    services.open_vote(
        motion_id=motion.pk, closes_at=tomorrow + timedelta(hours=1), by=world.officer("secretariat"), at=tomorrow
    )
    for office, choice in votes.items():
        services.cast_vote(motion_id=motion.pk, choice=choice, by=world.officer(office), at=tomorrow)
    services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=tomorrow)
    decision = selectors.decision(motion.pk)
    assert decision is not None
    assert decision.responsible == "secretary"
    assert decision.charter_label == "衡川县·2"


# --- act and ledger together -----------------------------------------------------------------------


class BrokenLedger(Exception):
    pass


def _fails(*_args, **_kwargs):
    raise BrokenLedger


def _acts(world) -> list[tuple[object, Callable[[], Motion | None], Callable[[Motion], object]]]:
    def act(service, who, at=AT, **values):
        return lambda motion: service(motion_id=motion.pk, **values, by=world.officer(who), at=at)

    before, settled_ = (lambda: proposed(world)), (lambda: settled(world))
    away = {"office": "congress", "reason": "x"}
    return [
        (propose, lambda: None, lambda _motion: proposed(world)),
        (propose, settled_, act(services.return_motion, "secretariat", reason="x")),
        (topic, before, act(services.stand_on_topic, "secretary", stand="confirms")),
        (topic, before, act(services.agree_topic, "legal")),
        (prepare, before, lambda motion: check(world, motion)),
        (prepare, before, act(services.declare_recusal, "congress", **away)),
        (prepare, before, act(services.note_absence, "secretariat", **away)),
        (prepare, before, act(services.file_opinion, "congress", text="x")),
        (prepare, settled_, act(services.note_lead_spoke, "secretary")),
        (vote, lambda: ready(world), act(services.open_vote, "secretariat", closes_at=CLOSES)),
        (vote, lambda: opened(world), act(services.cast_vote, "secretary", choice=YES)),
        (close, lambda: _all_cast(world), act(services.close_motion, "secretariat")),
        (close, lambda: _three_cast(world), act(services.close_motion, "secretariat", at=CLOSES)),
    ]


def _all_cast(world) -> Motion:
    motion = opened(world)
    cast(world, motion, **dict.fromkeys(BOARD, YES))
    return motion


def _three_cast(world) -> Motion:
    motion = opened(world)
    cast(world, motion, secretary=YES, executive=YES, congress=YES)
    return motion


def _rows() -> list[object]:
    tables = (Motion, Declaration, Round, SealedVote, OpenedVote, Application, Entry)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.mark.parametrize("number", range(13))
def test_an_act_whose_ledger_entry_fails_leaves_nothing(world, monkeypatch, number):
    module, prepared, act = _acts(world)[number]
    motion = prepared()
    before = _rows()
    monkeypatch.setattr(module, "record", _fails)
    with pytest.raises(BrokenLedger), transaction.atomic():
        act(motion)
    assert _rows() == before


def test_a_vote_dated_before_the_window_opened_is_not_taken(world):
    motion = opened(world)
    with pytest.raises(Refused, match="not opened yet"), transaction.atomic():
        services.cast_vote(motion_id=motion.pk, choice=YES, by=world.officer("executive"), at=AT - timedelta(seconds=1))
    assert not SealedVote.objects.filter(round__motion=motion).exists()
