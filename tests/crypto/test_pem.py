"""Public keys as PEM: what we write, ``openssl`` reads, and what it writes, we read; anything else is refused."""

import pytest

from jianheng.crypto import ed25519, libcrypto
from jianheng.crypto import known_answers as known
from jianheng.crypto.errors import BadKey, UnknownSuite
from jianheng.crypto.pem import load_public_pem, public_pem
from tests.crypto.openssl import needs_openssl, openssl

KEYS = {"SM2-SM3": known.SM2_PUBLIC, "Ed25519": known.ED25519_PUBLIC}
BOTH = pytest.mark.parametrize("alg", KEYS)


@BOTH
def test_a_key_comes_back_as_it_was(alg):
    text = public_pem(alg, KEYS[alg])
    assert load_public_pem(text) == (alg, KEYS[alg])
    assert load_public_pem("\r\n".join(["", *text.splitlines(), ""])) == (alg, KEYS[alg])


@needs_openssl
@BOTH
def test_the_command_line_reads_ours_and_writes_the_same(alg):
    text = public_pem(alg, KEYS[alg])
    read, written = openssl("pkey", "-pubin", "-pubout", given=text.encode("ascii"))
    assert read
    assert written.decode("ascii") == text


@needs_openssl
def test_the_command_line_checks_an_ed25519_signature(tmp_path):
    signer = ed25519.PrivateKey(ed25519.generate())
    key, signature, message = tmp_path / "public.pem", tmp_path / "signature", tmp_path / "message"
    key.write_text(public_pem("Ed25519", signer.public), encoding="ascii")
    signature.write_bytes(signer.sign(b"message"))
    for text, expected in ((b"message", True), (b"messagf", False)):
        message.write_bytes(text)
        words = ("pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-sigfile", signature, "-in", message)
        assert openssl(*words)[0] is expected


@needs_openssl
@pytest.mark.parametrize(
    "words",
    [
        ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
        ("genpkey", "-algorithm", "ED448"),
        ("genpkey", "-algorithm", "X25519"),
    ],
)
def test_keys_of_other_kinds_are_refused(words):
    made, private = openssl(*words)
    assert made
    public = openssl("pkey", "-pubout", given=private)[1].decode("ascii")
    with pytest.raises(BadKey):
        load_public_pem(public)


def test_texts_that_hold_no_key_are_refused():
    good = public_pem("SM2-SM3", known.SM2_PUBLIC)
    body = good.splitlines()[1]
    for text in (
        "",
        "key",
        good.replace("PUBLIC", "PRIVATE"),
        good.replace(body, body[:-4]),
        good.replace(body, "===="),
        good * 2,
    ):
        with pytest.raises(BadKey):
            load_public_pem(text)


def test_a_point_off_the_curve_is_neither_written_nor_read():
    public = libcrypto.generate()[1]
    with pytest.raises(BadKey, match="curve"):
        public_pem("SM2-SM3", public[:-1] + bytes([public[-1] ^ 1]))
    lines = public_pem("SM2-SM3", public).splitlines()
    lines[2] = lines[2][:8] + ("B" if lines[2][8] == "A" else "A") + lines[2][9:]
    with pytest.raises(BadKey, match="curve"):
        load_public_pem("\n".join(lines))
    with pytest.raises(UnknownSuite):
        public_pem("RSA", public)
