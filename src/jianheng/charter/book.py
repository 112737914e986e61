"""The charter as data: articles, readings and parameters, read once from ``data/``.

Everything here is immutable and knows no database. A county's own amendments lie in the ``county``
room and become a `Charter` by `Charter.amended`.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from jianheng.charter.messages import N_
from jianheng.charter.values import BadValue, Kind, Shape, Value

T = TypeVar("T")

PROFILES = ("as_written", "recommended")
DEFAULT_PROFILE = "as_written"


@dataclass(frozen=True)
class Bilingual:
    """A text in both languages of the house."""

    zh: str
    en: str


@dataclass(frozen=True)
class Article:
    """One numbered article: what it says in our words, and where the sources say it."""

    number: str
    title: Bilingual
    text: Bilingual
    source: str

    @property
    def part(self) -> int:
        return int(self.number.partition(".")[0])

    @property
    def order(self) -> tuple[int, int]:
        part, _, rest = self.number.partition(".")
        return int(part), int(rest)


@dataclass(frozen=True)
class Part:
    """One of the parts 0 to 18."""

    number: int
    title: Bilingual


@dataclass(frozen=True)
class Parameter:
    """A number or choice of the charter that a county may amend.

    ``values`` holds the text of each profile; ``articles`` is never empty; ``unit`` is a short word
    such as ``votes``, ``working days`` or empty. ``at_most`` names another parameter whose number this
    one may not exceed, or is empty.
    """

    name: str
    title: Bilingual
    articles: tuple[str, ...]
    unit: Bilingual
    shape: Shape
    values: Mapping[str, str]
    readings: tuple[str, ...] = ()
    at_most: str = ""

    @property
    def article(self) -> str:
        return self.articles[0]


@dataclass(frozen=True)
class Reading:
    """How a doubtful place of the sources is settled.

    ``kind`` is A ambiguity, G gap, C contradiction, L loophole, P inconsistent figure, X conflict with
    rights or present law, or ``fact``.
    """

    id: str
    articles: tuple[str, ...]
    kind: str
    source: str
    problem: Bilingual
    fact: Bilingual
    resolution: Bilingual
    parameters: tuple[str, ...] = ()


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("jianheng.charter").joinpath("data", name).read_text(encoding="utf-8"))


def _both(row: Mapping[str, Any], key: str) -> Bilingual:
    return Bilingual(row.get(f"{key}_zh", ""), row.get(f"{key}_en", ""))


@cache
def parts() -> tuple[Part, ...]:
    """The parts of the charter in order."""
    return tuple(Part(row["number"], _both(row, "title")) for row in _toml("articles.toml")["part"])


@cache
def articles() -> Mapping[str, Article]:
    """All articles by number, in charter order."""
    rows = [
        Article(row["number"], _both(row, "title"), _both(row, "text"), row["source"])
        for row in _toml("articles.toml")["article"]
    ]
    return {row.number: row for row in sorted(rows, key=lambda row: row.order)}


@cache
def readings() -> Mapping[str, Reading]:
    """All readings by id, in the order of the data file."""
    return {
        row["id"]: Reading(
            id=row["id"],
            articles=tuple(row["articles"]),
            kind=row["kind"],
            source=row["source"],
            problem=_both(row, "problem"),
            fact=_both(row, "fact"),
            resolution=_both(row, "resolution"),
            parameters=tuple(row.get("parameters", ())),
        )
        for row in _toml("readings.toml")["reading"]
    }


def _bound(row: Mapping[str, Any], key: str) -> Decimal | None:
    return None if key not in row else Decimal(str(row[key]))


@cache
def parameters() -> Mapping[str, Parameter]:
    """All parameters by name, in the order of the data file."""
    found: dict[str, Parameter] = {}
    for row in _toml("parameters.toml")["parameter"]:
        kind: Kind = row["kind"]
        shape = Shape(
            kind=kind,
            low=_bound(row, "low"),
            high=_bound(row, "high"),
            options=tuple(row.get("options", ())),
            nullable=row.get("nullable", False),
            complete=row.get("complete", False),
        )
        values = {profile: row.get(profile, row["as_written"]) for profile in PROFILES}
        found[row["name"]] = Parameter(
            name=row["name"],
            title=_both(row, "title"),
            articles=tuple(row["articles"]),
            unit=_both(row, "unit"),
            shape=shape,
            values=values,
            readings=tuple(row.get("readings", ())),
            at_most=row.get("at_most", ""),
        )
    return found


@cache
def vocabulary() -> Mapping[str, Bilingual]:
    """What pages print for the words of parameters, facts and outcomes: offices, topics, marks, options."""
    return {row["code"]: Bilingual(row["zh"], row["en"]) for row in _toml("vocabulary.toml")["word"]}


@cache
def edition() -> int:
    """The edition of the values that the profiles give."""
    return int(_toml("parameters.toml")["edition"])


class UnknownParameter(KeyError):
    """No parameter of the charter has this name."""


@dataclass(frozen=True)
class Charter:
    """The charter in force somewhere: a profile and the amendments made to it.

    ``label`` names the version for people (``as_written`` or ``衡川县·3``); `digest` names it for
    programs. Equal texts have equal digests, whatever their labels.
    """

    profile: str = DEFAULT_PROFILE
    amendments: Mapping[str, str] = field(default_factory=dict)
    label: str = ""

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise BadValue(
                N_("There is no profile “{value}”; known: {known}."), value=self.profile, known=", ".join(PROFILES)
            )
        for name, text in self.amendments.items():
            check(name, text)
        if self.amendments:
            self._compare_pairs()

    def _compare_pairs(self) -> None:
        # Not through `text`: comparing amounts of a version is no reading of its parameters by a rule.
        for lower in parameters().values():
            if not lower.at_most:
                continue
            upper = _parameter(lower.at_most)
            low, high = (one.shape.read(self._text(one)) for one in (lower, upper))
            if _amount(low) > _amount(high):
                raise BadValue(
                    N_("{lower} = {low} must be at most {upper} = {high}."),
                    lower=lower.name,
                    low=str(low),
                    upper=upper.name,
                    high=str(high),
                )

    def _text(self, parameter: Parameter) -> str:
        return self.amendments.get(parameter.name, parameter.values[self.profile])

    def text(self, name: str) -> str:
        """The text of a parameter as in force."""
        return self._text(_parameter(name))

    def value(self, name: str) -> Value:
        """The typed value of a parameter as in force."""
        return _parameter(name).shape.read(self.text(name))

    def number(self, name: str) -> int:
        """A whole-number parameter."""
        return _typed(self.value(name), int, name)

    def number_or_none(self, name: str) -> int | None:
        """A whole-number parameter that may be switched off."""
        return None if self.value(name) is None else self.number(name)

    def decimal(self, name: str) -> Decimal:
        """A decimal parameter."""
        return _typed(self.value(name), Decimal, name)

    def decimal_or_none(self, name: str) -> Decimal | None:
        """A decimal parameter that may be switched off."""
        return None if self.value(name) is None else self.decimal(name)

    def fraction(self, name: str) -> Fraction:
        """A fraction parameter."""
        return _typed(self.value(name), Fraction, name)

    def flag(self, name: str) -> bool:
        """A true-or-false parameter."""
        return _typed(self.value(name), bool, name)

    def choice(self, name: str) -> str:
        """A one-word parameter."""
        return _typed(self.value(name), str, name)

    def sequence(self, name: str) -> tuple[str, ...]:
        """A parameter that is an ordered list of words; ``none`` is the empty list."""
        value = self.value(name)
        return () if value is None else _typed(value, tuple, name)

    def table(self, name: str) -> Mapping[str, Decimal]:
        """A parameter that maps words to numbers."""
        return _typed(self.value(name), dict, name)

    def amended(self, changes: Mapping[str, str], *, label: str = "") -> "Charter":
        """This charter with further parameters changed; raises `BadValue` or `UnknownParameter`."""
        return Charter(self.profile, {**self.amendments, **changes}, label or self.label)

    @property
    def digest(self) -> str:
        """SHA-256 over the edition of the profiles, the profile and every amendment, hexadecimal.

        A parameter that a later edition adds for other articles leaves it as it is.
        """
        lines = f"edition={edition()}\nprofile={self.profile}\n"
        written = {name: _parameter(name).values[self.profile] for name in self.amendments}
        lines += "".join(f"{name}={text}\n" for name, text in sorted(self.amendments.items()) if text != written[name])
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def name(self) -> str:
        return self.label or self.profile


def _parameter(name: str) -> Parameter:
    try:
        return parameters()[name]
    except KeyError:
        raise UnknownParameter(name) from None


def check(name: str, text: str) -> Value:
    """The value that ``text`` would give parameter ``name``; `BadValue` or `UnknownParameter` if none."""
    return _parameter(name).shape.read(text)


def _amount(value: Value) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"{value!r} cannot be compared as an amount")
    return Decimal(value)


def _typed(value: Value, kind: type[T], name: str) -> T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"parameter {name} is not of type {kind.__name__}")
    return value
