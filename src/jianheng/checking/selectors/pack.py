"""The evidence pack: everything that a check without this server needs, in one archive (Art. 7.5)."""

import base64
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from jianheng.charter import cites
from jianheng.checking.selectors.anchors import Anchors, fingerprint
from jianheng.crypto.pem import public_pem
from jianheng.crypto.tlog.policy import Policy
from jianheng.ledger.canonical import canonical

VERIFIER = Path(__file__).resolve().parent.parent / "data" / "jianheng_verify.txt"
"""The stand-alone program, in the tree a link to its one source, in an installed package a copy."""
VERIFIER_NAME = "jianheng_verify.py"
BEGUN = (2026, 1, 1, 0, 0, 0)
"""A fixed time for every file of an archive, so that the same evidence gives the same bytes."""


def verifier() -> bytes:
    """The source of the stand-alone program."""
    return VERIFIER.read_bytes()


def public_keys(evidence: Mapping[str, Any], anchors: Anchors) -> list[dict[str, str]]:
    """Every public key that the evidence rests on: of offices, logs and witnesses.

    Rows of ``{use, name, organisation, alg, public, kind, fingerprint}``; ``public`` is hexadecimal.
    """
    policy = Policy.parse(anchors.policy)
    logs = [("log", log.vkey.name, log.vkey) for log in policy.logs]
    seats = [("witness", seat.name, seat.vkey) for seat in policy.witnesses]
    rows = [
        {
            "use": use,
            "name": name,
            "organisation": anchors.organisations.get(name, ""),
            "alg": key.alg,
            "public": key.public.hex(),
            "verifier_key": key.line(),
            "fingerprint": fingerprint(key),
        }
        for use, name, key in (*logs, *seats)
    ]
    return [*(_office(one) for one in evidence.get("keys", ())), *rows]


def _office(evidence: Mapping[str, Any]) -> dict[str, str]:
    shown = {row["name"]: row["value"] for row in evidence["fields"]}
    return {
        "use": "office",
        "name": str(shown.get("kid", "")),
        "organisation": str(shown.get("role", "")),
        "alg": str(shown.get("alg", "")),
        "public": str(shown.get("public", "")),
    }


@dataclass(frozen=True)
class ByHand:
    """An office's signature as files for OpenSSL: names without ending, ``message`` what was signed."""

    name: str
    alg: str
    pem: str
    signature: bytes
    message: bytes


def by_hand(evidence: Mapping[str, Any]) -> tuple[ByHand, ...]:
    """The signatures below the entry whose keys the evidence holds."""
    entry = json.loads(base64.b64decode(evidence["entry"]))
    message = canonical({name: value for name, value in entry.items() if name != "signers"})
    keys = [{row["name"]: row["value"] for row in one["fields"]} for one in evidence.get("keys", ())]
    return tuple(
        ByHand(
            f"{row['role']}-{row['alg']}",
            row["alg"],
            public_pem(row["alg"], base64.b64decode(key["public"])),
            base64.b64decode(row["sig"]),
            message,
        )
        for row in entry["signers"]
        for key in keys
        if (key.get("kid"), key.get("alg")) == (row["kid"], row["alg"])
    )


@cites("7.5")
def pack(code: str, evidence: Mapping[str, Any], anchors: Anchors) -> bytes:
    """A ZIP archive: evidence, both proofs, policy, public keys, the program, and how to use it in both languages."""
    proofs, signed = evidence.get("proofs") or {}, by_hand(evidence)
    context = {"code": code, "anchors": anchors, "waiting": not proofs, "signed": signed}
    files: dict[str, str | bytes] = {
        "README.zh.txt": render_to_string("checking/pack/readme.zh.txt", context),
        "README.en.txt": render_to_string("checking/pack/readme.en.txt", context),
        "evidence.json": written(evidence),
        "policy.txt": anchors.policy,
        "keys.json": written(public_keys(evidence, anchors)),
        VERIFIER_NAME: verifier(),
        **{f"{tree}.tlog-proof": text for tree, text in proofs.items() if text},
    }
    for one in signed:
        files |= {"message.bin": one.message, f"{one.name}.pem": one.pem, f"{one.name}.sig": one.signature}
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(f"evidence-{code}/{name}", BEGUN)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, content)
    return data.getvalue()


def written(value: object) -> str:
    """A value as JSON text that a person can read."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
