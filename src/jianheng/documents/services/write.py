"""Begin the document that gives an oral instruction its written form."""

from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.documents import access
from jianheng.documents.models import Document
from jianheng.documents.selectors import standing_of
from jianheng.documents.services.draft import draft_from_scratch
from jianheng.documents.services.instruct import charter_at, locked_instruction
from jianheng.documents.services.recipients import address_document
from jianheng.rules import Refused
from jianheng.rules.documents import InstructionAct, next_instruction_state, require_documentable
from jianheng.rules.roles import Officer


@cites("7.1", reading=("X01", "X02"))
@transaction.atomic
def draft_for_instruction(*, instruction_id: int, by: Officer, at: datetime) -> Document:
    """Draft a notice with the words of an oral instruction, addressed to its department.

    Issued within the hours of grace, it is linked in the same act. Refused: after the hours, a second draft, an
    instruction that has its document or was refused, a matter that needs a decision of the council.
    """
    instruction = locked_instruction(instruction_id)
    access.require_draft(by, instruction.county.code)
    next_instruction_state(instruction.state, InstructionAct.DOCUMENT)
    require_documentable(standing_of(instruction, at, charter_at(instruction, at)).outcome)
    if instruction.draft_id is not None:
        raise Refused("7.1", N_("The document of this instruction is being drafted already."))
    document = draft_from_scratch(
        county=instruction.county,
        kind=Document.Kind.NOTICE,
        matter=instruction.matter,
        subject=instruction.title,
        money_total=instruction.money_total,
        content=instruction.text,
        instruction=instruction.code,
        by=by,
        at=at,
    )
    instruction.draft = document
    instruction.save(update_fields=["draft"])
    return address_document(
        document_id=document.pk,
        main=[instruction.body.code],
        copied=[],
        receipt_days=document.receipt_days,
        by=by,
        at=at,
    )
