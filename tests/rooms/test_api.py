"""The JSON interface: the charter, the rules, kept applications, the ledger; who may call what; what it refuses."""

import json
import logging
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from jianheng.api.declare import Router, Undeclared, allows
from jianheng.api.interface import api
from jianheng.charter import Charter, articles, parameters, readings
from jianheng.county.events import CalendarDayAmended
from jianheng.county.selectors import charter_on
from jianheng.county.services import amend_charter, keep
from jianheng.ledger.services import record
from jianheng.offices.selectors.line import line
from jianheng.rules import Derivation, Forbidden, apply
from jianheng.rules.catalogue import all_rules
from jianheng.rules.roles import OFFICES, Role
from jianheng.rules.weighing import ThresholdFacts, threshold
from jianheng.web.pages import everyone
from tests.rooms import council_world
from tests.rooms.world import AT, CODE, FOUNDER, TODAY

V1 = "/api/v1"
BALLOTS = dict.fromkeys(("secretary", "discipline", "congress"), "A")
VOTE = {"topic": "livelihood", "options": ["A", "B"], "ballots": BALLOTS}


def get(client: Client, path: str, status: int = 200):
    answer = client.get(V1 + path)
    assert answer.status_code == status, answer.content
    return answer.json()


def send(client: Client, path: str, body: object, status: int = 200):
    answer = client.post(V1 + path, body if isinstance(body, str) else json.dumps(body), "application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_every_article_reading_and_parameter_is_given_in_both_languages(world, client):
    assert [row["number"] for row in get(client, "/charter/articles")] == list(articles())
    assert [row["id"] for row in get(client, "/charter/readings")] == list(readings())
    assert {row["name"]: row["value"] for row in get(client, "/charter/parameters")} == {
        name: Charter().text(name) for name in parameters()
    }
    one = get(client, "/charter/articles/6.5")
    assert one["title"] == {"zh": articles()["6.5"].title.zh, "en": articles()["6.5"].title.en}
    assert "weighing.decide" in one["rules"]
    assert "{" not in one["in_force"]["zh"]


def test_parameters_are_those_in_force_on_the_day_asked_for(world, client):
    later = TODAY.replace(month=6, day=1)
    amend_charter(
        county=CODE, changes={"council.threshold": "180"}, effective_on=later, reason="试行", by=FOUNDER, at=AT
    )

    def threshold_on(day: str) -> tuple[str, bool]:
        rows = {row["name"]: row for row in get(client, f"/charter/parameters?county={CODE}&day={day}")}
        return rows["council.threshold"]["value"], rows["council.threshold"]["amended"]

    assert threshold_on("2026-05-31") == ("160", False)
    assert threshold_on("2026-06-01") == ("180", True)
    assert [row["number"] for row in get(client, "/charter/versions")] == [2, 1]
    assert get(client, f"/charter/parameters?county={CODE}&day=2001-01-01", 404)["message"]["en"] == (
        f"No charter is in force in {CODE} on 2001-01-01."
    )


def test_every_rule_is_listed_with_the_schemas_of_its_facts_and_outcome(world, client):
    listed = {row["name"]: row for row in get(client, "/rules")}
    assert list(listed) == list(all_rules())
    assert listed["weighing.decide"]["facts"]["required"] == ["topic", "options", "ballots"]
    assert all(row["articles"] and row["summary"] and row["outcome"] for row in listed.values())
    assert get(client, "/rules/weighing.decide") == listed["weighing.decide"]


def test_three_offices_carry_a_livelihood_item_and_the_derivation_replays(world, client):
    derivation = send(client, "/rules/weighing.decide", {"facts": VOTE})
    assert derivation["parameters"]["council.threshold"] == "160"
    assert {step["article"] for step in derivation["steps"]} >= {"6.5"}
    assert send(client, "/rules/replay", derivation) == {"same": True, "differences": []}
    derivation["result"] = {**derivation["result"], "outcome": "invented"}
    assert send(client, "/rules/replay", derivation) == {"same": False, "differences": ["result"]}


def test_a_rule_is_applied_under_the_charter_that_was_chosen(world, client):
    body = {"facts": VOTE, "charter": {"profile": "recommended", "amendments": {"council.threshold": "180"}}}
    changed = send(client, "/rules/weighing.decide", body)
    assert changed["parameters"]["council.threshold"] == "180"
    in_force = send(
        client, "/rules/weighing.decide", {"facts": VOTE, "charter": {"county": CODE, "day": TODAY.isoformat()}}
    )
    assert in_force["charter"] == charter_on(CODE, TODAY).digest
    assert in_force["digest"] != changed["digest"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["facts"]),
        ({"facts": {}}, ["facts.topic", "facts.options", "facts.ballots"]),
        ({"facts": {**VOTE, "round": "first"}}, ["facts.round"]),
        ({"facts": {**VOTE, "recussed": ["secretary"]}}, ["facts.recussed"]),
        ({"facts": VOTE, "charter": {"profile": "strict"}}, ["charter"]),
        ({"facts": VOTE, "charter": {"county": CODE}}, ["charter"]),
        ({"facts": VOTE, "charter": {"colour": "red"}}, ["charter.colour"]),
        (
            {"facts": VOTE, "charter": {"amendments": {"council.threshold": "-1"}}},
            ["charter.amendments.council.threshold"],
        ),
        ({"facts": VOTE, "charter": {"amendments": {"council.no_such": "1"}}}, ["charter.amendments.council.no_such"]),
    ],
)
def test_what_does_not_fit_is_named_with_its_path_and_a_sentence_in_both_languages(world, client, body, fields):
    answer = send(client, "/rules/weighing.decide", body, 422)
    assert [error["field"] for error in answer["errors"]] == fields
    assert all(error["message"]["zh"] != error["message"]["en"] for error in answer["errors"])


