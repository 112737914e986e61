"""The printed form in the act of issuing, and who may read it (Art. 7.2 to 7.5)."""

import hashlib
import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from jianheng.documents import selectors, services
from jianheng.documents.models import Document, Printed
from jianheng.documents.printing import check_address, printed_form
from jianheng.documents.typeset import Seal
from jianheng.rules import Refused
from tests.rooms.printing import reader, text
from tests.rooms.test_documents import complete, drafted, issued, ready
from tests.rooms.world import AT


def test_issuing_makes_the_printed_form_and_puts_its_digests_on_the_ledger(world):
    document = issued(world)
    printed = document.printed
    content = bytes(Printed.objects.get(document=document).pdf)
    assert printed.sha256 == hashlib.sha256(content).hexdigest()
    assert printed.sm3 == hashlib.new("sm3", content).hexdigest()
    assert document.entry is not None
    fields = {row.name: json.loads(row.value) for row in document.entry.fields.filter(is_public=True)}
    assert (fields["pdf_sha256"], fields["pdf_sm3"]) == (printed.sha256, printed.sm3)
    assert fields["basis"] == document.basis
    assert printed.engine.startswith("Typst ")
    shown = text(content)
    for part in ("衡川委发〔2026〕1号", document.title, "县水务局：", "2026年3月2日", document.code, "样章"):
        assert part in shown
    assert check_address(document.code) in shown
    metadata = reader(content).metadata
    assert metadata is not None
    assert metadata.creation_date == AT


def test_the_printed_form_has_every_element_of_the_article(world):
    document = issued(world)
    form = printed_form(document)
    assert form.paragraphs == (
        *("一、依据", "《城市供水条例》；2025年管网普查报告。", "依据law", "依据plan", "依据budget", "依据procedure"),
        *("二、决定事项", "2026年12月31日前更换老旧管网42公里。", "决定采取的方案：实施改造。"),
        *("三、资金安排", "本事项不需要资金。"),
    )
    assert form.annex is not None
    assert form.annex.votes is not None
    facts = dict(form.annex.facts)
    assert facts["追溯码"] == document.code
    assert facts["签发人"].startswith("县委书记")
    assert [(office, weight, vote) for office, _name, weight, vote in form.annex.votes.rows][:2] == [
        ("县理（常务副县长）", "100", "实施改造"),
        ("县委书记（兼县长）", "80", "实施改造"),
    ]
    assert form.annex.votes.totals == "实施改造 220，维持现状 60，弃权 20"
    assert form.seal is Seal.SPECIMEN


def test_a_document_that_cannot_be_printed_is_not_issued(world):
    document = ready(world, content="由𰻝某负责。")
    with pytest.raises(Refused, match="𰻝") as refused, transaction.atomic():
        services.issue_document(document_id=document.pk, by=world.officer("secretary"), at=AT)
    assert refused.value.values["characters"] == "𰻝 (U+30EDD)"
    document.refresh_from_db()
    assert document.is_draft
    assert not Printed.objects.exists()


def test_the_printed_form_is_never_changed(world):
    printed = issued(world).printed
    for change in (lambda rows: rows.update(pdf=b"other"), lambda rows: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(Printed.objects.filter(pk=printed.pk))


def test_a_file_that_differs_from_its_digest_is_not_served(world, monkeypatch):
    document = issued(world)
    kept = Printed.objects.get(document=document)
    kept.pdf = bytes(kept.pdf) + b" "
    monkeypatch.setattr(Printed.objects, "get", lambda **_named: kept)
    with pytest.raises(Refused, match="does not have the digest"):
        selectors.printed_bytes(document)


def test_those_who_see_the_roll_call_get_the_file_as_it_was_issued(world, acting):
    document = issued(world)
    answer = acting("auditor").get(f"/documents/{document.code}/pdf/")
    assert answer.content == bytes(Printed.objects.get(document=document).pdf)
    assert answer["Content-Type"] == "application/pdf"
    assert "1%E5%8F%B7.pdf" in answer["Content-Disposition"]
    page = acting("auditor").get(f"/documents/{document.code}/").content.decode()
    assert document.printed.sm3 in page
    assert "印制文本（PDF）" in page


def test_the_department_gets_an_extract_without_the_roll_call(world, acting):
    document = issued(world)
    answer = acting("department").get(f"/documents/{document.code}/pdf/")
    shown = text(answer.content)
    assert "节本" in shown
    assert "更换老旧管网42公里" in shown
    for person in ("discipline", "congress", "executive"):
        assert world.persons[person].name_zh not in shown
    assert "样章" not in shown


def test_a_draft_is_shown_as_a_draft_and_kept_nowhere(world, acting):
    document = complete(world, drafted(world))
    shown = text(acting("secretariat").get(f"/documents/{document.code}/pdf/").content)
    assert "草稿" in shown
    assert "样章" not in shown
    assert not Printed.objects.exists()
    assert Client().get(f"/documents/{document.code}/pdf/").status_code == 403


def test_a_bare_draft_can_be_previewed(world, acting):
    document = drafted(world)
    Document.objects.filter(pk=document.pk).update(issuer="", content="", grounds="", main_recipients="")
    assert acting("secretariat").get(f"/documents/{document.code}/pdf/").content.startswith(b"%PDF")


def test_a_preview_of_what_cannot_be_printed_says_why(world, acting):
    document = complete(world, drafted(world), title="关于𰻝的决定")
    answer = acting("secretariat").get(f"/documents/{document.code}/pdf/")
    assert answer.status_code == 409
    assert "𰻝 (U+30EDD)" in answer.content.decode()
