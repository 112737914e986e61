"""Leaf hashes and field commitments (RFC 6962 prefixes; SM3 is GB/T 32905)."""

import hashlib
from collections.abc import Sequence

SALT_BYTES = 32


def sm3(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_sha256(entry: bytes) -> bytes:
    """SHA-256 of ``0x00 ‖ entry``, 32 bytes."""
    return sha256(b"\x00" + entry)


def leaf_sm3(entry: bytes) -> bytes:
    """SM3 of ``0x00 ‖ entry``, 32 bytes."""
    return sm3(b"\x00" + entry)


def commitment(salt: bytes, name: str, value: bytes) -> bytes:
    """The commitment to one field: SM3(``0x00 ‖ salt ‖ name ‖ canonical value``); the salt has 32 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return sm3(b"\x00" + salt + name.encode("ascii") + value)


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The RFC 6962 root over leaf hashes with SM3 nodes; at least one leaf."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sm3(b"\x01" + merkle_root(leaves[:split]) + merkle_root(leaves[split:]))
