"""Charter texts with the values in force: ``{council.threshold}`` in an article becomes ``160``.

Three forms of a place are known: ``{name}`` gives the value; ``{name:%}`` gives a share as a
percentage; ``{name[word]}`` gives one number of a table.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from jianheng.charter.book import Charter, vocabulary
from jianheng.charter.messages import N_
from jianheng.charter.values import BadValue, Value

Language = Literal["zh", "en"]

PLACE = re.compile(r"\{(?P<name>[a-z_0-9.]+)(?:\[(?P<key>[a-z_0-9]+)\])?(?P<percent>:%)?\}")


def placeholders(text: str) -> tuple[str, ...]:
    """The names of the parameters that a text refers to, in order of appearance."""
    return tuple(match["name"] for match in PLACE.finditer(text))


def fill(text: str, charter: Charter, *, language: Language = "en") -> str:
    """``text`` with each ``{parameter.name}`` replaced by its value in force.

    Numbers are the same in both languages; words take ``language``. Raises `UnknownParameter` for a
    name that the charter does not have, `BadValue` for a form that does not suit the value.
    """

    def value_in_force(match: re.Match[str]) -> str:
        value = charter.value(match["name"])
        if match["key"]:
            value = _entry(value, match["key"], match["name"])
        return _percent(value, match["name"]) if match["percent"] else show(value, language)

    return PLACE.sub(value_in_force, text)


def show(value: Value, language: Language = "en") -> str:
    """A typed value as a person reads it: numbers without needless zeros, words from the vocabulary."""
    if value is None:
        return word("none", language)
    if isinstance(value, bool):
        return word("true" if value else "false", language)
    if isinstance(value, str):
        return word(value, language)
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, Mapping):
        pairs = (f"{word(key, language)} {_plain(number)}" for key, number in value.items())
        return _separator(language).join(pairs)
    if isinstance(value, tuple):
        return _separator(language).join(word(item, language) for item in value)
    return str(value)


def word(code: str, language: Language = "en") -> str:
    """What pages print for a word of the charter; `BadValue` if the vocabulary lacks it."""
    try:
        text = vocabulary()[code]
    except KeyError:
        raise BadValue(N_("The charter has no word “{value}”."), value=code) from None
    return text.zh if language == "zh" else text.en


def _entry(value: Value, key: str, name: str) -> Decimal:
    if not isinstance(value, Mapping) or key not in value:
        raise BadValue(N_("{name} has no entry “{value}”."), name=name, value=key)
    return value[key]


def _percent(value: Value, name: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise BadValue(N_("{name} is not a share."), name=name)
    hundredfold = Fraction(value) * 100
    shown = Decimal(hundredfold.numerator) / Decimal(hundredfold.denominator)
    return _plain(shown.quantize(Decimal("0.01"))) + "%"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _separator(language: Language) -> str:
    return "、" if language == "zh" else ", "
