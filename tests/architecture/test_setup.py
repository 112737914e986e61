"""Set-up on other people's machines: an interpreter that works is found, and nothing is done twice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import interpreter
import steps

ROOT = Path(__file__).resolve().parents[2]


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def shims(tmp_path: Path) -> Path:
    """A folder of programs named like Python that all fail."""
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        program(tmp_path / name, "echo 'command not found' >&2; exit 127")
    return tmp_path


def test_an_interpreter_that_can_run_jianheng_is_accepted() -> None:
    assert interpreter.reason_against(sys.executable) == ""


def test_failing_shims_first_on_the_path_are_passed_over(shims: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{shims}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(os, "confstr", lambda _name: str(shims))
    found, tried = interpreter.find()
    assert found is not None
    assert interpreter.reason_against(found) == ""
    assert tried[0].reason == "command not found"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[[3, 10], [3, 40]]", "is Python 3.10"),
        ("[[3, 15], [3, 50]]", "is Python 3.15"),
        ("[[3, 11], [3, 36]]", "has SQLite 3.36"),
        ("[[3, 11], [3, 37]]", ""),
    ],
)
def test_version_and_sqlite_are_asked_for(answer: str, reason: str, tmp_path: Path) -> None:
    assert interpreter.reason_against(str(program(tmp_path / "python3", f"echo '{answer}'"))) == reason


def test_without_any_interpreter_set_up_stops_with_the_command_to_run_in_both_languages(
    shims: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(shims))
    monkeypatch.setattr(interpreter, "candidates", lambda: iter([str(shims / "python3")]))
    found, tried = interpreter.find()
    assert found is None
    sentence = interpreter.NONE_FITS.format(goal="run", tried=tried[0].path)
    assert "请运行：apt-get install python3 python3-venv" in sentence
    assert "run: apt-get install python3 python3-venv" in sentence


def test_make_finds_a_python_although_the_first_ones_on_the_path_fail(shims: Path) -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8")
    loop = lines[lines.index("FIND = ") + 7 : lines.index("\nIN = ")].replace("$$", "$").replace("\\\n", "")
    command = ["/bin/sh", "-c", f'{loop} echo "$python"']
    ran = subprocess.run(command, env={"PATH": f"{shims}:/bin"}, capture_output=True, text=True, check=True)
    assert ran.stdout.strip()
    assert not ran.stdout.startswith(str(shims))


def test_a_step_runs_again_only_when_what_it_is_made_from_changes_or_its_output_is_gone(tmp_path: Path) -> None:
    stamp, output, runs = tmp_path / "stamp", tmp_path / "output", []

    def act() -> None:
        runs.append(1)
        output.touch()

    def step(made_from: str) -> bool:
        return steps.stamped(stamp, made_from, [output], ("一", "one"), act)

    assert [step("a"), step("a"), step("b"), step("b")] == [True, False, True, False]
    output.unlink()
    assert step("b")
    assert len(runs) == 3


def test_a_step_that_fails_leaves_no_stamp(tmp_path: Path) -> None:
    def fail() -> None:
        raise SystemExit("no")

    with pytest.raises(SystemExit):
        steps.stamped(tmp_path / "stamp", "a", [], ("一", "one"), fail)
    assert not (tmp_path / "stamp").exists()
