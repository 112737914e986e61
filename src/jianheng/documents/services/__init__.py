"""Acts on documents: draft, complete, refuse to sign, issue."""

from jianheng.documents.services.draft import complete_draft, draft_from_decision
from jianheng.documents.services.issue import issue_document
from jianheng.documents.services.sign import refuse_to_sign

__all__ = ["complete_draft", "draft_from_decision", "issue_document", "refuse_to_sign"]
