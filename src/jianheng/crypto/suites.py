"""The two suites of algorithms: the national one (SM2, SM3, SM4) and the international one (Ed25519, SHA-256, AES).

Public keys: Ed25519 raw, 32 bytes; SM2 the uncompressed point, 65 bytes. Sealed bytes: nonce ‖ ciphertext ‖ tag.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from jianheng.crypto import ed25519, sm2
from jianheng.crypto.aead import AES_256_GCM, SM4_GCM, Aead
from jianheng.crypto.errors import BadKey, Tampered, UnknownSuite
from jianheng.crypto.hashing import SHA256, SM3, Hasher

__all__ = ["INTERNATIONAL", "NATIONAL", "BadKey", "Suite", "Tampered", "UnknownSuite", "by_signature", "suite"]


@dataclass(frozen=True)
class Suite:
    """Algorithms that go together. ``signature`` and ``aead`` are names, ``hasher`` hashes leaves and nodes.

    ``verify(public, message, signature)`` is False on any malformed input and never raises; ``check_public(public)``
    raises `BadKey`.
    """

    name: str
    hasher: Hasher
    signature: str
    verify: Callable[[bytes, bytes, bytes], bool]
    check_public: Callable[[bytes], None]
    cipher: Aead

    @property
    def aead(self) -> str:
        return self.cipher.name

    def seal(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """Nonce ‖ ciphertext ‖ tag, bound to ``aad``; raises `BadKey` for a key of the wrong length."""
        return self.cipher.seal(key, plaintext, aad)

    def open(self, key: bytes, sealed: bytes, aad: bytes) -> bytes:
        """The plaintext; raises `Tampered`, or `BadKey` for a key of the wrong length."""
        return self.cipher.open(key, sealed, aad)

    def new_key(self) -> bytes:
        """A random key for `seal`."""
        return secrets.token_bytes(self.cipher.key_bytes)


NATIONAL = Suite("national", SM3, "SM2-SM3", sm2.verify, sm2.check_public, SM4_GCM)
INTERNATIONAL = Suite("international", SHA256, "Ed25519", ed25519.verify, ed25519.check_public, AES_256_GCM)
SUITES = (NATIONAL, INTERNATIONAL)


def suite(name: str) -> Suite:
    """The suite of this name; raises `UnknownSuite`."""
    for one in SUITES:
        if one.name == name:
            return one
    raise UnknownSuite(f"no suite is called {name!r}")


def by_signature(alg: str) -> Suite:
    """The suite whose signatures are called so, "SM2-SM3" or "Ed25519"; raises `UnknownSuite`."""
    for one in SUITES:
        if one.signature == alg:
            return one
    raise UnknownSuite(f"no suite signs with {alg!r}")
