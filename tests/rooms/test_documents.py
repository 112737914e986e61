"""Official documents: drafted from decisions, signed in time or countersigned, issued once, superseded (Part 7)."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jianheng.charter import Charter
from jianheng.documents import selectors, services
from jianheng.documents.form import canonical_form, is_intact
from jianheng.documents.models import Document
from jianheng.ledger.canonical import canonical
from jianheng.ledger.codes import is_well_formed
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors import opened as opened_fields
from jianheng.rules import Forbidden, Refused, replay
from jianheng.rules.documents import (
    DOCUMENT_TRANSITIONS,
    ELEMENTS,
    DocumentAct,
    DocumentState,
    SignatureFacts,
    missing_elements,
    next_document_state,
    signature,
)
from tests.rooms.council_world import decided, opened
from tests.rooms.world import AT, TODAY

BUDGET = 12
IN_TIME = AT + timedelta(days=3)
TOO_LATE = AT + timedelta(days=7)


def drafted(world, **more) -> Document:
    """The draft of a decision that needs no money."""
    motion = decided(world, **{"money_total": 0, **more})
    return services.draft_from_decision(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)


def complete(world, document: Document, **changes) -> Document:
    """Fill in what a draft lacks."""
    names = ("title", "basis", "grounds", "content", "money_total", "money_source", "money_plan", "copied_recipients")
    values = {name: getattr(document, name) for name in names}
    values |= {"main_recipients": "县水务局", "issuer": document.issuer, **changes}
    return services.complete_draft(document_id=document.pk, **values, by=world.officer("secretariat"), at=AT)


def sent(world, document: Document, at=AT) -> Document:
    """The document, checked and sent for signature."""
    secretariat = world.officer("secretariat")
    services.submit_document(document_id=document.pk, by=secretariat, at=at)
    for role in ("legal", "finance") if document.money_total else ("legal",):
        services.pass_document(document_id=document.pk, role=role, by=world.officer(role), at=at)
    return services.send_for_signature(document_id=document.pk, by=secretariat, at=at)


def ready(world, **changes) -> Document:
    """A document of a decision that waits for its signature."""
    return sent(world, complete(world, drafted(world), **changes))


def issued(world, at=AT, **changes) -> Document:
    """A document that the secretary has issued."""
    document = ready(world, **changes)
    return services.issue_document(document_id=document.pk, by=world.officer("secretary"), at=at)


# --- rules -----------------------------------------------------------------------------------------


def test_every_stage_of_a_document_has_its_line():
    assert set(DOCUMENT_TRANSITIONS) == set(DocumentState)
    for state in DocumentState:
        for act in set(DocumentAct) - set(DOCUMENT_TRANSITIONS[state]):
            with pytest.raises(Refused):
                next_document_state(state, act)


def test_missing_elements_are_named_in_the_order_of_the_article():
    assert missing_elements({}) == ELEMENTS
    assert missing_elements(dict.fromkeys(ELEMENTS, True) | {"money": False, "grounds": False}) == ("grounds", "money")


@pytest.mark.parametrize(
    ("offices", "late", "refused", "signers"),
    [
        (("executive", "secretary"), False, False, ("secretary",)),
        (("executive", "secretary"), False, True, ("executive",)),
        (("executive", "secretary"), True, False, ("secretary", "executive")),
        (("secretary", "discipline"), False, True, ("discipline",)),
    ],
)
def test_refusing_to_sign_is_no_veto(offices, late, refused, signers):
    today = TODAY + timedelta(days=4 if late else 0)
    facts = SignatureFacts(offices, TODAY + timedelta(days=3), today, refused)
    outcome = signature(facts, Charter("as_written")).outcome
    assert (outcome.signers, outcome.late) == (signers, late)


# --- drafting --------------------------------------------------------------------------------------


def test_a_draft_is_filled_from_the_decision(world):
    document = drafted(world)
    assert document.title == "关于县城供水管网改造的决定"
    assert document.content.endswith("决定采取的方案：实施改造。")
    assert "《城市供水条例》" in document.grounds
    assert document.basis == "依据law"
    assert [(row["office"], row["weight"], row["vote"]) for row in document.votes][:2] == [
        ("executive", 100, "实施改造"),
        ("secretary", 80, "实施改造"),
    ]
    assert (document.responsible, document.dissenters) == ("executive", ["discipline"])
    assert document.due_on == (AT + timedelta(days=3)).date()
    assert is_well_formed(document.code)
    assert Entry.objects.filter(type="documents.drafted").count() == 1


def test_an_undecided_item_has_nothing_to_draft(world):
    with pytest.raises(Refused, match="has not been decided"):
        services.draft_from_decision(motion_id=opened(world).pk, by=world.officer("secretariat"), at=AT)


def test_a_decision_has_one_document(world):
    motion_id = drafted(world).motion_id
    assert motion_id is not None
    with pytest.raises(Refused, match="already has its document"):
        services.draft_from_decision(motion_id=motion_id, by=world.officer("secretariat"), at=AT)
    with pytest.raises(Forbidden):
        services.draft_from_decision(motion_id=motion_id, by=world.officer("secretary"), at=AT)


def test_the_sum_decided_on_cannot_be_changed_in_the_draft(world):
    document = drafted(world, money_total=5_000_000, money_source="预备费")
    with pytest.raises(Refused, match="decided on 5,000,000") as refused:
        complete(world, document, money_total=6_000_000)
    assert refused.value.field == "money_total"


def test_saving_a_draft_unchanged_leaves_no_entry(world):
    document = complete(world, drafted(world))
    assert Entry.objects.filter(type="documents.completed").count() == 1
    complete(world, document)
    assert Entry.objects.filter(type="documents.completed").count() == 1


# --- signing and issuing ---------------------------------------------------------------------------


def test_a_draft_that_lacks_an_element_goes_nowhere(world):
    document = drafted(world, money_total=5_000_000, money_source="预备费")
    with pytest.raises(Refused, match="still a draft"):
        services.issue_document(document_id=document.pk, by=world.officer("secretary"), at=AT)
    with pytest.raises(Refused, match="lacks") as refused:
        services.submit_document(document_id=document.pk, by=world.officer("secretariat"), at=AT)
    assert (refused.value.article, refused.value.values["elements"]) == ("7.2", ["money", "recipients"])


def test_issuing_gives_number_digests_and_ledger_entry_in_one_act(world):
    document = issued(world)
    document.refresh_from_db()
    assert (document.reference, document.state) == ("衡川委发〔2026〕1号", "issued")
    data = canonical(canonical_form(document))
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.sm3 == hashlib.new("sm3", data).hexdigest()
    assert document.entry is not None
    fields = {row.name: json.loads(row.value) for row in document.entry.fields.filter(is_public=True)}
    assert (fields["code"], fields["sha256"], fields["sm3"]) == (document.code, document.sha256, document.sm3)
    assert document.signature_application is not None
    assert replay(document.signature_application.derivation).same
    assert issued(world).reference == "衡川委发〔2026〕2号"


def test_a_document_is_issued_once_and_then_stays_as_it_is(world):
    document = issued(world)
    with pytest.raises(Refused, match="only a later document"):
        services.issue_document(document_id=document.pk, by=world.officer("secretary"), at=AT)
    with pytest.raises(Refused, match="only a later document"):
        complete(world, document, title="别的")
    with pytest.raises(Refused, match="only a later document"):
        services.refuse_to_sign(document_id=document.pk, reasons="x", by=world.officer("secretary"), at=AT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Document.objects.filter(pk=document.pk)._raw_delete("default")


def test_a_change_behind_the_services_is_seen(world):
    document = issued(world)
    assert is_intact(Document.objects.get(pk=document.pk))
    Document.objects.filter(pk=document.pk).update(content="改过的内容")
    assert not is_intact(Document.objects.get(pk=document.pk))


def test_within_the_days_only_the_secretary_signs(world):
    document = ready(world)
    with pytest.raises(Refused, match="signed by"):
        services.issue_document(document_id=document.pk, by=world.officer("executive"), at=IN_TIME)
    with pytest.raises(Forbidden):
        services.issue_document(document_id=document.pk, by=world.officer("secretariat"), at=IN_TIME)


def test_after_a_refusal_with_reasons_the_lead_countersigns(world):
    document = ready(world)
    with pytest.raises(Refused, match="needs its reasons"):
        services.refuse_to_sign(document_id=document.pk, reasons=" ", by=world.officer("secretary"), at=AT)
    with pytest.raises(Forbidden):
        services.refuse_to_sign(document_id=document.pk, reasons="x", by=world.officer("executive"), at=AT)
    services.refuse_to_sign(document_id=document.pk, reasons="资金未落实", by=world.officer("secretary"), at=AT)
    with pytest.raises(Refused, match="already recorded"):
        services.refuse_to_sign(document_id=document.pk, reasons="再拒", by=world.officer("secretary"), at=AT)
    with pytest.raises(Refused, match="signed by"):
        services.issue_document(document_id=document.pk, by=world.officer("secretary"), at=AT)
    signed = services.issue_document(document_id=document.pk, by=world.officer("executive"), at=AT)
    assert (signed.signed_office, signed.state) == ("executive", "issued")


def test_days_that_run_out_in_silence_open_the_countersignature(world):
    document = ready(world)
    signed = services.issue_document(document_id=document.pk, by=world.officer("executive"), at=TOO_LATE)
    assert signed.entry is not None
    assert opened_fields(signed.entry, entitled=True)["late"] is True


def test_a_document_is_superseded_by_a_later_one_only_and_once(world):
    first = issued(world)
    second = issued(world, supersedes=first.code.lower())
    first.refresh_from_db()
    assert (first.state, second.supersedes) == ("superseded", first)
    assert second.entry is not None
    assert second.entry.supersedes == first.entry
    with pytest.raises(Refused, match="has been superseded"):
        issued(world, supersedes=first.code)
    with pytest.raises(Refused, match="No document"):
        issued(world, supersedes="HENG-2026-000000000")
    draft = drafted(world)
    with pytest.raises(Refused, match="Only an issued document"):
        issued(world, supersedes=draft.code)


def test_of_two_drafts_that_name_the_same_predecessor_one_is_issued(world):
    first = issued(world)
    drafts = [ready(world, supersedes=first.code) for _number in range(2)]
    services.issue_document(document_id=drafts[0].pk, by=world.officer("secretary"), at=AT)
    with pytest.raises(Refused, match="has been superseded"):
        services.issue_document(document_id=drafts[1].pk, by=world.officer("secretary"), at=AT)


class BrokenLedger(Exception):
    pass


def _fails(*_args, **_kwargs):
    raise BrokenLedger


@pytest.mark.parametrize("act", ["draft", "complete", "refuse", "issue"])
def test_an_act_whose_ledger_entry_fails_leaves_nothing(world, monkeypatch, act):
    motion = decided(world, money_total=0)
    document, waiting = complete(world, drafted(world)), ready(world)
    secretary = world.officer("secretary")
    acts = {
        "draft": lambda: services.draft_from_decision(motion_id=motion.pk, by=world.officer("secretariat"), at=AT),
        "complete": lambda: complete(world, document, title="别的标题"),
        "refuse": lambda: services.refuse_to_sign(document_id=waiting.pk, reasons="x", by=secretary, at=AT),
        "issue": lambda: services.issue_document(document_id=waiting.pk, by=secretary, at=AT),
    }
    before = list(Document.objects.order_by("pk").values()), Entry.objects.count()
    module = {"refuse": "sign"}.get(act, act)
    monkeypatch.setattr(f"jianheng.documents.services.{module}.record", _fails)
    with pytest.raises(BrokenLedger), transaction.atomic():
        acts[act]()
    assert (list(Document.objects.order_by("pk").values()), Entry.objects.count()) == before


# --- pages -----------------------------------------------------------------------------------------


def test_a_decision_becomes_a_document_through_its_pages(world, acting):
    motion = decided(world, money_total=0)
    secretariat = acting("secretariat")
    assert "起草文件" in secretariat.get("/documents/").content.decode()
    address = secretariat.post(f"/documents/draft/{motion.pk}/").url
    page = secretariat.get(address).content.decode()
    assert "尚缺要素" in page
    assert "主送单位" in page
    document = Document.objects.get()
    form = {"title": document.title, "content": document.content, "grounds": document.grounds, "money_total": "0"}
    form |= {"main_recipients": "县水务局", "issuer": document.issuer, "basis": document.basis}
    assert secretariat.post(f"{address}edit/", form).url == address
    assert secretariat.post(f"{address}submit/").url == address
    assert acting("legal").post(f"{address}check/legal/", {"finding": "passed"}).url == address
    assert secretariat.post(f"{address}send/").url == address
    assert acting("secretary").post(f"{address}issue/").url == address
    shown = acting("department").get(address).content.decode()
    assert "衡川委发" in shown
    assert "存文与摘要值一致" in shown


def test_visitors_see_the_public_fields_and_nothing_else(world):
    document = issued(world)
    page = Client().get(f"/documents/{document.code}/").content.decode()
    for shown in (document.title, document.code, document.sha256, document.basis):
        assert shown in page
    for hidden in (document.content.splitlines()[0], "县水务局", "投票与权重", world.persons["executive"].name_zh):
        assert hidden not in page
    assert Client().get(f"/documents/{document.code}/pdf/").status_code == 403
    assert Client().get(f"/documents/{document.code.lower()}/")["Location"] == f"/documents/{document.code}/"


def test_the_department_reads_the_document_without_the_roll_call(world, acting):
    document = issued(world)
    address = f"/documents/{document.code}/"
    assert "投票与权重" in acting("auditor").get(address).content.decode()
    assert "投票与权重" not in acting("department").get(address).content.decode()


def test_a_draft_is_closed_to_visitors_and_an_unknown_code_is_not_found(world):
    document = drafted(world)
    assert Client().get(f"/documents/{document.code}/").status_code == 403
    assert document.title not in Client().get("/documents/").content.decode()
    assert Client().get("/documents/HENG-2026-ZZZZZZZZZZ/").status_code == 404


@pytest.mark.parametrize(
    ("act", "name"), [("edit/", "secretary"), ("issue/", "secretariat"), ("refuse/", "executive"), ("pdf/", "teller")]
)
def test_an_act_is_closed_to_others(world, acting, act, name):
    document = drafted(world)
    assert acting(name).post(f"/documents/{document.code}/{act}").status_code == 403


def test_a_refused_submission_says_what_is_missing(world, acting):
    document = drafted(world)
    answer = acting("secretariat").post(f"/documents/{document.code}/submit/")
    assert answer.status_code == 409
    assert "主送单位" in answer.content.decode()


def test_a_refused_edit_keeps_what_was_typed(world, acting):
    document = drafted(world, money_total=100)
    form = {"title": "改写的标题", "money_total": "999", "main_recipients": "县水务局"}
    answer = acting("secretariat").post(f"/documents/{document.code}/edit/", form)
    assert answer.status_code == 409
    assert "改写的标题" in answer.content.decode()


def test_the_register_finds_by_title_and_by_code(world):
    document = issued(world)
    assert [hit.code for hit in selectors.search(world.county.code, "供水")] == [document.code]
    for text in ("管网", document.code.lower()):
        assert document.code in Client().get("/documents/", {"q": text}).content.decode()
    assert document.code not in Client().get("/documents/", {"q": "铁路"}).content.decode()


def test_a_superseded_document_says_so_and_links_its_successor(world):
    first = issued(world)
    second = issued(world, supersedes=first.code)
    page = Client().get(f"/documents/{first.code}/").content.decode()
    assert "本文件已失效" in page
    assert second.code in page


@pytest.mark.parametrize("stage", [drafted, issued])
@pytest.mark.parametrize("act", ["", "pdf/"])
def test_the_page_of_a_document_keeps_its_query_budget(world, acting, stage, act):
    document, browser = stage(world), acting("discipline")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/documents/{document.code}/{act}").status_code == 200
    assert len(asked) <= BUDGET, [query["sql"][:100] for query in asked]


def test_the_register_keeps_its_query_budget_however_long_it_is(world, acting):
    browser = acting("secretariat")
    for _number in range(3):
        issued(world)
        drafted(world)
        decided(world)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/documents/").status_code == 200
    assert len(asked) <= BUDGET, [query["sql"][:100] for query in asked]
