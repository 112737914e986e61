"""The master key of a key folder: random, sealed under a key that scrypt makes from the passphrase (RFC 7914).

Everything else is sealed under keys derived from it, one for each purpose: HMAC-SM3(master, purpose), first 16 bytes,
for SM4-GCM. A sealed text begins with the byte 01, the number of this form.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from jianheng.crypto import keyfiles
from jianheng.crypto.errors import KeyDamaged, Tampered, WrongPassphrase
from jianheng.crypto.hashing import hmac_sm3
from jianheng.crypto.suites import NATIONAL

FILE = "master.json"
MASTER_BYTES = 32
COST = 2**16
"""The work of scrypt for a new folder (N; with r = 8 it takes 64 MiB and about a fifth of a second)."""
COST_LIMIT = 2**20
BLOCK = 8
FORM = b"\x01"
_AAD = b"jianheng-master/v1"


@dataclass(frozen=True, repr=False)
class Master:
    """The opened master key."""

    key: bytes

    def wrap(self, purpose: str, data: bytes, aad: bytes) -> bytes:
        """Sealed bytes that only the same purpose and ``aad`` open again."""
        return FORM + NATIONAL.seal(self._for(purpose), data, aad)

    def unwrap(self, purpose: str, sealed: bytes, aad: bytes) -> bytes:
        """What was wrapped; raises `Tampered`."""
        if sealed[:1] != FORM:
            raise Tampered("the bytes are not in a form this program wraps")
        return NATIONAL.open(self._for(purpose), sealed[1:], aad)

    def _for(self, purpose: str) -> bytes:
        return hmac_sm3(self.key, b"jianheng-wrap/v1\n" + purpose.encode())[: NATIONAL.cipher.key_bytes]


def obtain(folder: Path, passphrase: bytes, cost: int) -> Master:
    """Open the folder's master key, or make it; of several processes that make it, one prevails.

    Raises `WrongPassphrase`, or `KeyDamaged`, also where keys lie in the folder and their master key is gone.
    """
    path = folder / FILE
    orphans = any(folder.glob("*.[0-9]*.json"))
    if not path.exists():
        if orphans:
            raise KeyDamaged(f"{FILE} is gone, and the keys beside it cannot be opened without it: restore it")
        keyfiles.prepare_folder(folder)
        keyfiles.create(path, _sealed(Master(secrets.token_bytes(MASTER_BYTES)), passphrase, cost))
    return _opened(keyfiles.read(path), passphrase)


def change_passphrase(folder: Path, old: bytes, new: bytes, cost: int = COST) -> None:
    """Seal the same master key under another passphrase; raises `WrongPassphrase`, `KeyDamaged`."""
    path = folder / FILE
    keyfiles.replace(path, _sealed(_opened(keyfiles.read(path), old), new, cost))


def _sealed(master: Master, passphrase: bytes, cost: int) -> dict[str, object]:
    salt = secrets.token_bytes(16)
    sealed = NATIONAL.seal(_stretched(passphrase, salt, cost), master.key, _AAD)
    return {"v": 1, "kdf": "scrypt", "n": cost, "salt": keyfiles.text(salt), "sealed": keyfiles.text(sealed)}


def _opened(fields: dict[str, Any], passphrase: bytes) -> Master:
    cost = fields.get("n")
    known = fields.get("v") == 1 and fields.get("kdf") == "scrypt"
    if not known or not isinstance(cost, int) or not 2 <= cost <= COST_LIMIT or cost & (cost - 1):
        raise KeyDamaged(f"{FILE} is in a form this program does not know")
    key = _stretched(passphrase, keyfiles.data_of(fields, "salt"), cost)
    try:
        return Master(NATIONAL.open(key, keyfiles.data_of(fields, "sealed"), _AAD))
    except Tampered:
        raise WrongPassphrase(f"the passphrase does not open {FILE}") from None


def _stretched(passphrase: bytes, salt: bytes, cost: int) -> bytes:
    if not passphrase:
        raise WrongPassphrase("the passphrase is empty")
    return Scrypt(salt=salt, length=NATIONAL.cipher.key_bytes, n=cost, r=BLOCK, p=1).derive(passphrase)
