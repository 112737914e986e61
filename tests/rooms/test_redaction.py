"""Closed values, redaction and office signatures: what can be destroyed, and what stays provable (Art. 7.3)."""

import base64
import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from jianheng.county.events import CalendarDayAmended
from jianheng.crypto.suites import Tampered, by_signature
from jianheng.ledger import selectors
from jianheng.ledger.canonical import canonical
from jianheng.ledger.models import DataKey, Entry, Field, OfficeKey
from jianheng.ledger.selectors.entries import data_keys, opening
from jianheng.ledger.services import record, redact, shred
from jianheng.rules import Forbidden, Refused
from jianheng.rules.roles import Officer, Role

CLERK = Officer("P000007", "hengchuan", frozenset({Role.SECRETARIAT}))
ARCHIVIST = Officer("P000008", "hengchuan", frozenset({Role.ARCHIVIST}))
AT = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
EVENT = CalendarDayAmended(date(2026, 5, 9), "workday", "调休")


@pytest.fixture
def entry(db):
    with transaction.atomic():
        return record(EVENT, by=CLERK, at=AT)


@pytest.fixture
def signed(db):
    with transaction.atomic():
        return record(EVENT, by=CLERK, at=AT, signed_for=("secretary",))


def reread(entry):
    return Entry.objects.prefetch_related("fields").get(pk=entry.pk)


def told(entry):
    return [fault.what for fault in selectors.faults(reread(entry))]


def test_a_closed_value_lies_nowhere_in_clear(entry):
    row = Field.objects.get(entry=entry, name="by")
    assert (row.value, bytes(row.salt)) == ("", b"")
    assert b"P000007" not in bytes(row.sealed)
    assert selectors.opened(reread(entry), entitled=True)["by"] == "P000007"
    assert "by" not in selectors.opened(reread(entry), entitled=False)


def test_a_redacted_value_is_gone_and_every_commitment_still_verifies(entry):
    before = (bytes(entry.body), bytes(entry.leaf_sha256), bytes(entry.leaf_sm3))
    made = redact(code=entry.code, names=["by", "name"], grounds="personal_data", by=ARCHIVIST, at=AT)
    after = reread(entry)
    assert (bytes(after.body), bytes(after.leaf_sha256), bytes(after.leaf_sm3)) == before
    assert set(selectors.opened(after, entitled=True)) == {"day", "kind"}
    assert told(entry) == []
    assert made.supersedes == entry
    assert selectors.opened(made, entitled=False) == {
        "entry": entry.code,
        "destroyed": ["by", "name"],
        "grounds": "personal_data",
    }


def test_after_shredding_no_closed_field_can_be_recovered(entry):
    sealed = bytes(Field.objects.get(entry=entry, name="by").sealed)
    assert shred(subject=entry.code, grounds="retention", by=ARCHIVIST, at=AT) == 1
    assert not DataKey.objects.filter(subject=entry.code).exists()
    # Even with the ciphertext of an old backup put back there is no key any more.
    row = Field.objects.get(entry=entry, name="by")
    row.sealed = sealed
    assert opening(row, entry, data_keys([row])) is None
    assert told(entry) == []


def test_a_redacted_body_leaves_its_leaf_hashes(entry):
    hashes = (bytes(entry.leaf_sha256), bytes(entry.leaf_sm3))
    redact(code=entry.code, names=["body"], grounds="court", by=ARCHIVIST, at=AT)
    after = reread(entry)
    assert after.is_redacted
    assert (bytes(after.leaf_sha256), bytes(after.leaf_sm3)) == hashes
    assert told(entry) == []


def test_a_body_that_vanished_without_a_redaction_is_named(entry):
    Entry.objects.filter(pk=entry.pk).update(body=b"")
    assert told(entry) == ["the body is gone without a redaction"]


@pytest.mark.parametrize("column", ["body", "leaf_sm3"])
def test_nothing_but_emptying_is_possible(entry, column):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_entry SET {column} = %s", [b"x"])


@pytest.mark.parametrize(
    ("names", "grounds", "field"),
    [(["by"], "because", "grounds"), ([], "court", "names"), (["votes"], "court", "names")],
)
def test_a_redaction_without_grounds_or_of_nothing_is_refused(entry, names, grounds, field):
    with pytest.raises(Refused) as refused:
        redact(code=entry.code, names=names, grounds=grounds, by=ARCHIVIST, at=AT)
    assert refused.value.field == field
    assert told(entry) == []


