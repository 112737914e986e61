"""A matter from its proposal to its execution, each step with its entry on the ledger (Art. 6.8, 7.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from jianheng.charter import cites
from jianheng.council import access as council
from jianheng.council.models import Motion
from jianheng.documents import access as documents_access
from jianheng.documents.models import Document
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors.log import statuses
from jianheng.queries.phases import Moment, Phase, phases
from jianheng.queries.selectors.scope import abouts_of
from jianheng.queries.selectors.shown import Row, rows
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import CHECKERS

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
TECHNICAL = ("motion", "code", "public_key", "derivation", "boundaries", "serial", "by", "title_text", "office", "role", "submission")
SHORT = 80


@dataclass(frozen=True)
class Step:
    """One step: its entry, who acted by office, what may be shown, the days since the step before, and its deadline.

    ``status`` is where the entry stands: waiting, sequenced or witnessed; empty where the log does not say.
    """

    row: Row
    office: str
    facts: Mapping[str, Any]
    days: int
    due_on: date | None
    late: bool
    status: str


@dataclass(frozen=True)
class Timeline:
    """A matter with its steps, the earliest first, its phases, and its documents."""

    motion: Motion
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
    due = {f"document:{document.code}": document for document in documents}
    moments = tuple(Moment(one.entry.type, one.entry.at, one.fields) for one in found)
    document = documents[-1] if documents else None
    return Timeline(
        motion=motion,
        documents=documents,
        steps=tuple(_step(one, before, due, states) for one, before in zip(found, [None, *found], strict=False)),
        phases=phases(
            moments,
            issue_due=document.due_on if document else None,
            receipts_due=document.receipts_due_on if document else None,
            at=at,
        ),
    )


def _entries(motion: Motion, documents: Sequence[Document], *, instructions: bool) -> Sequence[Entry]:
    """Entries about the item, its documents and, for those who see them, the instructions given with these; and the
    issue of documents that replace or correct them."""
    later = Document.objects.filter(Q(supersedes__in=documents) | Q(corrects__in=documents), entry__isnull=False)
    wanted = Q(about__in=abouts_of(motion.pk, instructions=instructions)) | Q(pk__in=[document.entry_id for document in later])
    found = Entry.objects.filter(wanted, county=motion.county.code).prefetch_related("fields")
    return list(found.order_by("at", "id"))


def _step(one: Row, before: Row | None, due: Mapping[str, Document], states: Mapping[int, str]) -> Step:
    entry = one.entry
    document = due.get(entry.about) if entry.type == "documents.issued" else None
    due_on = document.due_on if document else None
    began = timezone.localdate(before.entry.at if before else entry.at)
    on = timezone.localdate(entry.at)
    return Step(
        row=one,
        office=_office(one),
        facts={name: value for name, value in one.fields.items() if _is_telling(name, value)},
        days=(on - began).days,
        due_on=due_on,
        late=due_on is not None and on > due_on,
        status=str(states.get(entry.pk, "")),
    )


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
