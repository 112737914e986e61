"""The verifier as a module, and one county's log in a folder that each test may spoil."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.county_log import DOCUMENT, CountyLog, county_log, load_verifier


@pytest.fixture(scope="session")
def verifier() -> Any:
    return load_verifier()


@pytest.fixture(scope="session")
def county() -> CountyLog:
    """300 entries; nobody may change it."""
    return county_log()


@pytest.fixture(scope="session")
def served(county: CountyLog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return county.serve(tmp_path_factory.mktemp("log") / "hc" / "2026")


@pytest.fixture(scope="session")
def issued(county: CountyLog) -> dict[str, Any]:
    return county.evidence(2)


class Desk:
    """An outsider's desk: files, and the verifier to put them to."""

    def __init__(self, folder: Path, verifier: Any, county: CountyLog, served: Path, issued: dict[str, Any]) -> None:
        self.folder, self.verifier, self.county, self.served, self.issued = folder, verifier, county, served, issued
        self.policy = county.policy()
        self.heard = ""
        self.read: Callable[[], str] = str

    def __call__(self, *words: object, policy: str | None = None) -> int:
        """The exit status of a command; what it said is in `heard`."""
        path = self.folder / "policy"
        path.write_text(self.policy if policy is None else policy)
        status = self.verifier.main([*map(str, words), "--policy", str(path)])
        self.heard = self.read()
        return int(status)

    def refuses(self, name: str, *words: object, at: str = "", policy: str | None = None) -> None:
        """The command must fail with exactly this name, and say ``at``."""
        status = self(*words, policy=policy)
        assert (status, f"NOT PROVED ({name})" in self.heard) == (1, True), self.heard
        assert f"未证明（{name}）" in self.heard
        assert at in self.heard

    def file(self, name: str, content: object) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else str(content).encode())
        return path

    def evidence(self, change: Callable[[dict[str, Any]], object] = id) -> Path:
        """The document's evidence file, changed."""
        value = copy.deepcopy(self.issued)
        change(value)
        return self.file("evidence.json", json.dumps(value))

    def document(self, content: bytes = DOCUMENT) -> Path:
        return self.file("document", content)

    def mirror(self) -> Path:
        """A copy of the whole log that may be spoilt."""
        return Path(shutil.copytree(self.served, self.folder / "mirror"))


@pytest.fixture
def desk(
    tmp_path: Path,
    verifier: Any,
    county: CountyLog,
    served: Path,
    issued: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> Desk:
    found = Desk(tmp_path, verifier, county, served, issued)
    found.read = lambda: capsys.readouterr().out
    return found
