"""What the typesetter is given: a document as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Seal(StrEnum):
    """Which seal is drawn: none, the issuer's, or one marked as a specimen (样章)."""

    NONE = "none"
    ISSUER = "issuer"
    SPECIMEN = "specimen"


@dataclass(frozen=True)
class Votes:
    """The roll call as a table: ``rows`` of office, name, weight, vote; ``totals`` says what each vote weighed."""

    rows: tuple[tuple[str, str, str, str], ...]
    totals: str


@dataclass(frozen=True)
class Annex:
    """The elements of Art. 7.2 that the standard's form has no place for: ``facts`` are pairs of label and text."""

    title: str
    facts: tuple[tuple[str, str], ...]
    votes: Votes | None = None


@dataclass(frozen=True)
class Form:
    """One document, ready to be set.

    ``paragraphs`` are the body without its indents; those that open with 一、（一）1. or （1） are set as that level.
    ``reference`` and ``dated`` are empty for a draft. ``watermark`` is a word laid under every page, or empty.
    ``check_address`` is what the QR code holds, absolute. ``made_at`` is the creation date of the file, aware.
    """

    issuer: str
    reference: str
    title: str
    recipients: str
    paragraphs: tuple[str, ...]
    copied: str
    printer: str
    code: str
    check_address: str
    made_at: datetime
    dated: date | None = None
    annex: Annex | None = None
    note: str = ""
    seal: Seal = Seal.NONE
    watermark: str = ""
