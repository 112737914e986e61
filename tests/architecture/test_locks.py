"""Nothing third-party lies in the tree, and what set-up fetches is known by its digest."""

import re
import subprocess
from pathlib import Path

import pytest

import locks

ROOT = Path(__file__).resolve().parents[2]
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|work|Users|mnt)/[a-z]")
VENDORED = ("node_modules", ".venv", "vendor", ".min.js", ".min.css", ".whl", ".woff2", ".woff", ".ttf")


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    return [(path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in tracked() if path != Path(__file__)]


def test_the_locks_hold_digests_and_no_addresses() -> None:
    assert locks.faults() == []


@pytest.mark.parametrize(
    ("altered", "complaint"),
    [
        (("        --hash=sha256:", "        --sum=sha256:"), "no digest"),
        (("asgiref==", "--index-url https://packages.example/simple\nasgiref=="), "names a host"),
    ],
)
def test_a_lock_without_digest_or_with_a_host_is_reported(
    altered: tuple[str, str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = (ROOT / "requirements" / "core.txt").read_text(encoding="utf-8")
    (tmp_path / "requirements").mkdir()
    changed = (
        re.sub(r"(?m)^ +--hash=sha256:", altered[1].lstrip(), lock) if "hash" in altered[0] else lock.replace(*altered)
    )
    (tmp_path / "requirements" / "core.txt").write_text(changed, encoding="utf-8")
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    assert any(complaint in fault for fault in locks.python_faults("core"))


def test_no_third_party_file_is_tracked() -> None:
    assert [str(path) for path in tracked() if any(mark in str(path.relative_to(ROOT)) for mark in VENDORED)] == []


def test_no_tracked_text_holds_a_path_of_one_machine() -> None:
    assert [str(name) for name, text in texts() if MACHINE_PATH.search(text)] == []


def test_no_tracked_text_names_a_package_registry() -> None:
    registry = re.compile(
        r"\b(?:registry|mirrors?|files|deb|index)\.[a-z0-9.-]+\.(?:org|com|cn|net|io)\b|\b[a-z]{2}pi\.org\b",
        re.IGNORECASE,
    )
    assert [str(name) for name, text in texts() if registry.search(text)] == []
