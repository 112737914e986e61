"""A matter from its proposal to its execution, each step with its entry on the ledger (Art. 6.8, 7.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from jianheng.charter import cites
from jianheng.council import access as council
from jianheng.council.models import Motion
from jianheng.documents import access as documents_access
from jianheng.documents.models import Document, Receipt
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors.log import statuses
from jianheng.people.selectors import bodies
from jianheng.queries.phases import Deadlines, Moment, Phase, phases
from jianheng.queries.selectors.scope import abouts_of
from jianheng.queries.selectors.shown import Row, rows
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import CHECKERS
from jianheng.web.text import instant_text

ACTORS: Mapping[str, str] = {
    "council.proposed": "secretariat",
    "council.topic_agreed": "legal",
    "council.topic_stand": "board",
    "council.topic_settled": "secretariat",
    "council.opinion_filed": "board",
    "council.vote_opened": "secretariat",
    "council.vote_sealed": "board",
    "council.decided": "board",
    "council.nothing_passed": "board",
    "council.quorum_missed": "board",
    "council.returned": "secretariat",
    "documents.drafted": "secretariat",
    "documents.completed": "secretariat",
    "documents.addressed": "secretariat",
    "documents.submitted": "secretariat",
    "documents.sent": "secretariat",
    "documents.received": "department",
    "documents.signing_refused": "secretary",
}
"""Whose act a kind of entry is, where its public fields do not say: a word for an office, never a person."""
TECHNICAL = (
    "motion",
    "code",
    "public_key",
    "derivation",
    "boundaries",
    "serial",
    "by",
    "title_text",
    "office",
    "role",
    "submission",
    "matter",
    "query",
    "opened",
    "round",
)
SHORT = 80


@dataclass(frozen=True)
class Mark:
    """An entry of a step: ``office`` acted, ``status`` is where the entry stands (waiting, sequenced, witnessed)."""

    entry: Entry
    office: str
    status: str


@dataclass(frozen=True)
class Step:
    """One step, or several of a kind in a row that say the same, such as the sealed votes of one round.

    ``facts`` is what may be shown, ``days`` the days since the step before, ``due_on`` the last day in time.
    """

    row: Row
    marks: tuple[Mark, ...]
    facts: Mapping[str, Any]
    days: int
    due_on: date | None
    late: bool

    @property
    def offices(self) -> tuple[str, ...]:
        """The offices that acted, each once."""
        return tuple(dict.fromkeys(mark.office for mark in self.marks if mark.office))


@dataclass(frozen=True)
class Timeline:
    """A matter with its steps, the earliest first, its phases, and its documents; ``bodies`` are names by code."""

    motion: Motion
    bodies: Mapping[str, str]
    documents: tuple[Document, ...]
    steps: tuple[Step, ...]
    phases: tuple[Phase, ...]


@cites("6.8", "7.3", "7.4")
def timeline(motion: Motion, officer: Officer, at: datetime) -> Timeline:
    """The path of a matter. The public sees the public fields of its entries; those who see the roll call see the
    other fields of a decided matter too, persons left out."""
    documents = tuple(Document.objects.filter(motion=motion).order_by("id"))
    entries = _entries(motion, documents, instructions=documents_access.can_see_all_instructions(officer))
    entitled = motion.is_decided and council.can_view_roll_call(officer, motion)
    found = rows(entries, entitled=entitled)
    states = statuses(entries)
    moments = tuple(Moment(one.entry.type, one.entry.at, one.fields) for one in found)
    return Timeline(
        motion=motion,
        bodies={body.code: body.name for body in bodies(motion.county.code)},
        documents=documents,
        steps=tuple(_steps(found, documents, states)),
        phases=phases(moments, _deadlines(documents), at),
    )


def _deadlines(documents: Sequence[Document]) -> Deadlines:
    """What the charter gives the latest document: days to issue it, and for the bodies it goes to, to acknowledge."""
    if not documents:
        return Deadlines()
    last = documents[-1]
    addressed = last.addressees.count()
    receipts = Receipt.objects.filter(addressee__document=last).aggregate(n=Count("pk"), latest=Max("at"))
    return Deadlines(
        issue=last.due_on,
        receipts=last.receipts_due_on if addressed else None,
        received_at=receipts["latest"] if receipts["n"] == addressed else None,
    )


def _entries(motion: Motion, documents: Sequence[Document], *, instructions: bool) -> Sequence[Entry]:
    """Entries about the item, its documents and, for those who see them, the instructions given with these; and the
    issue of documents that replace or correct them."""
    later = Document.objects.filter(Q(supersedes__in=documents) | Q(corrects__in=documents), entry__isnull=False)
    wanted = Q(about__in=abouts_of(motion.pk, instructions=instructions)) | Q(
        pk__in=[document.entry_id for document in later]
    )
    found = Entry.objects.filter(wanted, county=motion.county.code).prefetch_related("fields")
    return list(found.order_by("at", "id"))


def _steps(found: Sequence[Row], documents: Sequence[Document], states: Mapping[int, str]) -> Iterator[Step]:
    due = {document.code: document.due_on for document in documents}
    before = found[0].entry.at if found else None
    for (kind, _shown), group in groupby(found, key=lambda one: (one.entry.type, _facts(one))):
        same = list(group)
        first, on = same[0], timezone.localdate(same[0].entry.at)
        due_on = due.get(str(first.fields.get("code", ""))) if kind == "documents.issued" else None
        yield Step(
            row=first,
            marks=tuple(Mark(one.entry, _office(one), str(states.get(one.entry.pk, ""))) for one in same),
            facts=dict(_facts(first)),
            days=(on - timezone.localdate(before)).days,
            due_on=due_on,
            late=due_on is not None and on > due_on,
        )
        before = same[-1].entry.at


def _facts(one: Row) -> tuple[tuple[str, Any], ...]:
    """The fields that tell a reader something, times as people write them."""
    told = ((name, value) for name, value in one.fields.items() if _is_telling(name, value))
    return tuple((name, _readable(name, value)) for name, value in told)


def _readable(name: str, value: Any) -> Any:
    if name.endswith("_at") and isinstance(value, str):
        return instant_text(datetime.fromisoformat(value))
    return tuple(value) if isinstance(value, list) else value


def _office(one: Row) -> str:
    """The office that acted, as far as the entry shows it."""
    shown = one.fields.get("office") or one.fields.get("role") or CHECKERS.get(str(one.fields.get("boundary", "")), "")
    return str(shown or ACTORS.get(one.entry.type, ""))


def _is_telling(name: str, value: Any) -> bool:
    """Whether a field tells a reader something: no key, digest or commitment, no person, nothing empty or long."""
    if name in TECHNICAL or name.endswith(("sha256", "sm3", "derivation")):
        return False
    if isinstance(value, dict) or value in ("", None, []):
        return False
    return not isinstance(value, str) or (len(value) <= SHORT and not value.startswith("P0"))
