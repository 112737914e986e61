"""Only services write: every other module of a room asks, shows or decides."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "jianheng"
WRITING = {
    *("save", "asave", "create", "acreate", "delete", "adelete"),
    *("bulk_create", "bulk_update", "get_or_create", "update_or_create"),
}
# `update` writes only on a queryset; on a dict or a digest it does not.
# These two have no models: their keys and stores are files of their own.
WITHOUT_MODELS = {"crypto", "witness"}
QUERYSETS = {"objects", "filter", "exclude", "all", "select_for_update"}


def _names(node: ast.expr) -> Iterator[str]:
    """The attribute names in a chain such as ``Model.objects.filter(…).update``."""
    while True:
        if isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return


def writes(source: str) -> list[int]:
    """The lines of ``source`` that write to the database through the ORM."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, chain = node.func.attr, set(_names(node.func.value))
            if name in WRITING or (name == "update" and chain & QUERYSETS):
                found.append(node.lineno)
    return found


def asking_modules() -> list[Path]:
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if not ({"migrations", "services", "services.py"} | WITHOUT_MODELS) & set(path.relative_to(PACKAGE).parts)
    ]


@pytest.mark.parametrize("path", asking_modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_that_is_no_service_writes_nothing(path: Path) -> None:
    assert writes(path.read_text(encoding="utf-8")) == []


def test_a_write_is_seen_and_a_dictionary_is_not_one() -> None:
    assert writes("Motion.objects.filter(pk=1).update(state='x')\nmotion.save()\nmotion.votes.create()") == [1, 2, 3]
    assert writes("values.update(a=1)\nhashlib.sha256().update(b'')") == []
