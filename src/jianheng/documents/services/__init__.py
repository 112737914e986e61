"""Acts on documents and instructions, in the order in which they happen."""

from jianheng.documents.services.chain import (
    pass_document,
    return_document,
    send_for_signature,
    submit_document,
)
from jianheng.documents.services.complete import complete_draft
from jianheng.documents.services.draft import draft_from_decision, draft_from_scratch
from jianheng.documents.services.instruct import document_instruction, give_instruction, receive_instruction
from jianheng.documents.services.issue import issue_document
from jianheng.documents.services.recipients import acknowledge_receipt, address_document
from jianheng.documents.services.refuse import examine_refusal, read_refuser, refuse_instruction
from jianheng.documents.services.sign import refuse_to_sign
from jianheng.documents.services.write import draft_for_instruction

__all__ = [
    "acknowledge_receipt",
    "address_document",
    "complete_draft",
    "document_instruction",
    "draft_for_instruction",
    "draft_from_decision",
    "draft_from_scratch",
    "examine_refusal",
    "give_instruction",
    "issue_document",
    "pass_document",
    "read_refuser",
    "receive_instruction",
    "refuse_instruction",
    "refuse_to_sign",
    "return_document",
    "send_for_signature",
    "submit_document",
]
