"""Paths, bundles, notes, cosignatures, proof texts, policies and witness requests (C2SP)."""

import base64
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jianheng.crypto import libcrypto
from jianheng.crypto.hashing import SHA256
from jianheng.crypto.tlog import coding, notes, paths, policy, proof, witnessing
from jianheng.crypto.tlog.notes import BadNote, Checkpoint, VKey

ORIGIN = "jianheng.example/ledger/hc/2026"
HEAD = Checkpoint(ORIGIN, 5, SHA256.leaf(b"root")).text()
AT = 1_780_000_000


@dataclass(frozen=True)
class Signer:
    alg: str
    public: bytes
    private: Any

    def sign(self, message: bytes) -> bytes:
        found: bytes = self.private.sign(message)
        return found


def ed25519() -> Signer:
    private = Ed25519PrivateKey.generate()
    return Signer("Ed25519", private.public_key().public_bytes_raw(), private)


def sm2() -> Signer:
    private, public = libcrypto.generate()
    return Signer("SM2-SM3", public, libcrypto.PrivateKey(private, public))


BOTH = pytest.mark.parametrize("make", [ed25519, sm2])


def note_of(*lines: str) -> notes.Note:
    return notes.parse_note(HEAD + "\n" + "".join(f"{line}\n" for line in lines))


# --- paths and bundles


@pytest.mark.parametrize(
    ("level", "number", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (1, 999, 8, "tile/1/999.p/8"),
        (63, 1000, 255, "tile/63/x001/000.p/255"),
        (-1, 0, 1, "tile/entries/000.p/1"),
        (-1, 1000000, 256, "tile/entries/x001/x000/000"),
    ],
)
def test_a_tile_has_one_path(level: int, number: int, width: int, path: str):
    made = paths.entries_path(number, width) if level < 0 else paths.tile_path(level, number, width)
    assert made == path
    assert paths.parse_path(path) == (level, number, width)


@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_path_is_read_back(level: int, number: int, width: int):
    made = paths.entries_path(number, width) if level < 0 else paths.tile_path(level, number, width)
    assert paths.parse_path(made) == (level, number, width)


OTHER_SPELLINGS = """
tile/0/0 tile/0/1000 tile/0/x000/001 tile/00/000 tile/64/000 tile/0/000.p/0 tile/0/000.p/256 tile/0/000.p/08
tile/0/000/ tile/0//000 tile/0/../0 /tile/0/000 tile/entries/000.p/ tile/data/000 tile/-1/000 tile/0/001/x002
tile/0/٠٠٠ checkpoint
"""


@pytest.mark.parametrize("path", OTHER_SPELLINGS.split())
def test_any_other_spelling_is_refused(path: str):
    with pytest.raises(paths.BadPath):
        paths.parse_path(path)
    with pytest.raises(paths.BadPath):
        paths.parse_path(path + "\n")


def test_widths_of_seventy_thousand_leaves():
    assert [paths.partial_width(70_000, level) for level in range(4)] == [112, 17, 1, 0]
    assert list(paths.widths(70_000, 1)) == [(0, 256), (1, 17)]
    assert list(paths.widths(512, 0)) == [(0, 256), (1, 256)]
    assert list(paths.widths(0, 0)) == []


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_holds_its_entries(entries: list[bytes]):
    assert paths.decode_bundle(paths.encode_bundle(entries)) == entries


def test_a_bundle_is_lengths_and_bytes():
    assert paths.encode_bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"
    assert paths.decode_bundle(paths.encode_bundle([bytes(65_535)])) == [bytes(65_535)]


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x01a\x00"])
def test_a_bundle_cut_short_is_refused(data: bytes):
    with pytest.raises(paths.BadBundle):
        paths.decode_bundle(data)


def test_an_entry_too_long_for_a_bundle_is_refused():
    with pytest.raises(paths.BadBundle):
        paths.encode_bundle([bytes(65_536)])


# --- notes


