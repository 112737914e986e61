"""What people take away proves itself to a program that we are not part of (Art. 7.5)."""

import copy
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from jianheng.county.events import CalendarDayAmended
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors.evidence import entry_by_digest, evidence
from jianheng.ledger.selectors.keys import policy_of
from jianheng.ledger.services import record, redact
from jianheng.ledger.services.running import Sequencer
from jianheng.rules.roles import Officer, Role
from jianheng.witness import client
from tests.rooms.log_world import AT, BY, COUNTY, Clock, bench, rounds, seated

VERIFIER = Path(__file__).resolve().parents[2] / "verifier" / "jianheng_verify.py"
EVENT = CalendarDayAmended(date(2026, 5, 9), "workday", "调休")

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(tmp_path, monkeypatch):
    """A signed entry, in both trees, cosigned by two of three witnesses."""
    with transaction.atomic():
        made = record(EVENT, by=BY, at=AT, signed_for=("secretary",))
    clock = Clock()
    clock.move(seconds=5)
    witnesses, sequencer = bench(tmp_path, clock), Sequencer(clock)
    monkeypatch.setattr(client, "_post", witnesses.post)
    seated(witnesses)
    rounds(sequencer)
    sequencer.close()
    for member in witnesses.members.values():
        member.store.close()
    return Entry.objects.get(pk=made.pk)


def judged(folder: Path, found) -> tuple[int, str]:
    (folder / "evidence.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    (folder / "policy.txt").write_text(policy_of(COUNTY), encoding="utf-8")
    words = [sys.executable, str(VERIFIER), "entry", "evidence.json", "--policy", "policy.txt"]
    ran = subprocess.run(words, check=False, cwd=folder, capture_output=True, text=True, env={"PYTHONUTF8": "1"})
    return ran.returncode, ran.stdout


def test_the_stand_alone_program_proves_an_entry_from_its_evidence_file(entry, tmp_path):
    found = evidence(entry)
    assert {field["name"] for field in found["fields"]} == {"day", "kind", "name"}
    assert [len(found["keys"]), sorted(found["proofs"])] == [2, ["sha256", "sm3"]]
    status, said = judged(tmp_path, found)
    assert status == 0, said
    assert "调休" in said


def test_one_changed_character_of_a_disclosed_value_is_not_proved(entry, tmp_path):
    found = copy.deepcopy(dict(evidence(entry)))
    found["fields"][-1]["value"] = "调体"
    status, said = judged(tmp_path, found)
    assert (status, "altered-field" in said) == (1, True)


def test_without_the_entry_of_the_key_a_signature_is_nobodys(entry, tmp_path):
    status, said = judged(tmp_path, {**evidence(entry), "keys": []})
    assert (status, "unknown-signer" in said) == (1, True)


def test_a_closed_value_is_disclosed_when_it_is_asked_for_and_not_otherwise(entry, tmp_path):
    found = evidence(entry, names={"by"})
    assert [(field["name"], field["value"]) for field in found["fields"]] == [("by", BY.key)]
    assert judged(tmp_path, found)[0] == 0
    assert BY.key not in json.dumps(evidence(entry))


def test_an_entry_still_proves_itself_after_a_value_was_destroyed(entry, tmp_path):
    archivist = Officer("P000008", COUNTY, frozenset({Role.ARCHIVIST}))
    later = redact(code=entry.code, names=["name"], grounds="protection", by=archivist, at=AT)
    found = evidence(entry)
    assert "name" not in {field["name"] for field in found["fields"]}
    assert found["later"] == [later.code]
    assert judged(tmp_path, found)[0] == 0


def test_an_entry_that_still_waits_has_no_proof_and_is_not_proved(tmp_path):
    with transaction.atomic():
        made = record(EVENT, by=BY, at=AT)
    found = evidence(made)
    assert found["proofs"] == {}
    assert judged(tmp_path, found)[0] == 1


def test_a_file_is_found_by_either_digest_and_by_no_other():
    assert entry_by_digest("0" * 64) is None
