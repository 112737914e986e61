"""From what a person typed or a file's digest to the entry of the record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from jianheng.charter import cites
from jianheng.documents.models import Document
from jianheng.ledger.codes import is_well_formed, normalise
from jianheng.ledger.events import event_types
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors.evidence import entry_by_digest
from jianheng.web.forms import compact

CODE = re.compile(r"[0-9A-Z]+-[0-9]{4}-[0-9A-Z]{10}")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Found:
    """An entry, the document it issued if it issued one, and the code that people know it by."""

    code: str
    entry: Entry
    document: Document | None


@dataclass(frozen=True)
class NotFound:
    """``why`` is ``unknown``, ``slip`` (the check character does not fit), ``malformed`` (no code at all) or
    ``redacted`` (the entry was blanked, and a later entry says so)."""

    asked: str
    why: str


@cites("7.5")
def find(text: str) -> Found | NotFound:
    """The entry of a trace code as typed, or of a digest of 64 hexadecimal digits."""
    typed = compact(text)
    if DIGEST.fullmatch(typed.lower()):
        return by_digest(typed.lower())
    plain = typed.upper()
    for code in dict.fromkeys((plain, normalise(typed))):
        if (found := _by_code(code)) is not None:
            return NotFound(code, "redacted") if found.entry.is_redacted else found
    code = normalise(typed)
    if not CODE.fullmatch(code):
        return NotFound(typed[:80], "malformed")
    return NotFound(code, "unknown" if is_well_formed(code) or is_well_formed(plain) else "slip")


def by_digest(digest: str) -> Found | NotFound:
    """The entry that names a digest, SHA-256 or SM3, of a document's printed file or canonical form."""
    entry = entry_by_digest(digest) if DIGEST.fullmatch(digest) else None
    return NotFound(digest[:80], "unknown") if entry is None else _found(entry)


def _by_code(code: str) -> Found | None:
    document = Document.objects.select_related("entry", "county").filter(code=code, entry__isnull=False).first()
    if document is not None and document.entry is not None:
        return Found(document.code, document.entry, document)
    entry = Entry.objects.filter(code=code).first()
    return None if entry is None else _found(entry)


def _found(entry: Entry) -> Found:
    document = Document.objects.select_related("county").filter(entry=entry).first()
    return Found(document.code if document else entry.code, entry, document)


@cites("7.4", "7.5")
def standing(found: Found) -> dict[str, Any]:
    """What this county's register says about what was found: public fields alone.

    ``{code, title, issuer, state, url, later: [{code, title, url, how}]}``; ``state`` is ``in_force``, ``superseded``
    or, for an entry that issues no document, empty; ``how`` is ``superseded`` or ``corrected``.
    """
    document = found.document
    if document is None:
        url, title = reverse("ledger:entry", args=[found.entry.code]), _title(found.entry.type)
        later = [_later_entry(entry) for entry in found.entry.superseded_by.order_by("pk")]
        return {"code": found.code, "title": title, "issuer": "", "state": "", "url": url, "later": later}
    rows = Document.objects.filter(Q(supersedes=document) | Q(corrects=document), entry__isnull=False)
    return {
        "code": found.code,
        "title": document.title,
        "issuer": document.issuer,
        "state": "superseded" if document.state == Document.State.SUPERSEDED else "in_force",
        "url": reverse("documents:document", args=[document.code]),
        "later": [_later_document(row, document) for row in rows.order_by("issued_at", "pk")],
    }


def _later_document(row: Document, of: Document) -> Mapping[str, str]:
    how = "superseded" if row.supersedes_id == of.pk else "corrected"
    return {"code": row.code, "title": row.title, "url": reverse("checking:result", args=[row.code]), "how": how}


def _later_entry(entry: Entry) -> Mapping[str, str]:
    url = reverse("checking:result", args=[entry.code])
    return {"code": entry.code, "title": _title(entry.type), "url": url, "how": "superseded"}


def _title(event_type: str) -> str:
    known = event_types().get(event_type)
    return _(known.title) if known else event_type
