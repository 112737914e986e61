"""Refusals of instructions without a document, for discipline alone."""

from django.db.models import QuerySet

from jianheng.documents import access
from jianheng.documents.models import Refusal
from jianheng.rules.roles import Officer


def refusals(county: str) -> QuerySet[Refusal]:
    """The refusals of a county, those not examined first, then the latest."""
    found = Refusal.objects.select_related("instruction__county", "instruction__body", "entry").defer("refused_by")
    return found.filter(instruction__county__code=county).order_by("-state", "-id")


def to_examine(officer: Officer) -> tuple[Refusal, ...]:
    """Refusals that wait for discipline, those of orders given by the officer or that office left out."""
    waiting = refusals(officer.county).filter(state=Refusal.State.RECORDED).order_by("id")
    return tuple(row for row in waiting if access.can_oversee(officer, row.instruction))
