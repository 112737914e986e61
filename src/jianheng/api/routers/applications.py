"""Kept applications of rules: how each stored outcome followed."""

from typing import Any

from jianheng.api.declare import Router, allows
from jianheng.api.problems import Problem
from jianheng.api.schemas import ApplicationOut, ForbiddenOut, ProblemOut
from jianheng.charter import N_
from jianheng.county import access, selectors
from jianheng.county.models import Application
from jianheng.web.pages import Request, everyone

router = Router(tags=["applications"])

NO_APPLICATION = N_("No application of a rule is kept under the number {number}.")


@router.get(
    "/{number}", response={200: ApplicationOut, 403: ForbiddenOut, 404: ProblemOut}, summary="One kept application"
)
@allows(everyone)
def application(request: Request, number: int) -> dict[str, Any]:
    """One kept application, applied again for the caller; its facts may be open to some roles only (403)."""
    row = Application.objects.select_related("version__county", "county").filter(pk=number).first()
    if row is None:
        raise Problem(404, NO_APPLICATION, {"number": number})
    access.require_read_facts(request.officer, row)
    return {
        "id": row.pk,
        "county": row.county.code,
        "rule": row.rule,
        "subject": row.subject,
        "title": row.title,
        "path": row.path,
        "version": row.version.label,
        "at": row.at,
        "digest": row.digest,
        "derivation": row.derivation,
        "replay": selectors.replayed(row).result,
    }
