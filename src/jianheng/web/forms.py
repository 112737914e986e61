"""The form base: tolerant fields, an error summary, and refusals shown where they belong."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core import validators
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from jianheng.rules import Refused
from jianheng.web.text import reason_text, remedy_text

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST = 2000
LARGEST = 2**31 - 1
MOST_DIGITS = 9
_CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)
_TYPED = (forms.TextInput, forms.Textarea, forms.NumberInput)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, marks that turn the direction of writing, halves of characters: a text that shows is without."""


def plain(text: str) -> str:
    """What was typed, in Unicode NFC as the ledger wants it, with line ends as ``\\n`` and nothing unseen."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def plain_data(data: Mapping[str, Any], *, but: Collection[str] = ()) -> Mapping[str, Any]:
    """The values of a form, each made `plain` except those named in ``but``; repeated ones keep their order."""
    if isinstance(data, MultiValueDict):
        return MultiValueDict(
            {key: values if key in but else [_plain(value) for value in values] for key, values in data.lists()}
        )
    return {key: value if key in but else _plain(value) for key, value in data.items()}


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value


def position(text: str, default: int = 1) -> int:
    """A count or place asked for in an address, such as ``from=31``; ``default`` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else default


def compact(text: str) -> str:
    """What was typed, with full-width signs made half-width and all spaces removed."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Problem:
    """One line of an error summary: the id of the field to go to (empty if none), its label, the words."""

    target: str
    label: str
    message: str

    @property
    def lead(self) -> str:
        """The label as it stands before the words: a question keeps its own mark."""
        if self.label.endswith(("?", "？")):
            return f"{self.label} "
        return self.label + pgettext("after a label", ": ")


def problems(form: forms.BaseForm) -> list[Problem]:
    """Everything wrong with a form as sent, in the order of its fields; the whole form's problems first."""
    found = [Problem("", "", str(message)) for message in form.non_field_errors()]
    for bound in form:
        target = bound.id_for_label or bound.auto_id or ""
        found.extend(Problem(str(target), str(bound.label), str(message)) for message in bound.errors)
    return found


class Form(forms.Form):
    """A form of the house. Input is kept on every answer; a refusal appears with its article and remedy."""

    autocomplete = "off"
    """What browsers may offer for fields that do not say otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.refusal: Refused | None = None
        if self.is_bound:
            self.data = plain_data(self.data, but=self._secrets())
        for field in self.fields.values():
            if isinstance(field.widget, _TYPED):
                field.widget.attrs.setdefault("autocomplete", self.autocomplete)
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _missing(field)
            if isinstance(field, forms.CharField) and field.max_length is None:
                field.max_length = LONGEST
                field.validators.append(validators.MaxLengthValidator(LONGEST))

    def _secrets(self) -> frozenset[str]:
        """The names of fields that are taken to the letter, as signing in will take them."""
        typed = {name: field for name, field in self.fields.items() if isinstance(field.widget, forms.PasswordInput)}
        return frozenset(self.add_prefix(name) for name in typed)

    def refuse(self, refused: Refused, *, names: Mapping[str, str] | None = None) -> None:
        """Attach a refusal, at its field if it names one of this form's."""
        self.refusal = refused
        field = refused.field if refused.field in self.fields else None
        parts = (reason_text(refused, names), remedy_text(refused, names))
        self.add_error(field, " ".join(part for part in parts if part))

    @property
    def error_summary(self) -> list[Problem]:
        """What the summary at the top lists; empty if there is nothing wrong."""
        return problems(self) if self.is_bound else []


def _missing(field: forms.Field) -> Any:
    """What to say of a field that was left empty."""
    if isinstance(field, forms.BooleanField):
        return _("Please tick this to go on.")
    return _("Please choose one.") if isinstance(field.widget, _CHOSEN) else _("Please fill this in.")


class CodeField(forms.CharField):
    """A code: full-width signs and spaces do not matter."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(compact(value) if isinstance(value, str) else value)


class WholeNumberField(forms.IntegerField):
    """A whole number; full-width digits, spaces and thousands separators do not matter."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Enter a whole number, such as 12.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_value", LARGEST)
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="numeric", **{"class": "input-short"})

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = compact(value).replace(",", "")
        number: int | None = super().to_python(value)
        return number


class PointsField(forms.DecimalField):
    """Points to the tenth, as a `Decimal`."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Enter points, such as 86.5."),
        "max_decimal_places": _("Points are given to one tenth at most, such as 86.5."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=kwargs.pop("max_digits", 7), decimal_places=1, **kwargs)
        self.widget.attrs.update(inputmode="decimal", **{"class": "input-short"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int for both
        if isinstance(value, str):
            value = compact(value).replace(",", "").replace("。", ".")
        number: Any = super().to_python(value)
        return None if number is None else Decimal(number)


class DateField(forms.DateField):
    """A day, written as 2026年11月21日, 2026-11-21, 2026.11.21, 2026/11/21 or 20261121."""

    widget = forms.DateInput(format="%Y-%m-%d")
    default_error_messages = {
        "invalid": _("Enter a day, such as 2026-11-21."),
        "range": _("Enter a day between the years %(first)s and %(last)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="numeric", **{"class": "input-short"})

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value.strip() if isinstance(value, str) else value)
        found = _DAY.fullmatch(compact(value))
        try:
            year, month, day = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
            entered = date(year, month, day)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise forms.ValidationError(self.error_messages["range"], code="range", params=years)
        return entered
