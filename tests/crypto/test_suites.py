"""Two suites, each whole in itself: what they sign, seal and refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.crypto import ed25519, hashing, libcrypto, sm2, sm2_public
from jianheng.crypto.suites import (
    INTERNATIONAL,
    NATIONAL,
    SUITES,
    BadKey,
    Tampered,
    UnknownSuite,
    by_signature,
    suite,
)

BOTH = pytest.mark.parametrize("one", SUITES, ids=lambda one: one.name)


def pair_of(one):
    """A signer of the suite and its public key."""
    if one is NATIONAL:
        private, public = libcrypto.generate()
        return libcrypto.PrivateKey(private, public), public
    signer = ed25519.PrivateKey(ed25519.generate())
    return signer, signer.public


def test_the_suites_are_found_by_name_and_by_signature():
    assert (suite("national"), suite("international")) == (NATIONAL, INTERNATIONAL)
    assert (by_signature("SM2-SM3"), by_signature("Ed25519")) == (NATIONAL, INTERNATIONAL)
    assert [(one.hasher.name, one.aead) for one in SUITES] == [("sm3", "SM4-GCM"), ("sha256", "AES-256-GCM")]


@pytest.mark.parametrize("name", ["", "National", "RSA", "SM2-SM3", "ed25519"])
def test_an_unknown_suite_is_refused_by_name(name):
    with pytest.raises(UnknownSuite, match="no suite"):
        suite(name)


@pytest.mark.parametrize("alg", ["", "sm2", "SM2-SHA256", "ECDSA", "national"])
def test_an_unknown_signature_is_refused_by_name(alg):
    with pytest.raises(UnknownSuite, match="no suite"):
        by_signature(alg)


@BOTH
def test_a_signature_holds_for_its_message_and_key_alone(one):
    (signer, public), (_, other) = pair_of(one), pair_of(one)
    signature = signer.sign(b"message")
    assert one.verify(public, b"message", signature)
    assert not one.verify(public, b"messagf", signature)
    assert not one.verify(other, b"message", signature)


@BOTH
@given(public=st.binary(max_size=80), message=st.binary(max_size=8), signature=st.binary(max_size=80))
def test_malformed_input_is_false_and_never_an_error(one, public, message, signature):
    of_both_lengths = len(public) == 32 and len(signature) == 64
    assert one.verify(public, message, signature) is False or of_both_lengths


def test_a_public_key_off_the_curve_is_no_key():
    private, public = libcrypto.generate()
    signature = libcrypto.PrivateKey(private, public).sign(b"message")
    for bad in (
        public[:-1] + bytes([public[-1] ^ 1]),
        b"\x04" + bytes(64),
        b"\x04" + b"\xff" * 64,
        b"\x06" + public[1:],
        b"\x07" + public[1:],
        bytes([2 + public[-1] % 2]) + public[1:33],
        b"\x00",
        b"",
    ):
        assert not NATIONAL.verify(bad, b"message", signature)
        for refuse in (NATIONAL.check_public, libcrypto.PublicKey):
            with pytest.raises(BadKey):
                refuse(bad)


def test_a_point_written_with_numbers_beyond_the_field_is_no_key():
    """x and x + p are the same point; only the shorter is its form, else one key would have two."""
    field = sm2_public.P
    x = next(x for x in range(1, 100) if pow(y_squared(x), (field - 1) // 2, field) == 1)
    y = pow(y_squared(x), (field + 1) // 4, field).to_bytes(32, "big")
    NATIONAL.check_public(b"\x04" + x.to_bytes(32, "big") + y)
    for refuse in (NATIONAL.check_public, libcrypto.PublicKey):
        with pytest.raises(BadKey):
            refuse(b"\x04" + (x + field).to_bytes(32, "big") + y)


def y_squared(x: int) -> int:
    return (x * x * x + sm2_public.A * x + sm2_public.B) % sm2_public.P


def test_a_raw_key_of_the_wrong_length_is_no_key():
    for length in (0, 31, 33, 64):
        with pytest.raises(BadKey, match="32 bytes"):
            INTERNATIONAL.check_public(bytes(length))
        with pytest.raises(BadKey, match="32 bytes"):
            ed25519.PrivateKey(bytes(length))
    with pytest.raises(BadKey, match="32 bytes"):
        libcrypto.PrivateKey(bytes(31), libcrypto.generate()[1])


@BOTH
@given(plaintext=st.binary(max_size=200), aad=st.binary(max_size=40), chance=st.integers(min_value=0))
def test_what_is_sealed_opens_whole_and_any_flipped_bit_shows(one, plaintext, aad, chance):
    key = one.new_key()
    sealed = one.seal(key, plaintext, aad)
    assert len(sealed) == 12 + len(plaintext) + 16
    assert one.open(key, sealed, aad) == plaintext
    bit = chance % (8 * len(sealed))
    altered = bytearray(sealed)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        one.open(key, bytes(altered), aad)


@BOTH
def test_another_key_another_context_or_a_cut_shows(one):
    key = one.new_key()
    sealed = one.seal(key, b"plaintext", b"context")
    for other_key, data, aad in (
        (one.new_key(), sealed, b"context"),
        (key, sealed, b"another"),
        (key, sealed, b""),
        (key, sealed[:-1], b"context"),
        (key, sealed[:27], b"context"),
        (key, b"", b"context"),
    ):
        with pytest.raises(Tampered):
            one.open(other_key, data, aad)


@BOTH
def test_keys_of_the_wrong_length_neither_seal_nor_open(one):
    for length in (0, 15, 24, 33):
        with pytest.raises(BadKey, match="bytes"):
            one.seal(bytes(length), b"", b"")
        with pytest.raises(BadKey, match="bytes"):
            one.open(bytes(length), bytes(40), b"")


@BOTH
def test_the_same_text_is_never_sealed_alike(one):
    key = one.new_key()
    assert len({one.seal(key, b"text", b"") for _ in range(100)}) == 100
    assert len({one.new_key() for _ in range(100)}) == 100


@pytest.mark.parametrize("hasher", hashing.HASHERS.values(), ids=lambda hasher: hasher.name)
@given(left=st.binary(min_size=32, max_size=32), right=st.binary(min_size=32, max_size=32), data=st.binary())
def test_leaves_and_nodes_carry_their_prefix(hasher, left, right, data):
    assert hasher.leaf(data) == hasher.digest(b"\x00" + data)
    assert hasher.node(left, right) == hasher.digest(b"\x01" + left + right)
    assert hasher.empty == hasher.digest(b"")


def test_verification_goes_on_where_the_library_lacks_sm2(without_sm2):
    assert not sm2.signing_available()
    from_elsewhere = without_sm2
    assert NATIONAL.verify(*from_elsewhere)
    public, message, signature = from_elsewhere
    assert not NATIONAL.verify(public, message + b".", signature)


@pytest.mark.parametrize(
    ("machine", "version", "leaks"),
    [
        ("aarch64", 0x30500030, True),
        ("arm64", 0x30600010, True),
        ("aarch64", 0x300000F0, False),
        ("aarch64", 0x30600020, False),
        ("x86_64", 0x30500030, False),
    ],
)
def test_libraries_whose_time_tells_the_key_are_known(machine, version, leaks):
    assert sm2.leaks_time(machine, version) is leaks
