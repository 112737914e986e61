"""Every reading that bears on the rules is a parameter of the charter and is exercised by a test that names it."""

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from jianheng.charter import articles, parameters, readings

TESTS = Path(__file__).parent
ID = re.compile(r"(?<![A-Za-z0-9])([a-zA-Z]\d\d)(?![A-Za-z0-9])")
FAMILIES = "ERTNDSMP"
# How a test says that it also runs under the recommended profile.
BOTH = re.compile(r"RECOMMENDED|@BOTH|PROFILES")

# Readings of these families that no rule of Parts 3, 4, 6, 8, 9 and 11 applies, by what carries them out.
ELSEWHERE = {
    "live defence before the vote, Art. 3.7": {"E10"},
    "disputes are acts of the elections room, tested there": {"E12"},
    "the legal basis of posts is a mark on published results": {"E13"},
    "the number of double members is published by the elections room": {"E17"},
    "receipts, observers, guardians and committee of the encrypted channel, Art. 3.6": {"E18", "E19"},
    "the oath, Part 5": {"R14"},
    "exits, Art. 11.3": {"T06"},
    "deputies and department heads, Art. 4.7": {"N03", "N05"},
    "emergency decisions on paper, Part 17": {"D20"},
    "routing and protection of reports, Art. 12.2": {"S21", "S30"},
    "the gate of promotion, Art. 8.10": {"M08"},
    "amending parameters, Art. 10.2, tested with the county room": {"M13"},
}
# A fact about the rules has no parameter: nothing can be decided otherwise.
WITHOUT_PARAMETER = {"fact"}


def concerned() -> list[str]:
    return [key for key in readings() if key[0] in FAMILIES]


@cache
def sources_by_reading() -> Mapping[str, tuple[str, ...]]:
    """The sources of the tests of the Parts, decorators included, by the readings that they name."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(TESTS.glob("test_part_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            source = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
            for key in {key.upper() for key in ID.findall(source.replace("_", " "))}:
                found[key] = (*found.get(key, ()), source)
    return found


def named_by_tests() -> set[str]:
    return set(sources_by_reading())


def differing() -> list[str]:
    """The readings with a parameter that the two profiles set differently."""
    return [
        key
        for key in concerned()
        if any(len(set(parameters()[name].values.values())) > 1 for name in readings()[key].parameters)
    ]


def test_every_reading_that_bears_on_the_rules_is_named_by_a_test() -> None:
    elsewhere = set().union(*ELSEWHERE.values())
    assert [key for key in concerned() if key not in named_by_tests() | elsewhere] == []


def test_no_reading_is_excused_that_a_test_names() -> None:
    assert sorted(set().union(*ELSEWHERE.values()) & named_by_tests()) == []
    assert set().union(*ELSEWHERE.values()) <= set(concerned())


@pytest.mark.parametrize("key", differing())
def test_a_reading_that_the_profiles_settle_differently_is_tested_under_both(key: str) -> None:
    if key not in set().union(*ELSEWHERE.values()):
        assert any(BOTH.search(source) for source in sources_by_reading()[key])


@pytest.mark.parametrize("key", concerned())
def test_every_reading_is_a_parameter_unless_it_is_a_fact(key: str) -> None:
    reading = readings()[key]
    assert bool(reading.parameters) == (reading.kind not in WITHOUT_PARAMETER)
    assert set(reading.articles) <= set(articles())
