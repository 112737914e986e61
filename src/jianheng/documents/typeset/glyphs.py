"""What the fonts have: which characters, and how wide."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from jianheng.documents.typeset.faces import FontSet, Role

FIGURES = re.compile(r"[0-9.,:%/+-]*[0-9][0-9.,:%/+-]*")
HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of characters that print nothing, or not the same everywhere: never set."""


class MissingGlyphs(Exception):
    """Characters that a set of fonts cannot print, each as ``龘 (U+9F98)``; ``fonts`` is the set's name."""

    def __init__(self, characters: tuple[str, ...], fonts: str) -> None:
        super().__init__(f"{fonts}: {' '.join(characters)}")
        self.characters, self.fonts = characters, fonts


@dataclass(frozen=True)
class Metrics:
    """Advance widths of one face in em, by code point."""

    advances: dict[int, float]


@lru_cache(maxsize=16)
def metrics(path: Path, index: int) -> Metrics:
    """Read a font file once: about 0.1 s for 30,000 glyphs."""
    with TTFont(path, fontNumber=index, lazy=True) as font:
        widths, unit = font["hmtx"].metrics, font["head"].unitsPerEm
        return Metrics({code: widths[name][0] / unit for code, name in font.getBestCmap().items()})


def natural(fonts: FontSet, role: Role, text: str) -> tuple[float, bool]:
    """The width of a text in em, one em for what the face lacks; and whether it is set in half-width digits."""
    face = fonts.faces[role]
    advances = metrics(face.path, face.index).advances
    half = face.halves and FIGURES.fullmatch(text) is not None
    widths = (0.5 if half and "0" <= one <= "9" else advances.get(ord(one), 1.0) for one in text)
    return sum(widths), half


def named(character: str) -> str:
    """A character with its code point; a hidden one by its code point alone."""
    code = f"U+{ord(character):04X}"
    return code if unicodedata.category(character) in HIDDEN else f"{character} ({code})"


def missing(fonts: FontSet, texts: Iterable[tuple[Role, str]]) -> tuple[str, ...]:
    """The characters that ``fonts`` cannot print, named, in the order they appear."""
    lacking: dict[str, None] = {}
    for role, text in texts:
        face = fonts.faces[role]
        has = metrics(face.path, face.index).advances
        for character in text:
            if ord(character) not in has or unicodedata.category(character) in HIDDEN:
                lacking[named(character)] = None
    return tuple(lacking)
