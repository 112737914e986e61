"""Typed values of charter parameters: how they are written, read, bounded and shown.

A parameter is written as text in ``data/parameters.toml`` and in amendments, so that a version of the
charter has one canonical form that can be hashed and compared.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Literal

from jianheng.charter.messages import N_

Kind = Literal["int", "decimal", "fraction", "flag", "choice", "sequence", "table"]
Value = int | Decimal | Fraction | bool | str | tuple[str, ...] | Mapping[str, Decimal] | None

NONE = "none"
TOO_LOW = N_("The value must be at least {low}, not {value}.")
TOO_HIGH = N_("The value must be at most {high}, not {value}.")


class BadValue(ValueError):
    """A text is not a permitted value of a parameter.

    ``text`` is the English message that says why, with ``{named}`` places filled from ``values``; pages
    translate it.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values))
        self.text = text
        self.values = values


@dataclass(frozen=True)
class Shape:
    """What a parameter's text must look like.

    ``low`` and ``high`` are inclusive bounds for numbers and for each number of a table; ``options``
    are the words permitted in a choice, a flag, a sequence or as keys of a table; ``complete`` demands
    every one of them in a sequence or table; ``nullable`` admits ``none``.
    """

    kind: Kind
    low: Decimal | None = None
    high: Decimal | None = None
    options: tuple[str, ...] = ()
    nullable: bool = False
    complete: bool = False

    def read(self, text: str) -> Value:
        """Return the value written as ``text``; raise `BadValue` if it is not permitted."""
        text = text.strip()
        if text == NONE and self.nullable:
            return None
        match self.kind:
            case "flag":
                return self._flag(text)
            case "int":
                return int(self._bounded(self._whole(text)))
            case "decimal":
                return self._bounded(_decimal(text))
            case "fraction":
                return self._fraction(text)
            case "choice":
                return self._word(text)
            case "sequence":
                return self._sequence(text)
            case "table":
                return self._table(text)

    def _flag(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise BadValue(N_("The value must be true or false, not “{value}”."), value=text)
        return self._word(text) == "true"

    def _whole(self, text: str) -> Decimal:
        number = _decimal(text)
        if number != number.to_integral_value():
            raise BadValue(N_("The value must be a whole number, not “{value}”."), value=text)
        return number

    def _bounded(self, number: Decimal) -> Decimal:
        if self.low is not None and number < self.low:
            raise BadValue(TOO_LOW, low=str(self.low), value=str(number))
        if self.high is not None and number > self.high:
            raise BadValue(TOO_HIGH, high=str(self.high), value=str(number))
        return number

    def _fraction(self, text: str) -> Fraction:
        try:
            number = Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise BadValue(N_("The value must be a fraction such as 1/2, not “{value}”."), value=text) from None
        if self.low is not None and number < Fraction(self.low):
            raise BadValue(TOO_LOW, low=str(self.low), value=str(number))
        if self.high is not None and number > Fraction(self.high):
            raise BadValue(TOO_HIGH, high=str(self.high), value=str(number))
        return number

    def _word(self, word: str) -> str:
        if self.options and word not in self.options:
            raise BadValue(
                N_("The value must be one of {options}, not “{value}”."), options=", ".join(self.options), value=word
            )
        return word

    def _sequence(self, text: str) -> tuple[str, ...]:
        words = tuple(self._word(word) for word in text.split("+"))
        for word in words:
            if words.count(word) > 1:
                raise BadValue(N_("The value names “{value}” twice."), value=word)
        self._demand_all(words)
        return words

    def _demand_all(self, words: Collection[str]) -> None:
        missing = [word for word in self.options if self.complete and word not in words]
        if missing:
            raise BadValue(N_("The value must name {missing} too."), missing=", ".join(missing))

    def _table(self, text: str) -> Mapping[str, Decimal]:
        table: dict[str, Decimal] = {}
        for part in text.split("+"):
            word, separator, number = part.partition("=")
            if not separator:
                raise BadValue(N_("The value must be written as name=number+name=number, not “{value}”."), value=part)
            if word in table:
                raise BadValue(N_("The value names “{value}” twice."), value=word)
            table[self._word(word)] = self._bounded(_decimal(number))
        self._demand_all(table)
        return table


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadValue(N_("The value must be a number, not “{value}”."), value=text) from None
    if not number.is_finite():
        raise BadValue(N_("The value must be a finite number, not “{value}”."), value=text)
    return number
