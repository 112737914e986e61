"""Acts on counties, charters, the calendar, and the keeping of derivations."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from importlib.metadata import version

import holidays
from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, BadValue, Charter, UnknownParameter, check, cites
from jianheng.county import access
from jianheng.county.events import CalendarDayAmended, CharterAmended, CountyFounded
from jianheng.county.models import (
    Application,
    ApplicationArticle,
    CalendarDay,
    CalendarYear,
    CharterVersion,
    County,
    Township,
)
from jianheng.ledger.services import record
from jianheng.rules import Derivation, Refused
from jianheng.rules.roles import Officer, Role


@transaction.atomic
def found_county(
    *,
    code: str,
    name_zh: str,
    name_en: str,
    city_zh: str,
    city_en: str,
    profile: str,
    effective_on: date,
    is_demo: bool,
    by: Officer,
    at: datetime,
) -> County:
    """Enter a county with the first version of its charter (Art. 17.1)."""
    county = County.objects.create(
        code=code, name_zh=name_zh, name_en=name_en, city_zh=city_zh, city_en=city_en, is_demo=is_demo
    )
    charter = Charter(profile)
    CharterVersion.objects.create(
        county=county,
        number=1,
        profile=profile,
        effective_on=effective_on,
        reason=f"{name_zh}：第一版章程。",
        adopted_by=by.key,
        adopted_at=at,
        digest=charter.digest,
    )
    record(CountyFounded(code, profile, charter.digest, effective_on), by=by, at=at)
    return county


@transaction.atomic
def add_township(
    *, county: County, code: str, name_zh: str, name_en: str, q: int, r: int, population: int, by: Officer, at: datetime
) -> Township:
    """Enter one town of a county; a register entry without a ledger event of its own."""
    return Township.objects.create(
        county=county, code=code, name_zh=name_zh, name_en=name_en, q=q, r=r, population=population
    )


@cites("10.2", reading=("M13", "K08"))
@transaction.atomic
def amend_charter(
    *, county: str, changes: Mapping[str, str], effective_on: date, reason: str, by: Officer, at: datetime
) -> CharterVersion:
    """Adopt an amendment that comes into force on a later day, never retroactively (Art. 10.2)."""
    access.require_amend_charter(by, county)
    County.objects.select_for_update().get(code=county)
    latest = CharterVersion.objects.filter(county__code=county).latest("number")
    _refuse_bad_changes(changes, latest)
    _refuse_bad_date(effective_on, latest, at)
    if not reason.strip():
        raise Refused("10.2", N_("An amendment needs its reason."), field="reason")
    charter = latest.charter.amended(changes)
    version = CharterVersion.objects.create(
        county=latest.county,
        number=latest.number + 1,
        profile=latest.profile,
        amendments=dict(charter.amendments),
        changes=dict(changes),
        effective_on=effective_on,
        reason=reason.strip(),
        adopted_by=by.key,
        adopted_at=at,
        digest=charter.digest,
    )
    record(CharterAmended(version.number, dict(changes), version.digest, effective_on, version.reason), by=by, at=at)
    return version


def _refuse_bad_changes(changes: Mapping[str, str], latest: CharterVersion) -> None:
    if not changes:
        raise Refused("10.2", N_("An amendment must change at least one parameter."), field="value")
    for name, text in changes.items():
        try:
            check(name, text)
        except UnknownParameter:
            raise Refused("10.2", N_("The charter has no parameter named {name}."), field="name", name=name) from None
        except BadValue as error:
            raise Refused("10.2", error.text, remedy="", field="value", **error.values) from None
        if latest.charter.text(name) == text:
            raise Refused("10.2", N_("{name} already has the value {value}."), field="value", name=name, value=text)


def _refuse_bad_date(effective_on: date, latest: CharterVersion, at: datetime) -> None:
    today = timezone.localdate(at)
    if effective_on <= today:
        raise Refused(
            "10.2",
            N_("An amendment cannot act back in time: it may come into force from {earliest} on."),
            remedy=N_("Choose a later date. Outcomes already stored keep the version they used."),
            field="effective_on",
            earliest=date.fromordinal(today.toordinal() + 1).isoformat(),
        )
    if effective_on <= latest.effective_on:
        raise Refused(
            "10.2",
            N_("Version {number} already comes into force on {day}; a later version must start after it."),
            field="effective_on",
            number=latest.number,
            day=latest.effective_on.isoformat(),
        )


@cites("5.1")
@transaction.atomic
def load_calendar(*, year: int, by: Officer, at: datetime) -> CalendarYear:
    """Load a year's statutory holidays and adjusted working days, keeping what was amended by hand.

    The year counts as published when the ``holidays`` package knows adjusted days of it or it is past;
    otherwise nothing is stored and deadlines in it stay provisional.
    """
    known = holidays.country_holidays("CN", years=year, language="zh_CN")
    workdays = {day for day in known.weekend_workdays if day.year == year}
    if not workdays:
        raise Refused("5.1", N_("The statutory calendar of {year} is not yet published."), field="year", year=year)
    loaded = CalendarYear.objects.update_or_create(
        year=year, defaults={"source": f"holidays {version('holidays')}", "loaded_at": at}
    )[0]  # first, so that two loadings of a year follow each other
    amended = set(CalendarDay.objects.filter(day__year=year, is_amended=True).values_list("day", flat=True))
    rows = [CalendarDay(day=day, kind="holiday", name=name) for day, name in known.items() if day not in amended]
    rows += [CalendarDay(day=day, kind="workday", name="调休") for day in sorted(workdays - amended)]
    CalendarDay.objects.filter(day__year=year, is_amended=False).delete()
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)  # what is amended meanwhile stands
    return loaded


@transaction.atomic
def amend_calendar_day(*, day: date, kind: str, name: str, by: Officer, at: datetime) -> CalendarDay:
    """Enter a holiday or adjusted working day that the loaded table lacks or has wrong."""
    access.require_amend_calendar(by)
    if kind not in CalendarDay.Kind.values:
        raise Refused("5.1", N_("A day is either a holiday or an adjusted working day."), field="kind")
    row = CalendarDay.objects.update_or_create(day=day, defaults={"kind": kind, "name": name, "is_amended": True})[0]
    record(CalendarDayAmended(day, kind, name), by=by, at=at)
    return row


@cites("18.4")
def keep(
    derivation: Derivation[object],
    *,
    county: str,
    subject: str,
    title: str,
    path: str,
    readers: Sequence[Role] = (),
    persons: Collection[str] | None = None,
    by: Officer,
    at: datetime,
) -> Application:
    """Store a derivation inside the caller's act, with the charter version it used and an index of its articles.

    The version is the latest one with the derivation's digest that was in force by ``at``: a matter begun
    under one version may end under it (Art. 10.2). ``readers`` are the roles entitled to its facts, empty for
    everyone; ``persons`` those concerned who may read them too, whoever is named in it if left out. A derivation
    under any other charter raises `CharterVersion.DoesNotExist`.
    """
    known = CharterVersion.objects.select_related("county").filter(county__code=county, digest=derivation.charter)
    used = known.filter(effective_on__lte=timezone.localdate(at)).latest("effective_on")
    row = Application.objects.create(
        county=used.county,
        version=used,
        rule=derivation.rule,
        subject=subject,
        title=title,
        path=path,
        derivation=derivation.as_json(),
        digest=derivation.digest,
        readers=sorted(readers),
        persons=None if persons is None else sorted(persons),
        at=at,
    )
    uses = {(step.article, step.reading) for step in derivation.steps} | {
        (number, "") for number in derivation.articles
    }
    ApplicationArticle.objects.bulk_create(
        ApplicationArticle(application=row, article=article, reading=reading) for article, reading in sorted(uses)
    )
    return row
