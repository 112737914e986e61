"""Entries as the results of a query and the timeline show them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jianheng.ledger.events import event_types
from jianheng.ledger.models import Entry, Field
from jianheng.ledger.selectors.entries import data_keys, opening

Values = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """An entry with its title (a message), its article and the values it commits to, as far as they are shown."""

    entry: Entry
    title: str
    article: str
    fields: Mapping[str, Any]


def rows(entries: Sequence[Entry], *, entitled: bool = True) -> tuple[Row, ...]:
    """Entries with all fields that still exist, or with the public ones alone."""
    shown = values(entries, entitled=entitled)
    return tuple(_row(entry, shown[entry.pk]) for entry in entries)


def _row(entry: Entry, fields: Mapping[str, Any]) -> Row:
    known = event_types().get(entry.type)
    title, article = (known.title, known.article) if known else (entry.type, "7.3")
    return Row(entry, title, article, fields)


def values(entries: Iterable[Entry], *, entitled: bool) -> Values:
    """What many entries say, by their keys: as `jianheng.ledger.selectors.opened`, with one query for all of them.

    The entries come with their fields.
    """
    found = {entry: [row for row in entry.fields.all() if entitled or row.is_public] for entry in entries}
    keys = data_keys(row for kept in found.values() for row in kept)
    return {entry.pk: _opened(entry, kept, keys) for entry, kept in found.items()}


def _opened(entry: Entry, kept: Sequence[Field], keys: Mapping[str, bytes]) -> Mapping[str, Any]:
    salted = {row.name: opening(row, entry, keys) for row in kept}
    return {name: json.loads(found.value) for name, found in salted.items() if found}
