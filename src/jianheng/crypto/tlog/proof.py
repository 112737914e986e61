"""An inclusion proof with its checkpoint as one text that can be checked offline (C2SP tlog-proof)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jianheng.crypto.tlog.coding import BadCoding, decode, encode
from jianheng.crypto.tlog.notes import BadNote, Note, parse_note

SHA256_PROOF = "c2sp.org/tlog-proof@v1"
SM3_PROOF = "jianheng/tlog-proof-sm3@v1"
HEADERS = {"sha256": SHA256_PROOF, "sm3": SM3_PROOF}
"""By the name of the hash: C2SP fixes SHA-256, so the twin has a first line of our own."""
MOST_HASHES = 63


class BadProof(ValueError):
    """Text that is no proof; the message says why."""


@dataclass(frozen=True)
class Proof:
    """What a proof text says: nothing of it is verified, and ``extra`` is covered by no signature."""

    header: str
    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""


def encode_proof(
    index: int, hashes: Sequence[bytes], checkpoint_note: str, header: str = SHA256_PROOF, extra: bytes = b""
) -> str:
    """The text: ``hashes`` lead from the leaf's sibling upward, the signed checkpoint stands verbatim at the end."""
    head = [header] + ([f"extra {encode(extra)}"] if extra else [])
    lines = [*head, f"index {index}", *map(encode, hashes), "", checkpoint_note]
    return "\n".join(lines)


def parse_proof(text: str) -> Proof:
    """The parts of a proof text; raises `BadProof`."""
    head, gap, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    header = lines.pop(0)
    if not gap or header not in HEADERS.values():
        raise BadProof("the text does not begin like a proof")
    try:
        extra = decode(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else b""
        index = lines.pop(0) if lines else ""
        hashes = tuple(decode(line) for line in lines)
        note = parse_note(checkpoint)
    except (BadCoding, BadNote) as reason:
        raise BadProof(str(reason))
    if not re.fullmatch(r"index (0|[1-9][0-9]{0,18})", index, re.ASCII):
        raise BadProof("the line with the index is missing or malformed")
    if len(hashes) > MOST_HASHES or any(len(node) != len(hashes[0]) or len(node) != 32 for node in hashes):
        raise BadProof("a proof has at most 63 hashes of 32 bytes")
    return Proof(header, int(index.removeprefix("index ")), hashes, note, extra)
