"""The line of succession, computed from the start of the term and everything that became final since (Part 9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jianheng.charter import Charter, cites
from jianheng.county.selectors import charter_on
from jianheng.offices.models import Audit, Dereliction
from jianheng.offices.selectors.line_facts import line_facts, register
from jianheng.rules import Derivation, apply
from jianheng.rules.succession import (
    Change,
    LineOutcome,
)
from jianheng.rules.succession import line as line_rule


@dataclass(frozen=True)
class Place:
    """One place of the line: ``lead_needed`` is what its holder lacks to pass the one ahead, None for the first."""

    number: int
    person: str
    offices: tuple[str, ...]
    merit: Decimal
    is_heir: bool
    ahead: str
    lead_needed: Decimal | None


@dataclass(frozen=True)
class Line:
    """The line on a day with the derivation behind it.

    ``step`` is the lead that moves one place; ``names`` of everyone ever in an office of the line, by key; ``audits``
    and ``derelictions`` of the discipline secretary in this term.
    """

    day: date
    since: date
    step: Decimal
    derivation: Derivation[LineOutcome]
    places: tuple[Place, ...]
    names: Mapping[str, str]
    audits: tuple[Audit, ...]
    derelictions: tuple[Dereliction, ...]

    @property
    def order(self) -> tuple[str, ...]:
        return self.derivation.outcome.line

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.derivation.outcome.changes


@cites("9.1", "9.2", "9.3", "9.4", "9.5", "9.7")
def line(county: str, day: date) -> Line:
    """Who would succeed on a day, in order, with merit of this term and what would move each place."""
    charter = charter_on(county, day)
    known = register(county, day)
    derivation = apply(line_rule, line_facts(county, day, charter, known), charter)
    held: dict[str, list[str]] = {}
    for row in known.tenures:
        if row.since <= day and (row.until is None or day < row.until):
            held.setdefault(row.person.code, []).append(row.post.role)
    return Line(
        day=day,
        since=known.start,
        step=charter.decimal("succession.step"),
        derivation=derivation,
        places=tuple(_places(derivation.outcome, held, charter)),
        names={row.person.code: row.person.name for row in known.tenures},
        audits=tuple(row for row in known.audits if row.ends_on > known.start),
        derelictions=tuple(row for row in known.derelictions if row.decided_on >= known.start),
    )


def _places(outcome: LineOutcome, held: Mapping[str, list[str]], charter: Charter) -> Iterable[Place]:
    step = charter.decimal("succession.step")
    for index, person in enumerate(outcome.line):
        ahead = outcome.line[index - 1] if index else ""
        own = outcome.merit.get(person, Decimal(0))
        yield Place(
            number=index + 1,
            person=person,
            offices=tuple(held.get(person, ())),
            merit=own,
            is_heir=person in outcome.heirs,
            ahead=ahead,
            lead_needed=step - (own - outcome.merit.get(ahead, Decimal(0))) if ahead else None,
        )
