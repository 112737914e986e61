"""Known answers of every primitive, asked before the program signs or verifies anything.

Where libcrypto lacks SM2 its own answers are left out; those of verification are asked all the same.
"""

from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from jianheng.crypto import aead, ed25519, hashing, libcrypto, sm2, sm2_public
from jianheng.crypto import known_answers as known
from jianheng.crypto.errors import CryptoError, SelfTestFailed, Tampered
from jianheng.crypto.suites import SUITES, Suite, by_signature


def run() -> None:
    """Raises `SelfTestFailed` with the names of the primitives that answered otherwise."""
    failed = tuple(name for name, holds in _checks().items() if not _answered(holds))
    if failed:
        raise SelfTestFailed(failed)


def signing_available() -> bool:
    """Whether the system's libcrypto can sign with SM2."""
    return sm2.signing_available()


def _checks() -> dict[str, Callable[[], bool]]:
    return {
        "SHA-256": lambda: hashing.sha256(b"abc") == known.SHA256_ABC,
        "SM3": _sm3,
        "leaves and nodes": lambda: all(_prefixed(hasher) for hasher in hashing.HASHERS.values()),
        "HMAC-SM3": lambda: hashing.hmac_sm3(known.HMAC_SM3_KEY, b"") == known.HMAC_SM3_EMPTY,
        "SM4": _sm4,
        "SM4-GCM": lambda: _seals(aead.SM4_GCM, known.SM4_GCM_CASE),
        "AES-256-GCM": lambda: _seals(aead.AES_256_GCM, known.AES_256_GCM_CASE),
        "sealing": lambda: all(_opens_own(suite) for suite in SUITES),
        "Ed25519 signing": _ed25519_signs,
        "Ed25519 verification": lambda: _judges("Ed25519", *_ED25519),
        "SM2 verification": lambda: _judges("SM2-SM3", *_SM2),
        "SM2 verification in plain integers": _judges_in_integers,
        **({"SM2 signing": _sm2_signs, "SM2 decryption": _sm2_decrypts} if signing_available() else {}),
    }


_ED25519 = known.ED25519_PUBLIC, known.ED25519_MESSAGE, known.ED25519_SIGNATURE
_SM2 = known.SM2_PUBLIC, known.SM2_MESSAGE, known.SM2_SIGNATURE


def _answered(holds: Callable[[], bool]) -> bool:
    try:
        return holds()
    except (CryptoError, ValueError):
        return False


def _sm3() -> bool:
    return hashing.sm3(b"abc") == known.SM3_ABC and hashing.sm3(b"abcd" * 16) == known.SM3_SIXTEEN_ABCD


def _prefixed(hasher: hashing.Hasher) -> bool:
    left, right = hasher.leaf(b"left"), hasher.empty
    return (
        left == hasher.digest(b"\x00left")
        and right == hasher.digest(b"")
        and hasher.node(left, right) == hasher.digest(b"\x01" + left + right)
    )


def _sm4() -> bool:
    running = Cipher(SM4(known.SM4_KEY), modes.ECB()).encryptor()  # noqa: S305 - the standard's own example
    return running.update(known.SM4_KEY) == known.SM4_BLOCK


def _seals(cipher: aead.Aead, case: known.Sealed) -> bool:
    sealed = cipher.seal_with(case.nonce, case.key, case.plaintext, case.aad)
    opened = cipher.open_with(case.nonce, case.key, case.sealed, case.aad)
    return sealed == case.sealed and opened == case.plaintext


def _opens_own(suite: Suite) -> bool:
    key = suite.new_key()
    sealed = suite.seal(key, b"text", b"context")
    try:
        suite.open(key, _altered(sealed), b"context")
    except Tampered:
        return suite.open(key, sealed, b"context") == b"text"
    return False


def _judges(alg: str, public: bytes, message: bytes, signature: bytes) -> bool:
    verify = by_signature(alg).verify
    return verify(public, message, signature) and not verify(public, message, _altered(signature))


def _judges_in_integers() -> bool:
    def verify(signature: bytes) -> bool:
        return sm2_public.verify(known.SM2_PUBLIC, known.SM2_MESSAGE, signature, libcrypto.SIGNER_ID)

    return verify(known.SM2_SIGNATURE) and not verify(_altered(known.SM2_SIGNATURE))


def _ed25519_signs() -> bool:
    return ed25519.PrivateKey(known.ED25519_PRIVATE).sign(known.ED25519_MESSAGE) == known.ED25519_SIGNATURE


def _sm2_signs() -> bool:
    signature = libcrypto.PrivateKey(known.SM2_PRIVATE, known.SM2_PUBLIC).sign(known.SM2_MESSAGE)
    return sm2_public.verify(known.SM2_PUBLIC, known.SM2_MESSAGE, signature, libcrypto.SIGNER_ID)


def _sm2_decrypts() -> bool:
    private = libcrypto.PrivateKey(known.SM2_PRIVATE, known.SM2_PUBLIC)
    ciphertext = libcrypto.PublicKey(known.SM2_PUBLIC).encrypt(known.SM2_PLAINTEXT)
    return {private.decrypt(known.SM2_CIPHERTEXT), private.decrypt(ciphertext)} == {known.SM2_PLAINTEXT}


def _altered(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])
