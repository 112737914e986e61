"""What the charter, the code and the tests say of each article: the source of `where` and of the rulebook."""

import ast
import importlib
import os
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import django

import jianheng
from jianheng.charter import Citation, Parameter, Reading, articles, citations, parameters, readings

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = re.compile(r"(?<![\d.])(\d{1,2}\.\d{1,2})(?![\d.]*\d)")
CITED = re.compile(r"(?:Arts?\. |§)(\d{1,2}\.\d{1,2}(?:(?:, | and |–|, and )\d{1,2}\.\d{1,2})*)")
HEADING = re.compile(r"^# [-=# ]*(?:Arts?\. )?(\d{1,2}\.\d{1,2})\b")
# Modules that act when imported, or are no part of the institution.
APART = re.compile(r"\.(migrations|settings|wsgi|asgi|__main__)(\.|$)")


@dataclass(frozen=True)
class Cited:
    """A function that carries out an article: its citation and its own words about itself."""

    citation: Citation
    docstring: str

    @property
    def place(self) -> str:
        return f"{path_of(self.citation)}:{self.citation.line}"

    @property
    def name(self) -> str:
        """Such as ``rules/offices.py:discipline_secretary``."""
        return f"{path_of(self.citation).removeprefix('src/jianheng/')}:{self.citation.qualname}"

    @property
    def summary(self) -> str:
        return self.docstring.partition("\n\n")[0].replace("\n", " ").strip()


@dataclass(frozen=True)
class Test:
    """A test, by its name, and the articles that it is about."""

    name: str
    articles: tuple[str, ...]
    place: str


def path_of(citation: Citation) -> str:
    """Source file of a citation relative to the root, right also for the ``__init__`` of a package."""
    plain = ROOT / citation.path
    return citation.path if plain.exists() else citation.path.removesuffix(".py") + "/__init__.py"


@cache
def load() -> None:
    """Import every room, so that all citations and rules are registered."""
    os.environ.setdefault("JH_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jianheng.site.settings")
    django.setup()
    for module in pkgutil.walk_packages(jianheng.__path__, "jianheng."):
        if not APART.search(module.name):
            importlib.import_module(module.name)


def _docstring(citation: Citation) -> str:
    tree = _tree(ROOT / path_of(citation))
    wanted = citation.qualname.replace(".<locals>", "").rpartition(".")[2]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == wanted:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if first <= citation.line <= node.lineno or not citation.line:
                return ast.get_docstring(node) or ""
    return ""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def cited() -> tuple[Cited, ...]:
    """Every function of ours that cites an article, in the order of module and line (tests register some too)."""
    load()
    own = (citation for citation in citations() if citation.module.startswith("jianheng."))
    return tuple(Cited(citation, _docstring(citation)) for citation in own)


def functions_of(number: str) -> list[Cited]:
    """The functions that carry out an article, those of which it is the first article before the others."""
    found = [one for one in cited() if number in one.citation.articles]
    return sorted(found, key=lambda one: one.citation.articles[0] != number)


def readings_of(number: str) -> list[Reading]:
    """The readings that settle an article, and those applied by the functions that carry out this article alone."""
    alone = (one for one in functions_of(number) if one.citation.articles == (number,))
    applied = {identifier for one in alone for identifier in one.citation.readings}
    own = [reading for reading in readings().values() if number in reading.articles]
    return own + [readings()[key] for key in sorted(applied) if key in readings() and readings()[key] not in own]


def parameters_of(number: str) -> list[Parameter]:
    """The parameters on which an article depends."""
    return [parameter for parameter in parameters().values() if number in parameter.articles]


def _imported_rules(tree: ast.Module) -> dict[str, str]:
    """Names bound in a test module to functions that cite, with the first article of each."""
    first = {(one.citation.qualname): one.citation.articles[0] for one in cited() if one.citation.articles}
    return {
        alias.asname or alias.name: first[alias.name]
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jianheng.")
        for alias in node.names
        if alias.name in first
    }


def _uses(node: ast.AST, functions: dict[str, ast.FunctionDef], seen: set[str]) -> Iterator[str]:
    """Every name that a test uses, also through the helpers of its own module."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id not in seen:
            seen.add(part.id)
            yield part.id
            if part.id in functions:
                yield from _uses(functions[part.id], functions, seen)


def _headings(path: Path) -> Callable[[int], tuple[str, ...]]:
    found = [
        (line, match.group(1))
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in [HEADING.match(text)]
        if match
    ]
    return lambda line: next(((number,) for at, number in reversed(found) if at < line), ())


def _tests_in(path: Path) -> Iterator[Test]:
    tree = _tree(path)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    rules, heading = _imported_rules(tree), _headings(path)
    for name, node in functions.items():
        if not name.startswith("test_"):
            continue
        named = [number for group in CITED.findall(ast.get_docstring(node) or "") for number in ARTICLE.findall(group)]
        used = (rules[use] for use in _uses(node, functions, {name}) if use in rules)
        about = tuple(named) or heading(node.lineno) or tuple(dict.fromkeys(used))
        place = f"{path.relative_to(ROOT)}:{node.lineno}"
        yield Test(name, tuple(number for number in about if number in articles()), place)


@cache
def tests() -> tuple[Test, ...]:
    """The tests of ``tests/charter`` with the articles they are about: those their docstring names, else those
    of the heading above them, else the first article of each rule they apply."""
    return tuple(test for path in sorted((ROOT / "tests" / "charter").glob("**/test_*.py")) for test in _tests_in(path))
