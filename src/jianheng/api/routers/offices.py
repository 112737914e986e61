"""The five offices and the line of succession."""

from datetime import date
from typing import Any

from django.utils import timezone

from jianheng.api.applying import in_force
from jianheng.api.declare import Router, allows
from jianheng.api.schemas import LineOut, OfficeOut, ProblemOut
from jianheng.charter import vocabulary
from jianheng.offices import access
from jianheng.offices.selectors.line import line
from jianheng.offices.selectors.offices import open_vacancies
from jianheng.people.selectors import names, office_holders
from jianheng.rules.roles import OFFICES
from jianheng.web.pages import Request, everyone

router = Router(tags=["offices"])


@router.get("", response=list[OfficeOut], summary="The five offices")
@allows(everyone)
def offices(request: Request, county: str = "", day: date | None = None) -> list[dict[str, Any]]:
    """Who holds the five offices of a county on a day (today, if left out)."""
    chosen, on = county or request.officer.county, day or timezone.localdate()
    held = office_holders(chosen, on)
    vacant = {row.office: row for row in open_vacancies(chosen, on)}
    shown = []
    for office in OFFICES:
        tenure, vacancy = held.get(office.value), vacant.get(office.value)
        shown.append(
            {
                "office": office.value,
                "title": vocabulary()[office.value],
                "person": tenure.person.code if tenure else None,
                "name": tenure.person.name if tenure else None,
                "since": tenure.since if tenure else None,
                "is_acting": bool(tenure and tenure.is_acting),
                "vacancy": vacancy.path if vacancy else None,
                "due_on": vacancy.due_on if vacancy else None,
            }
        )
    return shown


@router.get("/line", response={200: LineOut, 404: ProblemOut}, summary="The line of succession")
@allows(everyone)
def succession(request: Request, county: str = "", day: date | None = None) -> dict[str, Any]:
    """Who would succeed on a day, in order; exact points only for those entitled to them."""
    chosen, on = county or request.officer.county, day or timezone.localdate()
    in_force(chosen, on)
    found = line(chosen, on)
    known = names(found.order)
    exact = access.can_view_points(request.officer) and request.officer.county == chosen
    return {
        "day": found.day,
        "since": found.since,
        "places": [
            {
                "place": row.number,
                "person": row.person,
                "name": known.get(row.person, row.person),
                "offices": list(row.offices),
                "is_heir": row.is_heir,
                "merit": str(row.merit) if exact else None,
            }
            for row in found.places
        ],
    }
