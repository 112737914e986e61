"""Stamped steps: do a thing only if what it is made from has changed. Standard library, Python from 3.8."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def files(*patterns: str) -> list[Path]:
    """The files below the root that match the patterns, sorted, without what is built."""
    found = (path for pattern in patterns for path in ROOT.glob(pattern))
    return sorted(path for path in found if path.is_file() and "bundles" not in path.parts)


def digest(inputs: Iterable[Path], *words: str) -> str:
    """SHA-256 over names and contents of ``inputs`` and over ``words``, hexadecimal."""
    sha = hashlib.sha256()
    for word in words:
        sha.update(word.encode() + b"\0")
    for path in inputs:
        content = path.read_bytes()
        sha.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return sha.hexdigest()


def say(chinese: str, english: str) -> None:
    """Tell the person at the terminal, in both languages."""
    print(f"{chinese}  {english}", flush=True)


def stamped(
    stamp: Path, made_from: str, outputs: Iterable[Path], tell: tuple[str, str], act: Callable[[], None]
) -> bool:
    """Run ``act`` unless ``stamp`` holds ``made_from`` and all ``outputs`` exist; return whether it ran."""
    if stamp.exists() and stamp.read_text() == made_from and all(path.exists() for path in outputs):
        return False
    say(*tell)
    started = time.monotonic()
    if stamp.exists():
        stamp.unlink()
    act()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(made_from)
    print("  %.1f s" % (time.monotonic() - started), file=sys.stderr, flush=True)
    return True
