"""TEMPORARY: evidence until the ledger's own lands."""

import base64
import json
from typing import Any

from jianheng.ledger.models import Entry
from jianheng.ledger.selectors.entries import data_keys, opening


def evidence(entry: Entry, names: Any) -> dict[str, Any]:
    rows = sorted(entry.fields.all(), key=lambda row: row.name)
    keys = data_keys(rows)
    found = {row.name: opening(row, entry, keys) for row in rows if row.name in names}
    return {
        "v": 1,
        "kind": "jianheng-evidence",
        "entry": base64.b64encode(bytes(entry.body)).decode(),
        "commitments": [bytes(r.commitment).hex() for r in rows],
        "fields": [
            {"index": i, "name": r.name, "value": json.loads(o.value), "salt": o.salt.hex()}
            for i, r in enumerate(rows)
            if (o := found.get(r.name))
        ],
        "proofs": {},
        "keys": [],
        "later": [],
    }
