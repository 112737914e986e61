"""Part 7: what must be a document, its way to the signature, and instructions without one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.charter import PROFILES, Charter
from jianheng.rules import Refused, apply, replay
from jianheng.rules.documents import (
    DOCUMENT_TRANSITIONS,
    INSTRUCTION_TRANSITIONS,
    LARGE_SUM,
    LISTED,
    UNISSUED,
    CheckFacts,
    DocumentAct,
    DocumentState,
    InstructionAct,
    InstructionFacts,
    InstructionState,
    Matter,
    MatterFacts,
    SignatureFacts,
    Standing,
    checks,
    instruction_standing,
    must_be_document,
    next_document_state,
    next_instruction_state,
    require_awaited,
    require_checked,
    require_correctable,
    require_decision,
    require_documentable,
    require_draft,
    require_refusable,
    require_refusable_instruction,
    require_returnable,
    require_unlisted,
    signature,
)

AS_WRITTEN, RECOMMENDED = Charter("as_written"), Charter("recommended")
FIVE_MILLION = Charter("as_written", {"document.large_sum_yuan": "5000000"})
DUE, LATE = date(2026, 3, 5), date(2026, 3, 6)
DAY = 24 * 60


def listed(matter: Matter, total: object = 0, charter: Charter = AS_WRITTEN) -> tuple[str, ...]:
    """The lines of the list that a matter falls under."""
    sum_ = None if total is None else Decimal(str(total))
    return must_be_document(MatterFacts(matter, sum_), charter).outcome.listed


# --- Art. 7.1: what must be a document -------------------------------------------------------------


@pytest.mark.parametrize("matter", LISTED)
def test_major_decisions_personnel_and_projects_must_be_documents_whatever_they_cost(matter):
    assert listed(matter) == (matter.value,)
    assert listed(matter, None) == (matter.value,)


def test_an_ordinary_matter_need_not_be_a_document():
    assert listed(Matter.ORDINARY) == ()


@pytest.mark.parametrize(
    ("total", "lines"),
    [("4999999.99", ()), ("5000000", (LARGE_SUM,)), ("5000000.01", (LARGE_SUM,)), (None, ())],
)
def test_x02_a_large_sum_starts_at_the_threshold_that_the_county_set(total, lines):
    assert listed(Matter.ORDINARY, total, FIVE_MILLION) == lines


def test_x02_without_a_threshold_of_the_county_no_sum_is_large_and_the_steps_say_so():
    derived = must_be_document(MatterFacts(Matter.ORDINARY, Decimal(10**12)), AS_WRITTEN)
    assert not derived.outcome.must_be_document
    assert "has not set the sum" in derived.steps[1].text


def test_a_major_project_with_a_large_sum_stands_on_two_lines_of_the_list():
    assert listed(Matter.PROJECT, 5_000_000, FIVE_MILLION) == ("major_project", LARGE_SUM)


@given(st.sampled_from(list(Matter)), st.decimals(0, 10**10, places=2), st.decimals(0, 10**10, places=2))
def test_a_larger_sum_never_leaves_the_list(matter, one, other):
    small, large = sorted((one, other))
    assert set(listed(matter, small, FIVE_MILLION)) <= set(listed(matter, large, FIVE_MILLION))


def test_what_must_be_decided_cannot_be_drafted_from_scratch():
    with pytest.raises(Refused, match="cannot be drafted from scratch") as refused:
        require_unlisted(must_be_document(MatterFacts(Matter.PROJECT), AS_WRITTEN).outcome)
    assert (refused.value.article, refused.value.field) == ("7.1", "matter")
    assert "Bring it before the council" in refused.value.remedy
    require_unlisted(must_be_document(MatterFacts(Matter.ORDINARY), AS_WRITTEN).outcome)


def test_an_instruction_on_a_listed_matter_needs_a_document_that_carries_a_decision():
    outcome = must_be_document(MatterFacts(Matter.PERSONNEL), AS_WRITTEN).outcome
    with pytest.raises(Refused, match="carries a decision of the council"):
        require_decision(outcome, carries_decision=False)
    require_decision(outcome, carries_decision=True)


# --- Art. 7.1: instructions ------------------------------------------------------------------------


def standing(minutes: int, charter: Charter, *, documented: bool = False) -> Standing:
    return instruction_standing(InstructionFacts(documented, minutes), charter).outcome.standing


def test_x01_as_written_an_oral_instruction_may_be_refused_at_once():
    outcome = instruction_standing(InstructionFacts(documented=False, minutes=0), AS_WRITTEN).outcome
    assert (outcome.standing, outcome.may_refuse) == (Standing.LAPSED, True)


def test_x01_recommended_it_stands_for_24_hours_and_not_a_minute_longer():
    assert standing(0, RECOMMENDED) is Standing.WITHIN_GRACE
    assert standing(DAY - 1, RECOMMENDED) is Standing.WITHIN_GRACE
    assert standing(DAY, RECOMMENDED) is Standing.LAPSED


@given(st.integers(0, 10**6), st.sampled_from(PROFILES))
def test_an_instruction_with_its_document_stands_and_cannot_be_refused(minutes, profile):
    outcome = instruction_standing(InstructionFacts(documented=True, minutes=minutes), Charter(profile)).outcome
    assert (outcome.standing, outcome.may_refuse) == (Standing.DOCUMENTED, False)


@given(st.integers(0, 10**5), st.integers(0, 168))
def test_what_may_be_refused_can_no_longer_become_a_document_and_the_other_way_round(minutes, hours):
    charter = Charter("recommended", {"document.oral_grace_hours": str(hours)} if hours != 24 else {})
    outcome = instruction_standing(InstructionFacts(documented=False, minutes=minutes), charter).outcome
    refusable, documentable = True, True
    try:
        require_refusable_instruction(outcome)
    except Refused:
        refusable = False
    try:
        require_documentable(outcome)
    except Refused:
        documentable = False
    assert refusable is not documentable
    assert refusable is (minutes >= hours * 60)


def test_every_state_of_an_instruction_has_its_line_and_a_document_ends_the_right_to_refuse():
    assert set(INSTRUCTION_TRANSITIONS) == set(InstructionState)
    for state in InstructionState:
        for act in set(InstructionAct) - set(INSTRUCTION_TRANSITIONS[state]):
            with pytest.raises(Refused):
                next_instruction_state(state, act)
    with pytest.raises(Refused, match="only one that has none") as refused:
        next_instruction_state(InstructionState.DOCUMENTED, InstructionAct.REFUSE)
    assert "report what you hold against it to discipline" in refused.value.remedy


# --- Art. 7.2: the way to the signature ------------------------------------------------------------


def test_no_way_leads_to_the_signature_past_the_checks():
    reached = {DocumentState.DRAFT}
    acts = {DocumentAct.SUBMIT, DocumentAct.RETURN, DocumentAct.ISSUE, DocumentAct.SUPERSEDE}
    for _step in DocumentState:
        reached |= {to for state in reached for act, to in DOCUMENT_TRANSITIONS[state].items() if act in acts}
    assert reached == {DocumentState.DRAFT, DocumentState.CHECKING}


def test_from_every_stage_before_the_issue_a_document_can_go_back_and_from_none_after_it():
    for state in DocumentState:
        may = DocumentAct.RETURN in DOCUMENT_TRANSITIONS[state]
        assert may is (state in UNISSUED and state is not DocumentState.DRAFT)


@pytest.mark.parametrize("state", [state for state in DocumentState if state is not DocumentState.DRAFT])
def test_only_a_draft_is_completed(state):
    with pytest.raises(Refused):
        require_draft(state)


def check(total: object, *passed: str, today: date = DUE, due_on: date | None = DUE):
    sum_ = None if total is None else Decimal(str(total))
    return checks(CheckFacts(sum_, passed, due_on, today), AS_WRITTEN).outcome


def test_the_legal_officer_checks_every_document_and_the_finance_officer_one_with_money():
    assert check(0).needed == ("legal",)
    assert check(None).needed == ("legal",)
    assert check("0.01").needed == ("legal", "finance")
    assert check(100, "legal").outstanding == ("finance",)
    assert not check(100, "legal").may_send
    assert check(100, "finance", "legal").may_send


def test_d07_silence_of_a_checker_does_not_hold_up_a_decision_beyond_the_days():
    assert not check(100, today=DUE).may_send
    assert check(100, today=LATE).may_send
    assert not check(100, today=LATE, due_on=None).may_send


def test_a_check_that_nobody_asked_for_or_that_was_made_is_refused():
    with pytest.raises(Refused, match="nothing to check"):
        require_awaited("finance", check(0))
    with pytest.raises(Refused, match="already on record"):
        require_awaited("legal", check(100, "legal"))
    require_awaited("finance", check(100, "legal"))
    with pytest.raises(Refused, match="Not yet checked by") as refused:
        require_checked(check(100, "legal"))
    assert refused.value.values["outstanding"] == ["finance"]


# --- Art. 7.3: after the issue ---------------------------------------------------------------------


def test_an_issued_document_is_only_superseded_and_once():
    assert next_document_state("issued", DocumentAct.SUPERSEDE) is DocumentState.SUPERSEDED
    for act in DocumentAct:
        with pytest.raises(Refused):
            next_document_state("superseded", act)
        if act is not DocumentAct.SUPERSEDE:
            with pytest.raises(Refused, match="only a later document"):
                next_document_state("issued", act)


def test_only_a_document_in_force_is_corrected():
    require_correctable("issued")
    for state in set(DocumentState) - {DocumentState.ISSUED}:
        with pytest.raises(Refused) as refused:
            require_correctable(state)
        assert refused.value.field == "corrects"


# --- Art. 6.8: who signs ---------------------------------------------------------------------------


def test_d07_a_decision_is_not_returned_by_its_signer_and_what_carries_none_is_not_refused():
    with pytest.raises(Refused, match="cannot be returned"):
        require_returnable("signing", carries_decision=True)
    require_returnable("signing", carries_decision=False)
    with pytest.raises(Refused, match="nobody countersigns"):
        require_refusable(carries_decision=False)
    require_refusable(carries_decision=True)


@given(st.integers(0, 400), st.booleans())
def test_a_document_without_a_decision_is_signed_by_the_secretary_alone(days, refused):
    facts = SignatureFacts((), None, DUE + timedelta(days=days), refused)
    assert signature(facts, AS_WRITTEN).outcome.signers == ("secretary",)


# --- Art. 18.4: replay -----------------------------------------------------------------------------


@pytest.mark.parametrize("charter", [AS_WRITTEN, RECOMMENDED, FIVE_MILLION], ids=["written", "recommended", "set"])
def test_every_answer_replays(charter):
    derivations = [
        apply(must_be_document, MatterFacts(Matter.ORDINARY, Decimal("5000000.00")), charter),
        apply(instruction_standing, InstructionFacts(documented=False, minutes=7), charter),
        apply(checks, CheckFacts(Decimal(7), ("legal",), DUE, LATE), charter),
    ]
    for derivation in derivations:
        assert replay(derivation.as_json()).same
