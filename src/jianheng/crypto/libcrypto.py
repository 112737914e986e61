"""SM2 (GB/T 32918) by the system's libcrypto 3.x.

Private keys are 32 bytes big-endian, public keys the uncompressed point of 65 bytes (0x04 ‖ x ‖ y), signatures and
ciphertexts DER as the ``openssl`` command line makes and reads them. Each call has contexts of its own and frees them;
key handles are only read after they were made, so threads may share them.
"""

import ctypes
import ctypes.util
import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_uint, c_ulong, c_void_p
from functools import cache
from typing import Any

from jianheng.crypto.errors import BadKey, CryptoFailed, Sm2Missing, Tampered

SIGNER_ID = b"1234567812345678"
"""The signer's identity of GM/T 0009; without it (``distid``) the same signature fails."""
PRIVATE_BYTES = 32
PUBLIC_BYTES = 65
SIGNATURE_LIMIT = 72
"""Bytes of the longest signature: two integers of 33 bytes with their headers."""
NO_LIBRARY = "the system has no libcrypto: install OpenSSL 3.0 or later"
TOO_OLD = "the system's libcrypto is older than OpenSSL 3.0"
WITHOUT_SM2 = "the system's libcrypto was built without SM2, or its providers leave SM2 out"

_LIBRARIES = ("libcrypto.so.3", "libcrypto.3.dylib")
_UNSIGNED, _TEXT, _BYTES = 2, 4, 5
_PUBLIC, _PAIR = 0x86, 0x87

_RESULTS_AND_ARGUMENTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "OpenSSL_version_num": (c_ulong, ()),
    "ERR_clear_error": (None, ()),
    "EVP_PKEY_CTX_new_from_name": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_PKEY_CTX_new_from_pkey": (c_void_p, (c_void_p, c_void_p, c_char_p)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_set1_id": (c_int, (c_void_p, c_char_p, c_size_t)),
    "EVP_PKEY_fromdata_init": (c_int, (c_void_p,)),
    "EVP_PKEY_fromdata": (c_int, (c_void_p, POINTER(c_void_p), c_int, c_void_p)),
    "EVP_PKEY_keygen_init": (c_int, (c_void_p,)),
    "EVP_PKEY_generate": (c_int, (c_void_p, POINTER(c_void_p))),
    "EVP_PKEY_check": (c_int, (c_void_p,)),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY_get_octet_string_param": (c_int, (c_void_p, c_char_p, c_void_p, c_size_t, POINTER(c_size_t))),
    "EVP_PKEY_get_bn_param": (c_int, (c_void_p, c_char_p, POINTER(c_void_p))),
    "BN_bn2binpad": (c_int, (c_void_p, c_void_p, c_int)),
    "BN_clear_free": (None, (c_void_p,)),
    "EVP_MD_CTX_new": (c_void_p, ()),
    "EVP_MD_CTX_free": (None, (c_void_p,)),
    **dict.fromkeys(
        ("EVP_DigestSignInit_ex", "EVP_DigestVerifyInit_ex"),
        (c_int, (c_void_p, POINTER(c_void_p), c_char_p, c_void_p, c_char_p, c_void_p, c_void_p)),
    ),
    "EVP_DigestSign": (c_int, (c_void_p, c_void_p, POINTER(c_size_t), c_char_p, c_size_t)),
    "EVP_DigestVerify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
    **dict.fromkeys(("EVP_PKEY_encrypt_init", "EVP_PKEY_decrypt_init"), (c_int, (c_void_p,))),
    **dict.fromkeys(
        ("EVP_PKEY_encrypt", "EVP_PKEY_decrypt"),
        (c_int, (c_void_p, c_void_p, POINTER(c_size_t), c_char_p, c_size_t)),
    ),
}


class _Param(ctypes.Structure):
    """OSSL_PARAM."""

    _fields_ = (
        ("key", c_char_p),
        ("data_type", c_uint),
        ("data", c_void_p),
        ("data_size", c_size_t),
        ("return_size", c_size_t),
    )


