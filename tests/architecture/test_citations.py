"""Every rule points to the charter, and the charter's decisions each have their rule."""

import pytest

import book
import where
from jianheng.charter import Citation, articles, parameters, readings
from jianheng.rules import rules

# The articles of Parts 3, 4, 6 to 9 and 11 whose decisions the rules take. The others of these Parts are
# procedure, publication or devices: rooms carry them out without a rule of their own.
DECIDED = (
    *("3.1", "3.2", "3.3", "3.4", "3.5", "3.9"),
    *("4.1", "4.2", "4.3", "4.4", "4.5", "4.6"),
    *("6.1", "6.2", "6.3", "6.5", "6.6", "6.7", "6.8"),
    *("7.1", "7.2", "7.3"),
    *("8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7", "8.9"),
    *("9.1", "9.2", "9.3", "9.4", "9.5", "9.6", "9.7"),
    *("11.1", "11.2"),
)


def ours() -> list[Citation]:
    return [one.citation for one in book.cited()]


def test_every_cited_article_exists() -> None:
    unknown = {f"{book.path_of(one)}:{one.line}": set(one.articles) - set(articles()) for one in ours()}
    assert {place: found for place, found in unknown.items() if found} == {}


def test_every_cited_reading_exists() -> None:
    unknown = {f"{book.path_of(one)}:{one.line}": set(one.readings) - set(readings()) for one in ours()}
    assert {place: found for place, found in unknown.items() if found} == {}


def test_every_registered_rule_carries_out_an_article_and_says_what_it_gives() -> None:
    book.load()
    registered = {name: rule for name, rule in rules().items() if rule.function.__module__.startswith("jianheng.")}
    silent = [name for name, rule in registered.items() if not rule.articles or not rule.function.__doc__]
    assert registered
    assert silent == []


def test_every_article_that_decides_has_a_function_that_cites_it() -> None:
    cited = {number for one in ours() for number in one.articles}
    assert [number for number in DECIDED if number not in cited] == []


def test_every_article_that_decides_has_a_test_about_it() -> None:
    tested = {number for test in book.tests() for number in test.articles}
    assert [number for number in DECIDED if number not in tested] == []


def test_every_parameter_and_reading_belongs_to_articles_of_the_charter() -> None:
    owners = {
        **{one.name: one.articles for one in parameters().values()},
        **{k: r.articles for k, r in readings().items()},
    }
    assert [name for name, numbers in owners.items() if not numbers or set(numbers) - set(articles())] == []


@pytest.mark.parametrize(
    ("query", "number"), [("纪委书记", "4.3"), ("discipline secretary", "4.3"), ("term limit", "11.1")]
)
def test_a_question_in_plain_words_finds_the_rule_with_file_and_line(query: str, number: str) -> None:
    lines = where.answer(query)
    start = next(index for index, line in enumerate(lines) if line.startswith(f"Art. {number} "))
    entry = lines[start : lines.index("", start)]
    assert any(".py:" in line and "src/" in line for line in entry)
