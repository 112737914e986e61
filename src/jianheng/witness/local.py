"""Witnesses on this machine, each a process with its own keys and store: for a demonstration, a drill and tests.

Nothing here is independent of anybody: in a county that is governed by the charter each seat is another body's machine.
"""

import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import requests

from jianheng.charter.book import Bilingual
from jianheng.crypto.keys import FileKeys
from jianheng.crypto.tlog.notes import VKey
from jianheng.witness import identity
from jianheng.witness.folders import write
from jianheng.witness.identity import Lost
from jianheng.witness.running import is_taken
from jianheng.witness.seats import Bench, Seat, Seats
from jianheng.witness.text import _

HOST = "127.0.0.1"
READY_WITHIN = 20.0
GONE_WITHIN = 10.0
LIGHT = 2**10
"""Work of scrypt: the passphrase of such a witness is random and lies beside its keys, nothing needs stretching."""


@dataclass(frozen=True)
class Part:
    """Who plays which witness, and whether it belongs to the county or to a level above it."""

    name: str
    organisation: Bilingual
    is_upper: bool = False


PARTS = (
    Part("jiwei", Bilingual("县纪委监委", "County Commission for Discipline Inspection and Supervision")),
    Part("renda", Bilingual("县人大常委会", "Standing Committee of the County Congress")),
    Part("shenji", Bilingual("县审计局", "County Audit Office")),
    Part("shengjiwei", Bilingual("省纪委监委", "Provincial Commission for Discipline Inspection"), is_upper=True),
    Part("xunshi", Bilingual("省委巡视组", "Provincial Inspection Group"), is_upper=True),
)
SUFFIX = ".witness.jianheng.invalid"


