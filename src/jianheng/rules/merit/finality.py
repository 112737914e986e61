"""When a booking is final, what can be redeemed, and what is shown of it (Art. 8.6 to 8.8, 8.11)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jianheng.charter import N_, Charter, cites
from jianheng.rules.calendar import WorkCalendar, add_months
from jianheng.rules.refusals import Refused


@dataclass(frozen=True)
class Appeal:
    """An appeal against a booking; ``decided_on`` is nothing while it is open."""

    lodged_on: date
    decided_on: date | None = None


@cites("8.8", "8.11", reading=("C01", "C03", "S22"))
def final_on(published_on: date, appeal: Appeal | None, calendar: WorkCalendar, charter: Charter) -> date | None:
    """The first day on which a booking is final, or nothing while an appeal is open.

    Without an appeal that is the day after the appeal period; an appeal lodged in time makes it the day
    of its decision.
    """
    last_day = calendar.add_working_days(published_on, charter.number("merit.appeal_days"))
    if appeal is None or appeal.lodged_on > last_day:
        return date.fromordinal(last_day.toordinal() + 1)
    return appeal.decided_on


@cites("8.8", reading="C01")
def require_timely(published_on: date, lodged_on: date, calendar: WorkCalendar, charter: Charter) -> None:
    """Refuse an appeal before the decision it is against, and after its period."""
    if lodged_on < published_on:
        raise Refused("8.8", N_("This booking was published on {day} only."), day=published_on.isoformat())
    last_day = calendar.add_working_days(published_on, charter.number("merit.appeal_days"))
    if lodged_on > last_day:
        raise Refused("8.8", N_("The period for an appeal ended on {day}."), day=last_day.isoformat())


@cites("8.6", "8.4", reading="M11")
def require_redeemable(sanction: str, *, requested_by: str, sanctioned: str, body: str) -> None:
    """Refuse to set merit against a sanction unless Art. 8.6 allows it.

    ``sanction`` is ``minor_procedural`` or anything else; ``body`` is ``independent_committee`` when the
    independent committee of the two levels above decides.
    """
    if sanction != "minor_procedural":
        raise Refused(
            "8.6",
            N_("Merit never redeems corruption or duty crimes; only minor procedural sanctions."),
            field="sanction",
        )
    if requested_by != sanctioned:
        raise Refused("8.6", N_("Only the person sanctioned can apply for redemption."), field="requested_by")
    if body != "independent_committee":
        raise Refused(
            "8.6", N_("Only the independent committee of the two levels above can grant redemption."), field="body"
        )


@cites("8.7", reading="M09")
def is_sealed(left_office_on: date | None, day: date, charter: Charter) -> bool:
    """Whether a person's entries are sealed and only the total remains readable."""
    if left_office_on is None:
        return False
    return day >= add_months(left_office_on, 12 * charter.number("merit.sealed_after_years"))


@cites("8.11", "18.3", reading="S24")
def public_band(merit: Decimal) -> str:
    """What of a person's merit may be shown in public: ``below_zero none under_six six_or_more``."""
    if merit < 0:
        return "below_zero"
    if merit == 0:
        return "none"
    return "under_six" if merit < Decimal(6) else "six_or_more"


@cites("8.2", reading="Z05")
def cash_reward(recovered: Decimal, rate: Decimal, charter: Charter) -> Decimal:
    """The cash reward in yuan for recovered money at a rate within the charter's range, up to its cap."""
    low, high = charter.decimal("rewards.cash_min_rate"), charter.decimal("rewards.cash_max_rate")
    if not low <= rate <= high:
        raise Refused("8.2", N_("The rate must lie between {low} and {high}."), field="rate", low=low, high=high)
    return min(recovered * rate, charter.decimal("rewards.cash_cap")).quantize(Decimal("0.01"))
