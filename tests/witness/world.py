"""A county's log, an outsider's witness, and requests to it without a network."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from jianheng.crypto.keys import FileKeys
from jianheng.crypto.tlog.notes import VKey
from jianheng.crypto.tlog.witnessing import encode_request
from jianheng.witness import identity
from jianheng.witness.dropbox import DropBox
from jianheng.witness.identity import ALGS, Identity
from jianheng.witness.logs import Logs
from jianheng.witness.practice import PracticeLog
from jianheng.witness.server import Application

LIGHT = 2
"""Work of scrypt in tests."""
ORIGIN = "log.example/ledger/hengchuan/2026"
NAME = "witness.example/audit"
NOON = 1_780_000_000


def signers(folder: Path) -> dict[str, Any]:
    """Keys of a log."""
    keys = FileKeys(folder, b"log", cost=LIGHT)
    return {alg: keys.ensure("log/hengchuan", alg) for alg in ALGS}


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: int = NOON

    def __call__(self) -> int:
        return self.now


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def ask(application: Application, method: str, path: str, body: bytes = b"") -> Answered:
    """One request to the WSGI callable."""
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    environ |= {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body)}
    got: list[Any] = []
    parts = application(environ, lambda status, headers, *_rest: got.extend((status, headers)))  # type: ignore[arg-type]
    return Answered(int(got[0].split()[0]), b"".join(parts).decode(), dict(got[1]))


def awake(folder: Path, *, new: bool = False) -> Identity:
    """The witness that keeps itself in ``folder``."""
    keys = FileKeys(folder / "keys", b"audit", cost=LIGHT)
    if new:
        identity.found(NAME, folder / "store.sqlite3", keys)
    return identity.awake(NAME, folder / "store.sqlite3", keys)


@dataclass
class Audit:
    """A witness that accepts one log, with a clock to set."""

    application: Application
    clock: Clock

    @property
    def identity(self) -> Identity:
        return self.application.identity

    def send(self, log: PracticeLog, old: int, size: int, tree: str = "sha256", **other: Any) -> Answered:
        """Send the head of ``log`` at ``size``, proven from ``old``; ``note`` and ``proof`` may be others."""
        proof = other.get("proof", log.proof(tree, old, size) if old < size else [])
        note = other.get("note") or log.note(tree, size)
        return ask(self.application, "POST", "/add-checkpoint", encode_request(old, proof, note))


def audit(folder: Path, log: PracticeLog, *, mirror: Path | None = None) -> Audit:
    """The witness that was founded in ``folder``, accepting ``log``."""
    clock = Clock()
    witness = awake(folder)
    logs = Logs([VKey.parse(line) for line in log.vkeys])
    return Audit(Application(witness, logs, DropBox(witness.store, mirror, clock), clock), clock)
