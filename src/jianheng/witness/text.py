"""Texts in the reader's language, without a web framework: the shell's for a command, both for an answer.

The catalogues are those of this room and of the commands, compiled as for every other room.
"""

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOMS = ("witness", "cli")
PACKAGE = Path(__file__).resolve().parents[1]


def is_chinese(environment: Mapping[str, str] | None = None) -> bool:
    """Whether the shell (or the ``environment`` given) is set to Chinese."""
    found = os.environ if environment is None else environment
    chosen = next((found[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if found.get(name)), "")
    return chosen.lower().startswith("zh")


def _(text: str) -> str:
    """``text`` in the language of the shell."""
    return _catalogue().gettext(text) if is_chinese() else text


def both(text: str, **values: object) -> str:
    """Two lines, Chinese and English, with the named ``values`` put in; one if there is no Chinese."""
    chinese = _catalogue().gettext(text)
    lines = dict.fromkeys((chinese, text))
    return "".join(line.format(**values) + "\n" for line in lines)


@cache
def _catalogue() -> gettext.NullTranslations:
    """The compiled catalogues of the rooms, each falling back on the next; empty ones if none was compiled."""
    first = gettext.NullTranslations()
    for room in ROOMS:
        path = PACKAGE / room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
        if path.exists():
            with path.open("rb") as file:
                first.add_fallback(gettext.GNUTranslations(file))
    return first
