"""A kept derivation, prepared to be read in a "why" drawer (Art. 18.1, 18.4)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jianheng.charter import parameters
from jianheng.rules import Derivation
from jianheng.web.links import application_address
from jianheng.web.text import Names, field_name, localised, step_text, value_text, word

SHOWN_ITEMS = 24
"""How many items of a long list a drawer shows; the rest stands on the page of the application."""


@dataclass(frozen=True)
class ShownStep:
    text: str
    article: str
    reading: str


@dataclass(frozen=True)
class ShownParameter:
    """A parameter that was read: its title, its value in force, and what the charter says if that differs."""

    name: str
    title: str
    value: str
    unit: str
    as_written: str
    article: str


@dataclass(frozen=True)
class Shown:
    """A value of the facts: ``kind`` is ``text``, ``list``, ``map`` or ``table``; ``more`` counts what is left out."""

    kind: str
    text: str = ""
    items: tuple["Shown", ...] = ()
    pairs: tuple[tuple[str, "Shown"], ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Explanation:
    """Everything a "why" drawer shows."""

    rule: str
    title: str
    articles: tuple[str, ...]
    steps: tuple[ShownStep, ...]
    parameters: tuple[ShownParameter, ...]
    facts: Shown
    charter_label: str
    charter_digest: str
    digest: str
    replay: str = field(default="")


def explain(
    derivation: Derivation[Any] | Mapping[str, Any],
    names: Names | None = None,
    application: object = None,
    *,
    limit: int | None = SHOWN_ITEMS,
) -> Explanation:
    """Prepare a derivation, typed or in JSON form; ``names`` maps persons' keys to the names to show.

    ``application`` is the kept row or its key, if there is one to replay; lists are cut at ``limit`` items.
    """
    kept = derivation.as_json() if isinstance(derivation, Derivation) else dict(derivation)
    shown = names or {}
    return Explanation(
        rule=kept["rule"],
        title=word(kept["rule"]),
        articles=tuple(kept["articles"]),
        steps=tuple(ShownStep(step_text(step, shown), step["article"], step["reading"]) for step in kept["steps"]),
        parameters=tuple(_parameter(name, text) for name, text in kept["parameters"].items()),
        facts=show(kept["facts"], shown, limit, kept["rule"]),
        charter_label=word(kept["charter_label"]),
        charter_digest=kept["charter"],
        digest=digest(kept),
        replay="" if application is None else application_address(getattr(application, "pk", application)),
    )


def digest(kept: Mapping[str, Any]) -> str:
    """The digest of a derivation in JSON form, as `Derivation.digest` gives it."""
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _parameter(name: str, text: str) -> ShownParameter:
    found = parameters()[name]
    written = found.values["as_written"]
    return ShownParameter(
        name=name,
        title=localised(found.title) or name,
        value=parameter_text(text),
        unit=localised(found.unit),
        as_written="" if written == text else parameter_text(written),
        article=found.article,
    )


def parameter_text(text: str) -> str:
    """The text of a parameter for readers: its words by name, its lists and tables spelled out."""
    if text in ("true", "false"):
        return value_text(text == "true", {})
    parts = [part.split("=") for part in text.split("+")]
    return value_text([" ".join(word(piece) for piece in part) for part in parts], {})


def show(value: Any, names: Names, limit: int | None = SHOWN_ITEMS, of: str = "") -> Shown:
    """Prepare a JSON value for reading; lists are cut at ``limit`` items, if given.

    ``of`` is the rule that the value belongs to, for fields that another room's rules mean otherwise.
    """
    if isinstance(value, Mapping):
        pairs = tuple((name_of(key, names, of), show(part, names, limit, of)) for key, part in value.items())
        return Shown("map", pairs=pairs)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _many(value, names, limit, of)
    return Shown("text", text=value_text(value, names))


def name_of(key: str, names: Names, of: str = "") -> str:
    """A key of the facts for readers: a person, the field of that name, another word of the vocabulary, or the key
    with its underscores opened."""
    if key in names:
        return names[key]
    found = field_name(key, of)
    return found if found else value_text(key, names).replace("_", " ")


def _many(values: Sequence[Any], names: Names, limit: int | None, of: str) -> Shown:
    first = values[:limit]
    more = len(values) - len(first)
    if _is_table(values):
        head = tuple(name_of(key, names, of) for key in values[0])
        rows = tuple(
            tuple((label, value_text(cell, names)) for label, cell in zip(head, row.values(), strict=True))
            for row in first
        )
        return Shown("table", head=head, rows=rows, more=more)
    if any(isinstance(value, Mapping | list) for value in values):
        return Shown("list", items=tuple(show(value, names, limit, of) for value in first), more=more)
    return Shown("text", text=value_text(list(first), names), more=more)


def _is_table(values: Sequence[Any]) -> bool:
    """Whether the values are rows with the same keys and without tables of their own."""
    if not values or not all(isinstance(value, Mapping) and value for value in values):
        return False
    keys = list(values[0])
    return all(list(row) == keys and not any(isinstance(cell, Mapping) for cell in row.values()) for row in values)
