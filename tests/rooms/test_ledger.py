"""The record: canonical entries, commitments, append-only on both databases."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from jianheng.county.events import CalendarDayAmended
from jianheng.ledger import selectors
from jianheng.ledger.canonical import NotCanonical, canonical, parse
from jianheng.ledger.codes import is_well_formed, new_code, normalise
from jianheng.ledger.events import event_types
from jianheng.ledger.hashes import merkle_root, sm3
from jianheng.ledger.models import Entry, Field
from jianheng.ledger.services import NoTransaction, record
from jianheng.rules.roles import Officer, Role

CLERK = Officer("P000007", "hengchuan", frozenset({Role.SECRETARIAT}))
AT = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
EVENT = CalendarDayAmended(date(2026, 5, 9), "workday", "调休")


@pytest.fixture
def entry(db):
    with transaction.atomic():
        return record(EVENT, by=CLERK, at=AT)


def test_an_entry_names_nobody_and_commits_to_every_field(entry):
    body = json.loads(bytes(entry.body))
    assert body["type"] == "calendar.amended"
    assert body["at"] == "2026-03-02T01:02:03Z"
    assert set(body) == {"v", "type", "id", "org", "at", "supersedes", "commit", "signers"}
    assert b"P000007" not in bytes(entry.body)
    assert sorted(row.name for row in entry.fields.all()) == ["by", "day", "kind", "name"]
    assert selectors.faults(entry) == ()


def test_only_public_fields_are_opened_to_everyone(entry):
    assert set(selectors.opened(entry, entitled=False)) == {"day", "kind", "name"}
    assert selectors.opened(entry, entitled=True)["by"] == "P000007"


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET type = 'x'", "DELETE FROM ledger_entry"])
def test_the_database_itself_refuses_to_change_an_entry(entry, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_field_cannot_be_altered_but_its_value_can_be_destroyed(entry):
    with pytest.raises(DatabaseError), transaction.atomic():
        Field.objects.filter(entry=entry, name="name").update(value='"x"')
    with pytest.raises(DatabaseError), transaction.atomic():
        Field.objects.filter(entry=entry, name="name").delete()
    Field.objects.filter(entry=entry, name="name").update(value="", salt=b"")
    assert [fault.what for fault in selectors.faults(entry)] == ["values are gone without a redaction"]


def test_an_altered_body_is_found(entry):
    entry.body = bytes(entry.body).replace(b"calendar", b"calendaR")
    assert {fault.what for fault in selectors.faults(entry)} == {"leaf hash", "columns differ from the body"}


@pytest.mark.django_db
def test_the_same_values_twice_leave_different_commitments():
    with transaction.atomic():
        first, second = record(EVENT, by=CLERK, at=AT), record(EVENT, by=CLERK, at=AT)
    roots = {json.loads(bytes(row.body))["commit"]["root"] for row in (first, second)}
    assert len(roots) == 2


def test_recording_outside_a_transaction_is_a_defect(monkeypatch):
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)  # itself: undone on the proxy, it would go
    with pytest.raises(NoTransaction):
        record(EVENT, by=CLERK, at=AT)


def test_event_types_are_told_apart():
    types = event_types()
    assert types["charter.amended"].article == "10.2"
    assert all(kind.title and kind.article for kind in types.values())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text("abc统一", max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz", max_size=3), inner, max_size=3),
    )
)
def test_canonical_bytes_read_back_as_the_same_value(value):
    assert parse(canonical(value)) == value


@pytest.mark.parametrize("value", [1.5, 2**53, {"键": 1}, "e\u0301", object()])
def test_values_outside_the_profile_are_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize("text", [b'{"a":1,"a":2}', b'{"b":1,"a":2}', b"[1.0]", b'{ "a":1}'])
def test_texts_in_any_other_form_are_refused(text):
    with pytest.raises(NotCanonical):
        parse(text)


def test_the_root_over_three_leaves_follows_rfc_6962():
    a, b, c = (sm3(bytes([n])) for n in range(3))
    assert merkle_root([a, b, c]) == sm3(b"\x01" + sm3(b"\x01" + a + b) + c)


def test_sm3_agrees_with_the_example_of_gb_t_32905():
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_slip_in_a_trace_code_is_noticed():
    code = new_code("HC", AT)
    wrong = ("0" if code[-2] != "0" else "1").join([code[:-2], code[-1]])
    assert is_well_formed(code)
    assert normalise(f" {code.lower()} ") == code
    assert sum(is_well_formed(wrong[:-1] + end) for end in "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == 1


def test_the_pages_show_an_entry_and_teach_about_a_wrong_code(entry, client):
    assert client.get(f"/ledger/{entry.code.lower()}/").status_code == 200
    answer = client.get("/ledger/", {"code": entry.code[:-1]})
    assert answer.status_code == 422
    assert entry.code[:-1] in answer.content.decode()


@pytest.mark.django_db
def test_a_number_under_a_name_that_ends_in_a_digit_is_not_recorded(monkeypatch):
    """``seats`` 15 and ``seats1`` 5 would be the same bytes."""
    monkeypatch.setattr(CalendarDayAmended, "values", lambda event: {"seats1": 5})
    with pytest.raises(NotCanonical, match="seats1"), transaction.atomic():
        record(EVENT, by=CLERK, at=AT)
    monkeypatch.setattr(CalendarDayAmended, "values", lambda event: {"seats1": "5"})
    with transaction.atomic():
        assert selectors.faults(record(EVENT, by=CLERK, at=AT)) == ()


@pytest.mark.django_db
def test_a_failing_record_takes_the_whole_act_with_it():
    with pytest.raises(NotCanonical), transaction.atomic():
        Entry.objects.count()
        record(CalendarDayAmended(date(2026, 5, 9), "workday", "e\u0301"), by=CLERK, at=AT)
    assert Entry.objects.count() == 0
