"""Who may do what in this room."""

import json

from jianheng.charter import N_
from jianheng.county.models import Application
from jianheng.rules import Forbidden
from jianheng.rules.roles import Officer, Role


def can_amend_charter(officer: Officer) -> bool:
    """The congress chair enters an adopted amendment (Art. 10.2)."""
    return officer.has(Role.CONGRESS)


def require_amend_charter(officer: Officer, county: str) -> None:
    if not can_amend_charter(officer) or officer.county != county:
        raise Forbidden("10.2", N_("Only the chair of the congress enters an adopted amendment."))


def can_amend_calendar(officer: Officer) -> bool:
    """The secretariat keeps the calendar as the State Council publishes it."""
    return officer.has(Role.SECRETARIAT)


def require_amend_calendar(officer: Officer) -> None:
    if not can_amend_calendar(officer):
        raise Forbidden("5.1", N_("Only the secretariat enters changes of the working-day calendar."))


def can_read_facts(officer: Officer, application: Application) -> bool:
    """Whether the facts of a kept application are open to the officer (Art. 18.4).

    Open to everyone unless the act named readers; then to those roles of the county and to the persons it concerns:
    those whom the act named or, if it named none, whoever occurs in it.
    """
    if not application.readers:
        return True
    if not officer.is_known:
        return False
    is_reader = officer.county == application.county.code and officer.has(*map(Role, application.readers))
    if application.persons is not None:
        return is_reader or officer.key in application.persons
    return is_reader or json.dumps(officer.key) in json.dumps(application.derivation)


def require_read_facts(officer: Officer, application: Application) -> None:
    if not can_read_facts(officer, application):
        raise Forbidden("18.4", N_("The facts of this application are open to those entitled to them only."))
