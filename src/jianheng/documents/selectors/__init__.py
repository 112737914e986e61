"""Questions about documents."""

from jianheng.documents.selectors.page import DocumentPage, document_page
from jianheng.documents.selectors.register import Found, drafts, issued, search, undrafted
from jianheng.documents.selectors.signing import signing_of

__all__ = ["DocumentPage", "Found", "document_page", "drafts", "issued", "search", "signing_of", "undrafted"]
