"""The command: rules from the shell, the check of everything stored, and what it says in either language."""

import io
import json
import socket
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from jianheng.cli import check
from jianheng.cli.main import language, main
from jianheng.cli.serve import APPLICATION
from jianheng.county.events import CalendarDayAmended
from jianheng.county.models import Application, County
from jianheng.county.selectors import charter_on
from jianheng.county.services import keep
from jianheng.crypto import selftest
from jianheng.crypto.errors import SelfTestFailed
from jianheng.crypto.keys import FileKeys
from jianheng.ledger import keys
from jianheng.ledger.models import Field
from jianheng.ledger.services import record
from jianheng.rules import Derivation, apply
from jianheng.rules.catalogue import all_rules
from jianheng.rules.weighing import ThresholdFacts, threshold
from tests.rooms.world import AT, CODE, FOUNDER, TODAY


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def facts(tmp_path):
    """A function that writes facts into a file and returns its name."""

    def write(value: object) -> str:
        path = tmp_path / "facts.json"
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return str(path)

    return write


def test_the_language_is_that_of_the_shell():
    assert language({"LANG": "zh_CN.UTF-8"}) == "zh-hans"
    assert language({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}) == "en"
    assert language({}) == "en"


def test_every_rule_is_listed_with_its_articles(capsys):
    assert main(["rules", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(all_rules())
    assert next(line for line in lines if line.startswith("weighing.topic")).split()[1] == "6.2"


def test_a_rule_applied_in_the_shell_replays_and_a_changed_result_is_found(capsys, facts):
    assert main(["rules", "apply", "weighing.threshold", "--facts", facts({"topic": "livelihood"})]) == 0
    derivation = json.loads(capsys.readouterr().out)
    assert derivation["parameters"]["council.threshold"] == "160"
    assert main(["rules", "replay", facts(derivation)]) == 0
    derivation["result"]["filled_weight"] = 1
    assert main(["rules", "replay", facts(derivation)]) == 1
    assert capsys.readouterr().err == "It differs in: result\n"


def test_facts_come_from_the_standard_input_and_parameters_from_the_command_line(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"topic": "livelihood"}'))
    options = ["--profile", "recommended", "--set", "council.threshold=180"]
    assert main(["rules", "apply", "weighing.threshold", "--facts", "-", *options]) == 0
    derivation = json.loads(capsys.readouterr().out)
    assert (derivation["profile"], derivation["parameters"]["council.threshold"]) == ("recommended", "180")


def test_a_rule_is_applied_under_the_charter_of_a_county_on_a_day(world, capsys, facts):
    name = facts({"topic": "livelihood"})
    assert main(["rules", "apply", "weighing.threshold", "--facts", name, "--county", CODE, "--on", "2026-03-02"]) == 0
    assert json.loads(capsys.readouterr().out)["charter_label"] == "衡川县·1"


@pytest.mark.parametrize(
    ("shell", "sentence"),
    [
        ("C.UTF-8", "Art. 6.1  There is no column of weights for the topic “weather”."),
        ("zh_CN.UTF-8", "第 6.1 条  议题“weather”没有对应的权重。"),
    ],
)
def test_a_refusal_prints_its_sentence_in_the_language_of_the_shell(capsys, facts, monkeypatch, shell, sentence):
    monkeypatch.setenv("LC_ALL", shell)
    assert main(["rules", "apply", "weighing.threshold", "--facts", facts({"topic": "weather"})]) == 3
    assert capsys.readouterr().err.startswith(sentence)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({}, "  facts.topic: This field is missing."),
        ({"topic": "livelihood", "recussed": []}, "  facts.recussed: No field of this name is known here."),
        ("{", "This is no JSON: line 1, column 2."),
    ],
)
def test_facts_that_do_not_fit_are_named(capsys, facts, value, line):
    assert main(["rules", "apply", "weighing.threshold", "--facts", facts(value)]) == 2
    assert line in capsys.readouterr().err.splitlines()


def test_an_unknown_rule_a_missing_file_and_a_foreign_file_are_each_told_apart(capsys, facts):
    assert main(["rules", "apply", "weighing.guess", "--facts", facts({})]) == 2
    assert capsys.readouterr().err.splitlines()[0] == "There is no rule named weighing.guess."
    assert main(["rules", "replay", "no-such-file.json"]) == 2
    assert capsys.readouterr().err == "The file no-such-file.json cannot be read.\n"
    assert main(["rules", "replay", facts({"rule": "weighing.threshold"})]) == 2
    assert "  facts: This field is missing." in capsys.readouterr().err.splitlines()


def kept() -> Application:
    derivation: Derivation[Any] = apply(threshold, ThresholdFacts("livelihood"), charter_on(CODE, TODAY))
    return keep(derivation, county=CODE, subject="tests:1", title="门槛", path="/", by=FOUNDER, at=AT)


