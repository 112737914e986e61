"""Instructions: what standing one has without a document, and when a department may refuse it (Art. 7.1, X01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused

MINUTES = 60


class InstructionState(StrEnum):
    """Where an instruction stands by what was done; whether an oral one still binds is for the rule to say."""

    ORAL = "oral"
    DOCUMENTED = "documented"
    REFUSED = "refused"


class InstructionAct(StrEnum):
    """What changes the state of an instruction."""

    DOCUMENT = "document"
    REFUSE = "refuse"


INSTRUCTION_TRANSITIONS: Mapping[InstructionState, Mapping[InstructionAct, InstructionState]] = {
    InstructionState.ORAL: {
        InstructionAct.DOCUMENT: InstructionState.DOCUMENTED,
        InstructionAct.REFUSE: InstructionState.REFUSED,
    },
    InstructionState.DOCUMENTED: {},
    InstructionState.REFUSED: {},
}


class RefusalState(StrEnum):
    """Where the record of a refusal stands with discipline."""

    RECORDED = "recorded"
    EXAMINED = "examined"


class Standing(StrEnum):
    """Whether an instruction binds: by its document, for the hours of grace, or no longer."""

    DOCUMENTED = "documented"
    WITHIN_GRACE = "within_grace"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class InstructionFacts:
    """``minutes`` whole minutes have passed since the instruction was given."""

    documented: bool
    minutes: int


@dataclass(frozen=True)
class InstructionOutcome:
    """``may_refuse`` says whether the department may refuse the instruction for want of a document."""

    standing: Standing
    may_refuse: bool


@rule("documents.instruction_standing", "7.1", reading="X01")
def instruction_standing(facts: InstructionFacts, charter: Charter) -> Derived[InstructionOutcome]:
    """Whether an instruction binds the department it was given to.

    With a document it does. Without one it does for the hours of grace, which exist for emergencies; as
    written there are none. When they are over it has lapsed, and the department may refuse it.
    """
    if facts.documented:
        step = Step("7.1", N_("The instruction has its document, so it cannot be refused for want of one."))
        return Derived(InstructionOutcome(Standing.DOCUMENTED, may_refuse=False), (step,))
    hours = charter.number("document.oral_grace_hours")
    first = Step("7.1", N_("It was given by word of mouth; an oral order must become a document."), {}, "X01")
    values = {"hours": hours, "minutes": facts.minutes}
    if facts.minutes < hours * MINUTES:
        text = N_("It has {hours} hours of grace, of which {minutes} minutes have passed; until then it stands.")
        return Derived(
            InstructionOutcome(Standing.WITHIN_GRACE, may_refuse=False), (first, Step("7.1", text, values, "X01"))
        )
    text = N_("The {hours} hours of grace are over, so the department may refuse it.")
    if not hours:
        text, values = N_("No grace is given, so the department may refuse it at once."), {}
    return Derived(InstructionOutcome(Standing.LAPSED, may_refuse=True), (first, Step("7.1", text, values, "X01")))


_CLOSED = {
    InstructionState.DOCUMENTED: N_("This instruction has its document."),
    InstructionState.REFUSED: N_("This instruction has been refused."),
}


@cites("7.1")
def next_instruction_state(state: str, act: InstructionAct) -> InstructionState:
    """The state of an instruction after an act; refused where the act has no place any more."""
    now = InstructionState(state)
    found = INSTRUCTION_TRANSITIONS[now].get(act)
    if found is not None:
        return found
    if now is InstructionState.DOCUMENTED and act is InstructionAct.REFUSE:
        raise Refused(
            "7.1",
            N_("This instruction has its document; Art. 7.1 lets a department refuse only one that has none."),
            remedy=N_("Carry it out, or report what you hold against it to discipline."),
        )
    remedy = ""
    if now is InstructionState.REFUSED:
        remedy = N_("Give a new instruction together with its document.")
    raise Refused("7.1", _CLOSED[now], remedy=remedy)


@cites("7.1", reading="X01")
def require_refusable_instruction(outcome: InstructionOutcome) -> None:
    """Refuse a refusal while the hours of grace run."""
    if not outcome.may_refuse:
        raise Refused(
            "7.1",
            N_("The hours of grace still run; until they are over an oral instruction stands."),
            remedy=N_("If no document has come by then, it has lapsed and you may refuse it."),
        )


@cites("7.1", reading="X01")
def require_documentable(outcome: InstructionOutcome) -> None:
    """Refuse a document that comes after the hours of grace."""
    if outcome.standing is Standing.LAPSED:
        raise Refused(
            "7.1",
            N_("The hours in which this oral instruction could become a document are over; it has lapsed."),
            remedy=N_("Give a new instruction together with its document."),
        )
