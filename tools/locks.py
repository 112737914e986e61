"""The locks: what they must be like, and how a maintainer renews them. Standard library, Python from 3.8.

``python3 tools/locks.py`` lints; ``python3 tools/locks.py renew`` compiles them anew (needs uv and npm).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

from steps import ROOT

PYTHON_LOCKS = {"core": "3.11", "dev": "3.11", "node": "3.11", "independent": "3.12"}
"""The locks and the oldest Python of each."""

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")


def _pins(name: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        found = PINNED.match(line)
        if found:
            pins.setdefault(found.group(1).lower(), set()).add(found.group(2))
    return pins


def python_faults(name: str) -> list[str]:
    """What is wrong with one lock for pip: an entry without digest, or an address of a host."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    faults = [f"requirements/{name}.txt names a host"] if "://" in text or "index-url" in text else []
    without = (e.split()[0] for e in re.split(r"\n(?=\S)", text.strip()) if e[0] != "#" and "--hash=sha256:" not in e)
    return faults + [f"requirements/{name}.txt: no digest for {requirement}" for requirement in without]


def package_faults() -> list[str]:
    """What is wrong with the lock for npm."""
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    faults = [f"package-lock.json contains {bad}" for bad in ("://", '"resolved"', '"funding"') if bad in text]
    for path, entry in json.loads(text)["packages"].items():
        if path and "integrity" not in entry:
            faults.append(f"package-lock.json: no integrity for {path}")
    return faults


def faults() -> list[str]:
    """All faults of all locks; empty when they are sound."""
    found = [fault for name in PYTHON_LOCKS for fault in python_faults(name)] + package_faults()
    developer = _pins("dev")
    for package, versions in _pins("core").items():
        if developer.get(package) != versions:
            found.append(f"requirements/dev.txt differs from core.txt in {package}")
    return found


def renew() -> None:
    """Compile the locks from what is asked for."""
    uv = shutil.which("uv")
    if not uv:
        raise SystemExit("make lock needs uv.")
    for name, oldest in PYTHON_LOCKS.items():
        target = f"requirements/{name}.txt"
        options = ["--universal", "--python-version", oldest, "--generate-hashes", "--quiet"]
        options += ["--no-emit-index-url", "--no-header", "--no-annotate", "--output-file", target]
        subprocess.run([uv, "pip", "compile", *options, f"requirements/{name}.in"], cwd=str(ROOT), check=True)
    subprocess.run(["npm", "install", "--package-lock-only", "--loglevel=error"], cwd=str(ROOT), check=True)
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for entry in lock["packages"].values():
        entry.pop("funding", None)
        entry.pop("resolved", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["renew"]:
        renew()
    wrong = faults()
    print("\n".join(wrong) or "The locks are sound.")
    sys.exit(bool(wrong))
