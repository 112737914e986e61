"""One signature, three judges: our provider, plain integers, and the ``openssl`` command line say the same."""

import random
import sys
from functools import cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from jianheng.crypto import libcrypto, sm2, sm2_public
from jianheng.crypto.pem import HEADERS, load_public_pem, public_pem
from tests.crypto.der import der
from tests.crypto.openssl import accepts, needs_openssl, new_key, openssl, signs

N = sm2_public.N
ROOT = Path(__file__).parents[2]


def flipped(data: bytes, chance: random.Random, start: int = 0) -> bytes:
    place = chance.randrange(8 * start, 8 * len(data))
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def mutated(public: bytes, message: bytes, signature: bytes, chance: random.Random, number: int):
    """The same three with one change; the kinds of change take turns."""
    pair = sm2_public._pair(signature)
    assert pair
    r, s = pair
    signatures = [
        flipped(signature, chance),
        der(s, r),
        der(r, N - s),
        der(r + N, s),
        der(r, s + N),
        der(r - N, s),
        der(r, s - N),
        der(0, s),
        der(r, 0),
        der(N, s),
        der(r, N),
        signature[:-1],
        signature[:1] + bytes([signature[1] + 1]) + signature[2:] + b"\x00",
        signature[:1] + b"\x81" + signature[1:],
        padded(signature),
    ]
    changes = [
        (public, flipped(message, chance), signature),
        (flipped(public, chance, 1), message, signature),
        *((public, message, changed) for changed in signatures),
    ]
    return changes[number % len(changes)]


def padded(signature: bytes) -> bytes:
    """The same integers, the first with a zero byte too many."""
    return bytes([0x30, signature[1] + 1, 2, signature[3] + 1, 0]) + signature[4:]


def cases(count: int, seed: int = 20261122):
    """``count`` signatures as made, each followed by itself with one change, and what must be said of them."""
    chance = random.Random(seed)
    pairs = [libcrypto.generate() for _ in range(4)]
    for number in range(count):
        private, public = pairs[number % 4]
        message = chance.randbytes(1 + number % 97)
        signature = libcrypto.PrivateKey(private, public).sign(message)
        yield (public, message, signature), True
        yield mutated(public, message, signature, chance, number), False


def unchecked_pem(public: bytes) -> str:
    """A PEM text that may hold a point off the curve."""
    good = public_pem("SM2-SM3", libcrypto.generate()[1])
    body = (HEADERS["SM2-SM3"] + public).hex()
    coded = openssl("base64", given=bytes.fromhex(body))[1].decode("ascii")
    return good.splitlines()[0] + "\n" + coded + good.splitlines()[-1] + "\n"


@cache
def outsiders_verifier():
    """The program in one file that outsiders run, loaded as it lies there."""
    spec = spec_from_file_location("outsiders_verifier", ROOT / "verifier" / "jianheng_verify.py")
    assert spec
    assert spec.loader
    verifier = module_from_spec(spec)
    sys.modules[spec.name] = verifier
    spec.loader.exec_module(verifier)
    return verifier


def outsider(public: bytes, message: bytes, signature: bytes) -> bool:
    verifier = outsiders_verifier()
    try:
        return bool(verifier.sm2_verify(public, message, signature))
    except verifier.NotProved:
        return False


def plain(public: bytes, message: bytes, signature: bytes) -> bool:
    return sm2_public.verify(public, message, signature, libcrypto.SIGNER_ID)


def command_line(folder: Path, public: bytes, message: bytes, signature: bytes) -> bool:
    on_curve = sm2_public.point_of(public) is not None
    text = public_pem("SM2-SM3", public) if on_curve else unchecked_pem(public)
    return accepts(folder, text, message, signature)


def judged_alike(count: int, *judges) -> int:
    """How many signatures every judge accepted or refused as expected."""
    judged = 0
    for case, expected in cases(count):
        assert [judge(*case) for judge in judges] == [expected] * len(judges)
        judged += 1
    return judged


@needs_openssl
def test_twenty_signatures_and_twenty_mutated_ones_are_judged_alike(tmp_path):
    assert judged_alike(20, sm2.verify, plain, outsider, partial(command_line, tmp_path)) == 40


@needs_openssl
@pytest.mark.slow
def test_two_hundred_signatures_and_two_hundred_mutated_ones_are_judged_alike(tmp_path):
    assert judged_alike(200, sm2.verify, plain, outsider, partial(command_line, tmp_path)) == 400


def test_a_hundred_and_their_mutations_are_judged_alike_without_the_command_line():
    assert judged_alike(100, sm2.verify, plain) == 200


def test_bytes_after_the_signature_are_refused():
    """The command line reads 72 bytes of a file and may not see them; we do."""
    private, public = libcrypto.generate()
    signature = libcrypto.PrivateKey(private, public).sign(b"message")
    for tail in (b"\x00", b"\x00" * 100, signature):
        assert not sm2.verify(public, b"message", signature + tail)
        assert not sm2_public.verify(public, b"message", signature + tail, libcrypto.SIGNER_ID)


@needs_openssl
def test_what_the_command_line_signs_is_accepted(tmp_path):
    private, text = new_key(tmp_path)
    alg, public = load_public_pem(text)
    assert alg == "SM2-SM3"
    assert public_pem(alg, public) == text
    for number in range(5):
        message = b"message %d" % number
        signature = signs(private, message)
        assert sm2.verify(public, message, signature)
        assert plain(public, message, signature)
        assert not sm2.verify(public, message + b".", signature)


@needs_openssl
@pytest.mark.slow
def test_two_hundred_signatures_of_the_command_line_are_accepted(tmp_path):
    private, text = new_key(tmp_path)
    public = load_public_pem(text)[1]
    for number in range(200):
        message = b"message %d" % number
        signature = signs(private, message)
        assert sm2.verify(public, message, signature)
        assert plain(public, message, signature)


@needs_openssl
def test_without_the_signers_identity_the_same_signature_fails(tmp_path):
    secret, public = libcrypto.generate()
    text, signature = public_pem("SM2-SM3", public), libcrypto.PrivateKey(secret, public).sign(b"message")
    assert accepts(tmp_path, text, b"message", signature)
    assert not accepts(tmp_path, text, b"message", signature, distid=None)
    assert not accepts(tmp_path, text, b"message", signature, distid="distid:somebody else")


def test_another_identity_is_another_signature():
    private, public = libcrypto.generate()
    signature = libcrypto.PrivateKey(private, public).sign(b"message", signer_id=b"ALICE123@YAHOO.COM")
    assert libcrypto.PublicKey(public).verify(b"message", signature, signer_id=b"ALICE123@YAHOO.COM")
    assert sm2_public.verify(public, b"message", signature, b"ALICE123@YAHOO.COM")
    assert not sm2.verify(public, b"message", signature)
    assert not sm2_public.verify(public, b"message", signature, libcrypto.SIGNER_ID)
