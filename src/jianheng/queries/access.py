"""Who may do what in this room."""

from datetime import datetime

from jianheng.charter import N_
from jianheng.queries.models import Query
from jianheng.rules import Forbidden
from jianheng.rules.queries import ASKING, OVERSIGHT
from jianheng.rules.roles import Officer


def asking_role(officer: Officer) -> str:
    """The role under which an officer queries the record, or an empty word."""
    return next((role.value for role in ASKING if officer.has(role)), "")


def can_query(officer: Officer) -> bool:
    """Higher discipline, inspection, congress and audit query the record (Art. 7.4)."""
    return officer.has(*ASKING)


def require_query(officer: Officer, county: str) -> None:
    if not can_query(officer) or officer.county != county:
        raise Forbidden("7.4", N_("The record is queried by higher discipline, inspection, congress and audit alone."))


def can_oversee(officer: Officer) -> bool:
    """The oversight side, which sees every query, its own included (Art. 7.4)."""
    return officer.has(*OVERSIGHT)


def is_hidden(officer: Officer, query: Query, at: datetime) -> bool:
    """Whether a running query concerns the officer, who then does not learn of it (Art. 18.5)."""
    if officer.key == query.asker or not query.is_sealed(at):
        return False
    return query.subjects.filter(person__code=officer.key).exists()


def can_see(officer: Officer, query: Query, at: datetime) -> bool:
    """The oversight side of the county sees a query, unless it is sealed from the officer."""
    return can_oversee(officer) and officer.county == query.county.code and not is_hidden(officer, query, at)


def can_read(officer: Officer, query: Query, at: datetime) -> bool:
    """The body that asked reads, exports and ends; nobody reads along."""
    return asking_role(officer) == query.role and can_see(officer, query, at)


def require_read(officer: Officer, query: Query, at: datetime) -> None:
    if not can_read(officer, query, at):
        raise Forbidden("7.4", N_("Only the body that opened a query reads under it."))
