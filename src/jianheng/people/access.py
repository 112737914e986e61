"""Who may see and do what in this room."""

from jianheng.charter import N_
from jianheng.people.models import Person
from jianheng.rules import Forbidden
from jianheng.rules.roles import Officer, Role


def can_keep_register(officer: Officer) -> bool:
    """The organisation department keeps the register of persons, bodies and tenures."""
    return officer.has(Role.ORGANISATION)


def require_keep_register(officer: Officer, county: str) -> None:
    if not can_keep_register(officer) or officer.county != county:
        raise Forbidden("18.5", N_("Only the organisation department keeps the register of persons and posts."))


def can_view_personal_data(officer: Officer, person: Person) -> bool:
    """A person's birth date and account of reads: the person, and two departments of the person's county."""
    is_department = officer.has(Role.ORGANISATION, Role.DISCIPLINE) and officer.county == person.county.code
    return officer.key == person.code or is_department


def can_view_reads(officer: Officer) -> bool:
    """Everyone who is known sees who read their own data."""
    return officer.is_known
