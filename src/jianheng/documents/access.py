"""Who may do what in this room."""

from collections.abc import Collection

from jianheng.charter import N_
from jianheng.council import access as council
from jianheng.documents.models import Document, Instruction
from jianheng.rules import Forbidden
from jianheng.rules.roles import OFFICES, Officer, Role

READERS = (*council.ADDRESSED, Role.DEPARTMENT)
CHECKERS = (Role.LEGAL, Role.FINANCE)
DISCIPLINE = (Role.DISCIPLINE, Role.DISCIPLINE_DEPUTY)
INSTRUCTED = (*OFFICES, Role.DISCIPLINE_DEPUTY, Role.SECRETARIAT, Role.DEPARTMENT, Role.AUDITOR)
"""Whoever sees instructions at all; which of them is for `can_see_instruction` to say."""

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


def is_checker(officer: Officer) -> bool:
    """The officers who check documents before they are sent for signature."""
    return officer.has(*CHECKERS)


def checks_of(officer: Officer) -> tuple[str, ...]:
    """The checks that an officer makes, by role."""
    return tuple(role.value for role in CHECKERS if officer.has(role))


def require_check(officer: Officer, document: Document, role: str) -> None:
    if role not in checks_of(officer) or not _is_of(officer, document):
        raise Forbidden("7.2", N_("Lawfulness is checked by the legal officer, money by the finance officer."))


def can_take_back(officer: Officer, document: Document) -> bool:
    """The secretariat on the way to the signature; the secretary once it has been sent for signature."""
    is_signer = is_secretary(officer) and document.state == Document.State.SIGNING
    return (can_draft(officer) or is_signer) and _is_of(officer, document)


def require_take_back(officer: Officer, document: Document) -> None:
    if not can_take_back(officer, document):
        raise Forbidden("7.2", N_("The secretariat takes a document back; its signer may return it with reasons."))


def may_return(officer: Officer) -> bool:
    """Whoever may return some document."""
    return can_draft(officer) or is_secretary(officer)


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


def can_see_chain(officer: Officer, document: Document) -> bool:
    """Those inside see the steps of a document and their reasons."""
    return is_inside(officer) and _is_of(officer, document)


def can_see(officer: Officer, document: Document) -> bool:
    """Issued documents show at least their public fields to everyone, drafts to those inside."""
    return not document.is_draft or (is_inside(officer) and _is_of(officer, document))


def require_see(officer: Officer, document: Document) -> None:
    if not can_see(officer, document):
        raise Forbidden("7.4", N_("A draft is open to the members and the officers of the council."))


def require_read(officer: Officer, document: Document) -> None:
    if not can_read(officer, document):
        raise Forbidden("7.4", N_("The whole document is open to those it is addressed to."))


def can_receive(officer: Officer) -> bool:
    """Whoever holds a post of a department that receives documents and instructions."""
    return officer.has(Role.DEPARTMENT)


def require_receive(officer: Officer, body: int, held: Collection[int]) -> None:
    """``held`` are the bodies in which the officer holds such a post."""
    if not can_receive(officer) or body not in held:
        raise Forbidden("7.2", N_("Only the department that it is addressed to acknowledges or refuses it."))


def can_instruct(officer: Officer) -> bool:
    """The holders of the five offices give instructions to departments (Art. 7.1)."""
    return is_member(officer)


def require_instruct(officer: Officer, county: str) -> None:
    if not can_instruct(officer) or officer.county != county:
        raise Forbidden("7.1", N_("Only the holders of the five offices give instructions to departments."))


def is_giver(officer: Officer, instruction: Instruction) -> bool:
    """Whoever gave the instruction, or holds the office in which it was given."""
    same = officer.key == instruction.given_by or officer.has(Role(instruction.office))
    return same and officer.county == instruction.county.code


def can_put_in_writing(officer: Officer, instruction: Instruction) -> bool:
    """The giver, the giver's office and the secretariat."""
    is_drafter = can_draft(officer) and officer.county == instruction.county.code
    return is_drafter or is_giver(officer, instruction)


def may_put_in_writing(officer: Officer) -> bool:
    """Whoever may give some oral instruction its document."""
    return can_draft(officer) or can_instruct(officer)


def require_put_in_writing(officer: Officer, instruction: Instruction) -> None:
    if not can_put_in_writing(officer, instruction):
        raise Forbidden("7.1", N_("An instruction is given its document by its giver or by the secretariat."))


def may_see_instructions(officer: Officer) -> bool:
    """Whoever sees some instruction."""
    return officer.has(*INSTRUCTED)


def can_see_all_instructions(officer: Officer) -> bool:
    """Discipline, the secretariat and the auditor see every instruction of their county."""
    return officer.has(*DISCIPLINE, Role.SECRETARIAT, Role.AUDITOR)


def can_see_instruction(officer: Officer, instruction: Instruction, held: Collection[int]) -> bool:
    """Its giver and that office, the department it was given to, and those who see all of them."""
    if officer.county != instruction.county.code:
        return False
    is_receiver = can_receive(officer) and instruction.body_id in held
    return can_see_all_instructions(officer) or is_receiver or is_giver(officer, instruction)


def require_see_instruction(officer: Officer, instruction: Instruction, held: Collection[int]) -> None:
    if not can_see_instruction(officer, instruction, held):
        raise Forbidden("7.1", N_("An instruction is open to its giver, to its department and to oversight."))


def is_discipline(officer: Officer) -> bool:
    """The discipline secretary and the first deputy, who see the refusals of a county."""
    return officer.has(*DISCIPLINE)


def can_oversee(officer: Officer, instruction: Instruction) -> bool:
    """Discipline, unless the instruction came from there: nobody looks into a refusal of one's own order."""
    return is_discipline(officer) and officer.county == instruction.county.code and not is_giver(officer, instruction)


def require_oversee(officer: Officer, instruction: Instruction) -> None:
    if not can_oversee(officer, instruction):
        raise Forbidden(
            "7.1", N_("A refusal is protected: discipline looks into it, and never whoever gave the instruction.")
        )
