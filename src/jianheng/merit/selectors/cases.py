"""Cases, what was credited for them before, and appeals that wait for an answer."""

from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet, Sum

from jianheng.charter import cites
from jianheng.county.selectors import charter_on
from jianheng.merit.models import Appeal, Booking, Case, Decision, Sanction
from jianheng.merit.selectors.books import term_start
from jianheng.people.models import Person
from jianheng.rules import Derivation, apply, merit


def cases(county: str) -> QuerySet[Case]:
    """The cases of a county, the newest first, with the ranks sanctioned and the decisions."""
    return Case.objects.filter(county__code=county).prefetch_related("sanctions", "decisions")


def case(code: str) -> Case:
    """The case with a reference; `Case.DoesNotExist` if there is none."""
    decisions = Decision.objects.select_related("application__version__county")
    sanctions = Sanction.objects.select_related("person", "chief")
    bookings = Booking.objects.select_related("person")
    return (
        Case.objects.select_related("county")
        .prefetch_related(Prefetch("sanctions", sanctions), Prefetch("decisions", decisions))
        .prefetch_related(Prefetch("decisions__bookings", bookings))
        .get(code=code)
    )


@cites("8.9", reading="M01")
def credited_for(one: Case, person: Person) -> Decimal:
    """What a person has been credited in merit for a case so far, counters included."""
    return _total(Booking.objects.filter(decision__case=one, book=Booking.Book.MERIT, person=person))


@cites("8.9", reading="M07")
def earned_in_year(person: Person, year: int) -> Decimal:
    """Merit on the scale of the five offices booked to a person in a calendar year, counters included."""
    return _total(
        Booking.objects.filter(
            person=person,
            book=Booking.Book.MERIT,
            scale=Booking.Scale.OFFICE,
            decision__decided_at__year=year,
        )
    )


def _total(found: QuerySet[Booking]) -> Decimal:
    return found.aggregate(total=Sum("points"))["total"] or Decimal(0)


def credits_given(county: str) -> tuple[merit.Credit, ...]:
    """Every award to someone for a subordinate of someone else, reversed ones left out."""
    awards = Booking.objects.filter(
        decision__case__county__code=county,
        decision__kind=Decision.Kind.AWARD,
        countered_by=None,
        decision__case__sanctions__chief__isnull=False,
    ).order_by("id")
    found = awards.values_list(
        "person__code", "decision__case__sanctions__chief__code", "decision__decided_at", "decision__case__code"
    )
    return tuple(merit.Credit(reporter, chief, at.date(), code) for reporter, chief, at, code in found)


@cites("8.9", reading="M06")
def mutual_credits(county: str, day: date) -> Derivation[merit.ReciprocityOutcome]:
    """Who credits whom in turn more often than the charter lets pass without a look."""
    facts = merit.ReciprocityFacts(credits_given(county), term_start(county, day), day)
    return apply(merit.reciprocity, facts, charter_on(county, day))


def open_appeals(county: str) -> QuerySet[Appeal]:
    """Appeals without an answer, the oldest first."""
    return (
        Appeal.objects.filter(booking__decision__case__county__code=county, answer=None)
        .select_related("booking__person", "booking__decision__case", "by")
        .order_by("id")
    )
