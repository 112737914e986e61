"""The stand-alone program itself: one file that runs anywhere, agrees with other judges, and never stumbles."""

import ast
import functools
import http.server
import json
import random
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jianheng.crypto import libcrypto, pem
from jianheng.crypto.hashing import SM3
from tests.crypto.openssl import accepts, needs_openssl, new_key, openssl, signs
from tests.verifier.conftest import Desk
from tests.verifier.county_log import PROGRAM, both, recorded

OLDEST = (3, 9)
LONGEST = 880
"""Lines of the program: it is to be read in one sitting."""


def test_it_imports_the_standard_library_alone():
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=OLDEST)
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in modules} <= set(sys.stdlib_module_names)


def test_it_is_short_enough_to_be_read():
    assert len(PROGRAM.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_failure_is_explained(verifier: Any, name: str):
    names = [row.split(" | ")[0] for row in verifier.FAILURES.strip().split("\n")]
    rows = re.findall(r"^\| `([a-z-]+)` \|", (PROGRAM.parent / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == names


def interpreters() -> Iterator[str]:
    """This one, and the oldest that is promised where there is one."""
    yield sys.executable
    oldest = sorted((Path.home() / ".pyenv" / "versions").glob("3.9.*/bin/python3"))
    yield from map(str, oldest[:1])


def test_it_runs_alone_in_this_python_and_in_the_oldest(desk: Desk):
    policy = desk.file("policy", desk.policy)
    words = ["document", str(desk.document()), str(desk.evidence()), "--policy", str(policy)]
    for python in interpreters():
        ask = subprocess.run([python, "-I", "-S", str(PROGRAM), *words], capture_output=True, check=False, timeout=60)
        assert (ask.returncode, b"PROVED" in ask.stdout) == (0, True), (python, ask.stderr)


def test_it_speaks_utf8_whatever_the_terminal(desk: Desk):
    words = ["entry", str(desk.evidence()), "--policy", str(desk.file("policy", desk.policy))]
    ask = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), *words],
        capture_output=True,
        check=False,
        env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    )
    assert "已证明" in ask.stdout.decode("utf-8")


@pytest.mark.parametrize("words", [[], ["prove"], ["entry"], ["entry", "x"]])
def test_a_command_that_it_does_not_know_is_not_understood(verifier: Any, words: list[str]):
    with pytest.raises(SystemExit) as stopped:
        verifier.main(words)
    assert stopped.value.code == 2


def test_a_missing_file_is_not_understood(desk: Desk):
    assert desk("entry", desk.folder / "nothing") == 2
    assert desk("audit", desk.served, "--previous", desk.folder / "nothing") == 2


