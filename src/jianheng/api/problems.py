"""What the interface answers when it does not give what was asked: sentences in both languages, never a trace."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from jianheng.charter import N_
from jianheng.rules import Forbidden, Refused
from jianheng.web.text import localise

LANGUAGES = {"zh": "zh-hans", "en": "en"}


class Problem(Exception):
    """The request cannot be answered: ``status``, an English message marked with ``N_``, and more plain values."""

    def __init__(self, status: int, message: str, values: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.values = values or {}
        self.more = more

    def as_json(self) -> dict[str, Any]:
        return {"status": self.status, "message": both(self.message, self.values), **self.more}


def both(message: str, values: Mapping[str, Any] | None = None) -> dict[str, str]:
    """A message in both languages of the house."""
    texts = {}
    for code, language in LANGUAGES.items():
        with translation.override(language):
            texts[code] = gettext(message).format_map(values or {})
    return texts


def _worded(message: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The same for messages of rules, whose values are words of the charter."""
    texts = {}
    for code, language in LANGUAGES.items():
        with translation.override(language):
            texts[code] = localise(message, values)
    return texts


def refused(outcome: Refused) -> dict[str, Any]:
    """The body of a refusal (409): article, reason, remedy, the field concerned."""
    return {
        "status": 409,
        "article": outcome.article,
        "reason": _worded(outcome.reason, outcome.values),
        "remedy": _worded(outcome.remedy, outcome.values),
        "field": outcome.field,
    }


def forbidden(outcome: Forbidden) -> dict[str, Any]:
    """The body for someone who has no part in what was asked (403)."""
    return {"status": 403, "article": outcome.article, "reason": _worded(outcome.reason, outcome.values)}


@dataclass(frozen=True)
class Misfit:
    """A value of the request that does not fit: where it stands, such as ``facts.count.0.votes``, and why not."""

    field: str
    message: str
    values: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"field": self.field, "message": both(self.message, self.values)}


NOT_FITTING = N_("What was sent does not have the form asked for.")
UNKNOWN_FIELD = N_("No field of this name is known here.")
OTHER = N_("This value does not fit: {detail}.")
SENTENCES = {
    "missing": N_("This field is missing."),
    "unexpected_keyword_argument": UNKNOWN_FIELD,
    "extra_forbidden": UNKNOWN_FIELD,
    "int_type": N_("This must be a whole number."),
    "int_parsing": N_("This must be a whole number."),
    "int_from_float": N_("This must be a whole number."),
    "decimal_type": N_('This must be a number, written as text such as "86.5".'),
    "decimal_parsing": N_('This must be a number, written as text such as "86.5".'),
    "string_type": N_("This must be a text."),
    "bool_type": N_("This must be true or false."),
    "bool_parsing": N_("This must be true or false."),
    "date_type": N_("This must be a day such as 2026-11-21."),
    "date_parsing": N_("This must be a day such as 2026-11-21."),
    "date_from_datetime_parsing": N_("This must be a day such as 2026-11-21."),
    "list_type": N_("This must be a list."),
    "tuple_type": N_("This must be a list."),
    "frozen_set_type": N_("This must be a list."),
    "set_type": N_("This must be a list."),
    "dict_type": N_("This must be a table of names and values."),
    "mapping_type": N_("This must be a table of names and values."),
    "dataclass_type": N_("This must be a table of names and values."),
    "dataclass_exact_type": N_("This must be a table of names and values."),
    "model_attributes_type": N_("This must be a table of names and values."),
    "literal_error": N_("This must be one of {expected}."),
    "enum": N_("This must be one of {expected}."),
    "greater_than_equal": N_("This must be at least {ge}."),
    "less_than_equal": N_("This must be at most {le}."),
}


# How many parts of a path only say how the request was taken apart: ("body", "body", "facts"), ("query", "day").
OUTSIDE = {"body": 2, "query": 1, "path": 1}


def misfits(errors: Iterable[Mapping[str, Any]], prefix: Sequence[str] = ()) -> tuple[Misfit, ...]:
    """The errors of a validation as sentences; ``prefix`` stands before the path of each field."""
    return tuple(_misfit(error, prefix) for error in errors)


def _misfit(error: Mapping[str, Any], prefix: Sequence[str]) -> Misfit:
    path = error["loc"] if prefix else error["loc"][OUTSIDE.get(error["loc"][0], 0) :]
    field = ".".join(str(part) for part in (*prefix, *path))
    sentence = SENTENCES.get(str(error["type"]))
    if sentence is None:
        return Misfit(field, OTHER, {"detail": str(error["msg"])})
    # What the library writes as "'for' or 'against'" becomes words without quotation marks.
    return Misfit(field, sentence, {name: str(value).replace("'", "") for name, value in error.get("ctx", {}).items()})


def not_fitting(found: Iterable[Misfit]) -> Problem:
    """The answer to a request in another form than asked for (422)."""
    return Problem(422, NOT_FITTING, errors=[misfit.as_json() for misfit in found])
