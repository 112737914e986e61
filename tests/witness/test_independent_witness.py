"""Somebody else's witness (aics-witness) and ours are one to the other: same protocol, same answers, same signatures.

It needs Python 3.12 and runs in an environment of its own, which set-up makes.
"""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from jianheng.crypto.tlog import coding
from jianheng.witness.client import Answer, Kind, Witness, add_checkpoint, ask_size
from jianheng.witness.practice import PracticeLog
from tests.witness.world import ORIGIN

INDEPENDENT = Path(__file__).parents[2] / ".tools" / "independent" / "bin"
READY_WITHIN = 20.0

FEEDER = """
import base64, json, sys
from aics_tlog import parse_vkey
from aics_witness.feeder import WitnessClient, WitnessConflict, WitnessRejected

given = json.load(sys.stdin)
answers = []
with WitnessClient(given["url"], parse_vkey(given["vkey"])) as witness:
    for step in given["steps"]:
        proofs = {(old, new): [base64.b64decode(node) for node in proof] for old, new, proof in step["proofs"]}
        try:
            lines = witness.submit(step["note"].encode(), lambda old, new: proofs[old, new])
            answers.append([200, lines])
        except WitnessRejected as refused:
            answers.append([refused.status, ""])
        except WitnessConflict as other:
            answers.append([409, str(other.known_size)])
print(json.dumps(answers))
"""


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    if not (INDEPENDENT / "aics-witness").exists():
        pytest.skip("!!! aics-witness is not installed: NOTHING was tried against an independent witness")


@dataclass(frozen=True)
class Aics:
    """The other witness, running."""

    witness: Witness
    config: Path

    def evidence(self) -> list[dict[str, object]]:
        command = [str(INDEPENDENT / "aics-witness"), "evidence", "--config", str(self.config)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(ran.stdout)
        rows: list[dict[str, object]] = found["evidence"] if isinstance(found, dict) else found
        return rows


@pytest.fixture
def aics(tmp_path: Path, honest: PracticeLog) -> Iterator[Aics]:
    config = tmp_path / "witness.json"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*words: str) -> str:
        command = [str(INDEPENDENT / "aics-witness"), *words, "--config", str(config)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    init = run("init", "--name", "aics.example/w1", "--listen", f"127.0.0.1:{port}")
    vkey = next(word for word in init.split() if word.startswith("aics.example/w1+"))
    run("add-log", "--origin", ORIGIN, "--vkey", honest.vkeys[0])
    command = [str(INDEPENDENT / "aics-witness"), "serve", "--config", str(config)]
    with (tmp_path / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process)
        yield Aics(Witness("aics", f"http://127.0.0.1:{port}", (vkey,)), config)
    finally:
        process.terminate()
        process.wait()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(url, timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("aics-witness did not start")


def send(aics: Aics, log: PracticeLog, old: int, new: int) -> Answer:
    proof = log.proof("sha256", old, new) if 0 < old < new else []
    return add_checkpoint(aics.witness, old, proof, log.note("sha256", new))


def test_our_log_is_cosigned_and_our_forks_are_refused_by_an_independent_witness(aics, honest, forked):
    assert (send(aics, honest, 0, 100).kind, send(aics, honest, 100, 1000).kind) == (Kind.COSIGNED, Kind.COSIGNED)
    wrong = send(aics, honest, 100, 1000)
    assert (wrong.status, wrong.known_size) == (409, 1000)
    assert send(aics, forked, 1000, 1000).status == 422
    back = send(aics, honest, 900, 900)
    assert (back.status, back.kind, back.known_size) == (409, Kind.AHEAD, 1000)


def test_a_rewritten_entry_is_refused_and_kept_by_an_independent_witness(aics, honest, forked):
    send(aics, honest, 0, 100)
    assert send(aics, forked, 100, 1000).status == 422
    assert len(aics.evidence()) == 1
    assert send(aics, honest, 100, 1000).kind == Kind.COSIGNED


def test_its_size_is_asked_as_ours_is(aics, honest):
    assert ask_size(aics.witness, honest.note("sha256", 100)).known_size == 0
    send(aics, honest, 0, 1000)
    assert ask_size(aics.witness, honest.note("sha256", 900)).known_size == 1000
    assert ask_size(aics.witness, honest.note("sha256", 1000)).kind == Kind.COSIGNED


def test_an_independent_log_client_takes_our_witness_for_one(group, keys):
    """Its feeder sends heads to our witness, learns the size from 409 and verifies our cosignatures."""
    log = PracticeLog("feeder.example/ledger/hengchuan/2026", keys).grow(300)
    forked = log.rewritten(3)
    group.trust(*log.vkeys)
    seat = group.seats.seats[2]
    steps = [(log, 0, 100), (log, 100, 300), (forked, 300, 300)]
    given = {
        "url": seat.url,
        "vkey": seat.ed25519,
        "steps": [{"note": one.note("sha256", new), "proofs": _proofs(one, old, new)} for one, old, new in steps],
    }
    command = [str(INDEPENDENT / "python"), "-c", FEEDER]
    ran = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    answers = json.loads(ran.stdout)
    assert [status for status, _line in answers] == [200, 200, 422]
    assert answers[0][1].startswith(f"— {seat.name}")


def _proofs(log: PracticeLog, old: int, new: int) -> list[list[object]]:
    proof = log.proof("sha256", old, new) if 0 < old < new else []
    return [[old, new, [coding.encode(node) for node in proof]]]
