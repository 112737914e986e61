"""What a forged document, entry or proof is told (Art. 7.5): each failure by its name."""

import base64
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from jianheng.crypto.tlog import notes
from jianheng.crypto.tlog.policy import Policy
from jianheng.crypto.tlog.proof import HEADERS
from jianheng.ledger.canonical import canonical
from tests.crypto.test_tlog_texts import GROUPS, NAMES, bad_policies, lines_of
from tests.verifier.conftest import Desk
from tests.verifier.county_log import DOCUMENT, NOON, ORIGIN, CountyLog, Sm2Signer, both, recorded, text


def alone(entry: Any, log: CountyLog) -> dict[str, Any]:
    """Evidence of ``entry`` as the third of a small log with the keys of ``log``."""
    return replace(log, entries=[*log.entries[:2], entry]).evidence(2)


def decision(log: CountyLog, **other: Any) -> Any:
    return recorded("council.decided", 9, {"motion": 9}, log.office, **other)


def set_field(**parts: Any) -> Callable[[dict[str, Any]], None]:
    return lambda evidence: evidence["fields"][-1].update(parts)


def test_an_untouched_document_and_its_entry_are_proved(desk: Desk):
    assert desk("document", desk.document(), desk.evidence()) == 0
    assert "已证明" in desk.heard
    assert "witness shenji, 2026-05-28" in desk.heard
    assert desk("document", desk.document(b"%PDF" + DOCUMENT), desk.evidence()) == 0
    assert desk("entry", desk.evidence()) == 0


def test_one_changed_character_of_a_document(desk: Desk):
    changed = DOCUMENT.decode().replace("河", "何").encode()
    desk.refuses("altered-document", "document", desk.document(changed), desk.evidence())


def test_one_digest_that_fits_is_not_enough(desk: Desk):
    values = {"sha256": desk.verifier.sha256(DOCUMENT).hex(), "sm3": "00" * 32}
    entry = recorded("documents.issued", 2, values, desk.county.office)
    evidence = desk.file("e", json.dumps(alone(entry, desk.county)))
    desk.refuses("altered-document", "document", desk.document(), evidence)


@pytest.mark.parametrize(
    "change",
    [
        set_field(value="关于填平河堤的决定"),
        set_field(salt="00" * 32),
        set_field(name="heading"),
        set_field(index=0),
        set_field(index=-1),
        set_field(index=99),
        lambda evidence: evidence["commitments"].pop(),
        lambda evidence: evidence["commitments"].reverse(),
    ],
)
def test_a_field_that_is_not_the_one_committed_to(desk: Desk, change: Callable[[dict[str, Any]], object]):
    desk.refuses("altered-field", "entry", desk.evidence(change))


def test_a_commitment_made_to_fit_the_altered_value(desk: Desk):
    def forge(evidence: dict[str, Any]) -> None:
        field = evidence["fields"][-1]
        field["value"] = "关于填平河堤的决定"
        salted = bytes.fromhex(field["salt"]) + field["name"].encode() + canonical(field["value"])
        evidence["commitments"][field["index"]] = desk.verifier.sm3(b"\x00" + salted).hex()

    desk.refuses("altered-field", "entry", desk.evidence(forge), at="commit.root")


def test_a_digit_is_not_moved_from_a_value_into_a_name(desk: Desk):
    """The commitment to seats = 15 is, byte for byte, one to seats1 = 5."""
    evidence = alone(recorded("council.decided", 9, {"seats": 15}, desk.county.office), desk.county)
    assert desk("entry", desk.file("e", json.dumps(evidence))) == 0
    evidence["fields"][0].update(name="seats1", value=5)
    desk.refuses("altered-field", "entry", desk.file("e", json.dumps(evidence)), at="seats1")


def test_a_proof_of_another_entry(desk: Desk):
    other = desk.county.evidence(7)
    desk.refuses("altered-entry", "entry", desk.evidence(lambda one: one["proofs"].update(other["proofs"])), at="#7")


