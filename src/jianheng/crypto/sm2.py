"""SM2 with SM3 under the signer's identity of GM/T 0009: who verifies never needs the library that signs."""

from functools import lru_cache

from jianheng.crypto import libcrypto, sm2_public
from jianheng.crypto.errors import BadKey, Sm2Missing
from jianheng.crypto.libcrypto import SIGNER_ID

PUBLIC_KEYS_KEPT = 256


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


@lru_cache(maxsize=PUBLIC_KEYS_KEPT)
def _public_key(public: bytes) -> libcrypto.PublicKey:
    return libcrypto.PublicKey(public)