def test_a_sound_county_is_checked_without_a_fault(world, capsys):
    kept()
    assert main(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "kept applications of rules: 1 checked, 0 with faults"
    assert lines[-2] == "logs: 0 checked, 0 with faults"
    assert lines[-3].startswith("entries of the ledger: ")
    assert not lines[-3].startswith("entries of the ledger: 0")


def test_a_destroyed_value_and_an_outcome_that_does_not_follow_are_found(world, capsys):
    with transaction.atomic():
        entry = record(CalendarDayAmended(date(2026, 5, 9), "workday", "调休"), by=FOUNDER, at=AT)
    Field.objects.filter(entry=entry, name="name").update(value="", salt=b"")
    row = kept()
    row.pk, row.derivation = None, {**row.derivation, "result": {**row.derivation["result"], "filled_weight": 1}}
    row.save(force_insert=True)
    assert main(["check"]) == 1
    complaints = capsys.readouterr().err.splitlines()
    assert complaints == [
        f"  {entry.code}: values are gone without a redaction",
        f"  {row.pk} weighing.threshold tests:1: result",
    ]


def test_an_application_of_a_rule_that_is_gone_is_found(world, capsys):
    row = kept()
    row.pk, row.derivation = None, {**row.derivation, "rule": "weighing.gone"}
    row.save(force_insert=True)
    assert main(["check"]) == 1
    assert "it cannot be applied again: 'weighing.gone'" in capsys.readouterr().err


def test_a_migration_that_was_not_applied_stops_the_check(world, capsys, monkeypatch):
    monkeypatch.setattr(check, "migrations", lambda: [check.Checked("county.0009", ("not applied",))])
    assert main(["check"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "The database is not up to date; run: jianheng migrate"


def test_serving_binds_the_port_asked_for_and_prints_the_address(capsys, monkeypatch):
    started: dict[str, Any] = {}

    class Server:
        def __init__(self, target, **options):
            started.update(options, target=target)

        def serve(self):
            started["served"] = True

    monkeypatch.setattr("jianheng.cli.serve.Granian", Server)
    assert main(["serve", "--pages-only", "--port", "18123"]) == 0
    assert (started["target"], started["port"], started["blocking_threads"]) == (APPLICATION, 18123, 2)
    assert started["served"]
    assert "http://127.0.0.1:18123/" in capsys.readouterr().out


def test_a_port_that_is_taken_is_not_shared(capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 1
    assert capsys.readouterr().err == f"Port {port} is taken. Choose another with --port.\n"


def test_the_demo_county_is_founded_once_and_says_who_can_be_tried(db, capsys):
    assert main(["demo", "load", "--today", "2026-11-21"]) == 0
    capsys.readouterr()
    assert main(["demo", "load"]) == 1
    assert main(["demo", "load", "--if-missing"]) == 0
    assert capsys.readouterr().out == "The demo county is here already.\n" * 2
    assert main(["demo", "roles", "--port", "8123"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "http://127.0.0.1:8123/demo/path/"
    assert any(line.startswith("  Discipline Secretary  ") for line in lines)
    assert main(["check"]) == 0


def test_a_production_site_has_no_demo_county(world, capsys, settings):
    settings.JH_DEMO = False
    assert main(["demo", "load"]) == 1
    assert capsys.readouterr().err.startswith("There is no demo county on a production site")


FOUNDING = (
    *("found", "--code", "shanyin", "--name-zh", "山阴县", "--name-en", "Shanyin County"),
    *("--city-zh", "临江市", "--city-en", "Linjiang City"),
    *("--person-zh", "周以恒", "--person-en", "Zhou Yiheng", "--account", "zhou"),
)


def test_a_county_is_founded_with_the_one_account_that_starts_the_rest(db, capsys, monkeypatch, client):
    monkeypatch.setattr("sys.stdin", io.StringIO("a password of county\n"))
    assert main(FOUNDING) == 0
    assert "zhou" in capsys.readouterr().out
    assert client.login(username="zhou", password="a password of county")
    assert client.get("/people/new/").status_code == 200
    assert main(FOUNDING) == 1


def test_a_weak_first_password_founds_nothing(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(FOUNDING) == 1
    assert not County.objects.filter(code="shanyin").exists()


def test_nothing_is_started_when_the_self_test_fails(monkeypatch, capsys):
    def failing() -> None:
        raise SelfTestFailed(("SM3",))

    monkeypatch.setattr(selftest, "run", failing)
    assert main(["serve", "--port", str(_free_port())]) == 1
    assert main(["sequence", "--once"]) == 1
    assert capsys.readouterr().err.count("SM3") == 2


def test_nothing_is_started_with_a_wrong_passphrase(monkeypatch, capsys, tmp_path):
    FileKeys(tmp_path, b"right", cost=2**10).ensure("log/hengchuan", "Ed25519")
    monkeypatch.setattr(keys, "provider", lambda: FileKeys(tmp_path, b"wrong"))
    assert main(["serve", "--port", str(_free_port())]) == 1
    assert "The keys cannot be opened" in capsys.readouterr().err


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
