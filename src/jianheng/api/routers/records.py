"""Decisions of the council, and the register of documents by its public fields."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.utils import timezone

from jianheng.api.applying import in_force
from jianheng.api.declare import Router, allows
from jianheng.api.pages import paged
from jianheng.api.schemas import DecisionOut, DocumentOut, Page, ProblemOut
from jianheng.charter import cites
from jianheng.council.models import Motion
from jianheng.council.selectors import decided
from jianheng.documents.models import Document
from jianheng.documents.selectors import issued
from jianheng.web.pages import Request, everyone

router = Router()


def _decision(row: Motion) -> dict[str, Any]:
    assert row.outcome is not None
    return {
        "number": row.number,
        "title": row.title,
        "topic": row.topic,
        "decided_at": row.closed_at,
        "charter": row.outcome.version.label,
        "application": row.outcome.pk,
    }


@router.get("/council/decisions", response=Page[DecisionOut], summary="Decisions, the latest first", tags=["council"])
@allows(everyone)
def decisions(request: Request, county: str = "", page: int = 1, size: int = 50) -> dict[str, Any]:
    """The decisions of a county's council; who voted how stands in the documents, for those they are addressed to."""
    return paged(decided(county or request.officer.county), page, size, _decision)


@cites("7.4", reading="X03")
def _document(row: Document, public: Collection[str]) -> dict[str, Any]:
    """The fields of a document that the charter opens to everyone."""
    return {
        "code": row.code if "code" in public else None,
        "title": row.title if "title" in public else None,
        "sha256": row.sha256 if "digest" in public else None,
        "sm3": row.sm3 if "digest" in public else None,
        "basis": row.basis if "basis" in public else None,
        "state": row.state,
        "issued_at": row.issued_at,
    }


@router.get(
    "/documents",
    response={200: Page[DocumentOut], 404: ProblemOut},
    summary="Issued documents, the latest first",
    tags=["documents"],
)
@allows(everyone)
def documents(request: Request, county: str = "", page: int = 1, size: int = 50) -> dict[str, Any]:
    """The register of a county's issued documents by its public fields."""
    chosen, today = county or request.officer.county, timezone.localdate()
    public = in_force(chosen, today).sequence("document.public_fields")
    return paged(issued(chosen), page, size, partial(_document, public=public))
