"""Pages of the ledger."""

import json

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jianheng.ledger import access, selectors
from jianheng.ledger.codes import is_well_formed, normalise
from jianheng.ledger.events import event_types
from jianheng.ledger.models import Entry
from jianheng.web.names import names_in
from jianheng.web.pages import Request, everyone, page, render

PAGE_SIZE = 50


@page(everyone)
def entries(request: Request) -> HttpResponse:
    """The entries of this county, newest first; ``?code=`` goes to one of them."""
    code = normalise(request.GET.get("code", ""))
    problem = ""
    if code:
        if Entry.objects.filter(code=code).exists():
            return redirect("ledger:entry", code)
        problem = (
            _("No entry has this trace code.")
            if is_well_formed(code)
            else _("This is not a whole trace code: the check character does not fit. Compare it with the paper.")
        )
    found = Paginator(selectors.entries(request.officer.county), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, _title(row.type)) for row in found]
    context = {"page": found, "rows": rows, "code": code, "problem": problem}
    return render(request, "ledger/entries.html", context, status=422 if problem else 200)


def _title(event_type: str) -> str:
    known = event_types().get(event_type)
    return _(known.title) if known else event_type


@page(everyone)
def entry(request: Request, code: str) -> HttpResponse:
    """One entry: what it says, what it commits to, and whether it verifies."""
    row = Entry.objects.prefetch_related("fields").filter(code=normalise(code)).first()
    if row is None:
        raise Http404
    entitled = access.can_open_fields(request.officer, row)
    known = event_types().get(row.type)
    shown = selectors.opened(row, entitled=entitled)
    context = {
        "entry": row,
        "title": _title(row.type),
        "article": known.article if known else "7.3",
        "fields": shown,
        "names": names_in(shown),
        "closed": len(row.fields.all()) - len(shown),
        "entitled": entitled,
        "body": json.dumps(json.loads(bytes(row.body)), ensure_ascii=False, indent=1),
        "leaves": (("SHA-256", bytes(row.leaf_sha256).hex()), ("SM3", bytes(row.leaf_sm3).hex())),
        "faults": selectors.faults(row),
    }
    return render(request, "ledger/entry.html", context)
