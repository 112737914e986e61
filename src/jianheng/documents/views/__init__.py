"""Pages of the room."""

from jianheng.documents.views.drafting import draft, edit
from jianheng.documents.views.reading import document, printed
from jianheng.documents.views.register import index
from jianheng.documents.views.signing import issue, refuse

__all__ = ["document", "draft", "edit", "index", "issue", "printed", "refuse"]