def test_its_own_sm3_is_that_of_the_system(verifier: Any):
    draw = random.Random(3)
    for size in (0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 300, 1000):
        data = draw.randbytes(size)
        assert verifier.sm3_pure(data) == SM3.digest(data)
    assert verifier.sm3_pure(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_without_the_systems_sm3_everything_is_still_proved(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(desk.verifier, "sm3", desk.verifier.sm3_pure)
    monkeypatch.setitem(desk.verifier.TREES, "sm3", desk.verifier.sm3_pure)
    desk.verifier.sm2_verify.cache_clear()
    assert desk("document", desk.document(), desk.evidence()) == 0


def test_ed25519_is_judged_as_by_the_library(verifier: Any):
    key, draw = Ed25519PrivateKey.generate(), random.Random(5)
    public = key.public_key().public_bytes_raw()
    for number in range(12):
        message = draw.randbytes(number * 7)
        signature = key.sign(message)
        assert verifier.ed25519_verify(public, message, signature)
        for bad in spoilt(signature, draw):
            assert verifier.ed25519_verify(public, message, bad) == library_says(public, message, bad) is False
    high = signature[:32] + (int.from_bytes(signature[32:], "little") + verifier.ED_L).to_bytes(32, "little")
    assert not verifier.ed25519_verify(public, message, high), "the second half must be reduced"


def test_ed25519_of_the_standard(verifier: Any):
    """RFC 8032, 7.1, test 2."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    signature += "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    assert verifier.ed25519_verify(public, b"\x72", bytes.fromhex(signature))


def library_says(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def spoilt(signature: bytes, draw: random.Random) -> Iterator[bytes]:
    place = draw.randrange(len(signature))
    yield signature[:place] + bytes([signature[place] ^ 1 << draw.randrange(8)]) + signature[place + 1 :]
    yield signature[:-1]
    yield signature + b"\x00"
    yield b""


def test_sm2_is_judged_as_by_libcrypto(verifier: Any):
    private, public = libcrypto.generate()
    key, judge, draw = libcrypto.PrivateKey(private, public), libcrypto.PublicKey(public), random.Random(7)
    for number in range(12):
        message = draw.randbytes(number * 9)
        signature = key.sign(message)
        assert verifier.sm2_verify(public, message, signature)
        for bad in spoilt(signature, draw):
            assert verifier.sm2_verify(public, message, bad) == judge.verify(message, bad) is False
        assert not verifier.sm2_verify(public, message + b"x", signature)


@needs_openssl
def test_sm2_is_judged_as_by_the_openssl_command_line(verifier: Any, tmp_path: Path):
    private, public_pem = new_key(tmp_path)
    done, der = openssl("pkey", "-in", private, "-pubout", "-outform", "DER")
    assert done
    public, draw = der[-65:], random.Random(11)
    for number in range(6):
        message = draw.randbytes(40 + number)
        signature = signs(private, message)
        assert verifier.sm2_verify(public, message, signature)
        bad = next(spoilt(signature, draw))
        assert verifier.sm2_verify(public, message, bad) == accepts(tmp_path, public_pem, message, bad) is False
    assert not accepts(tmp_path, public_pem, message, signature, distid=None)
    assert not verifier.sm2_verify(public, message, signature, signer_id=b"")


@needs_openssl
def test_a_signature_of_an_entry_satisfies_the_openssl_command_line(verifier: Any, tmp_path: Path):
    office = both()
    body = json.loads(recorded("council.decided", 1, {"motion": 1}, office).body)
    signer = next(one for one in body["signers"] if one["alg"] == "SM2-SM3")
    signed = verifier.canonical({name: value for name, value in body.items() if name != "signers"})
    key = pem.public_pem("SM2-SM3", office["sm3"].public)
    assert accepts(tmp_path, key, signed, verifier.from_base64(signer["sig"]))


def test_whatever_is_flipped_it_answers_and_never_breaks_down(desk: Desk):
    draw, whole = random.Random(13), desk.evidence().read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(draw.randint(1, 3)):
            data[draw.randrange(len(data))] = draw.randrange(32, 127)
        cut = data[: draw.randrange(len(data))] if draw.random() < 0.1 else data
        assert desk("entry", desk.file("flipped", bytes(cut))) in (0, 1, 2)
    flipped = desk.policy.encode()
    for _ in range(40):
        at = draw.randrange(len(flipped))
        policy = (flipped[:at] + bytes([draw.randrange(32, 127)]) + flipped[at + 1 :]).decode()
        assert desk("entry", desk.evidence(), policy=policy) in (0, 1, 2)


PLACES = ["entry", "fields/0", "fields/0/salt", "commitments", "commitments/0", "proofs", "proofs/sm3", "keys/0"]


@pytest.mark.parametrize("junk", [None, 1, "x", [], {}, True, [None], {"a": None}])
def test_whatever_stands_in_the_evidence_it_answers(desk: Desk, junk: object):
    for place in PLACES:
        assert desk("entry", desk.evidence(replacing(place, junk))) in (1, 2)
    for place in ("fields", "keys", "later"):
        assert desk("entry", desk.evidence(replacing(place, junk))) in (0, 1, 2)


def replacing(place: str, junk: object) -> Callable[[Any], None]:
    *path, last = [int(word) if word.isdigit() else word for word in place.split("/")]

    def act(evidence: Any) -> None:
        inside(evidence, path)[last] = junk

    return act


def inside(value: Any, path: list[Any]) -> Any:
    return functools.reduce(lambda found, key: found[key], path, value)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_an_audit_over_the_web_is_the_same(desk: Desk):
    mirror = desk.mirror()
    serve = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(mirror)))
    thread = threading.Thread(target=serve.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{serve.server_address[1]}/"
        assert desk("audit", address) == 0
        (mirror / "sm3/tile/entries/000").unlink()
        desk.refuses("truncated", "audit", address, at="sm3/tile/entries/000")
    finally:
        serve.shutdown()
        thread.join()
        serve.server_close()
    assert desk("audit", address) == 2, "nobody answers"