def test_a_proof_with_another_index(desk: Desk):
    def move(evidence: dict[str, Any]) -> None:
        evidence["proofs"]["sm3"] = evidence["proofs"]["sm3"].replace("index 2\n", "index 3\n")

    desk.refuses("altered-entry", "entry", desk.evidence(move), at=f"{ORIGIN}/sm3 #3")


def test_an_index_beyond_the_tree(desk: Desk):
    def move(evidence: dict[str, Any]) -> None:
        evidence["proofs"]["sha256"] = evidence["proofs"]["sha256"].replace("index 2\n", "index 300\n")

    desk.refuses("altered-entry", "entry", desk.evidence(move))


def test_one_tree_put_in_the_place_of_the_other(desk: Desk):
    def double(evidence: dict[str, Any]) -> None:
        evidence["proofs"]["sm3"] = evidence["proofs"]["sha256"]

    status = desk("entry", desk.evidence(double))
    assert status == 1


def test_an_entry_at_different_places_of_the_two_trees(desk: Desk):
    twice = replace(desk.county, entries=[*desk.county.entries[:5], desk.county.entries[2]])
    evidence, later = twice.evidence(2), twice.evidence(5)
    evidence["proofs"]["sm3"] = later["proofs"]["sm3"]
    desk.refuses("trees-differ", "entry", desk.file("e", json.dumps(evidence)), at="#2 #5")


def test_a_flipped_bit_in_a_signature_of_the_log(desk: Desk):
    desk.refuses("bad-signature", "entry", desk.evidence(lambda one: flip(one, 0)), at=ORIGIN)


def test_a_flipped_bit_in_a_cosignature(desk: Desk):
    desk.refuses("bad-signature", "entry", desk.evidence(lambda one: flip(one, -1)), at="shenji.example")


def flip(evidence: dict[str, Any], line: int) -> None:
    head, gap, tail = evidence["proofs"]["sm3"].rpartition("\n\n")
    lines = tail.rstrip("\n").split("\n")
    mark, coded = lines[line].rsplit(" ", 1)
    data = bytearray(base64.b64decode(coded))
    data[-1] ^= 1
    lines[line] = f"{mark} {text(bytes(data))}"
    evidence["proofs"]["sm3"] = head + gap + "\n".join(lines) + "\n"


def test_a_checkpoint_that_the_log_did_not_sign(desk: Desk):
    def unsign(evidence: dict[str, Any]) -> None:
        lines = evidence["proofs"]["sha256"].split("\n")
        evidence["proofs"]["sha256"] = "\n".join(line for line in lines if not line.startswith(f"\u2014 {ORIGIN} "))

    desk.refuses("bad-signature", "entry", desk.evidence(unsign))


def test_an_entry_signed_with_a_key_that_is_not_the_published_one(desk: Desk):
    entry = recorded("council.decided", 9, {"motion": 9}, both())
    desk.refuses("bad-signature", "entry", desk.file("e", json.dumps(alone(entry, desk.county))), at="office/hc")


def test_a_document_that_no_office_signed(desk: Desk):
    values = {name: digest(DOCUMENT).hex() for name, digest in desk.verifier.TREES.items()}
    evidence = alone(recorded("documents.issued", 2, values), desk.county)
    desk.refuses("bad-signature", "document", desk.document(), desk.file("e", json.dumps(evidence)))


def test_an_sm2_signature_under_the_empty_signer_id(desk: Desk):
    office = desk.county.office | {"sm3": with_empty_id(desk.county.office["sm3"])}
    entry = recorded("council.decided", 9, {"motion": 9}, office)
    desk.refuses("wrong-distid", "entry", desk.file("e", json.dumps(alone(entry, desk.county))), at="office/hc")


def with_empty_id(signer: Any) -> Sm2Signer:
    found = Sm2Signer(signer_id=b"")
    found.private, found.public = signer.private, signer.public
    return found


def off_curve(public: bytes) -> bytes:
    return public[:-1] + bytes([public[-1] ^ 1])