@BOTH
def test_a_log_signs_its_checkpoint(make: Any):
    signer = make()
    note = note_of(notes.log_signature(signer, ORIGIN, HEAD))
    assert notes.verify_line(note, notes.log_vkey(signer.alg, ORIGIN, signer.public))
    assert not notes.verify_line(note, notes.log_vkey(signer.alg, ORIGIN, make().public))
    assert not notes.verify_line(note, notes.log_vkey(signer.alg, "another", signer.public))
    forged = notes.Note(note.text.replace("\n5\n", "\n6\n"), note.lines)
    assert not notes.verify_line(forged, notes.log_vkey(signer.alg, ORIGIN, signer.public))


@BOTH
def test_a_witness_says_when(make: Any):
    signer = make()
    vkey = notes.cosigner_vkey(signer.alg, "jiwei.example", signer.public)
    note = note_of(notes.cosign(signer, "jiwei.example", HEAD, AT))
    assert notes.verify_cosignature(note, vkey) == AT
    later = notes.cosign(signer, "jiwei.example", HEAD, AT + 60)
    assert note.having(later) == note_of(later), "a key has one line, the latest"
    assert notes.verify_cosignature(note_of(str(note.lines[0]), later), vkey) == AT + 60
    line = note.lines[0]
    moved = line._replace(signature=(AT - 60).to_bytes(8, "big") + line.signature[8:])
    assert notes.verify_cosignature(notes.Note(HEAD, (line, moved)), vkey) is None
    assert notes.verify_cosignature(note_of(notes.log_signature(signer, ORIGIN, HEAD)), vkey) is None
    assert not notes.verify_line(notes.Note(HEAD, (moved,)), vkey)


@BOTH
def test_a_signature_of_one_kind_is_none_of_the_other(make: Any):
    signer = make()
    vkey = notes.log_vkey(signer.alg, "both.example", signer.public)
    cosigner = notes.cosigner_vkey(signer.alg, "both.example", signer.public)
    stamp = notes.SignatureLine.parse(notes.cosign(signer, "both.example", HEAD, AT))
    plain = stamp._replace(key_id=vkey.key_id, signature=stamp.signature[8:])
    assert not notes.verify_line(notes.Note(HEAD, (plain,)), vkey)
    assert vkey.key_id != cosigner.key_id
    assert notes.verify_cosignature(notes.Note(HEAD, (stamp,)), vkey) is None


@BOTH
def test_a_key_line_is_read_back(make: Any):
    signer = make()
    for vkey in (
        notes.log_vkey(signer.alg, ORIGIN, signer.public),
        notes.cosigner_vkey(signer.alg, "甲.example", signer.public),
    ):
        assert VKey.parse(vkey.line()) == vkey


def test_key_lines_that_are_refused():
    good = notes.log_vkey("Ed25519", ORIGIN, ed25519().public)
    name, key_id, coded = good.line().split("+", 2)
    other = base64.b64encode(b"\x06" + bytes(1312)).decode()
    point = sm2().public
    off_curve = notes.VKey(ORIGIN, notes.SM2_NOTE, point[:-1] + bytes([point[-1] ^ 1])).line()
    spaced = notes.VKey("a b", notes.ED25519, good.public).line()
    nobody = notes.VKey("", notes.ED25519, good.public).line()
    wrong = [
        f"{name}+00000000+{coded}",
        f"{name}+{key_id}+{other}",
        f"{name}+{key_id}",
        "",
        f"{name}+{key_id}+{coded}=",
    ]
    for line in [*wrong, off_curve, spaced, nobody, f"{name}+{key_id.upper()}x+{coded}"]:
        with pytest.raises(BadNote):
            VKey.parse(line)


def test_a_note_keeps_its_text_to_the_byte():
    signer = ed25519()
    text = "一\n\n二\n"
    line = notes.log_signature(signer, "name", text)
    note = notes.parse_note(f"{text}\n{line}\n".encode())
    assert note.text == text
    assert note.encode() == f"{text}\n{line}\n"
    assert note.having(line) == note, "the same line is not added twice"
    assert notes.verify_line(note, notes.log_vkey("Ed25519", "name", signer.public))


