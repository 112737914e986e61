"""Who may sign a draft."""

from datetime import date

from jianheng.charter import Charter
from jianheng.documents.models import Document
from jianheng.rules import Derivation, apply
from jianheng.rules.documents import SignatureFacts, SignatureOutcome, signature


def signing_of(document: Document, today: date, charter: Charter) -> Derivation[SignatureOutcome]:
    """Who may sign a draft on a day."""
    took_part = tuple(row["office"] for row in document.votes if row["vote"] not in ("recused", "vacant"))
    facts = SignatureFacts(took_part, document.due_on, today, refused=document.refused_at is not None)
    return apply(signature, facts, charter)
