"""A small county log with everything that an outsider is given: mirror folder, evidence, promise, policy.

Made with the running system's formats; keys are new in every run.
"""

import base64
import importlib.util
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jianheng.crypto import libcrypto
from jianheng.crypto.hashing import HASHERS, SHA256, SM3, Hasher
from jianheng.crypto.tlog import merkle, notes, proof, tiles
from jianheng.ledger.canonical import canonical
from jianheng.ledger.hashes import commitment

ORIGIN = "jianheng.example/ledger/hc/2026"
WITNESSES = ("jiwei", "renda", "shenji")
NOON = 1_780_000_000
"""The time of every entry; witnesses sign a minute later."""
ALGS = {"sha256": "Ed25519", "sm3": "SM2-SM3"}
ORIGINS = {"sha256": ORIGIN, "sm3": f"{ORIGIN}/sm3"}
PROGRAM = Path(__file__).parents[2] / "verifier" / "jianheng_verify.py"
QUORUM = "group county 2 jiwei renda shenji\nquorum county\n"


def load_verifier() -> Any:
    """The stand-alone program as a module."""
    spec = importlib.util.spec_from_file_location("jianheng_verify", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Signer(Protocol):
    alg: str
    public: bytes

    def sign(self, message: bytes) -> bytes: ...


class Ed25519Signer:
    alg = "Ed25519"

    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.generate()
        self.public = self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


class Sm2Signer:
    alg = "SM2-SM3"

    def __init__(self, signer_id: bytes = b"1234567812345678") -> None:
        private, self.public = libcrypto.generate()
        self.private, self.signer_id = libcrypto.PrivateKey(private, self.public), signer_id

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message, self.signer_id)


def both() -> dict[str, Signer]:
    return {"sha256": Ed25519Signer(), "sm3": Sm2Signer()}


@dataclass(frozen=True)
class Recorded:
    """An entry with what it commits to."""

    body: bytes
    values: Mapping[str, Any]
    salts: Mapping[str, bytes]

    @property
    def commitments(self) -> list[bytes]:
        return [commitment(self.salts[name], name, canonical(self.values[name])) for name in sorted(self.values)]


def iso(unix: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(unix))