def test_a_policy_with_a_key_off_the_curve(desk: Desk):
    sound = desk.county.log["sm3"].public
    bad = notes.VKey(f"{ORIGIN}/sm3", notes.SM2_NOTE, off_curve(sound)).line()
    policy = desk.policy.replace(notes.log_vkey("SM2-SM3", f"{ORIGIN}/sm3", sound).line(), bad)
    desk.refuses("off-curve-key", "entry", desk.evidence(), policy=policy)


def test_a_published_key_off_the_curve(desk: Desk):
    log = replace(desk.county, entries=[], office=desk.county.office | {"sm3": Sm2Signer()})
    sound, log.office["sm3"].public = log.office["sm3"].public, off_curve(log.office["sm3"].public)
    log.publish_office()
    log.office["sm3"].public = sound
    desk.refuses("off-curve-key", "entry", desk.file("e", json.dumps(alone(decision(log), log))))


def test_an_edwards_key_off_the_curve(desk: Desk):
    bad = notes.VKey(ORIGIN, notes.ED25519, b"\x02" + bytes(31)).line()
    desk.refuses("off-curve-key", "entry", desk.evidence(), policy=f"log {bad}\nquorum none\n")


def test_a_policy_with_an_unknown_kind_of_key(desk: Desk):
    kind = b"\x06" + bytes(1312)
    key_id = desk.verifier.sha256(b"w.example\n" + kind)[:4].hex()
    policy = f"witness w w.example+{key_id}+{text(kind)}\n{desk.policy}"
    desk.refuses("unknown-suite", "entry", desk.evidence(), policy=policy)


@pytest.mark.parametrize("change", [{"commit": {"alg": "MD5", "root": "00" * 32}}, {"signers": "RSA"}])
def test_an_entry_under_an_unknown_algorithm(desk: Desk, change: dict[str, Any]):
    body = json.loads(desk.county.entries[2].body)
    if "signers" in change:
        body["signers"][0]["alg"] = "RSA"
    else:
        body |= change
    entry = replace(desk.county.entries[2], body=canonical(body))
    desk.refuses("unknown-suite", "entry", desk.file("e", json.dumps(alone(entry, desk.county))))


def test_a_log_that_the_policy_does_not_name(desk: Desk):
    other = notes.log_vkey("Ed25519", "jianheng.example/ledger/other/2026", desk.county.log["sha256"].public)
    policy = f"log {other.line()}\nquorum none\n"
    desk.refuses("unknown-log", "entry", desk.evidence(), policy=policy, at=ORIGIN)


def test_a_log_under_the_name_of_another_has_no_signature(desk: Desk):
    desk.refuses("bad-signature", "entry", desk.evidence(), policy=CountyLog().policy())


def test_a_signer_whose_key_nobody_published(desk: Desk):
    desk.refuses("unknown-signer", "entry", desk.evidence(lambda one: one.update(keys=[])), at="office/hc/secretary#1")


def test_a_key_published_for_another_county(desk: Desk):
    entry = decision(desk.county, org="elsewhere")
    desk.refuses("unknown-signer", "entry", desk.file("e", json.dumps(alone(entry, desk.county))))


@pytest.mark.parametrize("tree", ["sha256", "sm3"])
def test_too_few_witnesses_of_one_tree(desk: Desk, tree: str):
    few = desk.county.evidence(2, by=["jiwei"])["proofs"][tree]
    desk.refuses("below-quorum", "entry", desk.evidence(lambda one: one["proofs"].update({tree: few})), at="jiwei")


def test_witnesses_of_one_tree_do_not_count_for_the_other(desk: Desk):
    policy = "\n".join(line for line in desk.policy.split("\n") if "/sm3 " not in line or line.startswith("log"))
    desk.refuses("below-quorum", "entry", desk.evidence(), policy=policy, at="/sm3")


