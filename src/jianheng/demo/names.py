"""Invented names of persons, drawn by a seeded generator; likeness to anyone living is chance."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random


@dataclass(frozen=True)
class Name:
    """A name in both scripts."""

    zh: str
    en: str


@cache
def _characters(kind: str) -> tuple[Name, ...]:
    text = files("jianheng.demo").joinpath("data", "names.toml").read_text(encoding="utf-8")
    return tuple(Name(word[0], word[1:]) for word in tomllib.loads(text)[kind].split())


def names(random: Random) -> list[Name]:
    """A long list of different names in an order that the seed alone decides."""
    found: dict[str, Name] = {}
    while len(found) < 1200:
        surname = random.choice(_characters("surnames"))
        given = random.sample(_characters("given"), random.choice((1, 2, 2, 2)))
        zh = surname.zh + "".join(part.zh for part in given)
        found[zh] = Name(zh, f"{surname.en} {''.join(part.en for part in given).capitalize()}")
    return list(found.values())
