"""Who may do what in this room."""

from jianheng.charter import N_
from jianheng.council.models import Motion
from jianheng.rules import Forbidden
from jianheng.rules.roles import OFFICES, Officer, Role
from jianheng.rules.weighing import CHECKERS

STAFF = (Role.SECRETARIAT, Role.LEGAL, Role.FINANCE, Role.ARCHIVIST)
INSIDE = (*OFFICES, *STAFF, Role.AUDITOR)
ADDRESSED = (*INSIDE, Role.DISCIPLINE_DEPUTY)


def office_of(officer: Officer) -> str:
    """The office of the five that an officer holds, or an empty word."""
    return next((office.value for office in OFFICES if officer.has(office)), "")


def _is_of(officer: Officer, motion: Motion) -> bool:
    return officer.county == motion.county.code


def can_propose(officer: Officer) -> bool:
    """The secretariat prepares items and runs the meeting (Art. 6.2)."""
    return officer.has(Role.SECRETARIAT)


def require_propose(officer: Officer, county: str) -> None:
    if not can_propose(officer) or officer.county != county:
        raise Forbidden("6.2", N_("Only the secretariat proposes items."))


def can_run(officer: Officer, motion: Motion) -> bool:
    """The secretariat records what the meeting did with an item."""
    return can_propose(officer) and _is_of(officer, motion)


def require_run(officer: Officer, motion: Motion) -> None:
    if not can_run(officer, motion):
        raise Forbidden("6.2", N_("Only the secretariat runs the items of the council."))


def is_member(officer: Officer) -> bool:
    """The holders of the five offices."""
    return officer.has(*OFFICES)


def can_take_part(officer: Officer, motion: Motion) -> bool:
    """A member of the council that the item is before."""
    return is_member(officer) and _is_of(officer, motion)


def require_take_part(officer: Officer, motion: Motion) -> None:
    if not can_take_part(officer, motion):
        raise Forbidden("6.5", N_("Only the holders of the five offices take part in the vote."))


def is_legal(officer: Officer) -> bool:
    """The legal officer, who agrees to a topic taken from the published table (Art. 6.2)."""
    return officer.has(Role.LEGAL)


def require_agree_topic(officer: Officer, motion: Motion) -> None:
    if not (is_legal(officer) and _is_of(officer, motion)):
        raise Forbidden("6.2", N_("Only the legal officer agrees to the topic of an item."))


def is_checker(officer: Officer) -> bool:
    """Whoever checks at least one boundary."""
    return officer.has(*CHECKERS.values())


def can_check(officer: Officer, motion: Motion, boundary: str) -> bool:
    """The officer to whom Art. 6.3 gives a boundary."""
    return boundary in CHECKERS and officer.has(CHECKERS[boundary]) and _is_of(officer, motion)


def require_check(officer: Officer, motion: Motion, boundary: str) -> None:
    if not can_check(officer, motion, boundary):
        raise Forbidden("6.3", N_("Each boundary is checked by the officer named for it."))


def may_recuse(officer: Officer) -> bool:
    """Members declare their own conflicts; the legal officer records one that was found."""
    return is_member(officer) or is_legal(officer)


def can_recuse(officer: Officer, motion: Motion, office: str) -> bool:
    """A member for the own office, the legal officer for any."""
    return _is_of(officer, motion) and (office_of(officer) == office != "" or is_legal(officer))


def require_recuse(officer: Officer, motion: Motion, office: str) -> None:
    if not can_recuse(officer, motion, office):
        raise Forbidden("6.6", N_("A recusal is declared by the member, or recorded by the legal officer."))


def is_chair(officer: Officer) -> bool:
    """The chair of the meeting and the secretariat, who keep its record (Art. 6.4)."""
    return officer.has(Role.SECRETARY, Role.SECRETARIAT)


def require_chair(officer: Officer, motion: Motion) -> None:
    if not (is_chair(officer) and _is_of(officer, motion)):
        raise Forbidden("6.4", N_("The chair or the secretariat records that the lead spoke."))


def may_close(officer: Officer) -> bool:
    """The secretariat and every member can have the votes opened once they are due."""
    return is_member(officer) or can_propose(officer)


def require_close(officer: Officer, motion: Motion) -> None:
    if not ((may_close(officer) or officer.key == "charter") and _is_of(officer, motion)):
        raise Forbidden("6.5", N_("The members and the secretariat have the votes opened."))


def is_inside(officer: Officer) -> bool:
    """Members, the council's officers and the auditor see items before they are decided."""
    return officer.has(*INSIDE)


def can_view(officer: Officer, motion: Motion) -> bool:
    """Decided items are open to everyone, the others to those inside."""
    return motion.is_decided or (is_inside(officer) and _is_of(officer, motion))


def require_view(officer: Officer, motion: Motion) -> None:
    if not can_view(officer, motion):
        raise Forbidden("6.5", N_("Items are open to everyone once they have been decided."))


def can_view_roll_call(officer: Officer, motion: Motion) -> bool:
    """Who voted how is in the document, for those it is addressed to (Art. 7.2, 7.4)."""
    return officer.has(*ADDRESSED) and _is_of(officer, motion)
