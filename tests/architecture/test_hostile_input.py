"""Whatever is sent, by whoever may send it: a page, a sentence or a refusal, never a defect (no 500, no trace)."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, cast
from urllib.parse import quote

import pytest
from django import forms
from django.db import transaction
from django.test import Client

from jianheng.county.models import Application
from jianheng.merit.forms import PersonField
from jianheng.web.forms import DateField
from tests.architecture import demo, things
from tests.architecture.matrix import Row, address, rows

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]
Values = dict[str, Any]

TEXTS = (
    "9" * 5000,
    "１２３",
    "a\0b",
    "Cafe\u0301 각".replace("각", "\u1100\u1161\u11a8"),
    "<script>alert(1)</script>😀\u202egnp.exe",
    "{person} {0} %s %(x)s",
    "x" * 70_000,
    "P000001",
)
DAYS = ("0000-01-01", "1900-01-01", "2199-12-31", "9999-12-31", "２０２６年１月３１日", "2026-02-30")
NUMBERS = ("-1", "0", "999999999999999999999", "1e400", "NaN", "Infinity", "٣", "0.05")
QUERY = "q=%00a&page=-9&from={n}&count={n}&code=%00&on=9999-12-31&day=9999-12-31&size=-1&name=%ED%A0%80&person=e%CC%81"
CODES = ("\0", "e\u0301", "😀", "x" * 5000, "..", "9" * 30)
BIGGER_THAN_READ = 3_000_000


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[Mapping[str, Client]]:
    """The demo county and a browser for each role."""
    with django_db_blocker.unblock(), demo.loaded():
        yield demo.browsers()


def ours() -> list[Row]:
    return [row for row in rows() if not row.name.startswith("api")]


def ask(browser: Client, method: str, path: str, data: Any = None, **more: Any) -> Any:
    """The answer to one request, whatever it did being undone."""
    with transaction.atomic():
        answer = getattr(browser, method)(path, data, **more)
        transaction.set_rollback(True)
    return answer


def form_of(answer: Any) -> forms.Form | None:
    """The form that a page shows."""
    form = answer.context.get("form") if answer.context is not None else None
    return form if isinstance(form, forms.Form) else None


def filled(form: forms.Form, text: str, day: str = "2026-12-01", number: str = "1") -> Values:
    """Values that pass the form as far as one can tell, with this text, day and number wherever they are typed."""
    return {name: _value(field, text, day, number) for name, field in form.fields.items()}


def _value(field: forms.Field, text: str, day: str, number: str) -> Any:
    match field:
        case DateField():
            return day
        case PersonField():
            return "P000001"
        case forms.DecimalField() | forms.IntegerField():
            return number
        case forms.BooleanField():
            return "on"
        case forms.ChoiceField():
            choices = [str(key) for key, *_label in list(cast(Any, field.choices)) if key != ""]
            return choices[:1] if isinstance(field, forms.MultipleChoiceField) else next(iter(choices), "")
        case _:
            return text


def attacks(form: forms.Form) -> Iterator[Values]:
    """Ways to fill the form: hostile where anything is typed, then hostile everywhere, repeated, and with nothing."""
    for text in TEXTS:
        yield filled(form, text)
        yield dict.fromkeys(form.fields, text)
    for day in DAYS:
        yield filled(form, "正文", day=day)
    for number in NUMBERS:
        yield filled(form, "正文", number=number)
    yield {name: ["1", "1", "x"] for name in form.fields}
    yield dict.fromkeys(form.fields, "")


def defects(browser: Client, path: str, sent: Iterator[Values]) -> Iterator[str]:
    """What went wrong with each of these values."""
    for values in sent:
        try:
            status = ask(browser, "post", path, values).status_code
        except Exception as defect:  # noqa: BLE001 - all of them are listed
            yield f"{type(defect).__name__}: {str(defect)[:160]} for {str(values)[:300]}"
            continue
        if status >= 500:
            yield f"{status} for {str(values)[:200]}"


@pytest.mark.parametrize("row", ours(), ids=lambda row: row.name)
def test_hostile_forms_are_answered(county, row):
    path = address(row, things.thing)
    roles = sorted(row.allow)
    shown = {role: form_of(ask(county[role], "get", path)) for role in roles}
    role = next((role for role, form in shown.items() if form is not None), roles[0])
    form = shown[role]
    raw = (
        {"tied": text, "person": text, "stand": text, "next": text, "size": text, "language": text} for text in TEXTS
    )
    assert list(defects(county[role], path, attacks(form) if form is not None else raw)) == []


@pytest.mark.parametrize("row", ours(), ids=lambda row: row.name)
def test_hostile_addresses_are_answered(county, row):
    browser = county[sorted(row.allow)[-1]]
    path = address(row, things.thing)
    assert ask(browser, "get", f"{path}?{QUERY.format(n='9' * 5000)}").status_code < 500
    for place, _arg in enumerate(row.args):
        for code in CODES:
            parts = [str(things.thing(arg[1:-1])) if arg.startswith("{") else arg for arg in row.args]
            hostile = path.replace(quote(parts[place]), quote(code, safe=""), 1)
            assert ask(browser, "get", hostile).status_code in (200, 302, 403, 404, 405, 422), hostile[:80]
            assert ask(browser, "post", hostile, {}).status_code < 500, hostile[:80]


@pytest.mark.django_db  # one mark makes the test database exist where this file runs alone
def test_what_is_too_big_to_read_is_refused(county):
    answer = ask(county["secretariat"], "post", "/council/new/", {"content": "x" * BIGGER_THAN_READ})
    assert answer.status_code == 400


def test_bytes_that_are_no_text_are_answered(county):
    body = b"title=%ED%A0%80%FF&content=%C0%80&options=a%0Ab"
    answer = ask(county["secretariat"], "post", "/council/new/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"facts": NaN}',
        '{"facts": {"x": 1e999}}',
        '{"facts": "\\ud800"}',
        '{"facts": {"topic": "\\ud800", "recused": [], "vacant": []}}',
        '{"facts": ' + '{"a":' * 900 + '"\\ud800"' + "}" * 900 + "}",
        '{"facts": ' + "[" * 3000 + "]" * 3000 + "}",
        '{"facts": {"topic": "livelihood", "recused": ["secretary", "secretary"], "vacant": ["nobody"]}}',
        '{"facts": {"topic": ' + "9" * 5000 + "}}",
        '{"facts": {}, "charter": {"county": "\\u0000", "day": "9999-12-31"}}',
    ],
    ids=lambda body: body[:24],
)
def test_hostile_facts_are_answered(county, body):
    for rule in ("weighing.threshold", "offices.assign", "ballots.primary", "elections.deadline", "x\u0301"):
        path = f"/api/v1/rules/{quote(rule)}"
        answer = ask(county["visitor"], "post", path, body, content_type="application/json")
        assert answer.status_code in (400, 404, 409, 422), (rule, answer.content[:300])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2100-02-28"])
@pytest.mark.parametrize("page", ["offices", "offices/line", "charter/versions", "elections", "documents", "ledger"])
def test_days_out_of_reach_are_answered(county, day, page):
    answer = ask(county["visitor"], "get", f"/api/v1/{page}?county=hengchuan&day={day}&page=0&size={'9' * 40}")
    assert answer.status_code in (200, 404, 422), answer.content[:300]


LEAVES: tuple[Any, ...] = (
    None,
    True,
    "",
    -1,
    10**30,
    "1e400",
    "NaN",
    "1/0",
    "9999-12-31",
    "0001-01-01",
    "\ud800",
    "e\u0301",
    [],
    {},
)
MOST_LEAVES = 30


def bent(facts: Any) -> Iterator[Any]:
    """Facts of a rule with one value replaced, value after value."""
    if isinstance(facts, dict):
        for key, part in facts.items():
            yield from ({**facts, key: other} for other in bent(part))
    elif isinstance(facts, list) and facts:
        yield from ([other, *facts[1:]] for other in bent(facts[0]))
        yield [*facts, facts[0]]
    else:
        yield from LEAVES


def test_bent_facts_are_answered(county):
    smallest: dict[str, str] = {}
    for rule, facts in Application.objects.values_list("rule", "derivation__facts"):
        smallest[rule] = min(smallest.get(rule, json.dumps(facts)), json.dumps(facts), key=len)
    assert len(smallest) > 10
    faults = []
    for rule, facts in smallest.items():
        for other in islice(bent(json.loads(facts)), MOST_LEAVES * len(LEAVES)):
            body = json.dumps({"facts": other})
            answer = ask(county["visitor"], "post", f"/api/v1/rules/{rule}", body, content_type="application/json")
            if answer.status_code not in (200, 409, 422):
                faults.append(f"{answer.status_code} {rule} {body[:300]}")
    assert faults == []
