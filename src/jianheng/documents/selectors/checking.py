"""Who has still to check a document, and what waits for a checker."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from jianheng.charter import Charter
from jianheng.documents.models import Document, Step
from jianheng.rules import Derivation, apply
from jianheng.rules.documents import CheckFacts, CheckOutcome, checks
from jianheng.rules.roles import Officer


def checks_of(document: Document, steps: Iterable[Step], today: date, charter: Charter) -> Derivation[CheckOutcome]:
    """The checks of a document as it was last submitted, with its ``steps``."""
    passed = tuple(
        step.role for step in steps if step.act == Step.Act.PASSED and step.submission == document.submission
    )
    return apply(checks, CheckFacts(document.money_total, passed, document.due_on, today), charter)


def in_checking(county: str) -> QuerySet[Document]:
    """Documents of a county that are being checked, with their steps, the earliest submitted first."""
    found = Document.objects.select_related("county").prefetch_related("steps")
    return found.filter(county__code=county, state=Document.State.CHECKING).order_by("id")


def to_check(officer: Officer, roles: Iterable[str], today: date, charter: Charter) -> tuple[Document, ...]:
    """Documents that wait for a check in one of ``roles``."""
    wanted = frozenset(roles)
    return tuple(
        document
        for document in in_checking(officer.county)
        if wanted & frozenset(checks_of(document, document.steps.all(), today, charter).outcome.outstanding)
    )
