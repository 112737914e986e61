"""The printed form of official documents after GB/T 9704-2012, as PDF.

Plain values in, bytes out: no database, no clock. `typeset` is the door.
"""

from jianheng.documents.typeset.faces import FontSet, FontsIncomplete, font_sets
from jianheng.documents.typeset.form import Annex, Form, Seal, Votes
from jianheng.documents.typeset.glyphs import MissingGlyphs
from jianheng.documents.typeset.press import Printing, pictures, typeset
from jianheng.documents.typeset.sheet import TooLong

__all__ = [
    "Annex",
    "FontSet",
    "FontsIncomplete",
    "Form",
    "MissingGlyphs",
    "Printing",
    "Seal",
    "TooLong",
    "Votes",
    "font_sets",
    "pictures",
    "typeset",
]
