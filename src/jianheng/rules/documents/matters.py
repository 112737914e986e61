"""What must be a document: the positive list of Art. 7.1 with its threshold (X02)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused

LARGE_SUM = "large_sum"


class Matter(StrEnum):
    """What a document or an instruction is about; the first three stand on the list by their kind."""

    DECISION = "major_decision"
    PERSONNEL = "major_personnel"
    PROJECT = "major_project"
    ORDINARY = "ordinary_matter"


LISTED = (Matter.DECISION, Matter.PERSONNEL, Matter.PROJECT)


@dataclass(frozen=True)
class MatterFacts:
    """``total`` is the sum the matter needs in yuan: 0 where none is needed, None where nobody has said."""

    matter: Matter
    total: Decimal | None = None


@dataclass(frozen=True)
class MatterOutcome:
    """``listed`` are the lines of the list that the matter falls under; any of them makes a document necessary."""

    must_be_document: bool
    listed: tuple[str, ...]


@rule("documents.must_be_document", "7.1", reading="X02")
def must_be_document(facts: MatterFacts, charter: Charter) -> Derived[MatterOutcome]:
    """Whether a matter takes the form of a document: by its kind, or because its sum reaches the county's."""
    by_kind, kind_step = _by_kind(facts, charter)
    by_sum, sum_step = _by_sum(facts, charter)
    listed = (*by_kind, *by_sum)
    text = N_("So the matter must take the form of a document that carries a decision of the council: {listed}.")
    if not listed:
        text = N_("So the list does not require a document, though an instruction on it may not stay oral.")
    last = Step("7.1", text, {"listed": list(listed)} if listed else {}, "X02")
    return Derived(MatterOutcome(bool(listed), listed), (kind_step, sum_step, last))


def _by_kind(facts: MatterFacts, charter: Charter) -> tuple[tuple[str, ...], Step]:
    listed = charter.choice("document.scope") == "positive_list" and facts.matter in LISTED
    text = N_("{matter} stands on the list of what must be a document.")
    if not listed:
        text = N_("{matter} does not stand on the list by its kind.")
    return ((facts.matter.value,) if listed else ()), Step("7.1", text, {"matter": facts.matter.value}, "X02")


def _by_sum(facts: MatterFacts, charter: Charter) -> tuple[tuple[str, ...], Step]:
    least = charter.number_or_none("document.large_sum_yuan")
    if charter.choice("document.large_sum") != "set_per_county" or least is None:
        return (), Step("7.1", N_("The county has not set the sum from which money needs a document."), {}, "X02")
    if facts.total is None:
        return (), Step("7.1", N_("No sum is named; from {least} yuan on a document is needed."), _sums(least), "X02")
    large = facts.total >= least
    text = N_("{total} yuan reach the county's threshold of {least} yuan.")
    if not large:
        text = N_("{total} yuan stay below the county's threshold of {least} yuan.")
    return ((LARGE_SUM,) if large else ()), Step("7.1", text, _sums(least, facts.total), "X02")


def _sums(least: int, total: Decimal | None = None) -> dict[str, str]:
    found = {"least": f"{least:,}"}
    return found if total is None else {**found, "total": f"{total:,.2f}".removesuffix(".00")}


@cites("7.1", reading="X02")
def require_unlisted(outcome: MatterOutcome) -> None:
    """Refuse to draft from scratch what must rest on a decision of the council."""
    if outcome.must_be_document:
        raise Refused(
            "7.1",
            N_("This is one of the matters that the council decides: {listed}. It cannot be drafted from scratch."),
            remedy=N_("Bring it before the council as an item; its document is then drafted from the decision."),
            field="matter",
            listed=list(outcome.listed),
        )


@cites("7.1", reading="X02")
def require_decision(outcome: MatterOutcome, *, carries_decision: bool) -> None:
    """Refuse a document without a decision as the written form of an instruction on a listed matter."""
    if outcome.must_be_document and not carries_decision:
        raise Refused(
            "7.1",
            N_("An instruction on this matter needs a document that carries a decision of the council: {listed}."),
            remedy=N_("Bring the matter before the council; the document of its decision can be linked then."),
            field="document",
            listed=list(outcome.listed),
        )
