"""A machine whose libcrypto has no SM2."""

import pytest

from jianheng.crypto import libcrypto, sm2


@pytest.fixture
def without_sm2(monkeypatch):
    """(public key, message, signature) made elsewhere, on a machine without SM2."""
    private, public = libcrypto.generate()
    signature = libcrypto.PrivateKey(private, public).sign(b"message")
    sm2._public_key.cache_clear()
    monkeypatch.setattr(libcrypto, "_looked_for", lambda: libcrypto.WITHOUT_SM2)
    return public, b"message", signature
