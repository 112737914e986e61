"""The press: a laid-out document through Typst into bytes."""

import json
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import typst

from jianheng.charter import cites
from jianheng.documents.typeset.faces import FontSet, font_sets
from jianheng.documents.typeset.form import Form
from jianheng.documents.typeset.glyphs import MissingGlyphs, missing
from jianheng.documents.typeset.sheet import Sheet

TEMPLATE = Path(__file__).parent / "data" / "template.typ"
STANDARDS: list[Literal["a-2b", "ua-1"]] = ["a-2b", "ua-1"]


@dataclass(frozen=True)
class Printing:
    """A printed document: the bytes of the PDF, the fonts it is set in, and what set it."""

    pdf: bytes
    font_set: str
    engine: str


def _laid_out(form: Form, folder: Path | None) -> tuple[FontSet, dict[str, Any]]:
    """The first set of fonts that has every character; raises `MissingGlyphs` of the last one tried."""
    lacking: MissingGlyphs | None = None
    for fonts in font_sets(folder):
        sheet = Sheet(form, fonts)
        data = sheet.data()
        characters = missing(fonts, sheet.used)
        if not characters:
            return fonts, data
        lacking = MissingGlyphs(characters, fonts.name)
    assert lacking is not None
    raise lacking


def _inputs(form: Form, data: dict[str, Any]) -> dict[str, str]:
    made = form.made_at.astimezone(UTC)
    data["made"] = [made.year, made.month, made.day, made.hour, made.minute, made.second]
    return {"sheet": json.dumps(data, ensure_ascii=False, sort_keys=True)}


@cites("7.2")
def typeset(form: Form, folder: Path | None = None) -> Printing:
    """Set a document after GB/T 9704-2012 as PDF/A-2b and PDF/UA-1; the same form gives the same bytes.

    ``folder`` holds the customer's own fonts. Raises `MissingGlyphs`, `FontsIncomplete`, `TooLong`.
    """
    fonts, data = _laid_out(form, folder)
    pdf = typst.compile(
        str(TEMPLATE),
        font_paths=fonts.fonts,
        ignore_system_fonts=True,
        sys_inputs=_inputs(form, data),
        pdf_standards=[*STANDARDS],
        timestamp=form.made_at.astimezone(UTC).replace(microsecond=0),
    )
    return Printing(pdf, fonts.name, f"Typst {version('typst')}")


def pictures(form: Form, folder: Path | None = None, *, dots_per_inch: float = 144) -> list[bytes]:
    """The same pages as PNG pictures."""
    fonts, data = _laid_out(form, folder)
    made = typst.Compiler(str(TEMPLATE), font_paths=fonts.fonts, ignore_system_fonts=True).compile(
        sys_inputs=_inputs(form, data), format="png", ppi=dots_per_inch
    )
    return made if isinstance(made, list) else [made or b""]