@dataclass
class Running:
    """One witness: its folder, where it answers, and its process while it runs."""

    part: Part
    folder: Path
    port: int
    vkeys: tuple[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def key_name(self) -> str:
        """The name that its cosignatures bear."""
        return self.part.name + SUFFIX

    def spawn(self, policy: Path) -> None:
        """Start its process, which ends when this process does."""
        command = [sys.executable, "-m", "jianheng.cli", "witness", "--name", self.key_name]
        command += ["--store", str(self.folder / "store.sqlite3"), "--keys", str(self.folder / "keys")]
        command += ["--passphrase-file", str(self.folder / "passphrase"), "--port", str(self.port), "--host", HOST]
        command += ["--policy", str(policy), "--until-left-alone"]
        with (self.folder / "output.txt").open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own module, arguments of our own
                command, stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True, env=_environment()
            )

    def wait(self) -> None:
        """Until it answers with its own keys; raises NotStarted with what it wrote."""
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and self.process is not None and self.process.poll() is None:
            if _keys_at(self.url) == self.vkeys:
                return
            time.sleep(0.02)
        written = (self.folder / "output.txt").read_text(encoding="utf-8", errors="replace")
        raise NotStarted(f"{self.part.name}: {written[-2000:]}")

    def end(self, how: signal.Signals) -> None:
        """Send a signal to its whole process group and wait until it is gone."""
        process, self.process = self.process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(GONE_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdin:
            process.stdin.close()


class NotStarted(RuntimeError):
    """A witness does not answer; the text is what its process wrote."""


@dataclass
class Group:
    """Running witnesses, their seats, and the policy file with the logs that they accept."""

    folder: Path
    members: dict[str, Running]
    trusted: list[str] = field(default_factory=list)

    @property
    def policy(self) -> Path:
        """The file in which the witnesses look which logs they accept."""
        return self.folder / "logs.policy"

    @property
    def seats(self) -> Seats:
        """Who they are and how many must cosign: two of three in the county, and any one above it."""
        seats = tuple(Seat(one.part.name, one.part.organisation, one.url, *one.vkeys) for one in self.members.values())
        county = tuple(one.part.name for one in self.members.values() if not one.part.is_upper)
        upper = tuple(one.part.name for one in self.members.values() if one.part.is_upper)
        groups = [Bench("county", str(len(county) // 2 + 1), county)] if county else []
        groups += [Bench("upper", "any", upper)] if upper else []
        groups.append(Bench("quorum-all", "all", tuple(group.name for group in groups)))
        return Seats(seats, tuple(groups), "quorum-all")

    @property
    def seats_file(self) -> Path:
        """The seats as a county keeps them."""
        return self.folder / "seats.toml"

    def trust(self, *vkeys: str) -> None:
        """From now on the witnesses accept the logs of these verifier keys too; they notice within a request."""
        self.trusted += [VKey.parse(vkey).line() for vkey in vkeys if vkey not in self.trusted]
        lines = [f"log {vkey}" for vkey in self.trusted]
        write(self.policy, "\n".join([*lines, "quorum none", ""]).encode())

    def kill(self, name: str) -> None:
        """End this witness at once, with no chance to finish anything."""
        self.members[name].end(signal.SIGKILL)

    def revive(self, name: str) -> None:
        """Start a witness that was killed, with its keys, store and port."""
        member = self.members[name]
        member.spawn(self.policy)
        member.wait()

    def stop(self) -> None:
        """End them all."""
        for member in self.members.values():
            member.end(signal.SIGTERM)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.stop()


def start(folder: Path, count: int = 4, logs: Sequence[str] = ()) -> Group:
    """Start ``count`` witnesses (1 to 5: three of the county, then those above) that keep themselves in ``folder``.

    A second start uses the keys, stores, ports and accepted logs of the first; a witness that still runs is taken as
    it is, and left running by ``stop``. Writes ``seats.toml``. Returns when all answer.

    Raises NotStarted, also for a witness whose store is lost."""
    with _one_at_a_time(folder):
        return _start(folder, count, logs)


def _start(folder: Path, count: int, logs: Sequence[str]) -> Group:
    parts = [*PARTS[:3], *PARTS[3:]][:count] if count != 2 else [PARTS[0], PARTS[3]]
    try:
        group = Group(folder, {part.name: _prepared(folder / part.name, part) for part in parts})
    except Lost as lost:
        raise NotStarted(_(lost.reason).format(**lost.values)) from None
    if group.policy.exists():
        lines = group.policy.read_text(encoding="utf-8").splitlines()
        group.trusted = [line.removeprefix("log ") for line in lines if line.startswith("log ")]
    group.trust(*logs)
    try:
        idle = [one for one in group.members.values() if _keys_at(one.url) != one.vkeys]
        for member in idle:
            member.spawn(group.policy)
        for member in idle:
            member.wait()
    except BaseException:
        group.stop()
        raise
    write(group.seats_file, group.seats.text().encode())
    return group


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Other processes that start witnesses in this folder wait."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".starting", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _prepared(folder: Path, part: Part) -> Running:
    """Its folder with passphrase, keys, store and port, made if they are not there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = folder / "passphrase"
    if not secret.exists():
        write(secret, secrets.token_hex(32).encode())
        secret.chmod(0o600)
    keys = FileKeys(folder / "keys", secret.read_bytes(), cost=LIGHT)
    name, store = part.name + SUFFIX, folder / "store.sqlite3"
    if not store.exists():
        identity.found(name, store, keys)
    witness = identity.awake(name, store, keys)
    witness.store.close()
    first, second = (vkey.line() for vkey in witness.vkeys)
    return Running(part, folder, _port(folder / "port", (first, second)), (first, second))


def _port(kept: Path, vkeys: tuple[str, ...]) -> int:
    """The port of last time, or another free one if somebody else has it now."""
    port = json.loads(kept.read_bytes()) if kept.exists() else 0
    if not port or (is_taken(HOST, port) and _keys_at(f"http://{HOST}:{port}") != vkeys):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        write(kept, json.dumps(port).encode())
    return int(port)


def _keys_at(url: str) -> tuple[str, ...]:
    """The verifier keys of whoever answers there; none if nobody does."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            return tuple(session.get(f"{url}/keys", timeout=2).text.split())
    except requests.RequestException:
        return ()


def _environment() -> dict[str, str]:
    """That of this process without what concerns a county: a witness must not need it."""
    source = str(Path(__file__).resolve().parents[2])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JH_", "DJANGO_", "DATABASE_"))}
    return {**kept, "PYTHONPATH": source, "PYTHONUTF8": "1"}
