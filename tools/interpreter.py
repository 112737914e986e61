"""Find a Python that can run Jianheng. Standard library only, for any Python from 3.8.

A ``python3`` on the path may be a shim that fails, or lack a module; so each candidate is run and asked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LOWEST = (3, 11)
BEYOND = (3, 15)
LOWEST_SQLITE = (3, 37)
NAMES = ["python3"] + [f"python3.{minor}" for minor in range(BEYOND[1] - 1, LOWEST[1] - 1, -1)]

PROBE = (
    "import ensurepip, hashlib, json, sqlite3, ssl, sys, venv;"
    "hashlib.new('sm3');"
    "print(json.dumps([list(sys.version_info[:2]), list(sqlite3.sqlite_version_info[:2])]))"
)

NONE_FITS = """\
没有找到可用的 Python。需要 3.11 至 3.14，带 ssl、sqlite3（3.37 以上）、venv、ensurepip 和 SM3 摘要。
在 Debian 12 上请运行：apt-get install python3 python3-venv
也可以指定一个解释器：make {goal} PYTHON=/path/to/python3
No usable Python was found. One from 3.11 to 3.14 is needed, with ssl, sqlite3 (3.37 or later), venv,
ensurepip and the SM3 digest. On Debian 12 run: apt-get install python3 python3-venv
Or name an interpreter: make {goal} PYTHON=/path/to/python3
{tried}"""


class Found(NamedTuple):
    """One candidate that was tried: its path, and why it does not fit (empty if it does)."""

    path: str
    reason: str


def _on(path: str | None) -> Iterator[str]:
    for name in NAMES:
        found = shutil.which(name, path=path)
        if found:
            yield found


def _elsewhere() -> Iterator[str]:
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv"))
    for folder, pattern in (
        (pyenv / "versions", "*/bin/python3"),
        (home / ".local" / "bin", "python3.*"),
        (Path(os.sep, "usr", "local", "bin"), "python3.*[0-9]"),
        (home / ".local" / "share" / "uv" / "python", "*/bin/python3"),
    ):
        yield from sorted(map(str, folder.glob(pattern)), reverse=True)


def candidates() -> Iterator[str]:
    """Paths of interpreters worth asking, best first, each once.

    The system's own come before PATH: distribution builds are optimised and are no shims.
    """
    seen = set()
    named = shutil.which(os.environ["PYTHON"]) if os.environ.get("PYTHON") else None
    system = os.confstr("CS_PATH")
    for group in (filter(None, [named]), _on(system), _on(None), _elsewhere(), [sys.executable]):
        for path in group:
            if path and path not in seen:
                seen.add(path)
                yield path


def reason_against(path: str, lowest: tuple[int, int] = LOWEST) -> str:
    """Why the interpreter at ``path`` cannot run Jianheng, or what needs ``lowest``; empty if it can."""
    try:
        asked = subprocess.run([path, "-I", "-c", PROBE], check=False, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired) as failure:
        return type(failure).__name__
    if asked.returncode:
        lines = asked.stderr.strip().splitlines()
        return lines[-1] if lines else f"exit status {asked.returncode}"
    version, sqlite = (tuple(numbers) for numbers in json.loads(asked.stdout))
    if not lowest <= version < BEYOND:
        return "is Python {}.{}".format(*version)
    if sqlite < LOWEST_SQLITE:
        return "has SQLite {}.{}".format(*sqlite)
    return ""


def find(lowest: tuple[int, int] = LOWEST) -> tuple[str | None, list[Found]]:
    """The first candidate that fits and is at least ``lowest``, or None, and all that were tried."""
    tried = []
    for path in candidates():
        tried.append(Found(path, reason_against(path, lowest)))
        if not tried[-1].reason:
            return path, tried
    return None, tried