class PublicKey:
    """A public key ready to verify and to encrypt to; raises `BadKey`, also for a point off the curve."""

    def __init__(self, public: bytes) -> None:
        _check_public_form(public)
        self.public = public
        self._handle = _imported({b"pub": (_BYTES, public)}, _PUBLIC)
        weakref.finalize(self, library().EVP_PKEY_free, self._handle)

    def verify(self, message: bytes, signature: bytes, signer_id: bytes = SIGNER_ID) -> bool:
        """Whether the DER signature is good for the message and the signer's identity."""
        with _digest_context("EVP_DigestVerifyInit_ex", self._handle, signer_id) as context:
            done = library().EVP_DigestVerify(context, signature, len(signature), message, len(message))
        library().ERR_clear_error()
        return bool(done == 1)

    def encrypt(self, plaintext: bytes) -> bytes:
        """The DER ciphertext of at least one byte; made for short secrets such as keys."""
        if not plaintext:
            raise ValueError("SM2 encrypts at least one byte")
        with _key_context(self._handle) as context:
            return _transformed("encrypt", context, plaintext, CryptoFailed("SM2 encryption failed"))


class PrivateKey:
    """A private key ready to sign and to decrypt; raises `BadKey` if the two halves do not belong together."""

    def __init__(self, private: bytes, public: bytes) -> None:
        _check_public_form(public)
        if len(private) != PRIVATE_BYTES:
            raise BadKey("an SM2 private key has 32 bytes")
        self.public = public
        native = private if sys.byteorder == "big" else private[::-1]
        self._handle = _imported({b"pub": (_BYTES, public), b"priv": (_UNSIGNED, native)}, _PAIR)
        weakref.finalize(self, library().EVP_PKEY_free, self._handle)
        with _key_context(self._handle) as context:
            _good(library().EVP_PKEY_check(context), BadKey("the SM2 private key does not belong to its public key"))

    def sign(self, message: bytes, signer_id: bytes = SIGNER_ID) -> bytes:
        """The DER signature of SM3(Z ‖ message), at most 72 bytes."""
        signature, length = ctypes.create_string_buffer(SIGNATURE_LIMIT), c_size_t(SIGNATURE_LIMIT)
        with _digest_context("EVP_DigestSignInit_ex", self._handle, signer_id) as context:
            done = library().EVP_DigestSign(context, signature, byref(length), message, len(message))
        _good(done, CryptoFailed("SM2 signing failed"))
        return signature.raw[: length.value]

    def decrypt(self, ciphertext: bytes) -> bytes:
        """The plaintext of a DER ciphertext; raises `Tampered`."""
        with _key_context(self._handle) as context:
            return _transformed("decrypt", context, ciphertext, Tampered("the SM2 ciphertext was altered"))


def generate() -> tuple[bytes, bytes]:
    """A new pair: private key, public key."""
    with _named_context() as context:
        handle = c_void_p()
        _good(library().EVP_PKEY_keygen_init(context), Sm2Missing("libcrypto cannot make SM2 keys"))
        _good(library().EVP_PKEY_generate(context, byref(handle)), CryptoFailed("SM2 key generation failed"))
    try:
        return _private_of(handle), _public_of(handle)
    finally:
        library().EVP_PKEY_free(handle)


def library() -> Any:
    """The system's libcrypto with the types of its functions; raises `Sm2Missing` where it cannot do SM2."""
    found = _looked_for()
    if isinstance(found, str):
        raise Sm2Missing(found)
    return found


def version() -> int:
    """The number of libcrypto's version, 0xMNN00PP0."""
    return int(library().OpenSSL_version_num())


@cache
def _looked_for() -> Any:
    """The library, or the sentence that says why there is none."""
    return next((found for name in _names() if (found := _opened(name))), NO_LIBRARY)


def _names() -> Iterator[str]:
    yield from _LIBRARIES
    if elsewhere := ctypes.util.find_library("crypto"):
        yield elsewhere


def _opened(name: str) -> Any:
    """The library of this file name, None where there is none, or the sentence that says what it lacks."""
    try:
        found = ctypes.CDLL(name)
    except OSError:
        return None
    try:
        for function, (result, arguments) in _RESULTS_AND_ARGUMENTS.items():
            getattr(found, function).restype = result
            getattr(found, function).argtypes = arguments
    except AttributeError:
        return TOO_OLD
    context = found.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
    found.EVP_PKEY_CTX_free(context)
    found.ERR_clear_error()
    return found if context else WITHOUT_SM2


def _check_public_form(public: bytes) -> None:
    if len(public) != PUBLIC_BYTES or public[0] != 4:
        raise BadKey("an SM2 public key has 65 bytes and begins with 04")


