"""One document, locked for the act that changes it."""

from jianheng.documents.models import Document


def locked(document_id: int) -> Document:
    """The document with its county, item and application; the row is held until the act ends."""
    found = Document.objects.select_for_update(of=("self",)).select_related("county", "motion", "application")
    return found.get(pk=document_id)
