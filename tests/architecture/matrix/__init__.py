"""The matrix of who enters where: one table of rows per room, read from the .toml files beside this one.

A row names a page, its arguments (things of the demo county in braces) and who enters: "everyone", "known"
(whoever is signed in) or a list of roles.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import reverse

from jianheng.rules.roles import Role

ROLES = tuple(role.value for role in Role if role != Role.CITIZEN)


@dataclass(frozen=True)
class Row:
    """A page of the matrix. ``shows`` says whether it answers a plain request with a page to look at."""

    name: str
    args: tuple[str, ...]
    allow: frozenset[str]
    shows: bool


@cache
def rows() -> tuple[Row, ...]:
    """All rows of all rooms."""
    return tuple(
        Row(
            row["name"],
            tuple(str(arg) for arg in row.get("args", ())),
            _allowed(row["allow"]),
            row.get("shows", True),
        )
        for path in sorted(Path(__file__).parent.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["page"]
    )


def address(row: Row, thing: Callable[[str], object]) -> str:
    """The address of a row, its things looked up by ``thing``."""
    return reverse(row.name, args=[thing(arg[1:-1]) if arg.startswith("{") else arg for arg in row.args])


def _allowed(words: str | list[str]) -> frozenset[str]:
    if words == "everyone":
        return frozenset(ROLES)
    if words == "known":
        return frozenset(ROLES) - {Role.VISITOR.value}
    assert isinstance(words, list), words
    assert set(words) <= set(ROLES), f"unknown roles: {set(words) - set(ROLES)}"
    return frozenset(words)
