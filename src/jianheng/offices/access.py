"""Who may do what in this room. Most of it nobody decides: the rules do (Art. 4.5, 9.5)."""

from jianheng.charter import N_
from jianheng.rules import Forbidden
from jianheng.rules.roles import OFFICES, Officer, Role

CHARTER = "charter"
SEES_POINTS = (*OFFICES, Role.DISCIPLINE_DEPUTY, Role.COMMITTEE)
SEES_REPORTER = (*SEES_POINTS, Role.AUDITOR)


def can_carry_out(officer: Officer) -> bool:
    """The organisation department or the presiding officer lets the rule run; neither can change what it says."""
    return officer.has(Role.ORGANISATION, Role.PRESIDING)


def require_rule(officer: Officer, county: str) -> None:
    """An automatic act is performed by the charter itself, in its own county."""
    if officer.key != CHARTER or officer.county != county:
        raise Forbidden("4.5", N_("The offices follow by rule; nobody decides them."))


def require_pick(officer: Officer, secretary: str) -> None:
    if officer.key != secretary:
        raise Forbidden("4.4", N_("Only the secretary picks the executive."))


def can_record_vote(officer: Officer) -> bool:
    """A member of the consultative conference enters its vote."""
    return officer.has(Role.CONFERENCE)


def require_record_vote(officer: Officer, county: str) -> None:
    if not can_record_vote(officer) or officer.county != county:
        raise Forbidden("4.4", N_("Only the consultative conference votes on its chair."))


def can_declare(officer: Officer) -> bool:
    """The discipline secretary or the organisation department declares an office vacant, with its basis."""
    return officer.has(Role.DISCIPLINE, Role.ORGANISATION)


def require_declare(officer: Officer, county: str) -> None:
    if not can_declare(officer) or officer.county != county:
        raise Forbidden(
            "9.5", N_("Only the discipline secretary or the organisation department declares an office vacant.")
        )


def require_confirm(officer: Officer, county: str, successor: str) -> None:
    """Refuse whoever does not speak for the county's congress, and the successor themselves."""
    if not can_enter_confirmation(officer) or officer.county != county:
        raise Forbidden("9.5", N_("Only the congress confirms a successor."))
    if officer.key == successor:
        raise Forbidden("9.5", N_("Nobody confirms themselves."))


def can_enter_confirmation(officer: Officer) -> bool:
    """The congress chair or, if that is the successor, the presiding officer of the congress."""
    return officer.has(Role.CONGRESS, Role.PRESIDING)


def can_audit(officer: Officer) -> bool:
    """Independent auditors record audits of the discipline secretary."""
    return officer.has(Role.AUDITOR)


def require_audit(officer: Officer, county: str) -> None:
    if not can_audit(officer) or officer.county != county:
        raise Forbidden("9.4", N_("Only an independent auditor records such an audit."))


def can_find_dereliction(officer: Officer) -> bool:
    """The review committee finds dereliction by a reasoned decision."""
    return officer.has(Role.COMMITTEE)


def require_find_dereliction(officer: Officer, county: str, person: str) -> None:
    if not can_find_dereliction(officer) or officer.county != county or officer.key == person:
        raise Forbidden("9.4", N_("Only the review committee finds dereliction, and nobody in their own case."))


def can_view_points(officer: Officer) -> bool:
    """Exact points behind the line: those in it, the heads of the five offices, the committee (reading S24)."""
    return officer.has(*SEES_POINTS)
