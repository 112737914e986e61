"""Texts of rules in the reader's language, with persons and words of the charter by name."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext, pgettext

from jianheng.charter import Bilingual, articles, vocabulary
from jianheng.rules import Refused, Step

COUNTY_TIME = ZoneInfo("Asia/Shanghai")
Names = Mapping[str, str]
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_chinese() -> bool:
    """Whether the page is in Chinese."""
    return (get_language() or "zh").startswith("zh")


def localised(text: Bilingual) -> str:
    """The text in the language of the page; the other one where it is not given."""
    return (text.zh or text.en) if is_chinese() else (text.en or text.zh)


def word(code: str) -> str:
    """A word of the charter's vocabulary, such as ``discipline``, as people say it; else the code itself."""
    found = vocabulary().get(code)
    return code if found is None else localised(found)


def field_name(name: str, of: str = "") -> str:
    """What a field of facts, outcomes or ledger entries is called; empty if the vocabulary does not name it.

    ``of`` is the rule or event it belongs to (``merit.award``): where its room means something else by a name
    than the others do, the vocabulary has a word of its own for it.
    """
    words = vocabulary()
    found = words.get(f"fact.{of.partition('.')[0]}.{name}") or words.get(f"fact.{name}")
    return "" if found is None else localised(found)


def value_text(value: Any, names: Names) -> str:
    """A plain value of facts or steps as people write it."""
    if value is None:
        return gettext("none")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        pairs = (f"{value_text(key, names)} {value_text(part, names)}" for key, part in value.items())
        return _joined(list(pairs))
    if isinstance(value, list | tuple | set | frozenset):
        return _joined([value_text(part, names) for part in value])
    text = str(value)
    if text in names:
        return names[text]
    if _ISO_DAY.fullmatch(text):
        return day_text(date.fromisoformat(text))
    return word(text)


def _joined(parts: list[str]) -> str:
    if not parts:
        return gettext("none")
    return pgettext("between the items of a list", ", ").join(parts)


def localise(msgid: str, values: Mapping[str, Any], names: Names | None = None) -> str:
    """Translate a message and fill its named places; `KeyError` if a place has no value."""
    if not msgid:
        return ""
    return gettext(msgid).format_map({key: value_text(value, names or {}) for key, value in values.items()})


def step_text(step: Step | Mapping[str, Any], names: Names | None = None) -> str:
    """The sentence of one step of a derivation, whether typed or in its JSON form."""
    if isinstance(step, Step):
        return localise(step.text, step.values, names)
    return localise(step["text"], step["values"], names)


def reason_text(refused: Refused, names: Names | None = None) -> str:
    """Why an act is refused."""
    return localise(refused.reason, refused.values, names)


def remedy_text(refused: Refused, names: Names | None = None) -> str:
    """What can be done about a refusal; empty if nothing is known."""
    return localise(refused.remedy, refused.values, names)


def article_name(number: str) -> str:
    """How an article is cited: 第4.3条, Art. 4.3."""
    return gettext("Art. {number}").format(number=number)


def article_title(number: str) -> str:
    """The title of an article, empty if the charter has none of this number."""
    found = articles().get(number)
    return "" if found is None else localised(found.title)


def instant_text(at: datetime) -> str:
    """An instant in county time, ``2026-11-21 15:04``."""
    return at.astimezone(COUNTY_TIME).strftime("%Y-%m-%d %H:%M")


def day_text(on: date) -> str:
    """A day in words: 2026年11月21日, 21 November 2026."""
    if isinstance(on, datetime):
        on = on.astimezone(COUNTY_TIME).date()
    if is_chinese():
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