def test_what_is_gone_cannot_be_destroyed_again(entry):
    redact(code=entry.code, names=["by"], grounds="court", by=ARCHIVIST, at=AT)
    with pytest.raises(Refused, match="not destroyed yet"):
        redact(code=entry.code, names=["by"], grounds="court", by=ARCHIVIST, at=AT)


@pytest.mark.parametrize("who", [CLERK, Officer("P000009", "next-door", frozenset({Role.ARCHIVIST}))])
def test_only_the_archivist_of_the_county_destroys(entry, who):
    with pytest.raises(Forbidden):
        redact(code=entry.code, names=["by"], grounds="court", by=who, at=AT)


def test_a_moved_sealed_value_does_not_open(entry):
    with transaction.atomic():
        other = record(EVENT, by=ARCHIVIST, at=AT)
    row, foreign = (Field.objects.get(entry=one, name="by") for one in (entry, other))
    Field.objects.filter(pk=row.pk).update(sealed=b"")
    row.sealed, row.subject = foreign.sealed, foreign.subject
    with pytest.raises(Tampered):
        opening(row, entry, data_keys([row]))


def test_an_entry_signed_for_an_office_verifies_under_both_published_keys(signed):
    body = json.loads(bytes(signed.body))
    assert [(row["role"], row["alg"]) for row in body["signers"]] == [
        ("secretary", "SM2-SM3"),
        ("secretary", "Ed25519"),
    ]
    message = canonical({name: part for name, part in body.items() if name != "signers"})
    for row in body["signers"]:
        key = OfficeKey.objects.get(kid=row["kid"], alg=row["alg"])
        assert selectors.opened(key.entry, entitled=False)["public"] == base64.b64encode(bytes(key.public)).decode()
        assert by_signature(row["alg"]).verify(bytes(key.public), message, base64.b64decode(row["sig"]))
        assert not by_signature(row["alg"]).verify(bytes(key.public), message + b" ", base64.b64decode(row["sig"]))
    assert told(signed) == []


def test_a_key_is_published_once(signed):
    with transaction.atomic():
        record(EVENT, by=CLERK, at=AT, signed_for=("secretary",))
    assert Entry.objects.filter(type="key.published").count() == 2


def test_a_signature_under_an_unknown_suite_or_a_strange_key_is_named(signed):
    body = json.loads(bytes(signed.body))
    body["signers"][0]["alg"], body["signers"][1]["kid"] = "RSA", "office/hengchuan/nobody#1"
    signed.body = canonical(body)
    found = [fault.what for fault in selectors.faults(signed)]
    assert found[1:] == [f"signature {row['kid']} {row['alg']}" for row in body["signers"]]


def test_the_archivist_redacts_on_a_page_and_everyone_sees_that_it_happened(world, client, acting):
    with transaction.atomic():
        entry = record(EVENT, by=world.officer("secretariat"), at=AT)
    archivist = acting("archivist")
    address = f"/ledger/{entry.code}/redact/"
    refused = archivist.post(address, {"names": ["name"]})
    assert refused.status_code == 422
    assert archivist.post(address, {"names": ["name"], "grounds": "protection"}).status_code == 302
    shown = client.get(f"/ledger/{entry.code}/").content.decode()
    assert "<dd>调休</dd>" not in shown
    assert Entry.objects.latest("id").code in shown


def test_the_command_line_of_openssl_accepts_the_signature_of_an_office(signed, tmp_path: Path):
    body = json.loads(bytes(signed.body))
    row = next(row for row in body["signers"] if row["alg"] == "SM2-SM3")
    key = OfficeKey.objects.get(kid=row["kid"], alg="SM2-SM3")
    der = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200") + bytes(key.public)
    pem = f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n"
    (tmp_path / "key.pem").write_text(pem, encoding="ascii")
    (tmp_path / "message").write_bytes(canonical({name: part for name, part in body.items() if name != "signers"}))
    (tmp_path / "signature").write_bytes(base64.b64decode(row["sig"]))
    words = ["openssl", "dgst", "-sm3", "-sigopt", "distid:1234567812345678", "-verify", "key.pem"]
    words += ["-signature", "signature", "message"]
    ran = subprocess.run(words, check=False, cwd=tmp_path, capture_output=True, text=True)
    assert ran.stdout.strip() == "Verified OK"
