"""The log and the witnesses that the tests of this room share."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jianheng.witness import local
from jianheng.witness.local import Group
from jianheng.witness.practice import PracticeLog
from tests.witness.world import ORIGIN, Audit, audit, awake, signers


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The keys of the log."""
    return signers(tmp_path_factory.mktemp("log-keys"))


@pytest.fixture(scope="session")
def honest(keys: dict[str, Any]) -> PracticeLog:
    """A log of 1,000 entries. Nobody may change it."""
    return PracticeLog(ORIGIN, keys).grow(1000)


@pytest.fixture(scope="session")
def forked(honest: PracticeLog) -> PracticeLog:
    """The same log with entry 50 rewritten: its second history."""
    return honest.rewritten(50)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a witness that has not seen anything yet."""
    folder = tmp_path_factory.mktemp("founded") / "audit"
    awake(folder, new=True).store.close()
    return folder


@pytest.fixture
def auditor(tmp_path: Path, founded: Path, honest: PracticeLog) -> Iterator[Audit]:
    """A new witness of that log."""
    shutil.copytree(founded, tmp_path / "audit")
    made = audit(tmp_path / "audit", honest)
    yield made
    made.identity.store.close()


@pytest.fixture(scope="session")
def group(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    """Five running witnesses: three of the county, two above it."""
    with local.start(tmp_path_factory.mktemp("witnesses"), 5) as running:
        yield running
