"""The ledger: entries with their canonical bodies, and the values behind them that the caller may see."""

from typing import Any

from jianheng.api.declare import Router, allows
from jianheng.api.pages import paged
from jianheng.api.problems import Problem, both
from jianheng.api.schemas import EntryDetail, EntryOut, Page, ProblemOut
from jianheng.charter import N_
from jianheng.ledger import access, selectors
from jianheng.ledger.codes import normalise
from jianheng.ledger.events import event_types
from jianheng.ledger.models import Entry
from jianheng.web.pages import Request, everyone

router = Router(tags=["ledger"])

NO_ENTRY = N_("No entry of the ledger has the trace code {code}.")


def _entry(row: Entry) -> dict[str, Any]:
    known = event_types().get(row.type)
    return {
        "code": row.code,
        "county": row.county,
        "type": row.type,
        "title": both(known.title) if known else {"zh": row.type, "en": row.type},
        "article": known.article if known else "7.3",
        "at": row.at,
        "body": bytes(row.body).decode("utf-8"),
        "leaf_sha256": bytes(row.leaf_sha256).hex(),
        "leaf_sm3": bytes(row.leaf_sm3).hex(),
        "supersedes": row.supersedes.code if row.supersedes else None,
    }


@router.get("/entries", response=Page[EntryOut], summary="Entries, newest first")
@allows(everyone)
def entries(request: Request, county: str = "", page: int = 1, size: int = 50) -> dict[str, Any]:
    """The entries of a county (the caller's, if left out), at most 200 a page."""
    found = selectors.entries(county or request.officer.county).select_related("supersedes")
    return paged(found, page, size, _entry)


@router.get("/entries/{code}", response={200: EntryDetail, 404: ProblemOut}, summary="One entry")
@allows(everyone)
def entry(request: Request, code: str) -> dict[str, Any]:
    """One entry with what it commits to: public values for everyone, all of them for the oversight bodies."""
    found = Entry.objects.select_related("supersedes").prefetch_related("fields").filter(code=normalise(code))
    row = found.first()
    if row is None:
        raise Problem(404, NO_ENTRY, {"code": code})
    values = selectors.opened(row, entitled=access.can_open_fields(request.officer, row))
    return {
        **_entry(row),
        "values": values,
        "closed": len(row.fields.all()) - len(values),
        "faults": [fault.what for fault in selectors.faults(row)],
    }
