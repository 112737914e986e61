"""The query a page is about."""

from django.http import Http404

from jianheng.ledger.codes import normalise
from jianheng.queries import access
from jianheng.queries.models import Query
from jianheng.web.pages import Request, now


def found(request: Request, code: str) -> Query:
    """The query with a code; 404 if there is none, and also where it is sealed from the officer: nobody learns from
    the answer that a running query concerns them (Art. 18.5)."""
    rows = Query.objects.select_related("county", "body", "seal", "entry", "application")
    row = rows.filter(code=normalise(code), county__code=request.officer.county).first()
    if row is None or access.is_hidden(request.officer, row, now()):
        raise Http404
    return row
