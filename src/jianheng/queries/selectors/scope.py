"""What a query covers, and whom that concerns."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from jianheng.charter import N_, cites
from jianheng.council.models import Motion
from jianheng.documents.models import Document, Instruction
from jianheng.ledger.codes import normalise
from jianheng.ledger.events import event_types
from jianheng.ledger.models import Entry, Field
from jianheng.ledger.selectors.entries import data_keys, opening
from jianheng.people.models import Person
from jianheng.queries.selectors.shown import values
from jianheng.rules import Refused
from jianheng.rules.queries import QueryScope
from jianheng.web.text import COUNTY_TIME

BATCH = 500
_KEY = re.compile(r"P\d{6}")
_UNKNOWN = {
    QueryScope.ENTRY: N_("No entry of this county has the trace code {target}."),
    QueryScope.DOCUMENT: N_("No document of this county has the trace code {target}."),
    QueryScope.MATTER: N_("No item of this county has the number {target}."),
    QueryScope.PERSON: N_("Nobody of this county has the code {target}."),
}


@dataclass(frozen=True)
class Scope:
    """What a query asks for: ``target`` as `resolve` gives it, ``since`` and ``until`` the first and the last day."""

    county: str
    kind: QueryScope
    target: str = ""
    since: date | None = None
    until: date | None = None
    types: tuple[str, ...] = ()


@cites("7.4")
def resolve(county: str, kind: QueryScope, text: str) -> str:
    """The target that was typed: a trace code, an item's number (given back as its key) or a person's code.

    Refused at the field ``target`` where the county has none.
    """
    typed = text.strip()
    found: Any = None
    match kind:
        case QueryScope.PERIOD:
            return ""
        case QueryScope.ENTRY:
            found = Entry.objects.filter(county=county, code=normalise(typed)).values_list("code", flat=True).first()
        case QueryScope.DOCUMENT:
            documents = Document.objects.filter(county__code=county, code=normalise(typed))
            found = documents.values_list("code", flat=True).first()
        case QueryScope.MATTER if typed.isascii() and typed.isdigit() and len(typed) < len(str(2**31)):
            found = Motion.objects.filter(county__code=county, number=int(typed)).values_list("pk", flat=True).first()
        case QueryScope.PERSON:
            people = Person.objects.filter(county__code=county, code=typed.upper())
            found = people.values_list("code", flat=True).first()
        case _:
            pass
    if found is None:
        raise Refused(
            "7.4",
            _UNKNOWN[kind],
            remedy=N_("Compare it with the paper or the register."),
            field="target",
            target=typed or "–",
        )
    return str(found)


def days_of(scope: Scope) -> int:
    """How many days a scope covers, both ends counted; 0 without a period, and where it ends before it begins."""
    if scope.since is None or scope.until is None:
        return 0
    return max(0, (scope.until - scope.since).days + 1)


@cites("7.4")
def covered(scope: Scope, *, most: int | None = None) -> Sequence[Entry]:
    """The entries within a scope, the earliest first, with their fields; only the first ``most`` if it is given."""
    found = _within(scope).prefetch_related("fields").order_by("id")
    if scope.kind == QueryScope.PERSON:
        found = found.filter(pk__in=_by(scope))
    return list(found[:most])


def _by(scope: Scope) -> list[int]:
    """The entries of a period by whoever acted: who that was is sealed, so each is opened, a batch at a time."""
    fields = Field.objects.filter(name="by", entry__in=_within(scope)).select_related("entry").order_by("entry_id")
    acted = []
    for start in range(0, fields.count(), BATCH):
        batch = list(fields[start : start + BATCH])
        keys = data_keys(batch)
        said = ((row.entry_id, opening(row, row.entry, keys)) for row in batch)
        acted += [key for key, found in said if found and json.loads(found.value) == scope.target]
    return acted


def count(scope: Scope) -> int:
    """How many entries lie within a scope."""
    return len(_by(scope)) if scope.kind == QueryScope.PERSON else _within(scope).count()


def _within(scope: Scope) -> QuerySet[Entry]:
    found = Entry.objects.filter(county=scope.county)
    match scope.kind:
        case QueryScope.ENTRY:
            return found.filter(code=scope.target)
        case QueryScope.DOCUMENT:
            return found.filter(about=f"document:{scope.target}")
        case QueryScope.MATTER:
            return found.filter(about__in=abouts_of(int(scope.target), instructions=True))
        case QueryScope.PERSON | QueryScope.PERIOD:
            assert scope.since is not None
            assert scope.until is not None
            found = found.filter(at__gte=_start(scope.since), at__lt=_start(scope.until + timedelta(days=1)))
            return found.filter(type__in=scope.types) if scope.types else found


def abouts_of(motion_id: int, *, instructions: bool) -> list[str]:
    """What the entries of a matter are about: the item, its documents and, if wanted, the instructions with these."""
    codes = list(Document.objects.filter(motion_id=motion_id).values_list("code", flat=True))
    given = Instruction.objects.filter(document__code__in=codes) if instructions else Instruction.objects.none()
    about = [f"motion:{motion_id}", *(f"document:{code}" for code in codes)]
    return about + [f"instruction:{code}" for code in given.values_list("code", flat=True)]


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, COUNTY_TIME)


@cites("18.5")
def concerned(entries: Iterable[Entry]) -> QuerySet[Person]:
    """The persons whom entries concern: who acted, and whoever their fields name; by code."""
    keys = {key for said in values(entries, entitled=True).values() for key in _keys(dict(said))}
    return Person.objects.filter(code__in=keys).order_by("code")


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if _KEY.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _keys(key)
            yield from _keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from _keys(part)


def type_choices() -> list[tuple[str, str]]:
    """Every kind of entry with its title, a message."""
    return [(word, kind.title) for word, kind in event_types().items() if kind.__module__.startswith("jianheng.")]