def recorded(
    word: str, number: int, values: Mapping[str, Any], office: Mapping[str, Signer] | None = None, **other: Any
) -> Recorded:
    """An entry of the county; ``office`` signs it with both its keys, ``other`` replaces parts of the body."""
    salts = {name: bytes([index, number % 256]) * 16 for index, name in enumerate(sorted(values))}
    entry = Recorded(b"", values, salts)
    body = {
        "v": 1,
        "type": word,
        "id": f"HC-2026-{number:010}",
        "org": "hc",
        "at": iso(NOON),
        "supersedes": None,
        "commit": {"alg": "SM3", "root": merkle.root(entry.commitments, SM3).hex()},
    } | other
    signed = canonical(body)
    signers = [
        {"kid": "office/hc/secretary#1", "role": "secretary", "alg": key.alg, "sig": text(key.sign(signed))}
        for key in (office or {}).values()
    ]
    return Recorded(canonical(body | {"signers": signers}), values, salts)


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass
class CountyLog:
    """A log of both trees with its keys; `entries` may be appended to before anything is served."""

    log: dict[str, Signer] = field(default_factory=both)
    witnesses: dict[str, dict[str, Signer]] = field(default_factory=lambda: {name: both() for name in WITNESSES})
    office: dict[str, Signer] = field(default_factory=both)
    entries: list[Recorded] = field(default_factory=list)

    def publish_office(self) -> None:
        """Two entries that publish the office's keys."""
        for key in self.office.values():
            values = {"kid": "office/hc/secretary#1", "alg": key.alg, "public": text(key.public), "role": "secretary"}
            self.entries.append(recorded("key.published", len(self.entries), values))

    def policy(self, quorum: str = QUORUM) -> str:
        lines = [f"log {notes.log_vkey(key.alg, ORIGINS[tree], key.public).line()}" for tree, key in self.log.items()]
        for name, keys in self.witnesses.items():
            for tree, key in keys.items():
                vkey = notes.cosigner_vkey(key.alg, f"{name}.example", key.public)
                lines.append(f"witness {name}{'/sm3' if tree == 'sm3' else ''} {vkey.line()}")
        return "\n".join(lines) + "\n" + quorum

    def tree(self, tree: str, size: int | None = None) -> "Tree":
        return Tree(HASHERS[tree], [entry.body for entry in self.entries[:size]])

    def checkpoint(
        self, tree: str, *, size: int | None = None, by: Iterable[str] = WITNESSES, at: int = NOON + 60
    ) -> str:
        """The signed and cosigned head of one tree at ``size``, at its end by default."""
        built = self.tree(tree, size)
        return self.signed(tree, notes.Checkpoint(ORIGINS[tree], built.size, built.root).text(), by=by, at=at)

    def signed(self, tree: str, head: str, *, by: Iterable[str] = WITNESSES, at: int = NOON + 60) -> str:
        lines = [notes.log_signature(self.log[tree], ORIGINS[tree], head)]
        lines += [notes.cosign(self.witnesses[name][tree], f"{name}.example", head, at) for name in by]
        return head + "\n" + "".join(f"{line}\n" for line in lines)

    def serve(self, folder: Path) -> Path:
        """Write checkpoints, tiles and bundles as the web server has them."""
        for tree in HASHERS:
            built = self.tree(tree)
            put(folder / tree / "checkpoint", self.checkpoint(tree).encode())
            for path, data in built.files().items():
                put(folder / tree / path, data)
        return folder

    def evidence(self, index: int, *, show: Sequence[str] | None = None, **signing: Any) -> dict[str, Any]:
        """The evidence file of one entry, with all fields unless ``show`` names some."""
        entry = self.entries[index]
        proofs = {}
        for tree in HASHERS:
            hashes = self.tree(tree).inclusion(index)
            proofs[tree] = proof.encode_proof(
                index, hashes, self.checkpoint(tree, **signing), header=proof.HEADERS[tree]
            )
        names = sorted(entry.values)
        fields = [
            {"index": place, "name": name, "value": entry.values[name], "salt": entry.salts[name].hex()}
            for place, name in enumerate(names)
            if show is None or name in show
        ]
        found: dict[str, Any] = {"v": 1, "kind": "jianheng-evidence", "entry": text(entry.body), "fields": fields}
        found |= {"commitments": [one.hex() for one in entry.commitments], "proofs": proofs, "later": []}
        if b'"key.published"' not in entry.body:
            published = [at for at, one in enumerate(self.entries) if b'"key.published"' in one.body]
            found["keys"] = [self.evidence(at, **signing) for at in published]
        return found

    def promise(self, index: int, *, at: int, delay: int = 60) -> str:
        leaves = [hasher.leaf(self.entries[index].body) for hasher in HASHERS.values()]
        lines = ["jianheng promise v1", ORIGIN, *map(text, leaves), str(at), str(delay)]
        words = "".join(f"{line}\n" for line in lines)
        return words + "\n" + notes.log_signature(self.log["sha256"], ORIGIN, words) + "\n"


class Tree:
    """Tiles of one tree in memory."""

    def __init__(self, hasher: Hasher, entries: Sequence[bytes]) -> None:
        self.hasher, self.entries, self.size = hasher, entries, len(entries)
        growth = tiles.Edge().append([hasher.leaf(entry) for entry in entries], hasher)
        self.tiles = {(level, number): data for level, number, data in growth.tiles}
        self.root = growth.root

    def read(self, level: int, number: int, width: int) -> bytes:
        return self.tiles[level, number][: width * 32]

    def inclusion(self, index: int) -> list[bytes]:
        return tiles.prove_inclusion(index, self.size, self.read, self.hasher)

    def files(self) -> dict[str, bytes]:
        """Path and content of every tile and bundle."""
        found = {tiles.tile_path(level, number, len(data) // 32): data for (level, number), data in self.tiles.items()}
        for number, width in tiles.widths(self.size, 0):
            bundle = tiles.encode_bundle(self.entries[number * 256 : number * 256 + width])
            found[tiles.entries_path(number, width)] = bundle
        return found


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


DOCUMENT = "关于整修河堤的决定\n".encode()


def county_log(entries: int = 300) -> CountyLog:
    """Two published keys, one issued document (index 2), and further decisions."""
    log = CountyLog()
    log.publish_office()
    digests = {"sha256": SHA256.digest(DOCUMENT).hex(), "sm3": SM3.digest(DOCUMENT).hex()}
    pdf = {"pdf_sha256": SHA256.digest(b"%PDF" + DOCUMENT).hex(), "pdf_sm3": SM3.digest(b"%PDF" + DOCUMENT).hex()}
    values = {"code": "HC-2026-DOC", "title": "关于整修河堤的决定", "basis": [], "by": "secretary", **digests, **pdf}
    log.entries.append(recorded("documents.issued", 2, values, log.office))
    for number in range(3, entries):
        log.entries.append(recorded("council.decided", number, {"motion": number, "by": "secretary"}))
    return log
