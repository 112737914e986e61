"""Who fills one of the other four offices in mid-term (Art. 9.6)."""

from dataclasses import dataclass
from datetime import date, timedelta

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import OFFICES, Role


@dataclass(frozen=True)
class Nominee:
    """A nominee of the final, in the order of its ranking.

    ``passed`` more than half of the ballots were for them; ``elected`` they took one of the five
    offices; ``available`` they still accept and are qualified; ``deputy`` they sit in the congress.
    """

    person: str
    passed: bool
    elected: bool = False
    available: bool = True
    deputy: bool = True


@dataclass(frozen=True)
class OpenOfficeFacts:
    """The office, the day it fell vacant, the final ranking it was elected by, and the next regular election."""

    office: str
    on: date
    ranking: tuple[Nominee, ...]
    next_election: date


@dataclass(frozen=True)
class OpenOfficeOutcome:
    """``path`` is ``reserve`` with the person, or ``by_election`` with its last day."""

    path: str
    person: str
    by_election_by: date | None


@rule("succession.fill_vacancy", "9.6", reading=("R16", "R17", "S09"))
def fill_vacancy(facts: OpenOfficeFacts, charter: Charter) -> Derived[OpenOfficeOutcome]:
    """The first of the reserve who can take the office, else a by-election; offices do not chain."""
    _require_open(facts)
    steps = []
    person = ""
    for nominee in facts.ranking:
        text, reading = _standing(nominee, facts.office, charter)
        steps.append(Step("9.6", text, {"person": nominee.person, "office": facts.office}, reading))
        if text == _TAKES:
            person = nominee.person
            break
    if person:
        return Derived(OpenOfficeOutcome("reserve", person, None), tuple(steps))
    last = facts.on + timedelta(days=charter.number("vacancy.by_election_days"))
    steps.append(Step("9.6", N_("No reserve is left; a by-election is due by {day}."), {"day": last}, "S09"))
    return Derived(OpenOfficeOutcome("by_election", "", last), tuple(steps))


_TAKES = N_("{person} is first in the reserve and takes the office {office}.")
_ELECTED = N_("{person} was elected to an office and is no reserve.")
_FAILED = N_("{person} did not pass the majority.")
_GONE = N_("{person} is no longer available.")
_NO_DEPUTY = N_("{person} is not a deputy of the congress and cannot take the office {office}.")


@cites("9.6", reading=("R16", "R17"))
def _standing(nominee: Nominee, office: str, charter: Charter) -> tuple[str, str]:
    """Why a nominee takes the office or not, with the reading."""
    if nominee.elected:
        return _ELECTED, "S09"
    if not nominee.passed:
        return _FAILED, "R17"
    if not nominee.available:
        return _GONE, "R17"
    needs_deputy = office == Role.CONGRESS and charter.flag("offices.congress_requires_deputy")
    if needs_deputy and not nominee.deputy:
        return _NO_DEPUTY, "R16"
    return _TAKES, "R17"


def _require_open(facts: OpenOfficeFacts) -> None:
    if facts.office == Role.SECRETARY:
        raise Refused("9.5", N_("The secretary's office is filled by the line of succession."), field="office")
    if facts.office not in OFFICES:
        raise Refused("9.6", N_("“{office}” is not filled by the final ranking."), field="office", office=facts.office)
    if facts.on >= facts.next_election:
        raise Refused("9.6", N_("The reserve stands only until the next regular election."), field="on")
