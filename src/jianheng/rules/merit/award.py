"""The award of merit for one case (Art. 8.1, 8.2, 8.9)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.merit.categories import (
    CITIZEN_SCALE,
    KEY_LEAD,
    OFFICE_SCALE,
    PASSED_ON,
    SYSTEMIC,
    Target,
    category_points,
    is_head_or_higher,
    require_systemic,
    scale_of,
)
from jianheng.rules.merit.core import highest, top_up, within_cap
from jianheng.rules.merit.points import apportion, points, tenths
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import Role


@dataclass(frozen=True)
class Reporter:
    """One reporter of a case, as the committee recorded them.

    ``office`` is the office held when reporting, or empty; ``contribution`` is ``report``, ``key_lead``
    or ``passed_on``; ``share`` their part of the committee's split; ``own_initiative`` whether a
    discipline secretary opened the case unasked; ``reciprocal`` whether `merit.reciprocity` found that
    the chief of the person reported had credited a subordinate of theirs; ``already_credited`` what they
    were credited for this case before, ``earned_this_year`` what was booked to them this calendar year.
    """

    person: str
    share: Fraction
    office: str = ""
    contribution: str = "report"
    own_initiative: bool = True
    reciprocal: bool = False
    knew_on: date | None = None
    reported_on: date | None = None
    already_credited: Decimal = Decimal(0)
    earned_this_year: Decimal = Decimal(0)


@dataclass(frozen=True)
class AwardFacts:
    """A case at its end.

    ``sanction_final`` whether the sanction is final; ``systemic`` what the committee grants for a
    systemic finding or prevented harm, if anything; ``awarded_by`` the members who decide, ``parties``
    the persons who are party to the case.
    """

    case: str
    sanction_final: bool
    targets: tuple[Target, ...]
    reporters: tuple[Reporter, ...]
    awarded_by: tuple[str, ...]
    parties: tuple[str, ...] = ()
    systemic: Decimal | None = None


@dataclass(frozen=True)
class Award:
    """What one person is to be credited.

    ``full`` is the case's worth to this person alone, ``points`` what is booked after split, discounts,
    earlier credits and cap; ``takes_first_place`` whether Art. 9.3 applies once the booking is final.
    """

    person: str
    scale: str
    category: str
    full: Decimal
    points: Decimal
    takes_first_place: bool


@dataclass(frozen=True)
class AwardOutcome:
    case: str
    awards: tuple[Award, ...]


@rule(
    "merit.award", "8.1", "8.2", "8.9", reading=("M01", "M02", "M03", "M04", "M05", "M06", "M07", "S20", "S23", "S25")
)
def award(facts: AwardFacts, charter: Charter) -> Derived[AwardOutcome]:
    """What each reporter of a case is credited, once, at the highest category that applies to them.

    Refused while the sanction is not final, when a deciding member is party to the case, or when the
    committee's split does not sum to one.
    """
    _require_awardable(facts)
    if facts.systemic is not None:
        require_systemic(facts.systemic, charter)
    worths = [_worth(reporter, facts, charter) for reporter in facts.reporters]
    exact = [worth.exact for worth in worths]
    split = apportion(exact)
    booked = [_booked(r, share, charter) for r, share in zip(facts.reporters, split, strict=True)]
    awards = tuple(
        Award(r.person, scale_of(r.office), worth.category, worth.full, given, _takes_first_place(r, worth, facts))
        for r, worth, given in zip(facts.reporters, worths, booked, strict=True)
    )
    steps = tuple(
        step
        for r, worth, share, one in zip(facts.reporters, worths, split, awards, strict=True)
        for step in (*worth.steps, *_booking_steps(r, share, one))
    )
    return Derived(AwardOutcome(facts.case, awards), steps)


@dataclass(frozen=True)
class _Worth:
    category: str
    full: Decimal
    exact: Fraction
    steps: tuple[Step, ...]


@cites("8.9", "8.1")
def _worth(reporter: Reporter, facts: AwardFacts, charter: Charter) -> _Worth:
    category, full, reading = _category(reporter, facts, charter)
    values = {"person": reporter.person, "category": category, "points": full}
    article = "8.2" if scale_of(reporter.office) == CITIZEN_SCALE else "8.1"
    steps = [Step(article, N_("{person}: highest category {category}, {points} points."), values, reading)]
    exact = Fraction(full) * reporter.share
    if reporter.share != 1:
        steps.append(Step("8.9", N_("{person} has {share} of the committee's split."), _share(reporter), "M05"))
    if is_overdue(reporter, charter):
        days = charter.number("merit.report_within_days")
        text = N_("{person} reported later than the {days} days within which a report is due.")
        steps.append(Step("8.1", text, {"person": reporter.person, "days": days}, "S25"))
    for factor, text, cited in _factors(reporter, charter):
        exact *= Fraction(factor)
        steps.append(Step("8.9", text, {"person": reporter.person, "factor": factor}, cited))
    return _Worth(category, full, exact, tuple(steps))


def _share(reporter: Reporter) -> dict[str, str]:
    return {"person": reporter.person, "share": str(reporter.share)}


@cites("8.1", "8.2", reading=("S20", "Z07", "M12"))
def _category(reporter: Reporter, facts: AwardFacts, charter: Charter) -> tuple[str, Decimal, str]:
    """The category, its points and the reading that applies."""
    scale = scale_of(reporter.office)
    if reporter.contribution == PASSED_ON:
        return PASSED_ON, charter.decimal("rewards.pass_on_points"), "Z07"
    if reporter.office == Role.DISCIPLINE and not reporter.own_initiative:
        return "referred", Decimal(0), "S20"
    found = dict(category_points(reporter.person, scale, reporter.contribution, facts.targets, charter))
    if facts.systemic is not None and scale == OFFICE_SCALE:
        found[SYSTEMIC] = facts.systemic
    best = points(highest([tenths(value) for value in found.values()]))
    category = next((name for name in reversed(found) if found[name] == best), "none")
    return category, best, "M04" if len(found) > 1 else "M02"


@cites("8.9", reading=("S25", "M06"))
def _factors(reporter: Reporter, charter: Charter) -> tuple[tuple[Decimal, str, str], ...]:
    """The factors below one that apply, each with its message and reading; citizens owe no report."""
    if scale_of(reporter.office) == CITIZEN_SCALE:
        return ()
    late = charter.decimal("merit.late_factor") if is_late(reporter, charter) else Decimal(1)
    mutual = charter.decimal("merit.reciprocity_discount") if reporter.reciprocal else Decimal(1)
    found = (
        (late, N_("{person} reported late; the points count {factor}."), "S25"),
        (
            mutual,
            N_("{person} reported the subordinate of someone who credited theirs; the points count {factor}."),
            "M06",
        ),
    )
    return tuple(row for row in found if row[0] != 1)


@cites("8.9", reading="S25")
def is_late(reporter: Reporter, charter: Charter) -> bool:
    """Whether a report came later after knowledge than the charter allows without loss of points."""
    return _days_silent(reporter) > (charter.number_or_none("merit.late_after_days") or _FOR_EVER)


@cites("8.1", reading="S25")
def is_overdue(reporter: Reporter, charter: Charter) -> bool:
    """Whether an office-holder reported after the days within which the charter makes it a duty."""
    if scale_of(reporter.office) == CITIZEN_SCALE:
        return False
    return _days_silent(reporter) > (charter.number_or_none("merit.report_within_days") or _FOR_EVER)


_FOR_EVER = date.max.toordinal()


def _days_silent(reporter: Reporter) -> int:
    """Days between knowledge and report; 0 where either is not recorded."""
    if reporter.knew_on is None or reporter.reported_on is None:
        return 0
    return (reporter.reported_on - reporter.knew_on).days


@cites("8.9", reading="M07")
def _booked(reporter: Reporter, share: Decimal, charter: Charter) -> Decimal:
    given = top_up(tenths(share), tenths(reporter.already_credited))
    on_office_scale = scale_of(reporter.office) == OFFICE_SCALE
    if on_office_scale and charter.value("merit.cap_per_year") is not None:
        cap = tenths(charter.decimal("merit.cap_per_year"))
        given = within_cap(given, tenths(reporter.earned_this_year), cap)
    return points(given)


def _booking_steps(reporter: Reporter, share: Decimal, one: Award) -> tuple[Step, ...]:
    values = {"person": reporter.person, "points": one.points, "already": reporter.already_credited, "share": share}
    steps = []
    if reporter.already_credited:
        text = N_("{person} was credited {already} for this case before; only the difference is added.")
        steps.append(Step("8.9", text, values, "M01"))
    if one.points < max(share - reporter.already_credited, Decimal(0)):
        steps.append(
            Step("8.9", N_("The yearly cap leaves {points} of {share} to be booked to {person}."), values, "M07")
        )
    steps.append(Step("8.1", N_("{points} points are booked to {person}; provisional until final."), values, "S23"))
    if one.takes_first_place:
        text = N_("When this is final {person} takes first place in the line of succession.")
        steps.append(Step("9.3", text, values, "S04"))
    return tuple(steps)


@cites("9.3", "8.1", reading=("S04", "S05", "S06"))
def _takes_first_place(reporter: Reporter, worth: _Worth, facts: AwardFacts) -> bool:
    brought_down = any(is_head_or_higher(target) for target in facts.targets)
    credited = worth.exact > 0 and reporter.contribution == KEY_LEAD
    return brought_down and credited and scale_of(reporter.office) == OFFICE_SCALE


@cites("8.9", "8.1", reading=("M05", "S23"))
def _require_awardable(facts: AwardFacts) -> None:
    if not facts.sanction_final:
        raise Refused("8.1", N_("Merit is credited when the sanction is final."), remedy=N_("Wait for the appeal."))
    if set(facts.awarded_by) & {*facts.parties, *(r.person for r in facts.reporters)}:
        raise Refused("8.9", N_("A member who awards may not be party to the case."), field="awarded_by")
    if len({r.person for r in facts.reporters}) != len(facts.reporters):
        raise Refused("8.9", N_("A case is credited once to a person."), field="reporters")
    if sum((r.share for r in facts.reporters), Fraction(0)) != 1 or any(r.share <= 0 for r in facts.reporters):
        raise Refused("8.9", N_("The shares of the reporters must sum to one."), field="reporters")
