"""The register: issued documents, drafts, decisions without a document."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from jianheng.council.models import Motion
from jianheng.council.selectors import decisions
from jianheng.documents.models import Document
from jianheng.ledger.codes import normalise
from jianheng.rules.documents import UNISSUED


def issued(county: str, text: str = "", *, kind: str = "", state: str = "", year: int = 0) -> QuerySet[Document]:
    """Issued documents of a county, the latest first.

    Only those whose title or code holds ``text``, of a ``kind``, in a ``state``, numbered in a ``year``, where
    these are given.
    """
    found = Document.objects.select_related("county").filter(county__code=county).exclude(state__in=UNISSUED)
    if text.strip():
        found = found.filter(Q(title__icontains=text.strip()) | Q(code__icontains=normalise(text)))
    for name, value in (("kind", kind), ("state", state), ("year", year)):
        if value:
            found = found.filter(**{name: value})
    return found.order_by("-issued_at", "-id")


def years(county: str) -> tuple[int, ...]:
    """The years in which documents of a county were numbered, the latest first."""
    found = issued(county).order_by().values_list("year", flat=True).distinct()
    return tuple(sorted((year for year in found if year is not None), reverse=True))


def drafts(county: str) -> QuerySet[Document]:
    """Documents of a county on their way to the signature, the earliest due first."""
    found = Document.objects.select_related("county").filter(county__code=county, state__in=UNISSUED)
    return found.order_by(F("due_on").asc(nulls_last=True), "id")


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
