"""Other people's tile-log clients and witness, which the tests set against ours, in an environment of their own.

They need Python 3.12. Where there is none their tests skip, and set-up says so. Standard library, Python from 3.8.
"""

from __future__ import annotations

import subprocess

import interpreter
from steps import ROOT, digest, say, stamped

LOWEST = (3, 12)
FOLDER = ROOT / ".tools" / "independent"
INSIDE = FOLDER / "bin" / "python"
STAMP = ROOT / ".tools" / "independent.stamp"
LOCK = ROOT / "requirements" / "independent.txt"


def build() -> None:
    """Make the environment from its lock, each package checked against its digest; one line if no Python fits."""
    made_from = digest([LOCK])
    if STAMP.exists() and STAMP.read_text() == made_from and INSIDE.exists():
        return
    python = interpreter.find(LOWEST)[0]
    if python is None:
        say(
            "没有 Python 3.12 或更高版本：不安装独立的日志客户端，相关测试将跳过",
            "No Python 3.12 or later: the independent log clients are not installed, their tests will be skipped",
        )
        return

    def install() -> None:
        subprocess.run([python, "-m", "venv", "--clear", str(FOLDER)], check=True)
        pip = [str(INSIDE), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
        subprocess.run(pip, check=True)

    tell = ("安装独立的日志客户端（仅供测试）", "Installing the independent log clients (for tests only)")
    stamped(STAMP, made_from, [INSIDE], tell, install)
