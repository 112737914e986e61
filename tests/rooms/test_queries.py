"""Queries of the record: opened with a purpose, recorded, watched, sealed from those concerned until the end (7.4)."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from jianheng.county.services import amend_charter
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors import faults, opened
from jianheng.ledger.selectors.keys import policy_of
from jianheng.ledger.services.running import Sequencer
from jianheng.people.models import ReadRecord
from jianheng.people.selectors import reads_of
from jianheng.queries import access, selectors, services
from jianheng.queries.models import Query, Reading, Subject
from jianheng.queries.selectors import Scope
from jianheng.rules import Forbidden, Refused, replay
from jianheng.rules.queries import QueryScope
from jianheng.rules.roles import Officer, Role
from jianheng.witness import client as witness
from tests.rooms.council_world import decided
from tests.rooms.log_world import Clock, bench, rounds, seated
from tests.rooms.world import AT, TODAY, World

LATER = AT + timedelta(days=1)
ASKERS = ("higher_discipline", "inspection", "congress", "auditor")
WATCHERS = (*ASKERS, "discipline", "supervision")
REASONS = "核实甲公司中标前后的会议程序是否完整。"
BUDGET = 16
VERIFIER = Path(__file__).resolve().parents[2] / "verifier" / "jianheng_verify.py"


def asked(world: World, motion=None, name: str = "higher_discipline", **changes) -> Query:
    """A query about an item, opened by the holder of a role."""
    values = {
        "reference": "临纪核〔2026〕12号",
        "purpose": "purpose_case",
        "reasons": REASONS,
        "basis": "《监察法》第二十五条",
        "scope": "scope_matter",
        "target": str(motion.number) if motion is not None else "",
        **changes,
    }
    return services.open_query(county=world.county, **values, by=world.officer(name), at=AT)


def read(world: World, query: Query, name: str = "higher_discipline", at=LATER):
    return services.read_results(query_id=query.pk, by=world.officer(name), at=at)


def end(world: World, query: Query, name: str = "higher_discipline", at=LATER) -> Query:
    return services.end_matter(query_id=query.pk, by=world.officer(name), at=at)


# --- opening ---------------------------------------------------------------------------------------


def test_a_query_is_on_the_ledger_before_anything_is_read(world):
    query = asked(world, decided(world))
    entry = Entry.objects.get(type="query.access")
    assert query.entry == entry
    assert (query.state, query.role, query.body.code) == ("query_running", "higher_discipline", "staff")
    assert not Reading.objects.exists()
    assert not ReadRecord.objects.exists()


def test_the_entry_of_a_query_names_neither_asker_nor_purpose_nor_whom_it_concerns(world):
    query = asked(world, decided(world))
    asker = world.persons["higher_discipline"]
    body = bytes(query.entry.body).decode()
    kept = json.dumps(opened(query.entry, entitled=True), ensure_ascii=False)
    for text in (asker.code, asker.name_zh, REASONS, "purpose_case", query.reference, query.basis, query.code):
        assert text not in body
        assert text not in kept
    assert json.loads(body)["signers"] == []
    assert opened(query.entry, entitled=False) == {}


def test_the_entry_commits_to_asker_purpose_and_scope(world):
    query = asked(world, decided(world))
    officer = world.officer("discipline")
    assert selectors.query_page(query, officer, AT).holds
    for field, value in (("asker", "P000001"), ("purpose", "purpose_audit"), ("target", "999")):
        changed = Query.objects.get(pk=query.pk)
        setattr(changed, field, value)
        if field != "target":
            assert not selectors.query_page(changed, officer, AT).holds, field


WRONG = (
    ({"purpose": "curiosity"}, "purpose"),
    ({"reasons": "看看"}, "reasons"),
    ({"reasons": " " * 40}, "reasons"),
    ({"reference": " "}, "reference"),
    ({"basis": ""}, "basis"),
    ({"scope": "scope_everything"}, "scope"),
    ({"target": "4711"}, "target"),
    ({"scope": "scope_entry", "target": "HENG-2026-000000000"}, "target"),
    ({"scope": "scope_document", "target": "HENG-2026-000000000"}, "target"),
    ({"scope": "scope_person", "target": "P999999"}, "target"),
    ({"scope": "scope_period"}, "since"),
    ({"scope": "scope_period", "since": TODAY, "until": TODAY - timedelta(days=1)}, "since"),
    ({"scope": "scope_period", "since": TODAY, "until": TODAY + timedelta(days=1)}, "until"),
    ({"scope": "scope_period", "since": TODAY - timedelta(days=92), "until": TODAY}, "until"),
)


def test_a_query_without_a_purpose_or_with_a_wild_scope_is_refused_at_its_field(world):
    motion = decided(world)
    for change, field in WRONG:
        with pytest.raises(Refused) as refused, transaction.atomic():
            asked(world, motion, **change)
        assert (refused.value.article, refused.value.field) == ("7.4", field), change
    assert not Query.objects.exists()
    assert not Entry.objects.filter(type="query.access").exists()


def test_a_scope_with_too_many_entries_is_refused_with_the_way_to_narrow_it(world):
    decided(world)
    few = world.county.charter_versions.get()
    amend_charter(
        county=world.county.code,
        changes={"query.max_entries": "5"},
        effective_on=TODAY + timedelta(days=1),
        reason="试点",
        by=world.officer("congress"),
        at=AT,
    )
    assert few.charter.number("query.max_entries") == 200
    period = {"scope": "scope_period", "since": TODAY, "until": TODAY}
    with pytest.raises(Refused, match="at most 5") as refused:
        services.open_query(**_values(world, period), by=world.officer("auditor"), at=LATER)
    assert "kinds of entries" in refused.value.remedy
    narrowed = {**period, "types": ("council.decided",)}
    query = services.open_query(**_values(world, narrowed), by=world.officer("auditor"), at=LATER)
    assert [entry.type for entry in read(world, query, "auditor", LATER).entries] == ["council.decided"]


def _values(world, change):
    base = {"reference": "审字1号", "purpose": "purpose_audit", "reasons": REASONS, "basis": "《审计法》", "target": ""}
    return {"county": world.county, **base, **change}


def test_the_same_query_is_not_opened_twice_while_it_runs(world):
    motion = decided(world)
    query = asked(world, motion)
    with pytest.raises(Refused, match="open already"):
        asked(world, motion)
    end(world, query)
    assert asked(world, motion).pk != query.pk


def test_whoever_is_not_of_an_asking_body_opens_nothing(world):
    motion = decided(world)
    others = sorted(set(world.persons) - set(ASKERS))
    assert len(others) > 15
    for name in others:
        with pytest.raises(Forbidden) as forbidden, transaction.atomic():
            asked(world, motion, name)
        assert forbidden.value.article == "7.4", name
    assert not Query.objects.exists()


def test_nobody_queries_their_own_acts(world):
    own = world.persons["higher_discipline"].code
    with pytest.raises(Refused, match="their own acts"):
        asked(world, scope="scope_person", target=own, since=TODAY, until=TODAY)


def test_an_officer_of_another_county_opens_and_reads_nothing(world):
    query = asked(world, decided(world))
    stranger = Officer("P999999", "elsewhere", frozenset(Role))
    for act in (services.read_results, services.export_results, services.end_matter):
        with pytest.raises(Forbidden):
            act(query_id=query.pk, by=stranger, at=LATER)
    with pytest.raises(Forbidden):
        services.open_query(**_values(world, {"scope": "scope_period"}), by=stranger, at=AT)


def test_the_permission_replays_and_is_open_to_the_oversight_side_alone(world, acting, client):
    query = asked(world, decided(world))
    assert replay(query.application.derivation).same
    path = f"/charter/applications/{query.application_id}/derivation.json"
    assert client.get(path).status_code == 403
    assert acting("inspection").get(path).status_code == 200
    assert acting("discipline").get(path).status_code == 403, "the discipline secretary voted in the matter"


# --- what a query gives ----------------------------------------------------------------------------


def test_a_query_of_a_matter_gives_its_entries_and_no_others(world):
    motion, other = decided(world), decided(world, title="另一议题")
    looked = read(world, asked(world, motion))
    assert {entry.about for entry in looked.entries} == {f"motion:{motion.pk}"}
    assert looked.entries[0].type == "council.proposed"
    assert looked.reading.entries == len(looked.entries) > 10
    assert other.pk != motion.pk


def test_a_query_of_an_officer_gives_what_that_officer_did_in_the_period(world):
    decided(world)
    code = world.persons["legal"].code
    scope = Scope(world.county.code, QueryScope.PERSON, code, TODAY, TODAY)
    found = selectors.covered(scope)
    assert {opened(entry, entitled=True)["by"] for entry in found} == {code}
    assert {entry.type for entry in found} == {"council.boundary_checked"}
    assert selectors.count(scope) == len(found)
    earlier = Scope(world.county.code, QueryScope.PERSON, code, TODAY - timedelta(days=9), TODAY - timedelta(days=8))
    assert list(selectors.covered(earlier)) == []


def test_a_query_of_an_entry_gives_that_entry(world):
    decided(world)
    entry = Entry.objects.filter(type="council.decided").get()
    looked = read(world, asked(world, scope="scope_entry", target=entry.code.lower()))
    assert list(looked.entries) == [entry]


# --- the seal --------------------------------------------------------------------------------------


def test_each_read_is_recorded_for_everyone_concerned_and_sealed_until_the_matter_ends(world):
    motion = decided(world)
    query = asked(world, motion)
    read(world, query)
    secretary = world.persons["secretary"]
    row = ReadRecord.objects.get(subject=secretary)
    assert (row.reader, row.what, row.purpose) == (query.asker, "queries.results", "purpose_case")
    assert list(reads_of(secretary, LATER)) == []
    end(world, query)
    assert list(reads_of(secretary, LATER)) == [row]
    assert Entry.objects.filter(type="queries.ended", about=f"motion:{motion.pk}").count() == 1


def test_the_seal_opens_by_itself_after_the_longest_time(world):
    query = asked(world, decided(world))
    read(world, query)
    secretary = world.persons["secretary"]
    assert (query.seal.until - AT).days == 365
    assert not reads_of(secretary, query.seal.until - timedelta(seconds=1)).exists()
    assert reads_of(secretary, query.seal.until).exists()
    assert query in selectors.queries(world.officer("discipline"), query.seal.until)


def test_a_running_query_is_invisible_to_whom_it_concerns_and_visible_after_the_end(world, acting):
    query = asked(world, decided(world))
    read(world, query)
    concerned = set(query.subjects.values_list("person__code", flat=True))
    assert {world.persons[name].code for name in ("secretary", "discipline", "congress", "legal")} <= concerned
    page, listed = f"/queries/{query.code}/", "/queries/"
    subject, watcher = acting("discipline"), acting("supervision")
    assert query.code not in subject.get(listed).content.decode()
    assert subject.get(page).status_code == 404
    assert query.code in watcher.get(listed).content.decode()
    assert watcher.get(page).status_code == 200
    end(world, query)
    assert query.code in subject.get(listed).content.decode()
    assert subject.get(page).status_code == 200


def test_the_subject_reads_when_by_which_body_and_for_what_after_the_end(world, acting):
    query = asked(world, decided(world))
    read(world, query)
    before = acting("secretary").get("/people/mine/").content.decode()
    assert "案件核查" not in before
    end(world, query)
    after = acting("secretary").get("/people/mine/").content.decode()
    assert "案件核查" in after
    assert query.body.name_zh in after
    assert REASONS not in after
    assert world.persons["higher_discipline"].name_zh not in after.partition("<main")[2].partition("</main")[0]


def test_an_asker_who_took_part_in_the_matter_still_sees_the_own_query(world, acting):
    query = asked(world, decided(world), "congress")
    assert read(world, query, "congress").entries
    assert query.code in acting("congress").get("/queries/").content.decode()
    assert not Subject.objects.filter(query=query, person=world.persons["congress"]).exists()


def test_the_chart_counts_no_query_that_is_sealed_from_the_reader(world):
    query = asked(world, decided(world))
    months = {
        name: selectors.by_month(selectors.queries(world.officer(name), AT)) for name in ("discipline", "supervision")
    }
    assert months["discipline"] is None
    assert months["supervision"] is not None
    assert months["supervision"].totals == (1,)
    assert months["supervision"].months == ("2026-03",)
    assert query.body.name in months["supervision"].bodies


# --- the end ---------------------------------------------------------------------------------------


def test_nothing_is_read_exported_or_ended_after_the_end(world):
    query = asked(world, decided(world))
    end(world, query)
    for act in (services.read_results, services.export_results, services.end_matter):
        with pytest.raises(Refused, match="has ended"):
            act(query_id=query.pk, by=world.officer("higher_discipline"), at=LATER)
    assert not Reading.objects.exists()


def test_only_the_body_that_asked_reads(world):
    query = asked(world, decided(world))
    for name in set(WATCHERS) - {"higher_discipline"}:
        for act in (services.read_results, services.export_results, services.end_matter):
            with pytest.raises(Forbidden):
                act(query_id=query.pk, by=world.officer(name), at=LATER)


def test_reads_and_subjects_cannot_be_changed_or_deleted(world):
    query = asked(world, decided(world))
    read(world, query)
    for act in (
        lambda: Reading.objects.update(entries=0),
        lambda: Subject.objects.all().delete(),
        lambda: Reading.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_database_itself_refuses_a_second_running_query_of_the_same_scope(world):
    query = asked(world, decided(world))
    seal = query.seal
    seal.pk, seal.code = None, "other"
    seal.save()
    query.pk, query.code, query.seal = None, "QHEN-2", seal
    with pytest.raises(IntegrityError), transaction.atomic():
        query.save()


def test_a_failing_ledger_leaves_no_query_and_no_seal(world, monkeypatch):
    motion = decided(world)

    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr("jianheng.queries.services.opening.record", fail)
    with pytest.raises(DatabaseError):
        asked(world, motion)
    assert not Query.objects.exists()
    assert not Subject.objects.exists()


# --- the export ------------------------------------------------------------------------------------


@pytest.fixture
def export(world):
    query = asked(world, decided(world))
    return services.export_results(query_id=query.pk, by=world.officer("higher_discipline"), at=LATER)


def test_the_export_is_recorded_with_the_digests_of_what_was_handed_over(export):
    entry = export.reading.entry
    assert entry.type == "queries.exported"
    public = opened(entry, entitled=False)
    assert public["sha256"] == hashlib.sha256(export.data).hexdigest() == export.reading.sha256
    assert public["sm3"] == export.reading.sm3
    assert not faults(entry)


def test_the_export_holds_every_entry_with_its_fields_and_salts(export):
    query = export.reading.query
    with zipfile.ZipFile(io.BytesIO(export.data)) as archive:
        names = {name.removeprefix(f"{query.code}/") for name in archive.namelist()}
        evidence = [name for name in names if name.startswith("evidence/")]
        found = [json.loads(archive.read(f"{query.code}/{name}")) for name in evidence]
        said = json.loads(archive.read(f"{query.code}/query.json"))
        listed = archive.read(f"{query.code}/digests.txt").decode().splitlines()
        digests = {
            name: hashlib.sha256(archive.read(f"{query.code}/{name}")).hexdigest() for name in names - {"digests.txt"}
        }
    assert {"README.zh.txt", "README.en.txt", "entries.csv", "query.json", "digests.txt"} <= names
    assert len(evidence) == export.reading.entries
    assert all(one["kind"] == "jianheng-evidence" for one in found)
    assert all(len(one["fields"]) == len(one["commitments"]) for one in found)
    assert all(len(bytes.fromhex(field["salt"])) == 32 for one in found for field in one["fields"])
    assert said["parts"]["asker"]["person"] == query.asker
    assert said["commitments"] == {k: v for k, v in opened(query.entry, entitled=True).items() if k != "by"}
    assert dict(line.split("  ")[::-1] for line in listed) == digests


def test_the_table_of_the_export_opens_in_a_spreadsheet_and_runs_no_formula(world):
    motion = decided(world, title="=1+1")
    query = asked(world, motion)
    made = services.export_results(query_id=query.pk, by=world.officer("higher_discipline"), at=LATER)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        data = archive.read(f"{query.code}/entries.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len({len(row) for row in table}) == 1
    assert [row[-1] for row in table if row[-1].endswith("1+1")] == ["'=1+1"]
    assert not any(cell.startswith(("=", "+", "@")) for row in table for cell in row)


def test_what_was_exported_proves_itself_to_the_stand_alone_program(world, tmp_path, monkeypatch):
    motion, clock = decided(world), Clock()
    clock.move(seconds=5)
    witnesses, sequencer = bench(tmp_path, clock), Sequencer(clock)
    monkeypatch.setattr(witness, "_post", witnesses.post)
    seated(witnesses)
    rounds(sequencer)
    sequencer.close()
    for member in witnesses.members.values():
        member.store.close()
    query = asked(world, motion)
    made = services.export_results(query_id=query.pk, by=world.officer("higher_discipline"), at=LATER)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / query.code
    (folder / "policy.txt").write_text(policy_of(world.county.code), encoding="utf-8")
    first, *_others, last = sorted((folder / "evidence").iterdir())
    for path, proved in ((first, True), (last, True), (last, False)):
        if not proved:
            path.write_text(path.read_text(encoding="utf-8").replace('"name": "by"', '"name": "at"'), encoding="utf-8")
        words = [sys.executable, str(VERIFIER), "entry", str(path), "--policy", str(folder / "policy.txt")]
        ran = subprocess.run(words, check=False, capture_output=True, text=True, env={"PYTHONUTF8": "1"})
        assert ran.returncode == (0 if proved else 1), ran.stdout


# --- pages -----------------------------------------------------------------------------------------


def test_the_oversight_page_lists_queries_within_its_budget(world, acting, django_assert_max_num_queries):
    motion = decided(world)
    for number in range(3):
        asked(world, motion, reference=f"核{number}号")
    browser = acting("supervision")
    with django_assert_max_num_queries(BUDGET):
        page = browser.get("/queries/?purpose=purpose_case&state=query_running").content.decode()
    assert page.count("/queries/Q") == 3
    assert "query_running" not in page.partition("<table")[2].partition("</table")[0]
    assert browser.get("/queries/?purpose=purpose_audit").content.decode().count("/queries/Q") == 0


def test_without_a_right_the_page_is_refused_with_its_article(acting, client):
    for browser in (client, acting("secretary"), acting("administrator")):
        answer = browser.get("/queries/")
        assert answer.status_code == 403
        assert "7.4" in answer.content.decode()
    assert acting("discipline").get("/queries/new/").status_code == 403


def test_a_query_from_form_to_results_export_and_end(world, acting, django_assert_max_num_queries):
    motion = decided(world)
    browser = acting("auditor")
    page = browser.get(f"/queries/new/?scope=scope_matter&target={motion.number}").content.decode()
    assert f'value="{motion.number}"' in page
    sent = {
        "reference": "审〔2026〕3号",
        "purpose": "purpose_audit",
        "reasons": "短",
        "basis": "《审计法》",
        "scope": "scope_matter",
        "target": str(motion.number),
    }
    refused = browser.post("/queries/new/", sent)
    assert refused.status_code == 409
    assert "10" in refused.content.decode()
    opened_page = browser.post("/queries/new/", {**sent, "reasons": REASONS}, follow=True)
    query = Query.objects.get()
    assert query.code in opened_page.content.decode()
    with django_assert_max_num_queries(40):
        results = browser.get(f"/queries/{query.code}/results/").content.decode()
    assert world.persons["legal"].name_zh in results
    exported = browser.post(f"/queries/{query.code}/export/")
    assert (exported.status_code, exported["Content-Type"]) == (200, "application/zip")
    assert exported["Content-Disposition"] == f'attachment; filename="{query.code}.zip"'
    assert browser.post(f"/queries/{query.code}/end/", follow=True).status_code == 200
    assert browser.get(f"/queries/{query.code}/results/").status_code == 409
    kinds = list(Reading.objects.values_list("kind", flat=True))
    assert kinds == ["results", "export"]


def test_a_forged_form_leaves_a_sentence_and_no_defect(world, acting):
    decided(world)
    for target in ("0" * 40, "①", "'; --", "9" * 12, "-1"):
        for scope in QueryScope:
            sent = {
                "reference": "x",
                "purpose": "purpose_audit",
                "reasons": REASONS,
                "basis": "法",
                "scope": scope.value,
                "target": target,
                "since": "2026-13-45",
            }
            assert acting("auditor").post("/queries/new/", sent).status_code in (409, 422)


def test_the_access_functions_agree_on_who_asks_and_who_watches(world):
    able = {name for name in world.persons if access.can_query(world.officer(name))}
    watching = {name for name in world.persons if access.can_oversee(world.officer(name))}
    assert able == set(ASKERS)
    assert watching == set(WATCHERS)
    assert not access.can_query(Officer.visitor(world.county.code))
    assert Client().get("/queries/").status_code == 403
