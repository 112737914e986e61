"""The four boundaries that are checked before a vote opens (Art. 6.3)."""

from dataclasses import dataclass

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import Role

CHECKERS = {
    "law": Role.LEGAL,
    "plan": Role.ARCHIVIST,
    "budget": Role.FINANCE,
    "procedure": Role.ARCHIVIST,
}


@dataclass(frozen=True)
class BoundaryCheck:
    """One boundary as its checker found it; ``evidence`` names the document, line or record relied on."""

    boundary: str
    kept: bool
    evidence: str
    checked_by: str


@dataclass(frozen=True)
class BoundaryFacts:
    checks: tuple[BoundaryCheck, ...]


@dataclass(frozen=True)
class BoundaryOutcome:
    """Whether the vote may open, and what stands against it: boundaries broken, missing, without evidence."""

    may_open: bool
    broken: tuple[str, ...]
    missing: tuple[str, ...]
    without_evidence: tuple[str, ...]


@rule("weighing.boundaries", "6.3", "0.2", reading="D19")
def boundaries(facts: BoundaryFacts, charter: Charter) -> Derived[BoundaryOutcome]:
    """Whether all four boundaries are kept with evidence; one that is not blocks the vote, without exception."""
    found = {check.boundary: check for check in facts.checks}
    required = charter.sequence("council.boundaries")
    missing = tuple(name for name in required if name not in found)
    checked = [found[name] for name in required if name in found]
    broken = tuple(check.boundary for check in checked if not check.kept)
    bare = tuple(check.boundary for check in checked if not (check.evidence.strip() and check.checked_by.strip()))
    may_open = not (missing or broken or bare)
    steps = tuple(_step(check) for check in checked) + tuple(
        Step("6.3", N_("Boundary {boundary} has not been checked."), {"boundary": name}, "D19") for name in missing
    )
    verdict = N_("All boundaries are kept; the vote may open.") if may_open else N_("The vote is blocked.")
    return Derived(BoundaryOutcome(may_open, broken, missing, bare), (*steps, Step("6.3", verdict)))


def _step(check: BoundaryCheck) -> Step:
    kept = N_("Boundary {boundary} is kept, according to {checked_by}: {evidence}")
    broken = N_("Boundary {boundary} is not kept, according to {checked_by}: {evidence}")
    values = {"boundary": check.boundary, "checked_by": check.checked_by, "evidence": check.evidence}
    return Step("6.3", kept if check.kept else broken, values, "D19")


@cites("6.3", reading="D19")
def require_boundaries(outcome: BoundaryOutcome) -> None:
    """Refuse to open a vote whose boundaries are not all kept and shown."""
    if not outcome.may_open:
        names = [*outcome.broken, *outcome.missing, *outcome.without_evidence]
        raise Refused(
            "6.3",
            N_("The vote cannot open because of these boundaries: {boundaries}."),
            remedy=N_("Cure the matter, or withdraw the item; there is no override."),
            boundaries=", ".join(dict.fromkeys(names)),
        )
