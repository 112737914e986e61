"""Art. 18.4: every rule application can be replayed, and whatever was tampered with shows."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianheng.charter import PROFILES, Charter, vocabulary
from jianheng.rules import Derivation, Refused, apply_json, replay
from jianheng.rules.catalogue import all_rules
from jianheng.rules.draws import commitment

Json = Any
CHARTERS = {profile: Charter(profile) for profile in PROFILES}
WORD = re.compile(r"[a-z]+(_[a-z]+)*")
OFFICES = ("secretary", "discipline", "congress", "consultative", "executive")

MARKS = [["for"] * 7] * 6 + [["for"] * 5 + ["against", "abstain"]] * 4
FINAL = {"round": 1, "nominees": list("ABCDEFG"), "roll": 12, "took_part": 10, "issued": 10, "marks": MARKS}
TENURE = {"office": "secretary", "since": "2021-07-01", "until": "2026-07-01", "ended": "expired"}
HEIRS = {"discipline": "D", "congress": "C", "discipline_deputy": "P", "consultative": "K", "executive": "E"}
TARGET = {"person": "T", "rank": "division", "standing": "secretary"}
LEAD = {"person": "C", "share": "1/2", "office": "congress", "contribution": "key_lead"}
CITIZEN = {"person": "X", "share": "1/2"}
EVENTS = [
    {"id": "1", "kind": "merit", "on": "2026-02-01", "person": "C", "points": "6"},
    {"id": "2", "kind": "direct", "on": "2026-03-01", "person": "E"},
    {"id": "3", "kind": "period", "on": "2026-12-31", "audit": "missed"},
    {"id": "4", "kind": "period", "on": "2027-12-31", "audit": "clean"},
    {"id": "5", "kind": "dereliction", "on": "2028-01-10", "decision": "2028-1"},
    {"id": "6", "kind": "audit", "on": "2028-02-10", "audit": "clean"},
    {"id": "7", "kind": "reversal", "on": "2028-03-10", "reverses": "1"},
    {"id": "8", "kind": "leave", "on": "2028-04-10", "person": "D"},
    {"id": "9", "kind": "join", "on": "2028-05-10", "person": "N", "office": "discipline"},
]
ENTRY = {"id": "1", "person": "C", "book": "merit", "points": "3", "booked_on": "2026-02-01", "final_on": "2026-03-01"}
NOMINEE = {"person": "F", "passed": True}
EVIDENCE = {"kept": True, "evidence": "file 7", "checked_by": "L"}
SECRETS = {"X": "seven stones", "Y": "rain"}
LIE = {"person": "C", "outcome": "knowing_fabrication", "gained": "3", "claimed": "3", "body": "city", "heard": True}
BALLOTS = {"secretary": "B", "discipline": "A", "congress": "A", "consultative": "A", "executive": "abstain"}

# For every rule at least one set of facts in JSON form that both profiles accept. Persons are capital letters.
EXAMPLES: Mapping[str, list[Json]] = {
    "ballots.accounting": [{"issued": 300, "returned": 280, "spoiled": 8, "not_returned": 11}],
    "ballots.final_round": [FINAL, {**FINAL, "took_part": 2}],
    "ballots.primary": [
        {"candidates": list("ABCDEFGH"), "roll": 3, "took_part": 3, "issued": 3, "ballots": rows}
        for rows in ([[3, 3, 2, 1, 1, 0, 0, 0]] * 3, [[3, 2, 1, 1, 1, 1, 1, 0], [0] * 8, [11] + [0] * 7])
    ],
    "ballots.ranking": [{"rounds": [FINAL]}],
    "ballots.validity": [
        {"roll": 300, "took_part": 250, "issued": 250, "cast": 249},
        {"roll": 300, "took_part": 301, "issued": 100, "cast": 302},
    ],
    "documents.checks": [
        {"total": total, "passed": passed, "due_on": "2026-03-06", "today": today}
        for total, passed, today in (
            ("0", [], "2026-03-05"),
            ("100", ["legal"], "2026-03-05"),
            ("100", ["legal", "finance"], "2026-03-05"),
            ("100", [], "2026-03-09"),
        )
    ],
    "documents.instruction_standing": [
        {"documented": documented, "minutes": minutes} for documented, minutes in ((True, 5), (False, 5), (False, 1440))
    ],
    "documents.must_be_document": [
        {"matter": matter, "total": total}
        for matter, total in (("major_project", None), ("ordinary_matter", "1000000"), ("ordinary_matter", "0"))
    ],
    "documents.signature": [
        {"offices": ["executive", "secretary"], "due_on": "2026-03-06", "today": today, "refused": refused}
        for today, refused in (("2026-03-05", False), ("2026-03-05", True), ("2026-03-09", False))
    ],
    "draws.order": [
        {
            "pool": ["A", "B", "C"],
            "commitments": {name: commitment(name, secret) for name, secret in SECRETS.items()},
            "contributions": SECRETS,
        }
    ],
    "merit.award": [
        {
            "case": "case 1",
            "sanction_final": True,
            "targets": [TARGET],
            "reporters": [LEAD, CITIZEN],
            "awarded_by": ["M"],
        }
    ],
    "merit.balance": [
        {
            "person": "C",
            "entries": [ENTRY, {**ENTRY, "id": "2", "book": "fault", "points": points, "cause": "silence"}],
            "on": "2027-01-01",
            "term_start": "2026-01-01",
        }
        for points in ("1", "4", "7")
    ],
    "merit.false_accusation": [
        {**LIE, "proof_of_knowledge": True},
        {**LIE, "outcome": "not_upheld", "proof_of_knowledge": False},
    ],
    "merit.fault": [
        {"kind": "subordinate", "direct_leader": "C", "next_leader": "D", "did_duty": True, "gave_key_lead": True},
        *({"kind": kind, "person": "C"} for kind in ("silence", "suppression", "retaliation", "leak")),
        {"kind": "own_corruption", "person": "C"},
    ],
    "merit.reciprocity": [
        {
            "credits": [
                {"reporter": reporter, "chief": chief, "on": f"2026-0{month}-01", "case": f"case {month}"}
                for month, (reporter, chief) in enumerate((("A", "B"), ("B", "A"), ("A", "B")), start=1)
            ],
            "term_start": "2026-01-01",
            "on": "2027-01-01",
        }
    ],
    "merit.reversal": [
        {"booking": "7", "person": "C", "book": "merit", "points": "6", "took_first_place": True, "ground": ground}
        for ground in ("appeal", "acquittal", "error")
    ],
    "nomination.weighted": [
        {
            "body": body,
            "places": 1,
            "put_forward": [{"person": "A", "channel": "joint"}, {"person": "B", "channel": "self"}],
            "nominations": {office: ["A"] for office in OFFICES},
        }
        for body in ("committee", "discipline")
    ],
    "offices.assign": [
        {"ranking": list("ABCDE"), "on": "2031-07-01", "deputies": list("ABCDE"), **more}
        for more in (
            {"incumbent": {"person": "B"}},
            {"incumbent": {"person": "A"}, "tenures": {"A": [TENURE, {**TENURE, "since": "2016-07-01"}]}},
            {"pick": {"person": "C", "by": "A"}, "conference": [{"person": "E", "elected": True}]},
        )
    ],
    "offices.by_election": [
        {"open": ["congress"], "ranking": ["F", "G"], "on": "2028-01-01", "tenures": {}, "deputies": ["G"]}
    ],
    "queries.may_query": [
        {
            "role": role,
            "scope": scope,
            "reach": "reach_below",
            "purpose": "purpose_case",
            "reasons_length": 20,
            "has_reference": True,
            "has_basis": True,
            "days": days,
            "entries": 30,
        }
        for role, scope, days in (("congress", "scope_matter", 0), ("inspection", "scope_person", 31))
    ],
    "succession.fill_vacancy": [
        {"office": "executive", "on": "2027-01-01", "ranking": ranking, "next_election": "2031-01-01"}
        for ranking in ([NOMINEE], [{**NOMINEE, "passed": False}])
    ],
    "succession.line": [{"holders": HEIRS, "events": EVENTS, "barred": ["P"]}],
    "succession.succeed": [
        {"cause": cause, "on": "2027-01-01", "line": list("DCPKE"), "barred": ["D"], "unavailable": unavailable}
        for cause, unavailable in (
            ("removal", ["C"]),
            ("resignation", []),
            ("suspension", []),
            ("suspension", list("CPKE")),
            ("death", list("CPKE")),
        )
    ],
    "terms.eligibility": [{"person": "A", "tenures": [TENURE], "office": "secretary", "on": "2031-07-01"}],
    "weighing.boundaries": [
        {"checks": [{**EVIDENCE, "boundary": name} for name in ("law", "plan", "budget", "procedure")]},
        {"checks": [{**EVIDENCE, "boundary": "law", "kept": False}]},
    ],
    "weighing.decide": [
        {"topic": "strategy", "options": ["A", "B", "N"], "ballots": BALLOTS, "round": number, **more}
        for number, more in (
            (1, {}),
            (1, {"ballots": {**BALLOTS, "congress": "N"}}),
            (2, {"ballots": {**BALLOTS, "congress": "N"}}),
            (1, {"ballots": {"congress": "A"}, "recused": ["secretary"], "vacant": ["executive"]}),
        )
    ],
    "weighing.threshold": [
        {"topic": "integrity"},
        {"topic": "integrity", "recused": ["secretary", "discipline"], "absent": ["executive"]},
        {"topic": "integrity", "vacant": ["secretary"]},
    ],
    "weighing.topic": [
        {"proposed": "livelihood", "source": "rule_table", "legal_officer": True, **more}
        for more in (
            {"confirmed_by": list(OFFICES), "notice_days": 3},
            {"objected_by": list(OFFICES[:3]), "notice_days": 3},
            {"notice_days": 3},
        )
    ],
}
CASES = [
    pytest.param(name, facts, charter, id=f"{name}-{number}-{profile}")
    for name in all_rules()
    for number, facts in enumerate(EXAMPLES.get(name, ()))
    for profile, charter in CHARTERS.items()
]
EVERY = pytest.mark.parametrize(("name", "facts", "charter"), CASES)


def round_trip(derivation: Derivation[Any]) -> dict[str, Json]:
    """A derivation as it comes back from a store or over a wire."""
    found: dict[str, Json] = json.loads(json.dumps(derivation.as_json(), ensure_ascii=False))
    return found


def leaves(value: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of the plain values within a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = False
    for key, part in items:
        found = True
        yield from leaves(part, (*path, key))
    if not found and not isinstance(value, dict | list):
        yield path


def other(value: Json) -> Json:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}x"


def tampered(stored: dict[str, Json], path: tuple[Any, ...]) -> dict[str, Json]:
    changed: dict[str, Json] = json.loads(json.dumps(stored))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = other(place[path[-1]])
    return changed


def plain_words(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from plain_words(part) if WORD.fullmatch(str(key)) else plain_words([key, part])
    elif isinstance(value, list):
        for part in value:
            yield from plain_words(part)
    elif isinstance(value, str) and WORD.fullmatch(value):
        yield value


def test_every_rule_has_an_example() -> None:
    assert [name for name in all_rules() if name not in EXAMPLES] == []


@EVERY
def test_every_derivation_survives_a_round_trip_and_replays(name: str, facts: Json, charter: Charter) -> None:
    derivation = apply_json(name, facts, charter)
    stored = round_trip(derivation)
    assert stored == derivation.as_json()
    assert replay(stored).differences == []
    assert derivation.steps
    assert all(step.text.format(**step.values) and step.article for step in derivation.steps)


@EVERY
def test_better_wording_of_a_step_leaves_old_records_valid_and_its_values_do_not_change_unseen(
    name: str, facts: Json, charter: Charter
) -> None:
    stored = round_trip(apply_json(name, facts, charter))
    for index, step in enumerate(stored["steps"]):
        assert replay(tampered(stored, ("steps", index, "text"))).same
        for path in leaves({part: step[part] for part in ("article", "reading", "values")}):
            assert list(replay(tampered(stored, ("steps", index, *path))).differences) == ["steps"]
    assert list(replay({**stored, "steps": stored["steps"][1:]}).differences) == ["steps"]


@EVERY
def test_a_changed_result_or_parameter_is_noticed(name: str, facts: Json, charter: Charter) -> None:
    stored = round_trip(apply_json(name, facts, charter))
    for path in leaves(stored["result"]):
        assert list(replay(tampered(stored, ("result", *path))).differences) == ["result"]
    for parameter in stored["parameters"]:
        assert list(replay(tampered(stored, ("parameters", parameter))).differences) == ["parameters"]
    assert "charter" in replay({**stored, "amendments": {"council.threshold": "180"}}).differences


def test_changed_facts_give_another_result_or_are_refused() -> None:
    stored = round_trip(apply_json("weighing.decide", EXAMPLES["weighing.decide"][0], CHARTERS["as_written"]))
    stored["facts"]["ballots"]["congress"] = "B"
    assert {"result", "steps"} <= set(replay(stored).differences)
    stored["facts"]["ballots"]["congress"] = "Z"
    assert list(replay(stored).differences) == ["facts"]
    with pytest.raises(Refused):
        apply_json("weighing.decide", stored["facts"], CHARTERS["as_written"])


def test_a_fact_that_the_rule_does_not_know_is_noticed() -> None:
    stored = round_trip(apply_json("weighing.threshold", {"topic": "strategy"}, CHARTERS["as_written"]))
    stored["facts"]["secret"] = "1"
    assert list(replay(stored).differences) == ["facts"]


@EVERY
def test_every_word_that_a_rule_gives_has_its_name(name: str, facts: Json, charter: Charter) -> None:
    stored = round_trip(apply_json(name, facts, charter))
    said = {*plain_words(stored["result"]), *(word for step in stored["steps"] for word in plain_words(step["values"]))}
    assert sorted(said - set(vocabulary())) == []


votes = st.dictionaries(st.sampled_from(OFFICES), st.sampled_from(["A", "B", "abstain", "absent"]))
standing = st.sampled_from(["", "recused", "vacant"])


@settings(max_examples=50)
@given(votes, st.dictionaries(st.sampled_from(OFFICES), standing), st.sampled_from(PROFILES))
def test_any_vote_replays_and_a_changed_vote_shows(ballots: dict[str, str], away: dict[str, str], profile: str) -> None:
    facts = {
        "topic": "livelihood",
        "options": ["A", "B"],
        "ballots": {office: choice for office, choice in ballots.items() if not away.get(office)},
        **{kind: [office for office, found in away.items() if found == kind] for kind in ("recused", "vacant")},
    }
    stored = round_trip(apply_json("weighing.decide", facts, CHARTERS[profile]))
    assert replay(stored).same
    for office, choice in facts["ballots"].items():  # type: ignore[attr-defined]
        changed = {**facts["ballots"], office: "A" if choice == "B" else "B"}  # type: ignore[dict-item]
        assert not replay({**stored, "facts": {**stored["facts"], "ballots": changed}}).same
