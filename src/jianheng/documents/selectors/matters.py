"""Whether a matter must be a document (Art. 7.1)."""

from datetime import date
from decimal import Decimal

from jianheng.charter import Charter
from jianheng.county.selectors import charter_on
from jianheng.documents.models import Document
from jianheng.rules import Derivation, apply
from jianheng.rules.documents import Matter, MatterFacts, MatterOutcome, must_be_document


def matter_of(matter: str, total: Decimal | None, charter: Charter) -> Derivation[MatterOutcome]:
    """Whether a matter of a kind with a sum in yuan must be a document, by the charter of a day."""
    return apply(must_be_document, MatterFacts(Matter(matter), total), charter)


def matter_on(county: str, matter: str, total: Decimal | None, day: date) -> Derivation[MatterOutcome]:
    """The same in a county on a day."""
    return matter_of(matter, total, charter_on(county, day))


def matter_of_document(document: Document, charter: Charter) -> Derivation[MatterOutcome]:
    """The same for what a document is about."""
    return matter_of(document.matter, document.money_total, charter)
