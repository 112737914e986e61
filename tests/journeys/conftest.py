"""A real server with the demo county, and a real browser."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
READY_WITHIN = 240
COLLECTED = Path(tempfile.mkdtemp(prefix="jianheng-static-")) / "static"


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """An address of an empty database of the kind under test, gone afterwards."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'journey.sqlite3'}"
        return
    name = f"jianheng_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield server.rsplit("/", 1)[0] + f"/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Site:
    """A running server with the demo county: its address, keys of things by their word, persons by role."""

    address: str
    things: Mapping[str, object]
    holders: Mapping[str, str]

    def visit(
        self, browser: Browser, role: str = "", *, width: int = 1280, language: str = "zh-hans", scripts: bool = True
    ) -> Page:
        """A page of a fresh web session in which someone acts in a role (nobody for a visitor)."""
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=self.address, java_script_enabled=scripts
        )
        context.add_cookies([{"name": "jh_language", "value": language, "url": self.address}])
        page = context.new_page()
        if role:
            self.act_as(page, self.holders[role])
        return page

    def act_as(self, page: Page, person: str) -> None:
        """Become another person of the county."""
        page.goto("/demo/")
        token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        form: dict[str, str | float | bool] = {"person": person, "csrfmiddlewaretoken": token}
        answer = page.request.post("/demo/act-as/", form=form, headers={"Referer": self.address + "/demo/"})
        assert answer.ok, answer.status


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A server whose demo county is looked at but not changed."""
    with serve() as running:
        yield running


@contextmanager
def serve() -> Iterator[Site]:
    """A server with a freshly loaded demo county of its own."""
    folder = Path(tempfile.mkdtemp(prefix="jianheng-journey-"))
    with own_database(folder) as database:
        port = _free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("JH_", "PYTEST"))},
            "JH_MODE": "demo",
            "JH_DATA": str(folder),
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "jianheng.site.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }

        def run(*words: str) -> str:
            ran = subprocess.run(
                [sys.executable, *words], check=True, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
            return ran.stdout

        run("-m", "django", "migrate", "--verbosity", "0")
        run("-m", "django", "createcachetable")
        if not COLLECTED.exists():
            run("-m", "django", "collectstatic", "--noinput", "--verbosity", "0")
            shutil.copytree(folder / "static", COLLECTED)
        shutil.copytree(COLLECTED, folder / "static", dirs_exist_ok=True)
        run("-m", "jianheng.cli", "demo", "load")
        server = subprocess.Popen(
            [sys.executable, "-m", "jianheng.cli", "serve", "--port", str(port)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server)
            known = json.loads(run("-m", "tests.architecture.things"))
            yield Site(address, known["things"], known["holders"])
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not answer in time")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; tests that need it are skipped, with this reason, where there is none.

    It ends with its module: while Playwright runs, its event loop counts as running in this thread, and Django
    then refuses every query of the tests that follow in the same worker.
    """
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: the browser journeys did not run")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()
