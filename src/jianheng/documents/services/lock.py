"""One document, locked for the act that changes it, and the step that the act leaves."""

from datetime import datetime

from jianheng.documents.models import Document, Step
from jianheng.ledger.models import Entry
from jianheng.rules.roles import Officer


def locked(document_id: int) -> Document:
    """The document with its county, item and application; the row is held until the act ends."""
    found = Document.objects.select_for_update(of=("self",)).select_related("county", "motion", "application")
    return found.get(pk=document_id)


def note_step(
    document: Document, act: Step.Act, entry: Entry, *, role: str, reasons: str = "", by: Officer, at: datetime
) -> Step:
    """Keep a step of a document with its entry on the ledger."""
    return Step.objects.create(
        document=document,
        submission=document.submission,
        act=act,
        role=role,
        reasons=reasons,
        by=by.key,
        at=at,
        entry=entry,
    )
