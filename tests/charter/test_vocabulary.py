"""Whatever a page shows of a rule or a ledger entry has a word in both languages."""

import enum
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import jianheng.rules
from jianheng.charter import vocabulary
from jianheng.ledger.events import event_types
from jianheng.rules import Rule
from jianheng.rules.catalogue import all_rules

WORD = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
CONSTANT = re.compile(r"_?[A-Z][A-Z_]*")
# The parts of a kept derivation, which the page of an application names by itself.
APART = {"jianheng.rules.derivation"}


def room(name: str) -> str:
    return name.partition(".")[0]


def named(field: str, of: str) -> bool:
    return f"fact.{field}" in vocabulary() or f"fact.{room(of)}.{field}" in vocabulary()


def fields_in(schema: Any) -> Iterator[str]:
    """Every field of the dataclasses in a JSON schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from fields_in(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from fields_in(part)


def literals_in(schema: Any) -> Iterator[str]:
    """Every word that a `Literal` or an enumeration in a JSON schema permits."""
    if isinstance(schema, dict):
        yield from (word for word in (*schema.get("enum", ()), schema.get("const")) if isinstance(word, str))
        for part in schema.values():
            yield from literals_in(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from literals_in(part)


def schemas(of: Rule[Any, Any]) -> list[Any]:
    return [of.facts.json_schema(), of.outcome.json_schema()]


def constants() -> Iterator[tuple[str, Any]]:
    """The constants of the rules' modules that hold words: states, kinds, causes, grounds, keys of messages."""
    for module in pkgutil.walk_packages(jianheng.rules.__path__, "jianheng.rules."):
        if module.name in APART:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if CONSTANT.fullmatch(name):
                yield f"{module.name}.{name}", value
            elif isinstance(value, enum.EnumMeta) and value.__module__ == module.name and not name.endswith("Act"):
                yield f"{module.name}.{name}", list(value.__members__.values())


def words_in(value: Any) -> Iterator[str]:
    if isinstance(value, enum.Enum) and type(value).__name__.endswith("Act"):
        return
    if isinstance(value, str) and WORD.fullmatch(value):
        yield value
    elif isinstance(value, list | tuple | set | frozenset | Mapping):
        for part in value:
            yield from words_in(part)


@pytest.mark.parametrize("name", all_rules())
def test_every_rule_has_a_title_and_a_word_for_each_field_of_its_facts_and_outcome(name: str) -> None:
    found = {field for schema in schemas(all_rules()[name]) for field in fields_in(schema)}
    assert name in vocabulary()
    assert sorted(field for field in found if not named(field, name)) == []


@pytest.mark.parametrize("name", all_rules())
def test_every_word_that_facts_and_outcomes_may_hold_has_its_name(name: str) -> None:
    found = {word for schema in schemas(all_rules()[name]) for word in literals_in(schema)}
    assert sorted(found - set(vocabulary())) == []


def test_every_state_kind_cause_and_ground_of_the_rules_has_its_name() -> None:
    lacking = {word: place for place, value in constants() for word in words_in(value) if word not in vocabulary()}
    assert lacking == {}


def test_every_field_of_a_ledger_entry_has_its_name() -> None:
    for path in sorted(Path(jianheng.__file__).parent.glob("*/events.py")):
        importlib.import_module(f"jianheng.{path.parent.name}.events")
    lacking = {
        f"{event.type}.{item.name}"
        for event in event_types().values()
        if event.__module__.startswith("jianheng.")
        for item in fields(event)
        if not named(item.name, event.type)
    }
    assert lacking == set()
