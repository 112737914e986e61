"""The examples printed in GB/T 32905 (SM3), GB/T 32907 (SM4), GB/T 32918.5 (SM2) and RFC 8998 come out as printed."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hashes import SM3, Hash

from jianheng.crypto import aead, ed25519, hashing, libcrypto, sm2, sm2_public
from jianheng.crypto import known_answers as known
from jianheng.crypto.errors import BadKey, Tampered
from tests.crypto.der import der


def number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def test_sm3_of_both_examples():
    assert hashing.sm3(b"abc") == known.SM3_ABC
    assert hashing.sm3(b"abcd" * 16) == known.SM3_SIXTEEN_ABCD


def test_sm3_of_the_interpreter_and_of_the_bundled_library_agree():
    bundled = hashing._hasher("sm3", hashing.sm3, hashing._BundledSm3(Hash(SM3())))
    for length in (0, 1, 55, 56, 64, 1000):
        data = bytes(range(256)) * 4
        assert bundled.leaf(data[:length]) == hashing.SM3.leaf(data[:length])
    assert bundled.node(b"l" * 32, b"r" * 32) == hashing.sm3(b"\x01" + b"l" * 32 + b"r" * 32)


def test_hmac_sm3_is_the_same_without_sm3_in_the_interpreter(monkeypatch):
    with_system = hashing.hmac_sm3(b"key", b"message")
    monkeypatch.setattr(hashing, "has_system_sm3", lambda: False)
    assert hashing.hmac_sm3(b"key", b"message") == with_system
    assert hashing.hmac_sm3(known.HMAC_SM3_KEY, b"") == known.HMAC_SM3_EMPTY


def test_sm4_of_one_block_and_of_a_million_rounds():
    running = Cipher(SM4(known.SM4_KEY), modes.ECB()).encryptor()
    block = running.update(known.SM4_KEY)
    assert block == known.SM4_BLOCK
    for _ in range(999_999):
        block = running.update(block)
    assert block == known.SM4_MILLION


@pytest.mark.parametrize(
    ("cipher", "case"), [(aead.SM4_GCM, known.SM4_GCM_CASE), (aead.AES_256_GCM, known.AES_256_GCM_CASE)]
)
def test_gcm_seals_and_opens_the_published_case(cipher, case):
    assert cipher.seal_with(case.nonce, case.key, case.plaintext, case.aad) == case.sealed
    assert cipher.open(case.key, case.nonce + case.sealed, case.aad) == case.plaintext


def test_sm2_annex_a_the_public_key_and_the_signature_follow_from_the_printed_numbers():
    """The annex's arithmetic by plain integers: no code of the provider takes part."""
    d, k, n = number(known.SM2_PRIVATE), number(known.SM2_NONCE), sm2_public.N
    assert b"\x04" + affine(sm2_public.times(d, sm2_public.G)) == known.SM2_PUBLIC
    z = sm2_public._identity_digest(known.SM2_PUBLIC, libcrypto.SIGNER_ID)
    assert z.hex() == "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"
    e = number(hashing.sm3(z + known.SM2_MESSAGE))
    r = (e + number(affine(sm2_public.times(k, sm2_public.G))[:32])) % n
    s = pow(1 + d, -1, n) * (k - r * d) % n
    assert sm2_public._pair(known.SM2_SIGNATURE) == (r, s)


def affine(point):
    inverse = pow(point[2], -1, sm2_public.P)
    x, y = point[0] * inverse**2 % sm2_public.P, point[1] * inverse**3 % sm2_public.P
    return x.to_bytes(32, "big") + y.to_bytes(32, "big")


def test_plain_integers_add_equal_and_opposite_points():
    g = (*sm2_public.G, 1)
    opposite = (g[0], sm2_public.P - g[1], 1)
    assert affine(sm2_public.add(g, g)) == affine(sm2_public.double(g)) == affine(sm2_public.times(2, sm2_public.G))
    assert sm2_public.add(g, opposite)[2] == 0
    assert sm2_public.times(sm2_public.N, sm2_public.G)[2] == 0


def test_a_signature_that_leads_to_infinity_is_refused():
    d, n = number(known.SM2_PRIVATE), sm2_public.N
    r = 12345
    s = -r * d * pow(1 + d, -1, n) % n
    signature = der(r, s)
    assert sm2_public._pair(signature) == (r, s)
    assert not sm2.verify(known.SM2_PUBLIC, b"message", signature)
    assert not sm2_public.verify(known.SM2_PUBLIC, b"message", signature, libcrypto.SIGNER_ID)


def test_sm2_annex_a_is_accepted_by_the_provider_and_by_plain_integers():
    printed = known.SM2_PUBLIC, known.SM2_MESSAGE, known.SM2_SIGNATURE
    assert sm2.verify(*printed)
    assert sm2_public.verify(*printed, libcrypto.SIGNER_ID)
    assert not sm2.verify(known.SM2_PUBLIC, b"Message digest", known.SM2_SIGNATURE)


def test_sm2_annex_c_decrypts_and_no_byte_of_it_may_change():
    private = libcrypto.PrivateKey(known.SM2_PRIVATE, known.SM2_PUBLIC)
    assert private.decrypt(known.SM2_CIPHERTEXT) == known.SM2_PLAINTEXT
    for place in range(len(known.SM2_CIPHERTEXT)):
        altered = bytearray(known.SM2_CIPHERTEXT)
        altered[place] ^= 0x10
        with pytest.raises(Tampered):
            private.decrypt(bytes(altered))


def test_sm2_encrypts_to_what_its_key_opens():
    private, public = libcrypto.generate()
    for plaintext in (b"x", b"k" * 16, b"long " * 200):
        ciphertext = libcrypto.PublicKey(public).encrypt(plaintext)
        assert libcrypto.PrivateKey(private, public).decrypt(ciphertext) == plaintext
    with pytest.raises(Tampered):
        libcrypto.PrivateKey(*libcrypto.generate()).decrypt(ciphertext)
    with pytest.raises(ValueError, match="at least one byte"):
        libcrypto.PublicKey(public).encrypt(b"")


def test_a_key_with_leading_zero_bytes_signs():
    private = (5).to_bytes(32, "big")
    public = b"\x04" + affine(sm2_public.times(5, sm2_public.G))
    assert sm2.verify(public, b"message", libcrypto.PrivateKey(private, public).sign(b"message"))


def test_halves_that_do_not_belong_together_are_refused():
    with pytest.raises(BadKey, match="belong"):
        libcrypto.PrivateKey(libcrypto.generate()[0], known.SM2_PUBLIC)
    for number_out_of_range in (0, sm2_public.N - 1, sm2_public.N):
        with pytest.raises(BadKey):
            libcrypto.PrivateKey(number_out_of_range.to_bytes(32, "big"), known.SM2_PUBLIC)


def test_ed25519_signs_as_rfc_8032_prints():
    key = ed25519.PrivateKey(known.ED25519_PRIVATE)
    assert (key.public, key.sign(known.ED25519_MESSAGE)) == (known.ED25519_PUBLIC, known.ED25519_SIGNATURE)
