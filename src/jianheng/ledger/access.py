"""Who sees what an entry commits to (Art. 7.4)."""

from jianheng.charter import N_
from jianheng.ledger.models import Entry, Incident
from jianheng.rules import Forbidden
from jianheng.rules.roles import Officer, Role


def can_open_fields(officer: Officer, entry: Entry) -> bool:
    """Whether the officer sees all fields: discipline, congress and audit of the entry's own county."""
    return officer.county == entry.county and officer.has(
        Role.DISCIPLINE, Role.CONGRESS, Role.AUDITOR, Role.SUPERVISION
    )


def can_redact(officer: Officer) -> bool:
    """The archivist destroys what should not have been recorded (Art. 7.3)."""
    return officer.has(Role.ARCHIVIST)


def require_redact(officer: Officer, entry: Entry) -> None:
    if not (can_redact(officer) and officer.county == entry.county):
        raise Forbidden("7.3", N_("Values of the record are destroyed by the archivist of the county."))


def can_clear_any(officer: Officer) -> bool:
    """Whether the officer clears incidents at all."""
    return officer.has(Role.DISCIPLINE, Role.CONGRESS, Role.AUDITOR)


def can_clear(officer: Officer, incident: Incident) -> bool:
    """Whether the officer may let a stopped log go on: discipline, congress or audit of the log's county."""
    is_own = incident.log.is_parent or officer.county == incident.log.county
    return is_own and can_clear_any(officer)


def require_clear(officer: Officer, incident: Incident) -> None:
    """Raise `Forbidden` unless `can_clear`."""
    if not can_clear(officer, incident):
        raise Forbidden("7.3", N_("Only discipline, the congress or audit of the county may clear an incident."))


def require_rotate(officer: Officer, county: str) -> None:
    """Raise `Forbidden` unless the officer is the county's administrator or secretariat, or the charter itself."""
    is_own = officer.county == county
    if not (is_own and (officer == Officer.rule(county) or officer.has(Role.ADMINISTRATOR, Role.SECRETARIAT))):
        raise Forbidden("7.3", N_("The keys of the log are rotated by the administrator or the secretariat."))
