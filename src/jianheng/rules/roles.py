"""Who acts: roles as they follow from posts held on a day, and the officer a service hears (Art. 18.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jianheng.charter import cites


class Role(StrEnum):
    """What a person may be in the institution; each post of the register carries one of these."""

    VISITOR = "visitor"
    CITIZEN = "citizen"
    CANDIDATE = "candidate"
    DELEGATE = "delegate"
    DEPUTY = "deputy"
    CONFERENCE = "conference"
    SECRETARY = "secretary"
    DISCIPLINE = "discipline"
    CONGRESS = "congress"
    CONSULTATIVE = "consultative"
    EXECUTIVE = "executive"
    DISCIPLINE_DEPUTY = "discipline_deputy"
    ORGANISATION = "organisation"
    PRESIDING = "presiding"
    SUPERVISION = "supervision"
    TELLER = "teller"
    SECRETARIAT = "secretariat"
    LEGAL = "legal"
    FINANCE = "finance"
    ARCHIVIST = "archivist"
    DEPARTMENT = "department"
    COMMITTEE = "committee"
    AUDITOR = "auditor"
    HIGHER_DISCIPLINE = "higher_discipline"
    INSPECTION = "inspection"
    RESEARCHER = "researcher"
    ADMINISTRATOR = "administrator"


OFFICES = (Role.SECRETARY, Role.DISCIPLINE, Role.CONGRESS, Role.CONSULTATIVE, Role.EXECUTIVE)


@dataclass(frozen=True)
class HeldPost:
    """One tenure as far as roles are concerned; ``until`` is the first day no longer held."""

    role: Role
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@cites("18.5")
def roles_on(day: date, posts: Iterable[HeldPost]) -> frozenset[Role]:
    """The roles that follow from the posts held on a day; someone with none of them is a citizen."""
    return frozenset(post.role for post in posts if post.holds(day)) or frozenset({Role.CITIZEN})


@dataclass(frozen=True)
class Officer:
    """Who performs an act: the person's key, the county's code, and the roles held that day.

    A visitor has an empty key; the system itself acts as ``Officer.rule(county)``.
    """

    key: str
    county: str
    roles: frozenset[Role]
    name: str = ""

    def has(self, *roles: Role) -> bool:
        """Whether at least one of the roles is held."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_known(self) -> bool:
        return bool(self.key)

    @classmethod
    def visitor(cls, county: str) -> "Officer":
        return cls("", county, frozenset({Role.VISITOR}))

    @classmethod
    def rule(cls, county: str) -> "Officer":
        """The charter itself, for the automatic acts of Art. 4.5 and 9.5."""
        return cls("charter", county, frozenset())
