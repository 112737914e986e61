"""The charter: articles, readings and parameters as data, and the citations of rules (all Parts)."""

from jianheng.charter.book import (
    PROFILES,
    Article,
    Bilingual,
    Charter,
    Parameter,
    Part,
    Reading,
    UnknownParameter,
    articles,
    check,
    parameters,
    parts,
    readings,
    vocabulary,
)
from jianheng.charter.cites import Citation, citations, cites
from jianheng.charter.messages import N_
from jianheng.charter.texts import Language, fill, placeholders, show, word
from jianheng.charter.values import BadValue, Value

__all__ = [
    "N_",
    "PROFILES",
    "Article",
    "BadValue",
    "Bilingual",
    "Charter",
    "Citation",
    "Language",
    "Parameter",
    "Part",
    "Reading",
    "UnknownParameter",
    "Value",
    "articles",
    "check",
    "citations",
    "cites",
    "fill",
    "parameters",
    "parts",
    "placeholders",
    "readings",
    "show",
    "vocabulary",
    "word",
]
