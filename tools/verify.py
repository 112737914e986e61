"""Run every machine check, then every test: ``tools/verify.py [check] [test]``.

All tests run on SQLite; those that touch the database run again on PostgreSQL when a server answers on the
loopback address. All checks run even if one fails; the exit status is that of the whole.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")

PYTHON = sys.executable
DATABASE_TESTS = ("tests/rooms", "tests/architecture", "tests/kill", "tests/verifier")
"""The others have no database (charter, crypto, witness) or ask the pages of a served county (journeys)."""
CHECKS: list[tuple[str, list[str]]] = [
    ("ruff", [str(BIN / "ruff"), "check", "--quiet", "."]),
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("types", [str(BIN / "mypy")]),
    ("floors", [str(BIN / "lint-imports"), "--no-logo"]),
    ("locks", [PYTHON, "tools/locks.py"]),
    ("messages", [PYTHON, "tools/messages.py", "--check"]),
    ("rulebook", [PYTHON, "tools/rulebook.py", "--check"]),
    ("migrations", [PYTHON, "-W", "error", "-m", "django", "makemigrations", "--check", "--dry-run"]),
    ("django", [PYTHON, "-W", "error", "-m", "django", "check", "--fail-level", "WARNING"]),
    ("deploy", [PYTHON, "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]),
]


def production(folder: Path) -> dict[str, str]:
    """The settings of a county's own installation, with a key made for the check alone."""
    key = folder / "secret.key"
    key.write_text(secrets.token_urlsafe(64), encoding="ascii")
    files = {"JH_SECRET_KEY_FILE": str(key), "JH_KEY_PASSPHRASE_FILE": str(key)}
    return {"JH_MODE": "production", "JH_HOSTS": "county.example", "JH_DATA": str(folder), **files}


def check() -> list[str]:
    """Run every check; the names of those that failed."""
    failed = []
    for name, command in CHECKS:
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, **(production(Path(folder)) if name == "deploy" else {})}
            ran = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
        print(f"{'ok  ' if not ran.returncode else 'FAIL'} {name:<12}{time.monotonic() - started:5.1f} s", flush=True)
        if ran.returncode:
            failed.append(name)
            print(ran.stdout + ran.stderr, flush=True)
    if failed:
        print(f"未通过 Failed: {', '.join(failed)}\n", flush=True)
    return failed


def answers(address: str) -> str:
    """Why no PostgreSQL server can be used at ``address``; empty if one can."""
    try:
        with psycopg.connect(address, connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError as failure:
        return str(failure).strip().splitlines()[0]
    return ""


def test() -> list[str]:
    """Run the tests on each database; the names of those on which they failed."""
    runs: dict[str, tuple[str, tuple[str, ...]]] = {"SQLite": ("", ())}
    silent = answers(POSTGRESQL)
    if silent:
        print(f"\n!!! PostgreSQL 未应答，跳过第二遍测试。 No PostgreSQL answers, the second run is SKIPPED: {silent}\n")
    else:
        runs = {"PostgreSQL": (POSTGRESQL, DATABASE_TESTS), **runs}
    failed = []
    for name, (address, chosen) in runs.items():
        print(f"\n=== {name}", flush=True)
        environment = {**os.environ, **({"DATABASE_URL": address} if address else {})}
        command = [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *chosen]
        if subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode:
            failed.append(name)
    return failed


def main() -> int:
    """0 when everything that was asked for passed."""
    goals = {"check": check, "test": test}
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    os.environ.setdefault("JH_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jianheng.site.settings")
    return bool([name for goal in sys.argv[1:] for name in goals[goal]()])


if __name__ == "__main__":
    sys.exit(main())
