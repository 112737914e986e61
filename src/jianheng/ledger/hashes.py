"""Leaf hashes and field commitments (RFC 6962 prefixes; SM3 is GB/T 32905)."""

from collections.abc import Sequence

from jianheng.crypto.hashing import SHA256, SM3, sha256
from jianheng.crypto.tlog import merkle

SALT_BYTES = 32

sm3 = SM3.digest
leaf_sha256 = SHA256.leaf
leaf_sm3 = SM3.leaf


def text_digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal: what an event names in place of the text itself."""
    return sha256(text.encode()).hex()


def commitment(salt: bytes, name: str, value: bytes) -> bytes:
    """The commitment to one field: SM3(``0x00 ‖ salt ‖ name ‖ canonical value``); the salt has 32 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return SM3.leaf(salt + name.encode("ascii") + value)


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The RFC 6962 root over leaf hashes with SM3 nodes; at least one leaf."""
    return merkle.root(leaves, SM3)
