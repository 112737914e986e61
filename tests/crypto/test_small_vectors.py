"""A few published figures and cases of our own, for every run; `test_published_vectors` has the whole collections."""

import hmac

import pytest
import rfc8785

from jianheng.crypto import known_answers as known
from jianheng.crypto.aead import AES_256_GCM, SM4_GCM
from jianheng.crypto.errors import Tampered
from jianheng.crypto.hashing import hmac_sm3, sm3
from jianheng.crypto.suites import INTERNATIONAL

HMAC_SM3 = [
    ("1e225cafb90339bba1b24076d4206c3e79c355805d851682bc818baa4f5a7779", "", known.HMAC_SM3_EMPTY.hex()),
    (
        "de8b5b5b2f09645be47ecb6407a4e1d9c6b33ae3c2d22517d3357da0357a3139",
        "cc021d65",
        "126129850a022d65e5f1a64335f615a74fbde4abfec4b400fdc970ed587faba0",
    ),
    (
        "233e4fdee70bcc20235b6977ddfc05b0df66f5635d827c66e5a63cdb16a24938",
        "fdb2ee4b6d1a0ac2",
        "6c72360f97cb252a3e673afd51402845f04cc7e41ebbfc0821e7ce77adbb4f0d",
    ),
    ("a349ac0a9f9f74e48e099cc3dbf9a9c9", "", "38151645fc1dc87175a9481d7aa82d075123075c93e13ed578da3da607229cf0"),
    (
        (
            "8a0c46eb8a2959e39865330079763341e7439dab149694ee57e0d61ec73d947e"
            "1d5301cd974e18a5e0d1cf0d2c37e8aadd9fd589d57ef32e47024a99bc3f70c077"
        ),
        "",
        "f585ac6070bbdce74a19c2a5db953e4682df5f4d6693fc8182cc4c6ee4be3150",
    ),
]
"""Key, message, code: keys shorter than a digest, of one, and longer than a block."""


@pytest.mark.parametrize(("key", "message", "code"), HMAC_SM3)
def test_hmac_sm3(key, message, code):
    assert hmac_sm3(bytes.fromhex(key), bytes.fromhex(message)).hex() == code


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 200])
def test_hmac_sm3_is_what_its_definition_says(length):
    key, message = bytes(range(length)), b"message"
    block = (sm3(key) if length > 64 else key).ljust(64, b"\x00")
    inner = sm3(bytes(byte ^ 0x36 for byte in block) + message)
    expected = sm3(bytes(byte ^ 0x5C for byte in block) + inner)
    assert hmac.compare_digest(hmac_sm3(key, message), expected)


@pytest.mark.parametrize(("cipher", "case"), [(SM4_GCM, known.SM4_GCM_CASE), (AES_256_GCM, known.AES_256_GCM_CASE)])
def test_every_bit_of_a_tag_and_every_byte_of_a_text_counts(cipher, case):
    places = [(len(case.sealed) - 16 + bit // 8, 1 << bit % 8) for bit in range(128)]
    places += [(place, 0x80) for place in range(len(case.sealed) - 16)]
    for place, change in places:
        altered = bytearray(case.sealed)
        altered[place] ^= change
        with pytest.raises(Tampered):
            cipher.open_with(case.nonce, case.key, bytes(altered), case.aad)


ORDER_OF_EDWARDS_25519 = 2**252 + 27742317777372353535851937790883648493


def test_an_ed25519_signature_has_one_form():
    """s and s + L satisfy the same equation; RFC 8032 5.1.7 accepts the smaller alone."""
    half, s = known.ED25519_SIGNATURE[:32], int.from_bytes(known.ED25519_SIGNATURE[32:], "little")
    longer = half + (s + ORDER_OF_EDWARDS_25519).to_bytes(32, "little")
    for signature in (longer, half + bytes(32), known.ED25519_SIGNATURE + b"\x00", known.ED25519_SIGNATURE[:63]):
        assert not INTERNATIONAL.verify(known.ED25519_PUBLIC, known.ED25519_MESSAGE, signature)


CANONICAL = [
    ({"b": 1, "a": [True, None, "x"], "": {}}, '{"":{},"a":[true,null,"x"],"b":1}'),
    ({"\ufb01": 1, "\U0001f600": 2, "z": 3}, '{"z":3,"\U0001f600":2,"\ufb01":1}'),
    (["\u2028\u007f", "\x00\x1f\b\t\n\f\r", '"\\/'], '["\u2028\u007f","\\u0000\\u001f\\b\\t\\n\\f\\r","\\"\\\\/"]'),
    ([0.0, -0.0, 1e21, 1e-7, 123456789012345680000.0, 5e-324], "[0,0,1e+21,1e-7,123456789012345680000,5e-324]"),
    ([9007199254740991, -9007199254740991, 0.1, 100.0], "[9007199254740991,-9007199254740991,0.1,100]"),
]
"""Keys go by UTF-16 units, so that an astral sign comes before U+FB01; numbers are written as ECMAScript does."""


@pytest.mark.parametrize(("value", "text"), CANONICAL)
def test_canonical_json(value, text):
    assert rfc8785.dumps(value) == text.encode()
