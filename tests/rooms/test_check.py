"""The public check on the server: finding, verifying, uploads that are not kept, what one takes away (Art. 7.5)."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jianheng.checking import upload
from jianheng.checking.examining import Digests, examine
from jianheng.checking.selectors.anchors import anchors
from jianheng.checking.selectors.finding import Found, find, standing
from jianheng.crypto.hashing import SHA256, SM3
from jianheng.documents.models import Document
from jianheng.ledger.services.running import Sequencer
from jianheng.witness import client
from tests.rooms import documents_world
from tests.rooms.checking_world import CODE, DOCUMENT, FEW, FLIPPED, FORGERIES, county, evidence
from tests.rooms.log_world import Clock, bench, rounds, seated
from tests.rooms.test_documents import issued

ROOT = Path(__file__).resolve().parents[2]
BUDGET = 42
"""Six proofs are the most of it: the entry and the two keys of its office, each in both trees."""


def digests(content: bytes) -> Digests:
    return Digests(SHA256.digest(content).hex(), SM3.digest(content).hex())


# --- verification, step by step ----------------------------------------------------------------------


def test_the_right_file_is_intact():
    report = examine(evidence(), county().policy(), digests(DOCUMENT))
    assert (report.verdict, report.failed, report.status) == ("intact", (), "witnessed")
    assert report.fields["title_text"] == "关于整修河堤的决定"
    assert report.offices == ("secretary",)
    assert {seat.name for tree in report.trees for seat in tree.witnesses if seat.passed} == {
        "jiwei",
        "renda",
        "shenji",
    }


def test_one_changed_bit_makes_it_altered():
    report = examine(evidence(), county().policy(), digests(FLIPPED))
    assert (report.verdict, report.failed) == ("altered", ("digest",))


def test_both_digests_must_fit():
    mixed = Digests(digests(DOCUMENT).sha256, digests(FLIPPED).sm3)
    assert examine(evidence(), county().policy(), mixed).verdict == "altered"


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_evidence_is_refused(name):
    forge, step = FORGERIES[name]
    report = examine(evidence(forge), county().policy(), digests(DOCUMENT))
    assert report.verdict == "faulty"
    assert step in report.failed


@pytest.mark.parametrize("name", FEW)
def test_below_the_quorum_nothing_counts_as_witnessed(name):
    report = examine(evidence(FEW[name]), county().policy(), digests(DOCUMENT))
    assert (report.verdict, report.failed) == ("intact-waiting", ("quorum",))


@pytest.mark.parametrize("policy", ["", "nonsense", "quorum none\n"])
def test_a_policy_that_names_no_log_proves_nothing(policy):
    assert examine(evidence(), policy).verdict == "faulty"


@pytest.mark.parametrize("broken", [{}, {"v": 1}, {"v": 1, "kind": "jianheng-evidence", "entry": "é"}, []])
def test_what_is_no_evidence_is_faulty_and_raises_nothing(broken):
    assert examine(broken, county().policy()).verdict == "faulty"


# --- pages -------------------------------------------------------------------------------------------


@pytest.fixture
def document(world) -> Document:
    """A document on the record whose entry still waits for its place."""
    found: Document = Document.objects.select_related("printed", "entry").get(pk=issued(world).pk)
    return found


@pytest.fixture
def witnessed(document: Document, tmp_path, monkeypatch) -> Document:
    """The same, in both trees, cosigned by the witnesses."""
    clock = Clock()
    clock.move(seconds=5)
    witnesses, sequencer = bench(tmp_path, clock), Sequencer(clock)
    monkeypatch.setattr(client, "_post", witnesses.post)
    seated(witnesses)
    rounds(sequencer)
    sequencer.close()
    for member in witnesses.members.values():
        member.store.close()
    return document


def sent(content: bytes, path: str = "/check/", name: str = "received.pdf", **more: str):
    return Client().post(path, {"file": SimpleUploadedFile(name, content, "application/pdf"), **more})


def known(code: str) -> Found:
    found = find(code)
    assert isinstance(found, Found)
    return found


def verdict(answer) -> str:
    page = str(answer.content.decode()).partition('id="check-result"')[2].partition("</section>")[0]
    return page.partition('data-verdict="')[2].partition('"')[0]


def test_a_code_leads_to_its_result_however_it_is_typed(document):
    for typed in (document.code.lower(), f" {document.code[:6]} {document.code[6:]} ", document.sm3, document.code):
        answer = Client().get("/check/", {"code": typed})
        assert answer["Location"] == f"/check/{document.code}/"
    assert verdict(Client().get(f"/check/{document.code}/")) == "recorded-waiting"


def test_a_witnessed_document_is_recorded_and_its_file_intact(witnessed):
    page = Client().get(f"/check/{witnessed.code}/")
    assert verdict(page) == "recorded"
    for shown in (witnessed.title, witnessed.code, witnessed.issuer, "由本服务器核验于", "独立核验程序"):
        assert shown in page.content.decode()
    content = bytes(witnessed.printed.pdf)
    assert verdict(sent(content)) == "intact"
    flipped = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
    assert verdict(sent(flipped, path=f"/check/{witnessed.code}/")) == "altered"
    assert verdict(sent(flipped, name=f"{witnessed.code}.pdf")) == "altered"
    assert verdict(sent(flipped[:200], name="a.pdf", code=witnessed.code)) == "altered"
    assert "未予保存" in sent(flipped, name=f"{witnessed.code}.pdf").content.decode()


def test_the_entry_of_an_act_is_checked_like_a_document(witnessed):
    found = find(witnessed.entry.code)
    assert isinstance(found, Found)
    assert found.document == witnessed
    assert verdict(Client().get(f"/check/{witnessed.steps.first().entry.code}/")) == "recorded"


def test_an_unknown_file_is_said_to_be_unknown_and_its_digests_are_shown(document):
    answer = sent(b"%PDF nothing of ours")
    assert (answer.status_code, verdict(answer)) == (404, "unknown")
    assert SHA256.digest(b"%PDF nothing of ours").hex() in answer.content.decode()


def test_no_byte_of_an_uploaded_file_is_kept(document, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.MEDIA_ROOT = str(tmp_path)
    assert sent(b"%PDF" + bytes(5_000_000)).status_code == 404
    assert list(tmp_path.iterdir()) == []


def test_a_file_beyond_the_limit_is_refused_with_the_way_out(db, monkeypatch):
    monkeypatch.setattr(upload, "LARGEST", 1000)
    monkeypatch.setattr("jianheng.checking.views.pages.LARGEST", 1000)
    answer = sent(bytes(1001))
    assert answer.status_code == 422
    assert "独立核验程序" in answer.content.decode()


def test_without_a_file_one_is_asked_for(db):
    assert Client().post("/check/").status_code == 422


def test_a_slip_of_the_hand_is_told_apart_from_an_unknown_code(document):
    code = document.code
    slip = code[:-1] + ("2" if code[-1] != "2" else "3")
    for typed, why, status in ((slip, "slip", 422), (CODE, "unknown", 404), ("abc", "malformed", 422)):
        answer = Client().get("/check/", {"code": typed})
        assert (answer.status_code, verdict(answer)) == (status, why)
        assert Client().get("/check/answer/", {"code": typed}).json()["problem"] == why


def test_a_draft_is_unknown(world):
    draft = documents_world.begun(world)
    assert verdict(Client().get(f"/check/{draft.code}/")) == "unknown"


def test_supersession_and_correction_are_told_with_the_later_document(world, document):
    later = issued(world, supersedes=document.code)
    document.refresh_from_db()
    told = standing(known(document.code))
    assert told["state"] == "superseded"
    assert [(row["code"], row["how"]) for row in told["later"]] == [(later.code, "superseded")]
    assert standing(known(later.code))["state"] == "in_force"


def test_the_script_is_answered_with_public_fields_alone(world, witnessed):
    given = Client().get("/check/answer/", {"digest": witnessed.printed.sha256}).json()
    assert given["code"] == witnessed.code
    assert {row["name"] for row in given["evidence"]["fields"]} >= {"code", "title_text", "basis", "pdf_sm3"}
    assert world.persons["secretary"].code not in json.dumps(given)
    report = examine(given["evidence"], given["policy"], digests(bytes(witnessed.printed.pdf)))
    assert report.verdict == "intact"


def test_the_pack_is_enough_for_the_stand_alone_program(witnessed, tmp_path):
    data = Client().get(f"/check/{witnessed.code}/evidence.zip").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path)
    folder = next(tmp_path.glob("evidence-*"))
    (folder / "d.pdf").write_bytes(bytes(witnessed.printed.pdf))
    words = ["jianheng_verify.py", "document", "d.pdf", "evidence.json", "--policy", "policy.txt"]
    ran = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONUTF8": "1"}
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    names = {path.name for path in folder.iterdir()}
    assert names >= {"README.zh.txt", "README.en.txt", "keys.json", "sha256.tlog-proof", "sm3.tlog-proof"}
    commands = [line.split() for line in (folder / "README.en.txt").read_text().splitlines() if "message.bin" in line]
    by_hand = [words for words in commands if words[0] == "openssl"]
    assert len(by_hand) == 2
    for one in by_hand:
        assert subprocess.run(one, cwd=folder, capture_output=True, check=False).returncode == 0, one


def test_a_pack_made_while_the_entry_waits_says_so(document):
    data = Client().get(f"/check/{document.code}/evidence.zip").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read(f"evidence-{document.code}/README.en.txt").decode()
        assert not [name for name in archive.namelist() if name.endswith(".tlog-proof")]
    assert "no place in the log yet" in text
    assert Client().get(f"/check/{document.code}/sm3.tlog-proof").status_code == 404


def test_single_files_are_what_the_evidence_holds(witnessed):
    given = json.loads(Client().get(f"/check/{witnessed.code}/evidence.json").content)
    for tree in ("sha256", "sm3"):
        text = Client().get(f"/check/{witnessed.code}/{tree}.tlog-proof").content.decode()
        assert text == given["proofs"][tree]
    keys = json.loads(Client().get(f"/check/{witnessed.code}/keys.json").content)
    assert [row["use"] for row in keys].count("witness") == 6
    assert [row["use"] for row in keys].count("office") == 2
    assert Client().get("/check/policy.txt").content.decode() == anchors(witnessed.county.code).policy


def test_the_program_that_is_served_is_the_one_of_the_tree(db):
    served = Client().get("/check/jianheng_verify.py").content
    assert served == (ROOT / "verifier" / "jianheng_verify.py").read_bytes()


def test_the_result_keeps_its_query_budget(witnessed):
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(f"/check/{witnessed.code}/").status_code == 200
    assert len(asked) <= BUDGET, [query["sql"][:90] for query in asked]
