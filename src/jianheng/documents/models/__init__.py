"""What the room keeps."""

from jianheng.documents.models.document import Document

__all__ = ["Document"]