def test_an_entry_that_claims_to_be_younger_than_what_witnesses_saw(desk: Desk):
    early = desk.file("e", json.dumps(desk.county.evidence(2, at=NOON - 3600)))
    desk.refuses("clock-backwards", "entry", early, at="2026-05-28T20:26:40Z")


def test_an_object_that_names_a_key_twice(desk: Desk):
    words = desk.evidence().read_text().replace('"kind":', '"v": 1, "kind":', 1)
    desk.refuses("duplicate-key", "entry", desk.file("e", words))


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("duplicate-key", lambda body: body.replace(b'"v":1', b'"v":1,"v":1')),
        ("not-canonical", lambda body: body.replace(b'"v":1', b'"v": 1')),
        ("not-canonical", lambda body: body.replace(b'"v":1', b'"v":1.0')),
        ("not-canonical", lambda body: body.replace(b'"org":"hc"', b'"org":"e\xcc\x81"')),
        ("malformed-entry", lambda body: body.replace(b'"v":1', b'"v":2')),
        ("malformed-entry", lambda body: body.replace(b'"v":1', b'"v":1,"why":"so"')),
        ("malformed-entry", lambda body: body.replace(b"documents.issued", b"Documents")),
        ("malformed-entry", lambda body: body[:-1]),
        ("malformed-entry", lambda body: body.replace(b"2026-05-28T", b"2026-15-28T")),
    ],
)
def test_an_entry_of_another_form(desk: Desk, name: str, spoil: Callable[[bytes], bytes]):
    entry = replace(desk.county.entries[2], body=spoil(desk.county.entries[2].body))
    assert entry.body != desk.county.entries[2].body
    desk.refuses(name, "entry", desk.file("e", json.dumps(alone(entry, desk.county))))


def test_a_head_in_the_parent_log_has_no_evidence_of_fields(desk: Desk):
    head = {
        "v": 1,
        "type": "log.head",
        "at": "2026-05-28T20:26:40Z",
        "origin": ORIGIN,
        "size": 1,
        "root": "",
        "sm3_root": "",
    }
    evidence = desk.evidence(lambda one: one.update(entry=text(canonical(head))))
    desk.refuses("malformed-entry", "entry", evidence, at="log.head")


@pytest.mark.parametrize("value", [1.5, 2**53, {"河": 1}, "e\u0301"])
def test_a_field_that_has_no_canonical_form(desk: Desk, value: object):
    desk.refuses("not-canonical", "entry", desk.evidence(set_field(value=value)))


def test_the_proof_of_one_tree_is_missing(desk: Desk):
    desk.refuses("truncated", "entry", desk.evidence(lambda one: one["proofs"].pop("sm3")))


def test_a_checkpoint_cut_short(desk: Desk):
    def cut(evidence: dict[str, Any]) -> None:
        evidence["proofs"]["sm3"] = evidence["proofs"]["sm3"][:-30]

    desk.refuses("truncated", "entry", desk.evidence(cut))


def test_evidence_that_shows_no_digest(desk: Desk):
    shown = desk.county.evidence(2, show=["title", "code", "sha256"])
    desk.refuses("not-disclosed", "document", desk.document(), desk.file("e", json.dumps(shown)))


def test_a_promise_is_kept_open_and_then_accuses(desk: Desk):
    soon = desk.file("promise", desk.county.promise(2, at=2**40))
    assert desk("promise", soon) == 0
    late = desk.file("promise", desk.county.promise(2, at=NOON))
    desk.refuses("promise-unkept", "promise", late, at="2026-05-28 20:27:40 UTC")
    assert desk("promise", late, "--evidence", desk.evidence()) == 0


def test_evidence_of_another_entry_keeps_no_promise(desk: Desk):
    promise = desk.file("promise", desk.county.promise(7, at=2**40))
    desk.refuses("promise-unkept", "promise", promise, "--evidence", desk.evidence())


