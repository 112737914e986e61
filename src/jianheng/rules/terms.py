"""How long an office may be held in a lifetime, and who may return to it (Art. 11.1, 11.2)."""

import calendar
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.roles import Role

Ending = Literal["running", "expired", "not_reelected", "resigned", "promoted", "incapable", "removed_for_cause"]


@dataclass(frozen=True)
class Tenure:
    """One time in an office: ``until`` is the first day no longer held, `None` while it lasts.

    ``acting`` marks the time between a vacancy and confirmation, which is not a term; ``by_succession`` a tenure
    that began by Art. 9.5 and not by an election.
    """

    office: Role
    since: date
    until: date | None = None
    ended: Ending = "running"
    acting: bool = False
    by_succession: bool = False

    def holds(self, day: date) -> bool:
        """Whether the office is held on a day, acting or not."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class TermFacts:
    """A person's lifetime record, and the office asked about with the day on which its next term begins."""

    person: str
    tenures: tuple[Tenure, ...]
    office: Role
    on: date


@dataclass(frozen=True)
class Eligibility:
    """Whether a person may take an office for another term.

    ``terms`` counts the terms served in that office, ``limit`` is `None` where there is none, ``removed`` tells of
    a removal for cause that bars a return.
    """

    person: str
    office: Role
    eligible: bool
    terms: int
    limit: int | None
    removed: bool


@cites("11.1", reading=("T01", "T02"))
def terms_counted(tenure: Tenure, on: date, charter: Charter) -> int:
    """The terms that one time in office counts as: each full term, and a rest of more than half a term.

    A tenure still running is measured up to ``on``. Acting for a vacant office counts as none.
    """
    if tenure.acting:
        return 0
    full, rest = divmod(months_served(tenure, on), charter.number("term.months"))
    counts = rest > charter.fraction("term.partial_counts_above") * charter.number("term.months")
    return int(full) + int(counts)


@cites("11.1", reading="R07")
def terms_served(tenures: tuple[Tenure, ...], office: Role, on: date, charter: Charter) -> int:
    """Terms in an office over a lifetime, consecutive or not."""
    return sum(terms_counted(tenure, on, charter) for tenure in tenures if tenure.office == office)


@cites("11.1", reading="T04")
def term_limit(office: Role, charter: Charter) -> int | None:
    """The most terms in an office: two as secretary; `None` for the others unless the county sets a limit."""
    if office == Role.SECRETARY:
        return charter.number("term.max")
    limit = charter.value("term.max_other")
    return limit if isinstance(limit, int) else None


@cites("11.1", reading="R07")
def is_term_limited(tenures: tuple[Tenure, ...], office: Role, on: date, charter: Charter) -> bool:
    """Whether a lifetime's terms in an office are used up, by whatever road another would come."""
    limit = term_limit(office, charter)
    return limit is not None and terms_served(tenures, office, on, charter) >= limit


@cites("11.2", reading="T03")
def is_barred_by_removal(tenures: tuple[Tenure, ...], office: Role, charter: Charter) -> bool:
    """Whether a removal for cause from the office bars a return to it."""
    if charter.flag("term.return_after_removal"):
        return False
    return any(tenure.office == office and tenure.ended == "removed_for_cause" for tenure in tenures)


@rule("terms.eligibility", "11.1", "11.2", reading=("R07", "T01", "T02", "T03", "T04"))
def eligibility(facts: TermFacts, charter: Charter) -> Derived[Eligibility]:
    """Whether a person may take an office for another term, with the terms counted one by one."""
    served = terms_served(facts.tenures, facts.office, facts.on, charter)
    limit = term_limit(facts.office, charter)
    removed = is_barred_by_removal(facts.tenures, facts.office, charter)
    limited = is_term_limited(facts.tenures, facts.office, facts.on, charter)
    steps = [_counting(facts, tenure, charter) for tenure in facts.tenures if tenure.office == facts.office]
    values = {"person": facts.person, "office": facts.office, "terms": served, "limit": limit}
    if limit is None:
        steps.append(Step("11.1", N_("The office {office} has no limit of terms."), values, "T04"))
    elif limited:
        steps.append(
            Step("11.1", N_("{person} has served {terms} of at most {limit} terms as {office}."), values, "R07")
        )
    else:
        text = N_("{person} has served {terms} of at most {limit} terms as {office} and may serve another.")
        steps.append(Step("11.2", text, values, "R07"))
    if removed:
        text = N_("{person} was removed from the office {office} for cause and cannot return to it.")
        steps.append(Step("11.2", text, values, "T03"))
    outcome = Eligibility(facts.person, facts.office, not limited and not removed, served, limit, removed)
    return Derived(outcome, tuple(steps))


def _counting(facts: TermFacts, tenure: Tenure, charter: Charter) -> Step:
    counted = terms_counted(tenure, facts.on, charter)
    values = {
        "office": tenure.office,
        "since": tenure.since.isoformat(),
        "until": (tenure.until or facts.on).isoformat(),
        "terms": counted,
    }
    if tenure.acting:
        return Step("11.1", N_("Acting as {office} from {since} to {until} is not a term."), values, "T02")
    return Step("11.1", N_("In office as {office} from {since} to {until}: terms counted {terms}."), values, "T02")


@cites("11.1", reading="T01")
def months_served(tenure: Tenure, on: date) -> Fraction:
    """Time in office up to its end or ``on``, whichever is earlier: whole months, then days of the month begun."""
    until = min(tenure.until or on, on)
    if until <= tenure.since:
        return Fraction(0)
    whole = (until.year - tenure.since.year) * 12 + until.month - tenure.since.month
    if later(tenure.since, whole) > until:
        whole -= 1
    begun = later(tenure.since, whole)
    return whole + Fraction((until - begun).days, (later(tenure.since, whole + 1) - begun).days)


def later(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
