"""What a draft begins with: the headings of each kind of document, as the office writes them (Art. 7.2)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

OPEN = "【"
"""The bracket that opens a place still to be filled in."""


@dataclass(frozen=True)
class Outline:
    """The beginning of one kind of document; ``title`` has a place for the subject."""

    kind: str
    title: str
    grounds: str
    content: str


@cache
def outlines() -> Mapping[str, Outline]:
    """The outlines by kind."""
    text = files("jianheng.documents").joinpath("data", "outlines.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["outline"]
    return {row["kind"]: Outline(row["kind"], row["title"], row["grounds"], row["content"]) for row in rows}


def titled(kind: str, subject: str) -> str:
    """The title of a document of a kind about a subject, at most 160 characters; a title given whole stays."""
    subject = subject.strip()
    whole = outlines()[kind].title.format(subject=subject)
    return (subject if subject.startswith("关于") else whole)[:160]


def is_filled(text: str) -> bool:
    """Whether no place of the outline was left to be filled in."""
    return OPEN not in text
