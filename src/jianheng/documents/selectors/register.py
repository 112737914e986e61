"""The register: issued documents, drafts, decisions without a document."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jianheng.council.models import Motion
from jianheng.council.selectors import decisions
from jianheng.documents.models import Document
from jianheng.ledger.codes import normalise


def issued(county: str, text: str = "") -> QuerySet[Document]:
    """Issued documents of a county, the latest first; those whose title or code holds ``text`` if it is given."""
    found = Document.objects.select_related("county").filter(county__code=county).exclude(state="draft")
    if text.strip():
        found = found.filter(Q(title__icontains=text.strip()) | Q(code__icontains=normalise(text)))
    return found.order_by("-issued_at", "-id")


def drafts(county: str) -> QuerySet[Document]:
    """Drafts of a county, the earliest due first."""
    return Document.objects.select_related("county").filter(county__code=county, state="draft").order_by("due_on", "id")


def undrafted(county: str) -> QuerySet[Motion]:
    """Decided items that have no document yet, the latest first."""
    return decisions(county).filter(document=None)


@dataclass(frozen=True)
class Found:
    """One hit of a search over documents."""

    code: str
    title: str
    detail: str


def search(county: str, text: str, *, limit: int = 20) -> tuple[Found, ...]:
    """Issued documents whose title or trace code holds the text."""
    return tuple(Found(row.code, row.title, row.reference) for row in issued(county, text)[:limit])
