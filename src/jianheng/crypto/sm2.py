"""SM2 with SM3 under the signer's identity of GM/T 0009: who verifies never needs the library that signs."""

from functools import lru_cache

from jianheng.crypto import libcrypto, sm2_public
from jianheng.crypto.errors import BadKey, Sm2Missing
from jianheng.crypto.libcrypto import SIGNER_ID

PUBLIC_KEYS_KEPT = 256
LEAKS_ON_ARM = range(0x30200000, 0x30600020)
"""OpenSSL 3.2.0 to 3.6.1: on 64-bit ARM their SM2 takes a time that depends on the key (CVE-2025-9231 and after)."""


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the DER signature is good; False on malformed input and for a point off the curve."""
    try:
        return _public_key(public).verify(message, signature)
    except BadKey:
        return False
    except Sm2Missing:
        return sm2_public.verify(public, message, signature, SIGNER_ID)


def check_public(public: bytes) -> None:
    """Raises `BadKey` unless the bytes are a point of the curve in uncompressed form."""
    if sm2_public.point_of(public) is None:
        raise BadKey("the SM2 public key is no point of the curve")


def signing_available() -> bool:
    """Whether the system's libcrypto can sign with SM2."""
    try:
        libcrypto.library()
    except Sm2Missing:
        return False
    return True


def leaks_time(machine: str, version: int) -> bool:
    """Whether signing with this libcrypto on this machine (`platform.machine`) may tell the private key by its time.

    Such a server verifies only, or signs with a key in a device.
    """
    return machine.lower() in ("aarch64", "arm64") and version in LEAKS_ON_ARM


@lru_cache(maxsize=PUBLIC_KEYS_KEPT)
def _public_key(public: bytes) -> libcrypto.PublicKey:
    return libcrypto.PublicKey(public)
