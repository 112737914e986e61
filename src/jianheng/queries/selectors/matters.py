"""The list of matters: what was decided, whether it was issued, and in what time (Art. 6.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.council import access as council
from jianheng.council.models import Motion
from jianheng.documents.models import Document
from jianheng.ledger.models import Entry
from jianheng.rules.roles import Officer

DRAFTS = Q(issued_at=None)
LATE = Q(issued_at__date__gt=F("due_on"))

STATES: Mapping[str, str] = {
    "progress": N_("In progress"),
    "decided": N_("Decided, not yet issued"),
    "issued": N_("Issued"),
    "late": N_("Issued late"),
    "returned": N_("Returned"),
}
"""What the list can be narrowed to."""


def matters(
    officer: Officer, *, text: str = "", topic: str = "", state: str = "", year: int | None = None
) -> QuerySet[Motion]:
    """The items an officer may see, the latest first: decided ones for everyone, all for those inside."""
    found = Motion.objects.select_related("county").filter(county__code=officer.county)
    if not council.is_inside(officer):
        found = found.filter(state=Motion.State.DECIDED)
    if text.strip():
        words = Q(title__icontains=text.strip())
        found = found.filter(words | Q(number=int(text)) if text.isascii() and text.isdigit() else words)
    if topic:
        found = found.filter(Q(topic=topic) | Q(topic="", topic_proposed=topic))
    if year:
        found = found.filter(proposed_at__year=year)
    return _narrowed(found, state).order_by("-proposed_at", "-id")


def _narrowed(found: QuerySet[Motion], state: str) -> QuerySet[Motion]:
    match state:
        case "progress":
            return found.exclude(state__in=(Motion.State.DECIDED, Motion.State.RETURNED))
        case "returned":
            return found.filter(state=Motion.State.RETURNED)
        case "issued":
            return found.filter(pk__in=Document.objects.exclude(DRAFTS).values("motion_id"))
        case "late":
            return found.filter(pk__in=Document.objects.exclude(DRAFTS).filter(LATE).values("motion_id"))
        case "decided":
            issued = Document.objects.exclude(DRAFTS).exclude(motion=None)
            return found.filter(state=Motion.State.DECIDED).exclude(pk__in=issued.values("motion_id"))
        case _:
            return found


@dataclass(frozen=True)
class MatterRow:
    """A matter of the list. ``late`` says whether its document was, or by today is, issued after ``due_on``."""

    motion: Motion
    document: Document | None
    issued_on: date | None
    due_on: date | None
    late: bool
    entries: int


@cites("6.8", "7.3")
def matter_rows(motions: Sequence[Motion], today: date) -> tuple[MatterRow, ...]:
    """The rows of a page of the list: each matter with its document and the number of its entries on the ledger."""
    documents = {row.motion_id: row for row in Document.objects.filter(motion__in=motions).order_by("-id")}
    abouts = {f"motion:{motion.pk}": motion.pk for motion in motions}
    abouts |= {f"document:{row.code}": key for key, row in documents.items() if key is not None}
    counts: dict[int, int] = {}
    found = Entry.objects.filter(about__in=list(abouts)).order_by().values("about").annotate(n=Count("pk"))
    for about, n in found.values_list("about", "n"):
        counts[abouts[about]] = counts.get(abouts[about], 0) + n
    return tuple(_row(motion, documents.get(motion.pk), counts.get(motion.pk, 0), today) for motion in motions)


def _row(motion: Motion, document: Document | None, entries: int, today: date) -> MatterRow:
    if document is None:
        return MatterRow(motion, None, None, None, late=False, entries=entries)
    issued_on = timezone.localdate(document.issued_at) if document.issued_at else None
    late = document.due_on is not None and (issued_on or today) > document.due_on
    return MatterRow(motion, document, issued_on, document.due_on, late, entries)


@dataclass(frozen=True)
class InTime:
    """How many documents of decisions were issued, and how many of them within the days of the charter."""

    issued: int
    in_time: int


def in_time(county: str) -> InTime:
    """Documents of decisions of a county, by whether they were issued in time."""
    found = Document.objects.exclude(DRAFTS).filter(county__code=county, due_on__isnull=False)
    counted = found.aggregate(issued=Count("pk"), late=Count("pk", filter=LATE))
    return InTime(counted["issued"], counted["issued"] - counted["late"])


def years(county: str) -> list[int]:
    """The years in which items were brought, the latest first."""
    return [day.year for day in Motion.objects.filter(county__code=county).dates("proposed_at", "year", order="DESC")]
