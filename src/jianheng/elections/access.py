"""Who may do what in an election (Art. 3.1, 3.8, 3.9)."""

from jianheng.charter import N_
from jianheng.elections.models import Draw, Election
from jianheng.rules import Forbidden
from jianheng.rules.roles import Officer, Role

BALLOT_READERS = (Role.SUPERVISION, Role.PRESIDING, Role.AUDITOR)
"""Who reads single ballots: a pattern of votes agreed on beforehand would tell a buyer whose ballot it is."""


def _is_here(officer: Officer, election: Election) -> bool:
    return officer.county == election.county.code


def can_call(officer: Officer) -> bool:
    """The organisation department calls elections and keeps the list of candidates."""
    return officer.has(Role.ORGANISATION)


def require_call(officer: Officer, county: str) -> None:
    if not can_call(officer) or officer.county != county:
        raise Forbidden("3.1", N_("Only the organisation department of the county calls an election."))


def can_keep_list(officer: Officer, election: Election) -> bool:
    return can_call(officer) and _is_here(officer, election)


def require_keep_list(officer: Officer, election: Election) -> None:
    if not can_keep_list(officer, election):
        raise Forbidden("3.1", N_("Only the organisation department of the county keeps the list of candidates."))


def can_conduct(officer: Officer) -> bool:
    """Pages of the presiding officer."""
    return officer.has(Role.PRESIDING)


def can_preside(officer: Officer, election: Election) -> bool:
    """The presiding officer prepares, opens, closes, voids and counts rounds."""
    return can_conduct(officer) and _is_here(officer, election)


def require_preside(officer: Officer, election: Election) -> None:
    if not can_preside(officer, election):
        raise Forbidden("3.9", N_("Only the presiding officer of the county conducts the vote."))


def can_work(officer: Officer) -> bool:
    """Pages of the polling station: tellers and the presiding officer."""
    return officer.has(Role.TELLER, Role.PRESIDING)


def can_admit(officer: Officer, election: Election) -> bool:
    """Tellers and the presiding officer check voters in and replace spoiled sheets."""
    return can_work(officer) and _is_here(officer, election)


def require_admit(officer: Officer, election: Election) -> None:
    if not can_admit(officer, election):
        raise Forbidden("3.4", N_("Only tellers and the presiding officer check voters in."))


def can_tell(officer: Officer) -> bool:
    """Tellers."""
    return officer.has(Role.TELLER)


def can_enter(officer: Officer, election: Election) -> bool:
    """Tellers enter ballots."""
    return can_tell(officer) and _is_here(officer, election)


def require_enter(officer: Officer, election: Election) -> None:
    if not can_enter(officer, election):
        raise Forbidden("3.9", N_("Only tellers enter ballots."))


def can_watch(officer: Officer) -> bool:
    """Pages of the conduct of the vote: those who conduct it and the supervision committee (Art. 3.8)."""
    return officer.has(Role.TELLER, Role.PRESIDING, Role.SUPERVISION)


def can_reconcile(officer: Officer, election: Election) -> bool:
    """Two of these read a sheet on which entries differ."""
    return can_watch(officer) and _is_here(officer, election)


def require_reconcile(officer: Officer, election: Election) -> None:
    if not can_reconcile(officer, election):
        raise Forbidden("3.9", N_("Only those who conduct or supervise the vote read sheets again."))


def can_view_roll(officer: Officer, election: Election) -> bool:
    """The roll by name is open to those who conduct the vote and to the supervision committee."""
    return can_watch(officer) and _is_here(officer, election)


def require_view_roll(officer: Officer, election: Election) -> None:
    if not can_view_roll(officer, election):
        raise Forbidden("3.8", N_("The roll by name is open to the polling station and the supervision committee."))


def can_supervise(officer: Officer) -> bool:
    """The supervision committee."""
    return officer.has(Role.SUPERVISION)


def can_certify(officer: Officer, election: Election) -> bool:
    """The supervision committee certifies results."""
    return can_supervise(officer) and _is_here(officer, election)


def can_handle_ballots(officer: Officer) -> bool:
    """Blank ballots with their codes are printed by the presiding officer and seen by the supervision committee."""
    return officer.has(Role.PRESIDING, Role.SUPERVISION)


def require_certify(officer: Officer, election: Election) -> None:
    if not can_certify(officer, election):
        raise Forbidden("3.8", N_("Only the supervision committee certifies a result."))


def can_contribute(officer: Officer, draw: Draw) -> bool:
    """The tied persons, the presiding officer and the supervision committee contribute to a draw of lots."""
    is_part = officer.key in draw.tied or officer.has(Role.PRESIDING, Role.SUPERVISION)
    return officer.is_known and is_part and _is_here(officer, draw.round.contest.election)


def require_contribute(officer: Officer, draw: Draw) -> None:
    if not can_contribute(officer, draw):
        raise Forbidden(
            "13.3", N_("Only the tied persons, the presiding officer and the supervision committee contribute.")
        )
