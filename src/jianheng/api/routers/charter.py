"""The charter as data: articles, parameters, readings, versions."""

from datetime import date
from typing import Any

from django.utils import timezone

from jianheng import charter
from jianheng.api.applying import in_force
from jianheng.api.declare import Router, allows
from jianheng.api.problems import Problem
from jianheng.api.schemas import ArticleDetail, ArticleOut, ParameterOut, ProblemOut, ReadingOut, VersionOut
from jianheng.charter import N_, Article, Charter, Parameter
from jianheng.county import selectors
from jianheng.rules.catalogue import all_rules
from jianheng.web.pages import Request, everyone

router = Router(tags=["charter"])

NO_ARTICLE = N_("The charter has no article {number}.")
NO_VERSIONS = N_("No county has the code {county}.")


def _here(request: Request, county: str, day: date | None) -> Charter:
    """The charter asked for: that of the county on the day, of the caller's county today, or as written."""
    chosen = county or request.officer.county
    return in_force(chosen, day or timezone.localdate()) if chosen else Charter()


def _article(found: Article, here: Charter) -> dict[str, Any]:
    return {
        "number": found.number,
        "part": found.part,
        "title": found.title,
        "text": found.text,
        "in_force": {
            "zh": charter.fill(found.text.zh, here, language="zh"),
            "en": charter.fill(found.text.en, here, language="en"),
        },
        "source": found.source,
    }


@router.get("/articles", response={200: list[ArticleOut], 404: ProblemOut}, summary="All articles")
@allows(everyone)
def articles(request: Request, county: str = "", day: date | None = None) -> list[dict[str, Any]]:
    """Every article in charter order, with the values in force in the county on the day."""
    here = _here(request, county, day)
    return [_article(found, here) for found in charter.articles().values()]


@router.get("/articles/{number}", response={200: ArticleDetail, 404: ProblemOut}, summary="One article")
@allows(everyone)
def article(request: Request, number: str, county: str = "", day: date | None = None) -> dict[str, Any]:
    """One article with its parameters, its readings and the rules that carry it out."""
    found = charter.articles().get(number)
    if found is None:
        raise Problem(404, NO_ARTICLE, {"number": number})
    return {
        **_article(found, _here(request, county, day)),
        "parameters": [row.name for row in charter.parameters().values() if number in row.articles],
        "readings": [row.id for row in charter.readings().values() if number in row.articles],
        "rules": [name for name, row in all_rules().items() if number in row.articles],
    }


def _parameter(found: Parameter, here: Charter) -> dict[str, Any]:
    bounds = {"low": found.shape.low, "high": found.shape.high}
    return {
        "name": found.name,
        "title": found.title,
        "articles": list(found.articles),
        "readings": list(found.readings),
        "unit": found.unit,
        "kind": found.shape.kind,
        "value": here.text(found.name),
        "amended": found.name in here.amendments,
        "profiles": dict(found.values),
        "options": list(found.shape.options),
        **{name: None if bound is None else str(bound) for name, bound in bounds.items()},
    }


@router.get("/parameters", response={200: list[ParameterOut], 404: ProblemOut}, summary="All parameters")
@allows(everyone)
def parameters(request: Request, county: str = "", day: date | None = None) -> list[dict[str, Any]]:
    """Every parameter with its text in force in the county on the day."""
    here = _here(request, county, day)
    return [_parameter(found, here) for found in charter.parameters().values()]


@router.get("/readings", response=list[ReadingOut], summary="All readings")
@allows(everyone)
def readings(request: Request) -> list[charter.Reading]:
    """How each doubtful place of the sources is settled."""
    return list(charter.readings().values())


@router.get(
    "/versions", response={200: list[VersionOut], 404: ProblemOut}, summary="The versions of a county's charter"
)
@allows(everyone)
def versions(request: Request, county: str = "") -> list[Any]:
    """The versions of a county's charter, the newest first, those not yet in force included."""
    chosen = county or request.officer.county
    found = list(selectors.versions(chosen))
    if not found:
        raise Problem(404, NO_VERSIONS, {"county": chosen})
    return found