def test_signatures_of_strangers_are_passed_over_but_a_wrong_one_of_a_known_key_is_not():
    signer, vkeys = ed25519(), []
    lines = []
    for number in range(16):
        stranger = ed25519()
        vkeys.append(notes.log_vkey("Ed25519", f"s{number}", stranger.public))
        lines.append(notes.log_signature(stranger, f"s{number}", HEAD))
    mine = notes.log_vkey("Ed25519", ORIGIN, signer.public)
    note = note_of(*lines, notes.log_signature(signer, ORIGIN, HEAD))
    assert all(notes.verify_line(note, vkey) for vkey in [*vkeys, mine])
    bad = notes.signature_line(mine, bytes(64))
    assert not notes.verify_line(note.having(bad), mine)
    assert not notes.verify_line(note_of(*map(str, note.lines), bad), mine)


SIGNED = "\u2014 n AAAAAAA=\n"
NO_NOTES = (
    *(
        "",
        "a\n",
        "a\n\n",
        "a\n\nb\n",
        "a\n\n\u2014 n AAAA\n",
        f"a\n\n{SIGNED[:-1]}",
        f"\n\n{SIGNED}",
        f"a\r\n\n{SIGNED}",
    ),
    *("a\n\n\u2014 n  AAAAAAA=\n", "a\n\n\u2014 n+ AAAAAAA=\n", "a\n\n- n AAAAAAA=\n", "a\n\n\u2014  AAAAAAA=\n"),
    *("a\n\n" + SIGNED * 101, "a\n\n\u2014 n AAAAAAB=\n"),
)


@pytest.mark.parametrize("text", NO_NOTES)
def test_what_is_no_note(text: str):
    with pytest.raises(BadNote):
        notes.parse_note(text)


def test_neither_are_other_bytes_or_endless_ones():
    for data in (b"\xff\n\n\xe2\x80\x94 n AAAAAAA=\n", b"a" * (notes.LONGEST_NOTE + 1)):
        with pytest.raises(BadNote):
            notes.parse_note(data)


def test_a_checkpoint_is_three_lines():
    assert Checkpoint.parse(HEAD) == Checkpoint(ORIGIN, 5, SHA256.leaf(b"root"))
    assert Checkpoint.parse(Checkpoint("o", 0, SHA256.empty).text()).size == 0
    root = HEAD.split("\n")[2]
    for text in (f"o\n05\n{root}\n", f"o\n-1\n{root}\n", f"\n5\n{root}\n", f"o\n5\n{root}\nmore\n", f"o\n5\n{root}"):
        with pytest.raises(BadNote):
            Checkpoint.parse(text)
    for text in ("o\n5\nAAAA\n", "o\n5\n!\n", f"o\n٥\n{root}\n", f"o\n{10**19}\n{root}\n"):
        with pytest.raises(BadNote):
            Checkpoint.parse(text)


@given(st.binary(max_size=60))
def test_base64_has_one_form(data: bytes):
    assert coding.decode(coding.encode(data)) == data


# --- proofs and requests


@pytest.mark.parametrize("header", proof.HEADERS.values())
def test_a_proof_text_is_read_back(header: str):
    note = note_of(notes.log_signature(ed25519(), ORIGIN, HEAD))
    hashes = [SHA256.leaf(b"%d" % number) for number in range(3)]
    text = proof.encode_proof(4, hashes, note.encode(), header=header, extra=b"x")
    assert text.split("\n")[:3] == [header, "extra eA==", "index 4"]
    assert proof.parse_proof(text) == proof.Proof(header, 4, tuple(hashes), note, b"x")
    bare = proof.encode_proof(0, [], note.encode())
    assert proof.parse_proof(bare) == proof.Proof("c2sp.org/tlog-proof@v1", 0, (), note)


