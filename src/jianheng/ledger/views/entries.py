"""Pages of the ledger."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jianheng.ledger import access, selectors, services
from jianheng.ledger.codes import is_well_formed, normalise
from jianheng.ledger.events import event_types
from jianheng.ledger.forms import RedactionForm
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors.health import is_troubled
from jianheng.ledger.selectors.log import statuses
from jianheng.ledger.services.redaction import BODY
from jianheng.web.names import names_in
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of

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
    status = statuses(found)
    rows = [(row, _title(row.type), status[row.pk]) for row in found]
    troubled = request.officer.is_known and is_troubled(request.officer.county, at=now())
    context = {"page": found, "rows": rows, "code": code, "problem": problem, "is_troubled": troubled}
    return render(request, "ledger/entries.html", context, status=422 if problem else 200)


def _title(event_type: str) -> str:
    known = event_types().get(event_type)
    return _(known.title) if known else event_type


def _entry(code: str) -> Entry:
    """The entry with a trace code, its fields at hand; 404 if there is none."""
    row = Entry.objects.select_related("supersedes").prefetch_related("fields").filter(code=normalise(code)).first()
    if row is None:
        raise Http404
    return row


@page(everyone)
def entry(request: Request, code: str) -> HttpResponse:
    """One entry: what it says, what it commits to, and whether it verifies."""
    row = _entry(code)
    entitled = access.can_open_fields(request.officer, row)
    known = event_types().get(row.type)
    shown = selectors.opened(row, entitled=entitled)
    rows = row.fields.all()
    destroyed = sorted(field.name for field in rows if not (field.value or field.sealed))
    context = {
        "entry": row,
        "title": _title(row.type),
        "article": known.article if known else "7.3",
        "fields": shown,
        "names": names_in(shown),
        "destroyed": destroyed,
        "closed": len(rows) - len(shown) - len(destroyed),
        "entitled": entitled,
        "may_redact": access.can_redact(request.officer) and request.officer.county == row.county,
        "body": json.dumps(json.loads(bytes(row.body)), ensure_ascii=False, indent=1) if row.body else "",
        "leaves": (("SHA-256", bytes(row.leaf_sha256).hex()), ("SM3", bytes(row.leaf_sm3).hex())),
        "faults": selectors.faults(row),
        "status": statuses([row])[row.pk],
        "later": list(row.superseded_by.order_by("id")),
    }
    return render(request, "ledger/entry.html", context)


@page(access.can_redact, article="7.3")
def redact(request: Request, code: str) -> HttpResponse:
    """Destroy values of an entry that should not have been recorded."""
    row = _entry(code)
    access.require_redact(request.officer, row)
    names = [(field.name, field.name) for field in row.fields.all() if field.value or field.sealed]
    form = RedactionForm(request.POST or None, values=[*names, *([(BODY, _("The entry itself"))] if row.body else [])])
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: services.redact(code=row.code, **form.cleaned_data, by=request.officer, at=now()))
        if made is not None:
            messages.success(request, _("The values are destroyed, and the redaction is on the record."))
            return redirect("ledger:entry", row.code)
    return render(request, "ledger/redact.html", {"form": form, "entry": row}, status=status_of(form))
