"""An installation of its own, in a folder and a database of its own, and a real server of it."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
READY_WITHIN = 60.0
GONE_WITHIN = 20.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Site:
    """Where an installation keeps its files and its rows, and the settings it runs under."""

    data: Path
    database: str
    settings: str = "tests.settings"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a process of this installation; those of the caller's own are left out."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JH_", "PYTEST", "COV"))}
        return {
            **kept,
            "JH_MODE": "demo",
            "JH_DATA": str(self.data),
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": self.settings,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "PYTHONUTF8": "1",
        }

    def ask(self, module: str, **asked: object) -> Any:
        """What ``module.main(**asked)`` returns in a process of this installation, as JSON."""
        code = (
            "import importlib, json, sys, django; django.setup(); "
            f"print(json.dumps(importlib.import_module({module!r}).main(**json.load(sys.stdin))))"
        )
        ran = subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env=self.environment,
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)


@contextmanager
def sqlite_site(folder: Path, **more: str) -> Iterator[Site]:
    """An installation on a file."""
    yield Site(folder, f"sqlite:///{folder / 'own.sqlite3'}", **more)


@contextmanager
def postgresql_site(folder: Path, **more: str) -> Iterator[Site]:
    """An installation on a PostgreSQL database made for it and dropped afterwards; raises if no server answers."""
    name = f"jianheng_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=2) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield Site(folder, POSTGRESQL.rpartition("/")[0] + f"/{name}", **more)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def silence() -> str:
    """Why PostgreSQL cannot be used; empty if it can."""
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=2).close()
    except psycopg.OperationalError as failure:
        return str(failure).strip().splitlines()[0]
    return ""


@dataclass(frozen=True)
class Process:
    """A process that has not ended: its id, and the CPU time it has used so far in seconds."""

    pid: int
    cpu: float


class Server:
    """`jianheng serve` of an installation, in a process group of its own."""

    def __init__(self, site: Site, *, workers: int = 2) -> None:
        self.site, self.port = site, _free_port()
        command = [sys.executable, "-m", "jianheng.cli", "serve", "--pages-only", "--port", str(self.port)]
        command += ["--workers", str(workers)]
        self.log = site.data / "server.log"
        with self.log.open("ab") as log:
            self.leader = subprocess.Popen(
                command, cwd=ROOT, env=site.environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and self.leader.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as asking:
                    asking.sendall(b"GET /language/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                    if asking.recv(16).startswith(b"HTTP/1.1 "):
                        return
            except OSError:
                pass  # not yet
            time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log.read_text(encoding='utf-8')[-3000:]}")

    def processes(self) -> tuple[Process, ...]:
        """Every process of the group that has not ended, workers included."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended between the listing and the reading
            if int(words[2]) == self.leader.pid and words[0] not in "ZX":
                found.append(Process(int(path.parent.name), (int(words[11]) + int(words[12])) / _TICKS))
        return tuple(found)

    def kill(self) -> int:
        """End every process of the group at once, with no chance to finish anything; how many there were."""
        count = len(self.processes())
        if count:
            os.killpg(self.leader.pid, signal.SIGKILL)
        self.leader.wait()
        until = time.monotonic() + GONE_WITHIN
        while self.processes():
            assert time.monotonic() < until, "a process outlived SIGKILL"
            time.sleep(0.005)
        return count

    def settle(self) -> None:
        """Wait until the database has noticed that the server is gone, and has finished or undone what it sent."""
        if not self.site.database.startswith("postgres"):
            return
        name = self.site.database.rpartition("/")[2]
        until = time.monotonic() + GONE_WITHIN
        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
            asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
            while (row := connection.execute(asked, [name]).fetchone()) and row[0]:
                assert time.monotonic() < until, "the database still works for a server that is gone"
                time.sleep(0.01)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
