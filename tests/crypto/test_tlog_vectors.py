"""Published test vectors of other people's logs, from the folder that the variable VECTORS names.

The folder holds copies of ``<owner>/<repository>/<path>`` as on GitHub: C2SP/C2SP (signed-note.md),
transparency-dev/merkle and transparency-dev/tessera (testdata), FiloSottile/sunlight (cmd/skylight/testdata).
None of it is kept here.
"""

import base64
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from jianheng.crypto.hashing import SHA256
from jianheng.crypto.tlog import merkle, notes, tiles

VECTORS = os.environ.get("VECTORS", "")
TESSERA = "transparency-dev/tessera/testdata"
SKYLIGHT = "FiloSottile/sunlight/cmd/skylight/testdata/witness"


def vectors(path: str) -> Path:
    if not VECTORS:
        pytest.skip("the variable VECTORS names no folder of published vectors")
    found = Path(VECTORS, path)
    if not found.exists():
        pytest.skip(f"the folder of vectors has no {path}")
    return found


def cases(kind: str) -> list[dict[str, Any]]:
    found = vectors(f"transparency-dev/merkle/testdata/{kind}")
    return [json.loads(path.read_text()) for path in sorted(found.rglob("*.json"))]


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def proof_of(case: dict[str, Any]) -> list[bytes]:
    return [decoded(node) for node in case["proof"] or []]


def test_all_98_inclusion_proofs_are_judged_as_published():
    found = cases("inclusion")
    verdicts = [
        merkle.verify_inclusion(
            SHA256, one["leafIdx"], one["treeSize"], decoded(one["leafHash"]), proof_of(one), decoded(one["root"])
        )
        for one in found
    ]
    assert verdicts == [not one["wantErr"] for one in found]
    assert (len(verdicts), sum(verdicts)) == (98, 6)


def test_all_98_consistency_proofs_are_judged_as_published():
    found = cases("consistency")
    verdicts = [
        merkle.verify_consistency(
            SHA256, one["size1"], one["size2"], proof_of(one), decoded(one["root1"]), decoded(one["root2"])
        )
        for one in found
    ]
    assert verdicts == [not one["wantErr"] for one in found]
    assert (len(verdicts), sum(verdicts)) == (98, 6)


def test_16_checkpoints_of_a_tessera_log_follow_from_each_other():
    key = re.search(r'LOG_PUBLIC_KEY="(.+)"', (vectors(TESSERA) / "build_log.sh").read_text())
    assert key
    vkey = notes.VKey.parse(key[1])
    heads = []
    for size in range(16):
        note = notes.parse_note((vectors(TESSERA) / f"log/checkpoint.{size}").read_bytes())
        assert notes.verify_line(note, vkey)
        heads.append(notes.Checkpoint.parse(note.text))
        assert (heads[-1].origin, heads[-1].size) == (vkey.name, size)

    def read(level: int, number: int, width: int) -> bytes:
        return (vectors(TESSERA) / "log" / tiles.tile_path(level, number, width)).read_bytes()

    for head in heads:
        assert tiles.root_at(head.size, read, SHA256) == head.root
        for old in heads[1 : head.size]:
            proof = tiles.prove_consistency(old.size, head.size, read, SHA256)
            assert merkle.verify_consistency(SHA256, old.size, head.size, proof, old.root, head.root)


def test_15_bundles_of_a_tessera_log_hash_to_its_tiles():
    for width in range(1, 16):
        entries = tiles.decode_bundle((vectors(TESSERA) / "log" / tiles.entries_path(0, width)).read_bytes())
        leaves = (vectors(TESSERA) / "log" / tiles.tile_path(0, 0, width)).read_bytes()
        assert b"".join(map(SHA256.leaf, entries)) == leaves
        assert tiles.encode_bundle(entries) == (vectors(TESSERA) / "log" / tiles.entries_path(0, width)).read_bytes()


def test_the_example_of_the_signed_note_specification():
    text = vectors("C2SP/C2SP/signed-note.md").read_text()
    example = text[text.index("### Example") :]
    vkey = notes.VKey.parse(re.search(r"example\.com/foo\+\S+", example)[0])  # type: ignore[index]
    note = notes.parse_note(re.search(r"```\n(This.+?\n)```", example, re.DOTALL)[1])  # type: ignore[index]
    assert notes.verify_line(note, vkey)


def test_a_mirror_of_300_leaves_on_two_levels_with_its_cosignature():
    folder = vectors(SKYLIGHT)
    note = notes.parse_note(next(folder.glob("mirror/*/checkpoint")).read_bytes())
    key = json.loads((folder / "mirror/mirror.v0.json").read_text())["verifier_keys"][0]
    assert notes.verify_cosignature(note, notes.VKey.parse(key)) == 1_767_139_200
    head = notes.Checkpoint.parse(note.text)
    base = next(folder.glob("mirror/*/checkpoint")).parent

    def read(level: int, number: int, width: int) -> bytes:
        return (base / tiles.tile_path(level, number, width)).read_bytes()

    assert (head.size, tiles.root_at(300, read, SHA256)) == (300, head.root)
    leaves = read(0, 0, 256) + read(0, 1, 44)
    assert merkle.root([leaves[at : at + 32] for at in range(0, len(leaves), 32)], SHA256) == head.root
    for index in (0, 255, 256, 299):
        proof = tiles.prove_inclusion(index, 300, read, SHA256)
        assert merkle.verify_inclusion(SHA256, index, 300, leaves[32 * index :][:32], proof, head.root)
