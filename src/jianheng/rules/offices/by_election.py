"""Who takes which open office after a by-election (Art. 9.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jianheng.charter import N_, Charter
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.offices.posts import barred_from_secretary
from jianheng.rules.roles import OFFICES, Role
from jianheng.rules.terms import Tenure


@dataclass(frozen=True)
class ByElectionFacts:
    """The offices open on a day and those elected for them, best first, with each person's lifetime record."""

    open: tuple[str, ...]
    ranking: tuple[str, ...]
    on: date
    tenures: Mapping[str, tuple[Tenure, ...]]
    deputies: tuple[str, ...]


@dataclass(frozen=True)
class ByElectionOutcome:
    """Person by office; ``open`` are the offices that nobody elected can take."""

    offices: dict[str, str]
    open: tuple[str, ...]


@rule("offices.by_election", "9.6", "11.1", reading=("R16", "S09"))
def by_election(facts: ByElectionFacts, charter: Charter) -> Derived[ByElectionOutcome]:
    """The open offices in their order, each to the best ranked who may hold it."""
    barred = barred_from_secretary(facts.ranking, facts.tenures, facts.on, charter)
    needs_deputy = charter.flag("offices.congress_requires_deputy")
    left, steps = list(facts.ranking), []
    offices: dict[str, str] = {}
    for role in OFFICES:
        if role.value not in facts.open:
            continue
        office = str(role.value)
        fit = [
            person
            for person in left
            if not (role == Role.SECRETARY and person in barred)
            and not (role == Role.CONGRESS and needs_deputy and person not in facts.deputies)
        ]
        if not fit:
            steps.append(Step("9.6", N_("Nobody elected can take the office {office}."), {"office": office}, "S09"))
            continue
        offices[office] = fit[0]
        left.remove(fit[0])
        text = N_("{person} is the best ranked who may hold {office} and takes it.")
        steps.append(Step("9.6", text, {"person": fit[0], "office": office}, "S09"))
    still_open = tuple(word for word in facts.open if word not in offices)
    return Derived(ByElectionOutcome(offices, still_open), tuple(steps))
