"""The vectors of others, whole, where a folder with them is named: ``VECTORS=<folder> pytest tests/crypto``.

The folder holds copies of C2SP/wycheproof as ``wycheproof`` and of cyberphone/json-canonicalization as
``json-canonicalization``. Without it, `test_small_vectors` and the known answers of `selftest` stand.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
import rfc8785

from jianheng.crypto.aead import AES_256_GCM, SM4_GCM
from jianheng.crypto.errors import Tampered
from jianheng.crypto.hashing import hmac_sm3
from jianheng.crypto.suites import INTERNATIONAL
from jianheng.ledger.canonical import NotCanonical, canonical

FOLDER = Path(os.environ.get("VECTORS", "no folder is named by VECTORS"))

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of published vectors (VECTORS) is absent")


def wycheproof(name: str):
    """(fields of the group, fields of the case) of every case of a file."""
    path = FOLDER / "wycheproof" / "testvectors_v1" / f"{name}.json"
    for group in json.loads(path.read_bytes())["testGroups"]:
        for case in group["tests"]:
            yield group, case


def octets(case, *names: str) -> list[bytes]:
    return [bytes.fromhex(case[name]) for name in names]


def gcm_agrees(cipher, case) -> bool:
    key, nonce, aad, message, ciphertext, tag = octets(case, "key", "iv", "aad", "msg", "ct", "tag")
    try:
        opened = cipher.open_with(nonce, key, ciphertext + tag, aad) == message
    except Tampered:
        opened = False
    sealed = cipher.seal_with(nonce, key, message, aad) == ciphertext + tag
    return {opened, sealed} == {case["result"] == "valid"}


def gcm_counts(name: str, cipher, key_bits: int) -> Counter[str]:
    """How many cases agree, disagree, and are left out: nonces shorter than 8 or longer than 128 bytes."""
    counts: Counter[str] = Counter()
    for group, case in wycheproof(name):
        if group["keySize"] != key_bits:
            continue
        usual = 64 <= group["ivSize"] <= 1024
        counts[("agree" if gcm_agrees(cipher, case) else "disagree") if usual else "left out"] += 1
    return counts


def test_sm4_gcm():
    assert gcm_counts("sm4_gcm_test", SM4_GCM, 128) == {"agree": 93, "left out": 11}


def test_aes_256_gcm():
    counts = gcm_counts("aes_gcm_test", AES_256_GCM, 256)
    assert counts["agree"] > 0
    assert counts["disagree"] == 0


def test_hmac_sm3():
    agree = sum(
        (hmac_sm3(*octets(case, "key", "msg"))[: group["tagSize"] // 8].hex() == case["tag"])
        is (case["result"] == "valid")
        for group, case in wycheproof("hmac_sm3_test")
    )
    assert agree == len(list(wycheproof("hmac_sm3_test"))) == 174


def test_ed25519():
    judged = [
        INTERNATIONAL.verify(*octets(group["publicKey"], "pk"), *octets(case, "msg", "sig"))
        is (case["result"] == "valid")
        for group, case in wycheproof("ed25519_test")
    ]
    assert judged == [True] * 151


def canonical_cases() -> list[str]:
    return sorted(path.stem for path in (FOLDER / "json-canonicalization" / "testdata" / "input").glob("*.json"))


def test_the_six_canonical_texts_are_there():
    assert canonical_cases() == ["arrays", "french", "structures", "unicode", "values", "weird"]


@pytest.mark.parametrize("name", canonical_cases())
def test_canonical_json(name):
    data = FOLDER / "json-canonicalization" / "testdata"
    value = json.loads((data / "input" / f"{name}.json").read_bytes())
    expected = (data / "output" / f"{name}.json").read_bytes()
    assert expected == bytes.fromhex((data / "outhex" / f"{name}.txt").read_text(encoding="ascii"))
    assert rfc8785.dumps(value) == expected
    narrow_profile_agrees_or_refuses(value, expected)


def narrow_profile_agrees_or_refuses(value: object, expected: bytes) -> None:
    """The record's own profile is narrower: it may refuse a value, but never write it otherwise."""
    try:
        written = canonical(value)
    except NotCanonical:
        return
    assert written == expected
