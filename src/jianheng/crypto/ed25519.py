"""Ed25519 (RFC 8032) by ``cryptography``: public and private keys have 32 bytes, signatures 64."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jianheng.crypto.errors import BadKey

KEY_BYTES = 32


class PrivateKey:
    """A private key ready to sign; ``public`` is its raw public key."""

    def __init__(self, private: bytes) -> None:
        if len(private) != KEY_BYTES:
            raise BadKey("an Ed25519 private key has 32 bytes")
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._key.sign(message)


def generate() -> bytes:
    """A new private key, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def check_public(public: bytes) -> None:
    """Raises `BadKey` if the bytes have not the form of a public key."""
    if len(public) != KEY_BYTES:
        raise BadKey("an Ed25519 public key has 32 bytes")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is good; False on malformed input."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