def _imported(parts: dict[bytes, tuple[int, bytes]], selection: int) -> c_void_p:
    entries = {b"group": (_TEXT, b"SM2"), **parts}
    held = [ctypes.create_string_buffer(data, len(data)) for _, data in entries.values()]
    parameters = (_Param * (len(entries) + 1))(
        *(
            _Param(key, kind, ctypes.addressof(buffer), len(buffer), 0)
            for (key, (kind, _)), buffer in zip(entries.items(), held, strict=True)
        )
    )
    handle = c_void_p()
    try:
        with _named_context() as context:
            _good(library().EVP_PKEY_fromdata_init(context), Sm2Missing("libcrypto cannot import SM2 keys"))
            done = library().EVP_PKEY_fromdata(context, byref(handle), selection, parameters)
            _good(done, BadKey("the SM2 key is not on the curve"))
    finally:
        for buffer in held:
            ctypes.memset(buffer, 0, len(buffer))
    return handle


def _public_of(handle: c_void_p) -> bytes:
    public, length = ctypes.create_string_buffer(PUBLIC_BYTES), c_size_t()
    done = library().EVP_PKEY_get_octet_string_param(handle, b"encoded-pub-key", public, PUBLIC_BYTES, byref(length))
    _good(done, CryptoFailed("libcrypto does not give the public key"))
    return public.raw[: length.value]


def _private_of(handle: c_void_p) -> bytes:
    number, private = c_void_p(), ctypes.create_string_buffer(PRIVATE_BYTES)
    done = library().EVP_PKEY_get_bn_param(handle, b"priv", byref(number))
    _good(done, CryptoFailed("libcrypto does not give the private key"))
    try:
        library().BN_bn2binpad(number, private, PRIVATE_BYTES)
        return private.raw
    finally:
        library().BN_clear_free(number)
        ctypes.memset(private, 0, PRIVATE_BYTES)


def _transformed(act: str, context: c_void_p, data: bytes, failure: Exception) -> bytes:
    """Encrypt or decrypt: ask for the greatest length first."""
    start: Callable[..., int] = getattr(library(), f"EVP_PKEY_{act}_init")
    run: Callable[..., int] = getattr(library(), f"EVP_PKEY_{act}")
    length = c_size_t()
    _good(start(context), failure)
    _good(run(context, None, byref(length), data, len(data)), failure)
    buffer = ctypes.create_string_buffer(max(1, length.value))
    _good(run(context, buffer, byref(length), data, len(data)), failure)
    found = buffer.raw[: length.value]
    ctypes.memset(buffer, 0, len(buffer))
    return found


def _good(done: int, failure: Exception) -> None:
    """Raise the failure unless libcrypto answered 1; its queue of errors is emptied, since ``ssl`` would read it."""
    if done != 1:
        library().ERR_clear_error()
        raise failure


@contextmanager
def _named_context() -> Iterator[c_void_p]:
    with _freed(library().EVP_PKEY_CTX_new_from_name(None, b"SM2", None), "EVP_PKEY_CTX_free") as context:
        yield context


@contextmanager
def _key_context(handle: c_void_p) -> Iterator[c_void_p]:
    with _freed(library().EVP_PKEY_CTX_new_from_pkey(None, handle, None), "EVP_PKEY_CTX_free") as context:
        yield context


@contextmanager
def _digest_context(start: str, handle: c_void_p, signer_id: bytes) -> Iterator[c_void_p]:
    """A context that hashes Z of the signer's identity first; it owns its key context."""
    with _freed(library().EVP_MD_CTX_new(), "EVP_MD_CTX_free") as context:
        own = c_void_p()
        done = getattr(library(), start)(context, byref(own), b"SM3", None, None, handle, None)
        _good(done, CryptoFailed("libcrypto refuses SM2 with SM3"))
        done = library().EVP_PKEY_CTX_set1_id(own, signer_id, len(signer_id))
        _good(done, CryptoFailed("libcrypto refuses the signer's identity"))
        yield context


@contextmanager
def _freed(pointer: int | None, free: str) -> Iterator[c_void_p]:
    if not pointer:
        library().ERR_clear_error()
        raise CryptoFailed("libcrypto has no memory")
    try:
        yield c_void_p(pointer)
    finally:
        getattr(library(), free)(pointer)
