"""Who may do what in this room."""

from jianheng.charter import N_
from jianheng.council import access as council
from jianheng.documents.models import Document
from jianheng.rules import Forbidden
from jianheng.rules.roles import Officer, Role

READERS = (*council.ADDRESSED, Role.DEPARTMENT)

is_member = council.is_member
office_of = council.office_of


def _is_of(officer: Officer, document: Document) -> bool:
    return officer.county == document.county.code


def can_draft(officer: Officer) -> bool:
    """The secretariat drafts and completes documents (Art. 7.2)."""
    return officer.has(Role.SECRETARIAT)


def require_draft(officer: Officer, county: str) -> None:
    if not (can_draft(officer) and officer.county == county):
        raise Forbidden("7.2", N_("Only the secretariat drafts documents."))


def can_sign(officer: Officer, document: Document) -> bool:
    """Holders of the five offices; which of them may sign now is for the rule of Art. 6.8 to say."""
    return is_member(officer) and _is_of(officer, document)


def require_sign(officer: Officer, document: Document) -> None:
    if not can_sign(officer, document):
        raise Forbidden("6.8", N_("Documents are signed by the secretary, or countersigned by the lead of the topic."))


def is_secretary(officer: Officer) -> bool:
    return officer.has(Role.SECRETARY)


def require_refuse(officer: Officer, document: Document) -> None:
    if not (is_secretary(officer) and _is_of(officer, document)):
        raise Forbidden("6.8", N_("Only the secretary can refuse to sign, with reasons."))


def can_read(officer: Officer, document: Document) -> bool:
    """The whole document is open to those it is addressed to; the rest see its public fields (Art. 7.4)."""
    return officer.has(*READERS) and _is_of(officer, document)


def can_read_votes(officer: Officer, document: Document) -> bool:
    """Who voted how is open to those who see the roll call."""
    return officer.has(*council.ADDRESSED) and _is_of(officer, document)


def is_inside(officer: Officer) -> bool:
    """Members, the council's officers and the auditor see drafts."""
    return council.is_inside(officer)


def can_see(officer: Officer, document: Document) -> bool:
    """Issued documents show at least their public fields to everyone, drafts to those inside."""
    return not document.is_draft or (is_inside(officer) and _is_of(officer, document))


def require_see(officer: Officer, document: Document) -> None:
    if not can_see(officer, document):
        raise Forbidden("7.4", N_("A draft is open to the members and the officers of the council."))


def require_read(officer: Officer, document: Document) -> None:
    if not can_read(officer, document):
        raise Forbidden("7.4", N_("The whole document is open to those it is addressed to."))
