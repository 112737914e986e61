"""The binding to the system's library: threads, memory, and what it says when the library cannot."""

import ctypes
import gc
import ssl
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jianheng.crypto import libcrypto, sm2
from jianheng.crypto.errors import BadKey, CryptoError, Sm2Missing, Tampered


def test_threads_share_a_key():
    private, public = libcrypto.generate()
    signer, verifier = libcrypto.PrivateKey(private, public), libcrypto.PublicKey(public)
    sealed = verifier.encrypt(b"secret")

    def work(number: int) -> bool:
        message = b"%d" % number
        return verifier.verify(message, signer.sign(message)) and signer.decrypt(sealed) == b"secret"

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(160)))


class Counting:
    """The library, with a count of the calls of each function that answered well."""

    def __init__(self, library) -> None:
        self.library = library
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str):
        def call(*given):
            answer = getattr(self.library, name)(*given)
            self.calls[name] += answer is None or answer > 0
            return answer

        return call


def test_whatever_a_call_makes_is_freed_also_when_it_fails(monkeypatch):
    counting = Counting(libcrypto.library())
    monkeypatch.setattr(libcrypto, "library", lambda: counting)
    private, public = libcrypto.generate()
    signers, off_curve = [libcrypto.PrivateKey(private, public)], public[:-1] + bytes([public[-1] ^ 1])
    assert not libcrypto.PublicKey(public).verify(b"another", signers[0].sign(b"message"))
    assert signers[0].decrypt(libcrypto.PublicKey(public).encrypt(b"secret")) == b"secret"
    for fails in (
        lambda: libcrypto.PublicKey(off_curve),
        lambda: libcrypto.PrivateKey(bytes(32), public),
        lambda: signers[0].decrypt(b"no ciphertext"),
    ):
        with pytest.raises((BadKey, Tampered)):
            fails()
    signers.clear()
    gc.collect()
    calls = counting.calls
    key_contexts = calls["EVP_PKEY_CTX_new_from_name"] + calls["EVP_PKEY_CTX_new_from_pkey"]
    assert key_contexts == calls["EVP_PKEY_CTX_free"] >= 9
    assert calls["EVP_MD_CTX_new"] == calls["EVP_MD_CTX_free"] == 2
    assert calls["EVP_PKEY_fromdata"] + calls["EVP_PKEY_generate"] == calls["EVP_PKEY_free"] >= 4
    assert calls["EVP_PKEY_get_bn_param"] == calls["BN_clear_free"] == 1


def test_a_failure_leaves_no_error_behind_for_other_users_of_the_library():
    peek = ctypes.CDLL(libcrypto.library()._name).ERR_peek_error
    peek.restype = ctypes.c_ulong
    private, public = libcrypto.generate()
    signer = libcrypto.PrivateKey(private, public)
    assert not libcrypto.PublicKey(public).verify(b"message", b"no signature")
    assert peek() == 0
    with pytest.raises(Tampered):
        signer.decrypt(b"no ciphertext")
    assert peek() == 0
    with pytest.raises(BadKey):
        libcrypto.PublicKey(b"\x04" + bytes(64))
    assert peek() == 0
    ssl.create_default_context()


def test_empty_and_long_messages_are_signed():
    private, public = libcrypto.generate()
    for message in (b"", b"\x00" * 3, b"m" * 100_000):
        assert sm2.verify(public, message, libcrypto.PrivateKey(private, public).sign(message))


def test_a_private_key_is_not_shown():
    private, public = libcrypto.generate()
    signer = libcrypto.PrivateKey(private, public)
    assert private.hex() not in repr(vars(signer))
    assert repr(private) not in repr(vars(signer))


def test_a_library_without_sm2_is_named_as_such(without_sm2):
    for act in (libcrypto.generate, lambda: libcrypto.PublicKey(without_sm2[0]), libcrypto.library):
        with pytest.raises(Sm2Missing, match="without SM2"):
            act()


def test_a_library_that_is_too_old_or_absent_is_named_as_such(monkeypatch):
    class Old:
        """OpenSSL 1.1 lacks functions of ours."""

    with monkeypatch.context() as patch:
        patch.setattr(ctypes, "CDLL", lambda _: Old())
        assert libcrypto._opened("libcrypto.so.1.1") == libcrypto.TOO_OLD
    assert libcrypto._opened("libcrypto-that-is-not-there.so") is None
    monkeypatch.setattr(libcrypto, "_names", lambda: iter(("libcrypto-that-is-not-there.so",)))
    libcrypto._looked_for.cache_clear()
    try:
        with pytest.raises(Sm2Missing, match="install OpenSSL"):
            libcrypto.library()
    finally:
        libcrypto._looked_for.cache_clear()


REFUSING = """
from jianheng.crypto import hashing, libcrypto, selftest
from jianheng.crypto import known_answers as known
from jianheng.crypto.errors import Sm2Missing
from jianheng.crypto.suites import NATIONAL
assert not hashing.has_system_sm3() and not selftest.signing_available()
selftest.run()
assert NATIONAL.verify(known.SM2_PUBLIC, known.SM2_MESSAGE, known.SM2_SIGNATURE)
try:
    libcrypto.generate()
except Sm2Missing as missing:
    print(missing)
"""
NO_ALGORITHMS = """
openssl_conf = start
[start]
providers = these
[these]
null = null
[null]
activate = 1
"""


def test_on_a_system_configured_without_any_algorithm_verification_goes_on_and_signing_is_refused(tmp_path):
    """As in a build for other standards: OpenSSL itself is told to offer nothing."""
    configuration = tmp_path / "openssl.cnf"
    configuration.write_text(NO_ALGORITHMS, encoding="ascii")
    environment = {"OPENSSL_CONF": str(configuration), "PYTHONPATH": str(Path(libcrypto.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", REFUSING], env=environment, capture_output=True, check=True, timeout=60, text=True
    )
    assert "without SM2, or its providers leave SM2 out" in done.stdout


def test_every_failure_of_the_room_has_one_root():
    assert issubclass(Sm2Missing, CryptoError)
    assert issubclass(BadKey, CryptoError)
