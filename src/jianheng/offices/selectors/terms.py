"""Lifetime records in the form the rules read, and who may hold an office another time (Art. 11.1, 11.2)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from jianheng.charter import cites
from jianheng.county.selectors import charter_on
from jianheng.offices.models import Vacancy
from jianheng.people.models import Tenure as Held
from jianheng.people.selectors import roll
from jianheng.rules import Derivation, apply
from jianheng.rules.offices_states import ending_of
from jianheng.rules.roles import OFFICES, Role
from jianheng.rules.terms import Eligibility, Tenure, TermFacts
from jianheng.rules.terms import eligibility as eligibility_rule


def succession_rows(vacancies: Iterable[Vacancy]) -> frozenset[int]:
    """The tenures, by row, that began by Art. 9.5 and not by an election."""
    found = (row for row in vacancies if row.office == Role.SECRETARY and row.path == Vacancy.Path.SUCCESSION)
    return frozenset(pk for row in found for pk in (row.acting_id, row.filled_by_id) if pk is not None)


def careers(county: str, persons: Collection[str]) -> Mapping[str, tuple[Tenure, ...]]:
    """Each person's times in the five offices, the earliest first; persons without any have an empty record."""
    held = Held.objects.filter(
        person__code__in=list(persons), post__role__in=[office.value for office in OFFICES]
    ).select_related("person", "post")
    by_succession = succession_rows(Vacancy.objects.filter(county__code=county, office=Role.SECRETARY.value))
    return careers_in(held.order_by("since", "id"), by_succession, persons)


@cites("11.1", reading=("T01", "T02"))
def careers_in(
    held: Iterable[Held], by_succession: Collection[int], persons: Collection[str]
) -> Mapping[str, tuple[Tenure, ...]]:
    """The same from tenures at hand, the earliest first; posts outside the five are left out."""
    found: dict[str, list[Tenure]] = {person: [] for person in persons}
    for row in held:
        if row.person.code in found and row.post.role in OFFICES:
            found[row.person.code].append(
                Tenure(
                    office=Role(row.post.role),
                    since=row.since,
                    until=row.until,
                    ended=ending_of(row.ending),
                    acting=row.is_acting,
                    by_succession=row.pk in by_succession,
                )
            )
    return {person: tuple(rows) for person, rows in found.items()}


def deputies(county: str, persons: Collection[str], day: date) -> tuple[str, ...]:
    """Which of the persons are deputies of the people's congress on a day, by key."""
    found = roll(county, Role.DEPUTY, day).filter(code__in=list(persons))
    return tuple(found.values_list("code", flat=True))


@cites("11.1", "11.2")
def eligibility(county: str, person: str, office: Role, day: date) -> Derivation[Eligibility]:
    """Whether a person may take an office for a term that begins on a day, under the charter in force then."""
    record = careers(county, (person,))[person]
    return apply(eligibility_rule, TermFacts(person, record, office, day), charter_on(county, day))
