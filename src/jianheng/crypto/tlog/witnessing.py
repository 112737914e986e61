"""What a log asks a witness: to cosign a checkpoint, given the proof from the last one it saw (C2SP tlog-witness)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jianheng.crypto.tlog.coding import BadCoding, decode, encode
from jianheng.crypto.tlog.notes import LONGEST_NOTE, BadNote, Note, parse_note

MOST_HASHES = 63
LONGEST_REQUEST = LONGEST_NOTE + 4096
"""Bytes of a request that are read at most."""


class BadRequest(ValueError):
    """A body that asks for nothing a witness understands; the message says why."""


@dataclass(frozen=True)
class AddCheckpoint:
    """The size the log believes the witness saw last, the consistency proof from there, and the signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note


def encode_request(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """The body of ``add-checkpoint``; ``note`` is the checkpoint with the log's signature."""
    return "\n".join([f"old {old}", *map(encode, proof), "", note]).encode()


def parse_request(body: bytes) -> AddCheckpoint:
    """The parts of such a body; raises `BadRequest`."""
    if len(body) > LONGEST_REQUEST:
        raise BadRequest("the request is too long")
    head, gap, note = body.partition(b"\n\n")
    first, *lines = head.decode("ascii", errors="replace").split("\n")
    if not gap or not re.fullmatch(r"old (0|[1-9][0-9]{0,18})", first, re.ASCII):
        raise BadRequest("the first line says from which size: old N")
    if len(lines) > MOST_HASHES:
        raise BadRequest(f"a proof has at most {MOST_HASHES} lines")
    try:
        proof = tuple(decode(line) for line in lines)
        parsed = parse_note(note)
    except (BadCoding, BadNote) as reason:
        raise BadRequest(str(reason))
    if any(len(node) != 32 for node in proof):
        raise BadRequest("a proof has hashes of 32 bytes")
    return AddCheckpoint(int(first.removeprefix("old ")), proof, parsed)
