"""Sealing bytes so that a change shows: SM4-GCM (RFC 8998) and AES-256-GCM, by ``cryptography``.

The sealed form is nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). Nonces are random: one key seals at most 2^32 times.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES256, SM4

from jianheng.crypto.errors import BadKey, Tampered

NONCE_BYTES = 12
TAG_BYTES = 16


@dataclass(frozen=True)
class Aead:
    """A block cipher in GCM; ``key_bytes`` is the length of its keys."""

    name: str
    key_bytes: int
    cipher: Callable[[bytes], BlockCipherAlgorithm]

    def seal_with(self, nonce: bytes, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """Ciphertext ‖ tag under a nonce (8 to 128 bytes) that must never serve the same key twice; raises `BadKey`."""
        running = Cipher(self._keyed(key), modes.GCM(nonce)).encryptor()
        running.authenticate_additional_data(aad)
        ciphertext = running.update(plaintext) + running.finalize()
        return ciphertext + running.tag

    def open_with(self, nonce: bytes, key: bytes, sealed: bytes, aad: bytes) -> bytes:
        """The plaintext of ciphertext ‖ tag; raises `Tampered` or `BadKey`."""
        if len(sealed) < TAG_BYTES:
            raise Tampered("sealed bytes are cut short")
        ciphertext, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
        running = Cipher(self._keyed(key), modes.GCM(nonce, tag)).decryptor()
        running.authenticate_additional_data(aad)
        plaintext = running.update(ciphertext)
        try:
            return plaintext + running.finalize()
        except InvalidTag:
            raise Tampered("sealed bytes were altered, or sealed under another key or context") from None

    def seal(self, key: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """Nonce ‖ ciphertext ‖ tag; ``aad`` is bound to it and needed again to open; raises `BadKey`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self.seal_with(nonce, key, plaintext, aad)

    def open(self, key: bytes, sealed: bytes, aad: bytes) -> bytes:
        """The plaintext of nonce ‖ ciphertext ‖ tag; raises `Tampered` or `BadKey`."""
        return self.open_with(sealed[:NONCE_BYTES], key, sealed[NONCE_BYTES:], aad)

    def _keyed(self, key: bytes) -> BlockCipherAlgorithm:
        if len(key) != self.key_bytes:
            raise BadKey(f"{self.name} takes keys of {self.key_bytes} bytes")
        return self.cipher(key)


SM4_GCM = Aead("SM4-GCM", 16, SM4)
AES_256_GCM = Aead("AES-256-GCM", 32, AES256)