def test_facts_that_the_charter_does_not_permit_are_refused_with_article_and_remedy(world, client):
    answer = send(client, "/rules/weighing.decide", {"facts": {**VOTE, "topic": "weather"}}, 409)
    assert answer["article"] == "6.1"
    assert answer["field"] == "topic"
    assert answer["reason"]["en"] == "There is no column of weights for the topic “weather”."
    assert answer["reason"]["zh"] != answer["reason"]["en"]
    assert answer["remedy"]["zh"]


def test_an_unknown_rule_is_answered_with_the_known_ones(world, client):
    for answer in (
        get(client, "/rules/weighing.guess", 404),
        send(client, "/rules/weighing.guess", {"facts": {}}, 404),
    ):
        assert answer["rules"] == list(all_rules())


def test_a_body_that_is_no_json_is_said_to_be_unreadable(world, client):
    assert send(client, "/rules/weighing.decide", "{", 400)["message"]["en"].endswith("must be JSON.")


def test_a_kept_application_is_given_with_its_derivation_and_its_replay(world, client):
    derivation: Derivation[Any] = apply(threshold, ThresholdFacts("livelihood"), charter_on(CODE, TODAY))
    kept = keep(derivation, county=CODE, subject="tests:1", title="门槛", path="/", by=FOUNDER, at=AT)
    answer = get(client, f"/applications/{kept.pk}")
    assert answer["derivation"] == kept.derivation
    assert answer["replay"] == {"same": True, "differences": []}
    assert get(client, "/applications/999999", 404)["status"] == 404


def test_facts_that_name_their_readers_are_given_to_them_only(world, client, acting):
    derivation: Derivation[Any] = apply(threshold, ThresholdFacts("livelihood"), charter_on(CODE, TODAY))
    kept = keep(
        derivation,
        county=CODE,
        subject="tests:1",
        title="门槛",
        path="/",
        readers=(Role.AUDITOR,),
        by=FOUNDER,
        at=AT,
    )
    assert get(client, f"/applications/{kept.pk}", 403)["article"] == "18.4"
    assert get(acting("auditor"), f"/applications/{kept.pk}")["digest"] == kept.digest


def entry(day: int = 9):
    with transaction.atomic():
        return record(CalendarDayAmended(TODAY.replace(month=5, day=day), "workday", "调休"), by=FOUNDER, at=AT)


def test_entries_of_the_ledger_come_by_pages_with_their_bodies_and_hashes(world, client):
    newest = [entry(day).code for day in (9, 10, 16)][::-1]
    first = get(client, "/ledger/entries?size=2")
    assert [row["code"] for row in first["items"]] == newest[:2]
    assert first["count"] > 3
    assert get(client, "/ledger/entries?size=2&page=2")["items"][0]["code"] == newest[2]
    assert json.loads(first["items"][0]["body"])["id"] == newest[0]
    assert len(first["items"][0]["leaf_sm3"]) == 64


