"""The five offices on a day, and their vacancies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jianheng.county.selectors import charter_on
from jianheng.offices.models import Vacancy
from jianheng.offices.selectors.terms import careers
from jianheng.people.models import Tenure
from jianheng.people.selectors import office_holders
from jianheng.rules import Derivation, apply
from jianheng.rules.roles import OFFICES, Role
from jianheng.rules.terms import Eligibility, TermFacts
from jianheng.rules.terms import eligibility as eligibility_rule


@dataclass(frozen=True)
class OfficeNow:
    """One office on a day: its holder, the open vacancy if there is none or an heir acts, and the holder's terms.

    ``filled`` is the vacancy in mid-term that the holder filled, ``rank`` theirs in the final, 0 if they had none.
    """

    office: Role
    tenure: Tenure | None
    vacancy: Vacancy | None
    terms: Derivation[Eligibility] | None
    filled: Vacancy | None = None
    rank: int = 0


def vacancies(county: str) -> QuerySet[Vacancy]:
    """All vacancies of a county, the latest first."""
    return Vacancy.objects.filter(county__code=county).select_related(
        "left", "heir", "filled_by__person", "acting", "application__version__county", "team", "county"
    )


def open_vacancies(county: str, day: date) -> QuerySet[Vacancy]:
    """The vacancies open on a day."""
    return vacancies(county).filter(Q(filled_on=None) | Q(filled_on__gt=day), since__lte=day)


def offices_now(county: str, day: date, ranking: Sequence[str] = ()) -> tuple[OfficeNow, ...]:
    """The five offices on a day in their order, each with its holder or its vacancy; ``ranking`` is the final's."""
    held = office_holders(county, day)
    recent = list(vacancies(county).filter(Q(filled_on=None) | Q(filled_by__until=None), since__lte=day))
    vacant = {row.office: row for row in recent if row.filled_on is None or row.filled_on > day}
    filled = {row.filled_by_id: row for row in recent if row.path != Vacancy.Path.FILLING}
    record = careers(county, {row.person.code for row in held.values()})
    charter = charter_on(county, day)
    return tuple(
        OfficeNow(
            office,
            tenure := held.get(office.value),
            vacant.get(office.value),
            apply(eligibility_rule, TermFacts(tenure.person.code, record[tenure.person.code], office, day), charter)
            if tenure
            else None,
            filled.get(tenure.pk) if tenure else None,
            1 + ranking.index(tenure.person.code) if tenure and tenure.person.code in ranking else 0,
        )
        for office in OFFICES
    )
