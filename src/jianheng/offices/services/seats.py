"""Putting people into offices and taking them out, with every empty office on record."""

from datetime import date, datetime
from typing import Any

from jianheng.county.models import County
from jianheng.county.services import keep
from jianheng.ledger.services import record
from jianheng.offices import access
from jianheng.offices.events import OfficeFellVacant, VacancyFilled
from jianheng.offices.models import Team, Vacancy
from jianheng.people.models import Person, Tenure
from jianheng.people.selectors import post_of_role
from jianheng.people.services import begin_tenure, end_tenure
from jianheng.rules import Derivation
from jianheng.rules.roles import OFFICES, Officer, Role


def seated(county: str) -> dict[str, Tenure]:
    """The tenures in the five offices that have no end, by office word."""
    found = Tenure.objects.select_related("person", "post__body__county").filter(
        until=None, post__body__county__code=county, post__role__in=[office.value for office in OFFICES]
    )
    return {row.post.role: row for row in found}


def end(tenure: Tenure, day: date, ending: str, basis: str, *, at: datetime) -> Tenure:
    """End a tenure by rule on a day, or on its first day if that is later."""
    by = Officer.rule(tenure.post.body.county.code)
    return end_tenure(tenure=tenure, until=max(day, tenure.since), ending=ending, basis=basis, by=by, at=at)


def begin(
    county: County, office: str, person: Person, day: date, basis: str, *, is_acting: bool = False, at: datetime
) -> Tenure:
    """Put a person into an office by rule from a day on."""
    return begin_tenure(
        person=person,
        post=post_of_role(county.code, Role(office)),
        since=day,
        basis=basis,
        is_acting=is_acting,
        by=Officer.rule(county.code),
        at=at,
    )


def leave_open(team: Team, office: str, day: date) -> None:
    """Record that an office of a new term waits to be filled; nothing to do if that is on record."""
    if not Vacancy.objects.filter(county=team.county, office=office, filled_on=None).exists():
        Vacancy.objects.create(
            county=team.county,
            team=team,
            office=office,
            cause=Vacancy.Cause.TERM_END,
            since=day,
            path=Vacancy.Path.FILLING,
        )


def close(county: County, office: str, tenure: Tenure, day: date, *, at: datetime) -> None:
    """Record that the open vacancy of an office, if there is one, is filled by a tenure."""
    vacancy = Vacancy.objects.select_for_update().filter(county=county, office=office, filled_on=None).first()
    if vacancy is None:
        return
    vacancy.filled_by, vacancy.filled_on = tenure, max(day, vacancy.since)
    vacancy.save(update_fields=["filled_by", "filled_on"])
    event = VacancyFilled(office, tenure.person.code, vacancy.filled_on)
    record(event, by=Officer.rule(county.code), at=at)


def reloaded(tenure: Tenure) -> Tenure:
    """A tenure with its person, post and county, as it stands in the register."""
    return Tenure.objects.select_related("person", "post__body__county").get(pk=tenure.pk)


def keep_vacancy(vacancy: Vacancy, derivation: Derivation[Any], *, at: datetime) -> None:
    """Keep how a vacancy is dealt with and point to it; a reporter named in its facts is not for everyone."""
    reporter = derivation.facts.get("reporter", "")
    vacancy.application = keep(
        derivation,
        county=vacancy.county.code,
        subject=f"offices.vacancy:{vacancy.pk}",
        title=vacancy.office,
        path=vacancy.get_absolute_url(),
        readers=access.SEES_REPORTER if reporter else (),
        by=Officer.rule(vacancy.county.code),
        at=at,
    )
    vacancy.save(update_fields=["application"])


def open_vacancy(vacancy: Vacancy, derivation: Derivation[Any], *, at: datetime) -> None:
    """Store a new vacancy with the derivation of what the charter does about it, and record that it fell vacant."""
    vacancy.save()
    keep_vacancy(vacancy, derivation, at=at)
    event = OfficeFellVacant(
        office=vacancy.office,
        cause=vacancy.cause,
        since=vacancy.since,
        path=vacancy.path,
        heir=vacancy.heir.code if vacancy.heir else "",
        derivation=derivation.digest,
    )
    record(event, by=Officer.rule(vacancy.county.code), at=at)