def test_a_visitor_sees_the_public_values_of_an_entry_and_the_auditor_all(world, client, acting):
    code = entry().code
    public = get(client, f"/ledger/entries/{code.lower()}")
    assert public["values"] == {"day": "2026-05-09", "kind": "workday", "name": "调休"}
    assert (public["closed"], public["faults"]) == (1, [])
    assert get(acting("auditor"), f"/ledger/entries/{code}")["values"]["by"] == FOUNDER.key
    assert (
        get(client, "/ledger/entries/none", 404)["message"]["en"] == "No entry of the ledger has the trace code none."
    )


def test_every_operation_says_who_may_call_it():
    declared = [
        operation.view_func
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(declared) > 10
    assert [function for function in declared if not callable(getattr(function, "jianheng_access", None))] == []


def test_an_operation_without_declared_access_is_not_taken():
    with pytest.raises(Undeclared, match="needs @allows"):

        @Router().get("/open")
        def open_to_all(request):
            return {}


def test_an_operation_answers_nobody_whom_its_access_leaves_out(rf, world):
    guarded = allows(lambda officer: officer.is_known)(lambda request: "given")
    request = rf.get("/")
    request.officer = world.officer("auditor")
    assert guarded(request) == "given"
    request.officer = type(request.officer).visitor(CODE)
    with pytest.raises(Forbidden):
        guarded(request)
    assert allows(everyone)(lambda request: "given")(request) == "given"


def test_a_defect_is_logged_and_shows_nothing_of_itself(world, client, monkeypatch, caplog):
    monkeypatch.setattr("jianheng.api.applying.apply", lambda *given: 1 / 0)
    with caplog.at_level(logging.ERROR):
        answer = send(client, "/rules/weighing.decide", {"facts": VOTE}, 500)
    assert set(answer) == {"status", "message"}
    assert "division" not in json.dumps(answer)
    assert "ZeroDivisionError" in caplog.text


def test_the_description_is_openapi_3_1_and_the_page_of_it_runs_no_inline_script(world, client):
    assert get(client, "/openapi.json")["openapi"] == "3.1.0"
    page = client.get(f"{V1}/docs").content.decode()
    assert "swagger-ui-init.js" in page
    assert all("src=" in tag or "application/json" in tag for tag in page.split("<script")[1:] if tag)
    assert client.get("/api/", follow=True).redirect_chain[-1][0] == f"{V1}/docs"


def test_the_five_offices_are_given_with_their_holders_on_the_day(world, client):
    rows = get(client, "/offices?day=2026-03-02")
    assert [(row["office"], row["person"]) for row in rows] == [
        (office.value, world.persons[office.value].code) for office in OFFICES
    ]
    assert {row["person"] for row in get(client, "/offices?day=2020-01-01")} == {None}


def test_the_line_is_open_to_everyone_and_its_points_to_those_entitled(world, client, acting):
    public = get(client, "/offices/line?day=2026-03-02")["places"]
    assert tuple(row["person"] for row in public) == line(CODE, TODAY).order
    assert {row["merit"] for row in public} == {None}
    exact = get(acting("committee"), "/offices/line?day=2026-03-02")["places"]
    assert [row["person"] for row in exact] == [row["person"] for row in public]
    assert None not in {row["merit"] for row in exact}
    assert get(client, "/offices/line?day=2001-01-01", 404)["status"] == 404


def test_decisions_are_given_once_taken_and_lead_to_their_derivation(world, client):
    council_world.proposed(world)
    assert get(client, "/council/decisions")["count"] == 0
    decided = council_world.decided(world)
    (row,) = get(client, "/council/decisions")["items"]
    assert (row["title"], row["topic"], row["charter"]) == (decided.title, "livelihood", "衡川县·1")
    assert row["application"] == decided.outcome_id


def test_a_county_without_elections_or_documents_has_empty_lists(world, client):
    assert get(client, "/elections")["items"] == []
    assert get(client, "/documents")["items"] == []
    assert get(client, "/elections/1", 404)["message"]["en"] == (
        "There is no election with the number 1 in this county."
    )