def test_proof_texts_that_are_refused():
    note = note_of(notes.log_signature(ed25519(), ORIGIN, HEAD)).encode()
    good = proof.encode_proof(4, [SHA256.empty], note)
    line = coding.encode(SHA256.empty)
    for text in (
        good.replace("@v1", "@v2"),
        good.replace("index 4", "index 04"),
        good.replace("index 4", "index"),
        good.replace("index 4\n", ""),
        good.replace(line, "AAAA"),
        good.replace(line, line[:-1]),
        good.replace(line + "\n", (line + "\n") * 64),
        good.replace("\n\n" + ORIGIN, "\n" + ORIGIN),
        good.split("\n\n")[0],
        "",
    ):
        assert text != good
        with pytest.raises(proof.BadProof):
            proof.parse_proof(text)


def test_a_witness_request_is_read_back():
    note = note_of(notes.log_signature(ed25519(), ORIGIN, HEAD))
    body = witnessing.encode_request(3, [SHA256.empty], note.encode())
    assert body.startswith(b"old 3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n" + ORIGIN.encode())
    assert witnessing.parse_request(body) == witnessing.AddCheckpoint(3, (SHA256.empty,), note)
    first = witnessing.encode_request(0, [], note.encode())
    assert witnessing.parse_request(first).proof == ()


def test_witness_requests_that_are_refused():
    note = note_of(notes.log_signature(ed25519(), ORIGIN, HEAD)).encode()
    good = witnessing.encode_request(3, [SHA256.empty], note)
    line = coding.encode(SHA256.empty).encode() + b"\n"
    for body in (
        good.replace(b"old 3", b"old 03"),
        good.replace(b"old 3", b"old -3"),
        good.replace(b"old 3\n", b""),
        good.replace(line, line * 64),
        good.replace(line, b"AAAA\n"),
        good.replace(line, b"\xff\n"),
        good.split(b"\n\n")[0],
        good + bytes(witnessing.LONGEST_REQUEST),
        b"",
    ):
        with pytest.raises(witnessing.BadRequest):
            witnessing.parse_request(body)
    assert len(witnessing.parse_request(good.replace(line, line * 63)).proof) == 63


# --- policies

NAMES = ("jiwei", "renda", "shenji", "shengjiwei", "xunshi")
GROUPS = """
group county 2 jiwei renda shenji
group upper any shengjiwei xunshi
group quorum-all all county upper
quorum quorum-all
"""


def witness_line(name: str, signer: Signer | None = None) -> str:
    signer = signer or (sm2() if name.endswith("/sm3") else ed25519())
    return f"witness {name} {notes.cosigner_vkey(signer.alg, f'{name}.example', signer.public).line()}"


def lines_of(*names: str) -> str:
    return "".join(witness_line(name) + "\n" for name in names)


def test_a_quorum_of_the_county_and_one_from_above():
    found = policy.Policy.parse("# whom we believe\n\n" + lines_of(*NAMES) + GROUPS)
    assert found.satisfied({"jiwei", "shenji", "xunshi"})
    assert found.satisfied({"jiwei/sm3", "shenji/sm3", "xunshi/sm3"})
    assert not found.satisfied({"jiwei", "jiwei/sm3", "xunshi"}), "two keys are one witness"
    assert not found.satisfied({"jiwei", "renda", "shenji"})
    assert not found.satisfied({"jiwei", "xunshi", "shengjiwei"})
    assert not found.satisfied(set())


def test_no_quorum_and_one_witness():
    assert policy.Policy.parse("quorum none\n").satisfied(set())
    one = policy.Policy.parse(lines_of("jiwei") + "quorum jiwei")
    assert one.satisfied({"jiwei"})
    assert not one.satisfied({"renda"})


