"""Where the evidence of an entry comes from."""

import base64
import json
from typing import Any

from jianheng.ledger.models import Entry

DIGESTS = ("sha256", "sm3", "pdf_sha256", "pdf_sm3")


def evidence(entry: Entry) -> dict[str, Any]:
    """The evidence file of an entry."""
    rows = sorted(entry.fields.all(), key=lambda row: row.name)
    leaves = [bytes(row.commitment).hex() for row in rows]
    return {
        "v": 1,
        "kind": "jianheng-evidence",
        "entry": base64.b64encode(bytes(entry.body)).decode(),
        "commitments": leaves,
        "fields": [
            {"index": index, "name": row.name, "value": json.loads(row.value), "salt": bytes(row.salt).hex()}
            for index, row in enumerate(rows)
            if row.is_public
        ],
        "proofs": {},
        "keys": [],
        "later": [one.code for one in entry.superseded_by.order_by("pk")],
    }


def entry_by_digest(digest: str) -> Entry | None:
    """The entry that names this digest of a document, SHA-256 or SM3, hexadecimal."""
    found = Entry.objects.filter(fields__name__in=DIGESTS, fields__value=f'"{digest}"', type="documents.issued")
    return found.order_by("pk").first()
