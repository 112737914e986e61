"""Other people's tile-log clients accept our SHA-256 tree: tiles, bundles, checkpoints, proofs.

tlog-scales runs here; aics-tlog needs Python 3.12 and runs in an environment of its own, which set-up makes.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tlog_scales import backend, reader, signing, tlog

from jianheng.crypto.hashing import SHA256
from jianheng.crypto.tlog import coding, notes, tiles
from tests.verifier.county_log import NOON, ORIGIN, Ed25519Signer, Tree, put

INDEPENDENT = Path(__file__).parents[2] / ".tools" / "independent" / "bin" / "python"
WITNESSES = ("jiwei.example", "renda.example")
SIZES = (1, 5, 255, 256, 257, 1000, 65_537)

AICS = """
import json, sys
import aics_tlog as a

given = json.load(sys.stdin)
keys = [a.parse_vkey(line) for line in given["witnesses"]]
read = a.FileSystemTileReader(given["folder"])
note, log = a.parse_note(given["checkpoint"]), a.parse_vkey(given["log"])
judged = a.verify_checkpoint(note, log, witness_keys=keys, quorum=len(keys))
assert judged.ok, judged
size, root = judged.size, judged.root
report = a.audit_tiles(read, size, root)
nodes = lambda proof: [bytes.fromhex(node) for node in proof]
for index, leaf, proof in given["inclusion"]:
    assert a.verify_inclusion(bytes.fromhex(leaf), index, size, nodes(proof), root), index
    assert nodes(proof) == a.inclusion_proof_from_tiles(read, index, size), index
for old, before, proof in given["consistency"]:
    assert a.verify_consistency(old, size, bytes.fromhex(before), root, nodes(proof)), old
    assert nodes(proof) == a.consistency_proof_from_tiles(read, old, size), old
print(json.dumps([report.size, report.tiles, report.bundles]))
"""


@dataclass(frozen=True)
class Served:
    """Our log of one size in a folder, and the keys to believe."""

    folder: Path
    tree: Tree
    checkpoint: str
    log: notes.VKey
    witnesses: tuple[notes.VKey, ...]

    def inclusion(self) -> Iterator[tuple[int, list[bytes]]]:
        for index in sorted({0, self.tree.size // 2, self.tree.size - 1}):
            yield index, self.tree.inclusion(index)

    def consistency(self) -> Iterator[tuple[int, bytes, list[bytes]]]:
        for old in sorted({1, (self.tree.size + 1) // 2, self.tree.size}):
            root = tiles.root_at(old, self.tree.read, SHA256)
            yield old, root, tiles.prove_consistency(old, self.tree.size, self.tree.read, SHA256)


@pytest.fixture(scope="module", params=SIZES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Served:
    folder, tree = (
        tmp_path_factory.mktemp("log"),
        Tree(SHA256, [b"entry %d" % number for number in range(request.param)]),
    )
    log, seats = Ed25519Signer(), {name: Ed25519Signer() for name in WITNESSES}
    head = notes.Checkpoint(ORIGIN, tree.size, tree.root).text()
    lines = [notes.log_signature(log, ORIGIN, head)]
    lines += [notes.cosign(seat, name, head, NOON) for name, seat in seats.items()]
    checkpoint = head + "\n" + "".join(f"{line}\n" for line in lines)
    for path, data in {**tree.files(), "checkpoint": checkpoint.encode()}.items():
        put(folder / path, data)
    cosigners = tuple(notes.cosigner_vkey("Ed25519", name, seat.public) for name, seat in seats.items())
    return Served(folder, tree, checkpoint, notes.log_vkey("Ed25519", ORIGIN, log.public), cosigners)


def test_tlog_scales_accepts_our_log(served: Served):
    client = reader.TilesReader(backend.LocalBackend(served.folder))
    head = client.get_checkpoint()
    for vkey in (served.log, *served.witnesses):
        head.verify(signing.Vkey.from_string(vkey.line()))
    assert (head.origin, head.size, head.root_hash) == (ORIGIN, served.tree.size, client.calculate_root_hash())
    for index, proof in served.inclusion():
        assert client.get_entry(index) == served.tree.entries[index]
        tlog.InclusionProof(index, head.size, proof).check(SHA256.leaf(served.tree.entries[index]), head.root_hash)
        assert client.get_inclusion_proof(index, head.size).node_hashes == proof
    for old, root, proof in served.consistency():
        tlog.ConsistencyProof(old, head.size, proof).check(root, head.root_hash)
        assert client.get_consistency_proof(old, head.size).node_hashes == proof


def test_aics_tlog_accepts_our_log(served: Served):
    found = aics(served, served.checkpoint)
    assert found.returncode == 0, found.stderr
    size = served.tree.size
    hash_tiles = sum(len(list(tiles.widths(size, level))) for level in range(4))
    assert json.loads(found.stdout) == [size, hash_tiles, len(list(tiles.widths(size, 0)))]


def test_aics_tlog_finds_an_altered_root(served: Served):
    other = served.checkpoint.replace(coding.encode(served.tree.root), coding.encode(bytes(32)))
    found = aics(served, other)
    assert found.returncode == 1
    assert "AssertionError" in found.stderr


def aics(served: Served, checkpoint: str) -> subprocess.CompletedProcess[str]:
    if not INDEPENDENT.exists():
        pytest.skip("NOT RUN: aics-tlog has no environment; `make test` makes it where Python 3.12 is found")
    given = {
        "folder": str(served.folder),
        "checkpoint": checkpoint,
        "log": served.log.line(),
        "witnesses": [vkey.line() for vkey in served.witnesses],
        "inclusion": [
            (index, SHA256.leaf(served.tree.entries[index]).hex(), [node.hex() for node in proof])
            for index, proof in served.inclusion()
        ],
        "consistency": [(old, root.hex(), [node.hex() for node in proof]) for old, root, proof in served.consistency()],
    }
    asked = [str(INDEPENDENT), "-c", AICS]
    return subprocess.run(asked, input=json.dumps(given), capture_output=True, text=True, check=False, timeout=120)
