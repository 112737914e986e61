"""Questions about counties, charters, calendars and kept derivations."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from jianheng.charter import Charter, cites
from jianheng.county.models import Application, CalendarDay, CalendarYear, CharterVersion, County
from jianheng.rules import Replay, replay
from jianheng.rules.calendar import WorkCalendar


def counties() -> QuerySet[County]:
    """All counties in the order of their founding."""
    return County.objects.order_by("id")


def default_county() -> County | None:
    """The county visitors see first: the configured one, else the first founded."""
    chosen = settings.JH_COUNTY
    return counties().filter(code=chosen).first() if chosen else counties().first()


def county(code: str) -> County:
    return County.objects.get(code=code)


@cites("10.2", "17.1")
def version_on(county_code: str, day: date) -> CharterVersion:
    """The charter version in force in a county on a day; `CharterVersion.DoesNotExist` before the first."""
    return (
        CharterVersion.objects.select_related("county")
        .filter(county__code=county_code, effective_on__lte=day)
        .latest("effective_on")
    )


def charter_on(county_code: str, day: date) -> Charter:
    """The charter in force in a county on a day."""
    return version_on(county_code, day).charter


def versions(county_code: str) -> QuerySet[CharterVersion]:
    """All versions of a county, the newest first, those not yet in force included."""
    return CharterVersion.objects.select_related("county").filter(county__code=county_code).order_by("-effective_on")


def work_calendar() -> WorkCalendar:
    """The working-day calendar as loaded and amended."""
    days = list(CalendarDay.objects.values_list("day", "kind"))
    return WorkCalendar(
        holidays=frozenset(day for day, kind in days if kind == CalendarDay.Kind.HOLIDAY),
        workdays=frozenset(day for day, kind in days if kind == CalendarDay.Kind.WORKDAY),
        published_years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
    )


def applications_of_article(county_code: str, article: str, *, limit: int = 50) -> QuerySet[Application]:
    """Where an article was applied in a county, newest first."""
    return _applications(county_code, uses__article=article)[:limit]


def applications_of_reading(county_code: str, reading: str, *, limit: int = 50) -> QuerySet[Application]:
    """Where a reading was applied in a county, newest first."""
    return _applications(county_code, uses__reading=reading)[:limit]


def _applications(county_code: str, **use: str) -> QuerySet[Application]:
    found = Application.objects.select_related("version__county").filter(county__code=county_code, **use)
    return found.defer("derivation").distinct().order_by("-id")


@dataclass(frozen=True)
class Replayed:
    """A kept application and what applying the rule again gave."""

    application: Application
    result: Replay


@cites("18.4")
def replayed(application: Application) -> Replayed:
    """Apply the rule of a kept application again to the same facts under the same charter version."""
    return Replayed(application, replay(application.derivation))
