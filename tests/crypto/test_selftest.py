"""The self-test finds a primitive that answers otherwise than published, and names it."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.algorithms import AES128

from jianheng.crypto import aead, ed25519, hashing, libcrypto, selftest, sm2_public
from jianheng.crypto import known_answers as known
from jianheng.crypto.errors import SelfTestFailed


class Credulous:
    """A public key for which every signature is good."""

    @classmethod
    def from_public_bytes(cls, public):
        return cls()

    def verify(self, *given):
        return True


def careless(self, nonce, key, sealed, aad):
    """Opens without a look at the tag."""
    return self.seal_with(nonce, key, sealed[:-16], aad)[:-16]


BROKEN = {
    "SHA-256": (hashing, "sha256", lambda data: bytes(32)),
    "SM3": (hashing, "sm3", hashing.sha256),
    "leaves and nodes": (hashing, "HASHERS", {"sm3": replace(hashing.SM3, leaf=hashing.sm3)}),
    "HMAC-SM3": (hashing, "hmac_sm3", lambda key, data: hashing.sm3(key + data)),
    "SM4": (selftest, "SM4", AES128),
    "SM4-GCM": (aead.Aead, "seal_with", lambda self, nonce, key, plaintext, aad: plaintext + bytes(16)),
    "AES-256-GCM": (aead.Aead, "seal_with", lambda self, nonce, key, plaintext, aad: plaintext + bytes(16)),
    "sealing": (aead.Aead, "open_with", careless),
    "Ed25519 signing": (ed25519.PrivateKey, "sign", lambda self, message: bytes(64)),
    "Ed25519 verification": (ed25519, "Ed25519PublicKey", Credulous),
    "SM2 verification": (libcrypto.PublicKey, "verify", Credulous.verify),
    "SM2 verification in plain integers": (sm2_public, "verify", lambda *given: True),
    "SM2 signing": (libcrypto.PrivateKey, "sign", lambda self, message: known.SM2_SIGNATURE[:-1] + b"\x00"),
    "SM2 decryption": (libcrypto.PrivateKey, "decrypt", lambda self, ciphertext: b"encryption"),
}


def test_the_primitives_of_this_machine_answer_as_published():
    selftest.run()
    assert selftest.signing_available()


def test_every_check_has_its_broken_primitive_below():
    assert set(selftest._checks()) == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_primitive_is_found_and_named(monkeypatch, name):
    monkeypatch.setattr(*BROKEN[name])
    with pytest.raises(SelfTestFailed, match=name) as failed:
        selftest.run()
    assert name in failed.value.names


def test_a_primitive_that_refuses_to_answer_has_failed(monkeypatch):
    def refuse(data):
        raise ValueError

    monkeypatch.setattr(hashing, "sha256", refuse)
    with pytest.raises(SelfTestFailed) as failed:
        selftest.run()
    assert failed.value.names == ("SHA-256",)


def test_without_sm2_in_the_library_only_its_own_answers_are_left_out(without_sm2):
    selftest.run()
    assert not selftest.signing_available()
    assert set(BROKEN) - set(selftest._checks()) == {"SM2 signing", "SM2 decryption"}
