"""Questions about documents and instructions."""

from jianheng.documents.selectors.checking import checks_of, in_checking, to_check
from jianheng.documents.selectors.instructions import (
    InstructionPage,
    Row,
    instruction_page,
    instructions,
    rows,
    standing_of,
    unreceived,
    unwritten,
)
from jianheng.documents.selectors.matters import matter_of, matter_of_document, matter_on
from jianheng.documents.selectors.page import DocumentPage, document_page
from jianheng.documents.selectors.printed import printed_bytes, printed_of
from jianheng.documents.selectors.recipients import (
    Delivery,
    bodies_of,
    deliveries,
    inbox,
    overdue,
    receivers,
    unacknowledged,
)
from jianheng.documents.selectors.refusals import refusals, to_examine
from jianheng.documents.selectors.register import Found, drafts, issued, search, undrafted, years
from jianheng.documents.selectors.signing import signing_of

__all__ = [
    "Delivery",
    "DocumentPage",
    "Found",
    "InstructionPage",
    "Row",
    "bodies_of",
    "checks_of",
    "deliveries",
    "document_page",
    "drafts",
    "in_checking",
    "inbox",
    "instruction_page",
    "instructions",
    "issued",
    "matter_of",
    "matter_of_document",
    "matter_on",
    "overdue",
    "printed_bytes",
    "printed_of",
    "receivers",
    "refusals",
    "rows",
    "search",
    "signing_of",
    "standing_of",
    "to_check",
    "to_examine",
    "unacknowledged",
    "undrafted",
    "unreceived",
    "unwritten",
    "years",
]
