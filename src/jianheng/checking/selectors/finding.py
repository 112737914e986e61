"""From what a person typed or a file's digest to the entry of the record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jianheng.charter import cites
from jianheng.checking.selectors.source import entry_by_digest, evidence
from jianheng.documents.models import Document
from jianheng.ledger.codes import is_well_formed, normalise
from jianheng.ledger.events import event_types
from jianheng.ledger.models import Entry
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
    """``why`` is ``unknown``, ``slip`` (the check character does not fit) or ``malformed`` (no code at all)."""

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
            return found
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

    ``{title, issuer, state, url, successor: {code, title, url} | None, later: [{code, title, url}]}``; ``state`` is
    ``in_force``, ``superseded`` or, for an entry that issues no document, empty.
    """
    document, codes = found.document, evidence(found.entry)["later"]
    return {
        "code": found.code,
        "title": document.title if document else _title(found.entry.type),
        "issuer": document.issuer if document else "",
        "state": "" if document is None else _state(document),
        "url": _address(found),
        "successor": _successor(document),
        "later": [_later(entry) for entry in Entry.objects.filter(code__in=codes).order_by("pk")],
    }


def _state(document: Document) -> str:
    return "superseded" if document.state == Document.State.SUPERSEDED else "in_force"


def _address(found: Found) -> str:
    if found.document is not None:
        return reverse("documents:document", args=[found.document.code])
    return reverse("ledger:entry", args=[found.entry.code])


def _successor(document: Document | None) -> Mapping[str, str] | None:
    if document is None or document.state != Document.State.SUPERSEDED:
        return None
    next_one = document.successors.exclude(state=Document.State.DRAFT).order_by("pk").first()
    if next_one is None:
        return None
    return {
        "code": next_one.code,
        "title": next_one.title,
        "url": reverse("checking:result", args=[next_one.code]),
    }


def _later(entry: Entry) -> Mapping[str, str]:
    return {
        "code": entry.code,
        "title": _title(entry.type),
        "url": reverse("checking:result", args=[entry.code]),
    }


def _title(event_type: str) -> str:
    known = event_types().get(event_type)
    return _(known.title) if known else event_type
