"""Who sees what an entry commits to (Art. 7.4)."""

from jianheng.ledger.models import Entry
from jianheng.rules.roles import Officer, Role


def can_open_fields(officer: Officer, entry: Entry) -> bool:
    """Whether the officer sees all fields: discipline, congress and audit of the entry's own county."""
    return officer.county == entry.county and officer.has(
        Role.DISCIPLINE, Role.CONGRESS, Role.AUDITOR, Role.SUPERVISION
    )