def test_the_quorum_is_counted_for_each_tree_by_itself():
    log, twin, seat, seat_sm3 = ed25519(), sm2(), ed25519(), sm2()
    vkeys = [notes.log_vkey("Ed25519", ORIGIN, log.public), notes.log_vkey("SM2-SM3", f"{ORIGIN}/sm3", twin.public)]
    believed = policy.Policy.parse(
        "".join(f"log {vkey.line()} https://example\n" for vkey in vkeys)
        + f"{witness_line('jiwei', seat)}\n{witness_line('jiwei/sm3', seat_sm3)}\nquorum jiwei\n"
    )
    line = notes.cosign(seat, "jiwei.example", HEAD, AT)
    note = note_of(notes.log_signature(log, ORIGIN, HEAD), line)
    found = believed.log_of(note)
    assert found
    assert believed.cosigners(note, found) == {"jiwei": AT}
    twin_head = HEAD.replace(ORIGIN, f"{ORIGIN}/sm3")
    twin_note = notes.parse_note(
        f"{twin_head}\n{notes.log_signature(twin, f'{ORIGIN}/sm3', twin_head)}\n"
        f"{notes.cosign(seat, 'jiwei.example', twin_head, AT)}\n"
    )
    twin_log = believed.log_of(twin_note)
    assert twin_log
    assert believed.cosigners(twin_note, twin_log) == {}
    stamped = twin_note.having(notes.cosign(seat_sm3, "jiwei/sm3.example", twin_head, AT + 1))
    assert believed.cosigners(stamped, twin_log) == {"jiwei": AT + 1}
    assert believed.log_of(note_of(line)) is None


def test_one_key_may_sign_the_logs_of_several_years():
    key = ed25519()
    lines = [f"log {notes.log_vkey('Ed25519', f'o/{year}', key.public).line()}" for year in (2026, 2027)]
    assert len(policy.Policy.parse("\n".join([*lines, "quorum none"])).logs) == 2


def bad_policies() -> dict[str, str]:
    key = ed25519()
    log = f"log {notes.log_vkey('Ed25519', ORIGIN, key.public).line()}\n"
    return {
        "no quorum": log,
        "two quorums": "quorum none\nquorum none\n",
        "an unknown name": "quorum jiwei\n",
        "a later name": "group g any jiwei\n" + lines_of("jiwei") + "quorum g\n",
        "a log twice": log + log + "quorum none\n",
        "a cosigner's key for a log": witness_line("a", key).replace("witness a", "log") + "\nquorum none\n",
        "a log's key for a witness": log.replace("log", "witness a") + "quorum none\n",
        "one key for two witnesses": f"{witness_line('a', key)}\n{witness_line('b', key)}\nquorum none\n",
        "a name twice": lines_of("a", "a") + "quorum none\n",
        "a group with a witness's name": lines_of("a", "b") + "group a any b\nquorum a\n",
        "a witness with a group's name": lines_of("a") + "group b any a\n" + lines_of("b") + "quorum b\n",
        "a member twice": lines_of("a", "b") + "group g any a a\nquorum g\n",
        "a member of two groups": lines_of("a", "b") + "group g any a\ngroup h any a b\nquorum g\n",
        "none as a member": lines_of("a") + "group g any none\nquorum g\n",
        "none as a group": lines_of("a") + "group none any a\nquorum none\n",
        "too many of a group": lines_of("a") + "group g 2 a\nquorum g\n",
        "none of a group": lines_of("a") + "group g 0 a\nquorum g\n",
        "another number": lines_of("a") + "group g ١ a\nquorum g\n",
        "an empty group": "group g any\nquorum g\n",
        "the suffix with the wrong key": witness_line("a", sm2()) + "\nquorum none\n",
        "another word": "believe me\nquorum none\n",
        "a bad key": "log x+y+z\nquorum none\n",
        "endless": "\n" * 2001 + "quorum none",
    }


@pytest.mark.parametrize("why", bad_policies())
def test_policies_that_cannot_be_followed(why: str):
    with pytest.raises(policy.BadPolicy):
        policy.Policy.parse(bad_policies()[why])
