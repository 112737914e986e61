"""The readings: every doubtful place of the sources is settled, in both languages, and points to its articles."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from jianheng.charter.book import Bilingual, Reading, articles, parameters, readings

TABLE = Path(__file__).resolve().parents[2].parent / "shared" / "readings.tsv"
KINDS = {"A", "G", "C", "L", "P", "X", "fact"}
COUNT = 168

ASCII_AFTER_HAN = re.compile(r"[\u3400-\u9fff][!-/:-@\[-`{-~]")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
NUMBER = re.compile(r"(?:\d*\.)?\d+")

needs_table = pytest.mark.skipif(not TABLE.is_file(), reason="the table of readings is not beside this repository")


def numbers(text: str) -> set[Decimal]:
    """The numbers written in digits, by value: ``33,088`` is one number and ``.55`` equals ``0.55``."""
    return {Decimal(found) for found in NUMBER.findall(THOUSANDS.sub("", text))}


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def names(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def texts(reading: Reading) -> Iterator[tuple[str, Bilingual]]:
    yield "problem", reading.problem
    yield "fact", reading.fact
    yield "resolution", reading.resolution


def test_there_are_168_readings_each_with_its_own_id() -> None:
    assert len(readings()) == COUNT


def test_each_reading_is_of_a_known_kind_and_names_its_source() -> None:
    assert {reading.kind for reading in readings().values()} == KINDS
    assert [reading.id for reading in readings().values() if not reading.source.startswith(("S0 ", "S3 "))] == []


def test_each_reading_belongs_to_articles_of_the_charter() -> None:
    unknown = {
        reading.id: [number for number in reading.articles if number not in articles()]
        for reading in readings().values()
    }
    assert {key: found for key, found in unknown.items() if found} == {}
    assert [reading.id for reading in readings().values() if not reading.articles] == []


def test_each_parameter_of_a_reading_names_the_reading_back() -> None:
    one_way = [
        (reading.id, name)
        for reading in readings().values()
        for name in reading.parameters
        if name not in parameters() or reading.id not in parameters()[name].readings
    ]
    assert one_way == []


def test_each_reading_named_by_a_parameter_exists() -> None:
    unknown = [
        (parameter.name, key)
        for parameter in parameters().values()
        for key in parameter.readings
        if key not in readings()
    ]
    assert unknown == []


def test_problem_and_resolution_are_told_in_both_languages_and_a_fact_in_both_or_none() -> None:
    silent = [
        (reading.id, part)
        for reading in readings().values()
        for part, text in texts(reading)
        if bool(text.zh) != bool(text.en) or (part != "fact" and not text.zh)
    ]
    assert silent == []


def test_chinese_texts_have_chinese_punctuation_and_no_english_text_has_han_characters() -> None:
    wrong = [
        (reading.id, part)
        for reading in readings().values()
        for part, text in texts(reading)
        if ASCII_AFTER_HAN.search(text.zh) or re.search(r"[\u3400-\u9fff\uff01-\uff5e]", text.en)
    ]
    assert wrong == []


def test_each_chinese_text_is_in_chinese_and_ends_as_a_sentence() -> None:
    wrong = [
        (reading.id, part)
        for reading in readings().values()
        for part, text in texts(reading)
        if text.zh and not text.zh.endswith(("。", "？"))
    ]
    assert wrong == []


def test_articles_cited_in_a_resolution_exist_and_are_the_same_in_both_languages() -> None:
    wrong = []
    for reading in readings().values():
        zh, en = (set(re.findall(r"\b\d{1,2}\.\d{1,2}\b", found)) for found in cited(reading.resolution))
        if zh != en or not zh <= set(articles()):
            wrong.append((reading.id, sorted(zh), sorted(en)))
    assert wrong == []


def cited(text: Bilingual) -> tuple[str, str]:
    """The places of a text that cite articles: ``第8.4、8.6条`` and ``Arts. 8.4, 8.6``."""
    zh = " ".join(re.findall(r"第(\d[\d.、]*)条", text.zh)).replace("、", " ")
    en = " ".join(re.findall(r"Arts?\. (\d+\.\d+(?:(?:, | and )\d+\.\d+)*)", text.en))
    return zh, en


def test_readings_cited_in_a_text_exist() -> None:
    unknown = [
        (reading.id, key)
        for reading in readings().values()
        for _, text in texts(reading)
        for key in re.findall(r"\b[A-Z]\d\d\b", f"{text.zh} {text.en}")
        if key not in readings()
    ]
    assert unknown == []


@needs_table
def test_readings_stand_in_the_order_of_the_table_with_its_articles_kinds_sources_and_parameters() -> None:
    expected = [
        (row["id"], names(row["article"]), row["kind"], row["source"], names(row["parameter"])) for row in table()
    ]
    found = [(one.id, one.articles, one.kind, one.source, one.parameters) for one in readings().values()]
    assert found == expected


@needs_table
def test_a_fact_is_told_exactly_where_the_table_has_one() -> None:
    assert [row["id"] for row in table() if bool(row["fact"]) != bool(readings()[row["id"]].fact.zh)] == []


@needs_table
def test_no_number_of_a_fact_is_lost_in_either_language() -> None:
    lost = []
    for row in table():
        reading = readings()[row["id"]]
        for text in (reading.fact.zh, reading.fact.en):
            lost += [(row["id"], number) for number in sorted(numbers(row["fact"]) - numbers(text))]
    assert lost == []


@needs_table
def test_a_reading_of_kind_fact_keeps_the_numbers_of_its_problem_in_both_languages() -> None:
    rows = [row for row in table() if row["kind"] == "fact"]
    lost = []
    for row in rows:
        problem = readings()[row["id"]].problem
        for text in (problem.zh, problem.en):
            lost += [(row["id"], number) for number in sorted(numbers(row["problem"]) - numbers(text))]
    assert rows
    assert lost == []


@needs_table
def test_no_restated_fact_brings_a_number_that_the_table_does_not_have() -> None:
    brought = []
    for row in table():
        known = numbers(row["problem"]) | numbers(row["fact"])
        fact = readings()[row["id"]].fact
        for text in (fact.zh, fact.en):
            brought += [(row["id"], number) for number in sorted(numbers(text) - known)]
    assert brought == []
