"""Evidence files: everything someone needs to check an entry without us (Art. 7.5)."""

import base64
import json
from collections.abc import Collection, Mapping
from typing import Any

from jianheng.charter import cites
from jianheng.ledger.models import DIGESTS, Entry, Field, OfficeKey
from jianheng.ledger.origins import TREES
from jianheng.ledger.selectors.entries import data_keys, opening
from jianheng.ledger.selectors.log import proof_of
from jianheng.rules import Refused

VERSION = 1
KIND = "jianheng-evidence"


@cites("7.5")
def evidence(entry: Entry, names: Collection[str] | None = None) -> Mapping[str, Any]:
    """The evidence file of an entry as plain values, disclosing the fields ``names`` (None: the public ones).

    Form: ``{v, kind, entry, commitments, fields, proofs, keys, later}``. ``entry`` is the Base64 of the body,
    ``commitments`` hexadecimal in the order of field names, ``fields`` the openings by index, ``proofs`` the
    tile-log proof of each tree (empty while the entry waits), ``keys`` the evidence of the entries that
    published the signers' keys, ``later`` the trace codes of entries that concern this one.
    """
    return {**_one(entry, names), "keys": [_one(key.entry, None) for key in _signing_keys(entry)]}


def _one(entry: Entry, names: Collection[str] | None) -> dict[str, Any]:
    rows = sorted(entry.fields.all(), key=lambda row: row.name)
    chosen = [row for row in rows if (row.is_public if names is None else row.name in names)]
    keys = data_keys(chosen)
    return {
        "v": VERSION,
        "kind": KIND,
        "entry": base64.b64encode(bytes(entry.body)).decode("ascii"),
        "commitments": [bytes(row.commitment).hex() for row in rows],
        "fields": [
            {"index": rows.index(row), "name": row.name, "value": json.loads(found.value), "salt": found.salt.hex()}
            for row in chosen
            if (found := opening(row, entry, keys))
        ],
        "proofs": _proofs(entry),
        "later": list(entry.superseded_by.order_by("id").values_list("code", flat=True)),
    }


def _proofs(entry: Entry) -> dict[str, str]:
    """The proof text of each tree; none while no signed head holds the entry."""
    try:
        return {tree: proof_of(entry, tree) for tree in TREES}
    except Refused:
        return {}


def _signing_keys(entry: Entry) -> list[OfficeKey]:
    """The published keys that an entry's signatures name, in their order."""
    if not entry.body:
        return []
    named = [(row["kid"], row["alg"]) for row in json.loads(bytes(entry.body))["signers"]]
    found = OfficeKey.objects.select_related("entry").filter(kid__in=[kid for kid, _ in named])
    known = {(row.kid, row.alg): row for row in found}
    return [known[key] for key in named if key in known]


def entry_by_digest(digest: str) -> Entry | None:
    """The latest entry that commits publicly to a file with this digest, hexadecimal; None if there is none."""
    row = Field.objects.filter(name__in=DIGESTS, is_public=True, value=json.dumps(digest.lower())).last()
    return row.entry if row else None