def test_a_promise_that_the_log_did_not_sign(desk: Desk):
    forged = desk.county.promise(2, at=NOON).replace(f"\n{NOON}\n", f"\n{2**40}\n")
    desk.refuses("bad-signature", "promise", desk.file("promise", forged))
    desk.refuses("unknown-log", "promise", desk.file("promise", forged.replace("/hc/", "/other/")))


def test_a_single_proof(desk: Desk):
    path = desk.file("one.tlog-proof", desk.issued["proofs"]["sm3"])
    leaf = desk.verifier.sm3(b"\x00" + desk.county.entries[2].body)
    assert desk("proof", path, "--leaf", leaf.hex()) == 0
    assert desk("proof", path, "--leaf", text(leaf)) == 0
    desk.refuses("altered-entry", "proof", path, "--leaf", bytes(32).hex())


def test_digits_and_base64_of_another_form_are_not_understood(desk: Desk):
    assert desk("entry", desk.evidence(lambda one: one.update(entry=one["entry"].rstrip("=") + "===="))) == 2
    assert desk("entry", desk.evidence(set_field(salt="0" * 62))) == 2
    assert desk("entry", desk.evidence(lambda one: one["commitments"].append("0" * 62))) == 2
    note = desk.county.promise(2, at=2**40)
    for wrong in (
        note.replace("promise v1", "promise v2"),
        note.replace("\u2014", "-"),
        note.replace("\n60\n", "\nx\n"),
    ):
        assert desk("promise", desk.file("promise", wrong)) == (1 if "\nx\n" in wrong else 2)
    proof = desk.issued["proofs"]["sm3"]
    for wrong in (
        proof.replace("index 2", "index 02"),
        proof.replace("sm3@v1", "sm3@v2"),
        proof.replace("\n300\n", "\n0300\n"),
    ):
        assert desk("entry", desk.evidence(lambda one, wrong=wrong: one["proofs"].update(sm3=wrong))) == 2  # type: ignore[misc]


@pytest.mark.parametrize("words", [b"", b"[]", b"{", b"\xff", b'{"entry": 1}', b"[" * 100_000, b'{"v":1,"proofs":[]}'])
def test_what_is_no_evidence_is_not_understood(desk: Desk, words: bytes):
    assert desk("entry", desk.file("e", words)) == 2
    assert "NOT UNDERSTOOD" in desk.heard


def test_the_header_of_one_tree_over_the_proof_of_the_other(desk: Desk):
    def swap(evidence: dict[str, Any]) -> None:
        evidence["proofs"]["sm3"] = evidence["proofs"]["sm3"].replace(HEADERS["sm3"], HEADERS["sha256"])

    desk.refuses("trees-differ", "entry", desk.evidence(swap))


def test_a_key_under_the_id_of_another_is_not_understood(desk: Desk):
    line = notes.log_vkey("Ed25519", "o", desk.county.log["sha256"].public).line()
    wrong = line.replace("o+", "o+0", 1)[: line.index("+") + 9] + line[line.index("+") + 9 :]
    assert desk("entry", desk.evidence(), policy=f"log {wrong}\n{desk.policy}") == 2


def test_a_signature_line_of_four_words_is_not_understood(desk: Desk):
    def add(evidence: dict[str, Any]) -> None:
        evidence["proofs"]["sm3"] += "\u2014 a b AAAA\n"

    assert desk("entry", desk.evidence(add)) == 2


HARMLESS = {"a log twice", "another number", "endless"}


@pytest.mark.parametrize("why", sorted(set(bad_policies()) - HARMLESS))
def test_a_policy_that_cannot_be_followed_is_not_understood(verifier: Any, why: str):
    with pytest.raises((ValueError, verifier.NotProved)):
        verifier.Policy(bad_policies()[why])


def test_a_quorum_is_counted_as_by_the_running_system(verifier: Any):
    text = lines_of(*NAMES) + GROUPS
    own, theirs = verifier.Policy(text), Policy.parse(text)
    for count in range(len(NAMES) + 1):
        for names in itertools.combinations(NAMES, count):
            assert own.holds(own.quorum, names) == theirs.satisfied(names)
