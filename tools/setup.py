"""Set Jianheng up on this machine, and run it: ``python3 tools/setup.py [core|test|demo|serve]``.

Standard library only, for any Python from 3.8, which then looks for the one to build with. Every step
is stamped with what it was made from: a second run does nothing, and needs no network.

1. interpreter  2. environment  3. packages  4. scripts, and for tests other people's clients  5. messages
6. static files  7. database  8. demo county  9. serve
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import bundles
import independent
import interpreter
from steps import ROOT, digest, files, say, stamped

ENVIRONMENT = ROOT / ".venv"
INSIDE = ENVIRONMENT / "bin" / "python"
STOPPED = "设置在这一步停止。 Set-up stopped at this step: "
GOALS = ("core", "test", "demo", "serve")


def main() -> int:
    """Do the steps that the goal needs; the exit status of the last."""
    goal = sys.argv[1] if len(sys.argv) > 1 else "core"
    if goal not in GOALS:
        raise SystemExit("Usage: setup.py " + "|".join(GOALS))
    os.environ.setdefault("JH_MODE", "demo")
    os.environ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    python = environment(goal)
    packages("dev" if goal == "test" else "core")
    bundles.build(python)
    if goal == "test":
        bundles.modules(python)
        independent.build()
    messages()
    static()
    if goal in ("demo", "serve"):
        database()
        demo()
    return serve() if goal == "serve" else 0


def data() -> Path:
    """The folder for this installation's files."""
    return (ROOT / os.environ.get("JH_DATA", "var")).resolve()


def environment(goal: str) -> str:
    """1 and 2: an interpreter that fits, and the environment made with it; returns its path."""
    if INSIDE.exists() and not interpreter.reason_against(str(INSIDE)):
        return str(INSIDE)
    python, tried = interpreter.find()
    if python is None:
        make = {"core": "setup", "serve": "run"}.get(goal, goal)
        lines = "".join(f"  {found.path}: {found.reason}\n" for found in tried)
        raise SystemExit(interpreter.NONE_FITS.format(goal=make, tried=lines).rstrip())
    say(f"建立运行环境：{python}", f"Making the environment with {python}")
    subprocess.run([python, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
    return python


def packages(lock: str) -> None:
    """3: exactly the packages of the lock, each checked against its digest, and our own source on the path."""
    requirements = ROOT / "requirements" / f"{lock}.txt"
    made_from = digest([requirements])
    if lock == "core" and _is_fresh("dev"):
        return

    def install() -> None:
        pip = [str(INSIDE), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(requirements)]
        subprocess.run(pip, check=True)
        asked = [str(INSIDE), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        site = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        (Path(site) / "jianheng.pth").write_text(f"{ROOT / 'src'}\n")

    tell = ("安装程序包（约一分钟）", "Installing packages (about a minute)")
    stamped(ENVIRONMENT / f".{lock}.stamp", made_from, [INSIDE], tell, install)


def _is_fresh(lock: str) -> bool:
    """Whether the environment already holds this lock; dev.txt pins everything that core.txt pins."""
    stamp = ENVIRONMENT / f".{lock}.stamp"
    return stamp.exists() and stamp.read_text() == digest([ROOT / "requirements" / f"{lock}.txt"])


def messages() -> None:
    """5: compile the catalogues of every room."""
    sources = files("src/jianheng/*/locale/*/LC_MESSAGES/*.po")
    compiled = sorted({path.parent / "django.mo" for path in sources})
    made_from = digest([*sources, ROOT / "tools" / "catalogues.py"])
    tell = ("编译译文", "Compiling messages")
    stamped(ROOT / ".tools" / "messages.stamp", made_from, compiled, tell, lambda: _inside("tools/catalogues.py"))


def static() -> None:
    """6: hashed and compressed static files, which the pages link to."""
    sources = files("src/jianheng/*/static/**/*")
    built = sorted(path for path in bundles.BUNDLES.rglob("*") if path.is_file())
    locks = [ROOT / "requirements" / "core.txt", ROOT / "src" / "jianheng" / "site" / "settings.py"]
    target = data() / "static"
    tell = ("收集静态文件", "Collecting static files")
    collect = ("-m", "django", "collectstatic", "--no-input", "--clear", "--verbosity=0")
    stamped(data() / ".static.stamp", digest(sources + built + locks), [target], tell, lambda: _inside(*collect))


def database() -> None:
    """7: the tables. Another database than the built-in one is asked each time, as only it knows its state."""
    own = data() / "jianheng.sqlite3"
    address = os.environ.get("DATABASE_URL", "")
    stamp = data() / ".database.stamp"
    if address or not own.exists():
        for old in (stamp, data() / ".demo.stamp"):
            if old.exists():
                old.unlink()
    outputs = [] if address else [own]
    made_from = digest([*files("src/jianheng/*/migrations/*.py"), ROOT / "requirements" / "core.txt"], address)

    def migrate() -> None:
        _inside("-m", "django", "migrate", "--no-input", "--verbosity=0")
        _inside("-m", "django", "createcachetable")

    stamped(stamp, made_from, outputs, ("建立数据库", "Preparing the database"), migrate)


def demo() -> None:
    """8: the fictional county, loaded once into an empty database."""
    tell = ("生成演示县", "Founding the demo county")
    load = ("-m", "jianheng.cli", "demo", "load", "--if-missing")
    stamped(data() / ".demo.stamp", "loaded", [], tell, lambda: _inside(*load))


def serve() -> int:
    """9: say who can be tried out, then serve until interrupted; returns the server's exit status."""
    port = os.environ.get("PORT", "8000")
    serving = [str(INSIDE), "-m", "jianheng.cli", "serve", "--port", port]
    os.chdir(str(ROOT))
    _inside("-m", "jianheng.cli", "demo", "roles", "--port", port)
    os.environ["DJANGO_SETTINGS_MODULE"] = "jianheng.site.settings"
    os.execv(serving[0], serving)


def _inside(*arguments: str) -> None:
    """Run the environment's interpreter in the project's root; a failure ends set-up with its message."""
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "jianheng.site.settings", "PYTHONUTF8": "1"}
    ran = subprocess.run([str(INSIDE), *arguments], check=False, cwd=str(ROOT), env=variables)
    if ran.returncode:
        raise SystemExit(STOPPED + " ".join(arguments))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failure:
        raise SystemExit(STOPPED + " ".join(failure.cmd)) from None
