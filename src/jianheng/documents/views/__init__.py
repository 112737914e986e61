"""Pages of the room."""

from jianheng.documents.views.drafting import draft, edit, new, recipients
from jianheng.documents.views.instructions import decline, instruct, instruction, instructions, link, receive, write
from jianheng.documents.views.reading import document, pdf
from jianheng.documents.views.refusals import refusal, refusals, refuser
from jianheng.documents.views.register import inbox, index, matters
from jianheng.documents.views.signing import acknowledge, examine, give_back, issue, refuse, send, submit

__all__ = [
    "acknowledge",
    "decline",
    "document",
    "draft",
    "edit",
    "examine",
    "give_back",
    "inbox",
    "index",
    "instruct",
    "instruction",
    "instructions",
    "issue",
    "link",
    "matters",
    "new",
    "pdf",
    "receive",
    "recipients",
    "refusal",
    "refusals",
    "refuse",
    "refuser",
    "send",
    "submit",
    "write",
]
