"""The way of a document: from scratch, checked, returned, signed; recipients and receipts; corrections (Part 7)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jianheng.county.services import amend_charter
from jianheng.documents import selectors, services
from jianheng.documents.form import canonical_form
from jianheng.documents.models import Addressee, Document, Receipt, Step
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors import opened as fields_of
from jianheng.rules import Forbidden, Refused, replay
from jianheng.rules.documents import Matter
from tests.rooms.documents_world import (
    addressed,
    begun,
    department,
    filled,
    notice,
    submitted,
    waiting,
)
from tests.rooms.test_documents import BUDGET, complete, drafted, issued, ready
from tests.rooms.world import AT, TODAY

WIDE_BUDGET = 20
NEXT_DAY = AT + timedelta(days=1)


@pytest.fixture
def towns(world):
    """Two departments of the county with their heads."""
    return department(world, "water", "县水利局"), department(world, "treasury", "县财政局")


def acts_of(document: Document) -> list[tuple[str, str]]:
    """The steps of a document: what, and in which role."""
    return list(document.steps.values_list("act", "role"))


# --- from scratch ----------------------------------------------------------------------------------


def test_a_notice_begins_with_the_outline_of_its_kind_and_rests_on_the_rule(world):
    document = begun(world)
    assert document.title == "关于供水管网防冻的通知"
    assert document.content.startswith("一、工作任务")
    assert (document.motion, document.due_on, document.votes) == (None, None, [])
    assert replay(document.application.derivation).same
    assert document.application.rule == "documents.must_be_document"
    entry = Entry.objects.get(type="documents.begun")
    assert entry.about == f"document:{document.code}"


@pytest.mark.parametrize("matter", [Matter.DECISION, Matter.PERSONNEL, Matter.PROJECT])
def test_what_the_council_must_decide_is_not_drafted_from_scratch(world, matter):
    with pytest.raises(Refused, match="cannot be drafted from scratch") as refused:
        begun(world, matter=matter)
    assert "Bring it before the council" in refused.value.remedy
    assert not Document.objects.exists()


def test_a_sum_as_large_as_the_county_set_needs_a_decision(world):
    amend_charter(
        county=world.county.code,
        changes={"document.large_sum_yuan": "5000000"},
        effective_on=NEXT_DAY.date(),
        reason="确定大额资金标准",
        by=world.officer("congress"),
        at=AT,
    )
    document = begun(world, NEXT_DAY, money_total=Decimal(4_999_999))
    with pytest.raises(Refused, match="large_sum"):
        begun(world, NEXT_DAY, money_total=Decimal(5_000_000))
    with pytest.raises(Refused, match="large_sum"):
        filled(world, document, NEXT_DAY, money_total=Decimal(5_000_000))
    before = document.application_id
    changed = filled(world, document, NEXT_DAY, money_total=Decimal(100))
    assert changed.application_id != before


def test_a_threshold_set_meanwhile_stops_a_document_at_its_signature(world):
    document = waiting(world, money_total=Decimal(6_000_000), money_source="预备费", money_plan="当年付清")
    amend_charter(
        county=world.county.code,
        changes={"document.large_sum_yuan": "5000000"},
        effective_on=NEXT_DAY.date(),
        reason="确定大额资金标准",
        by=world.officer("congress"),
        at=AT,
    )
    with pytest.raises(Refused, match="large_sum"):
        services.issue_document(document_id=document.pk, by=world.officer("secretary"), at=NEXT_DAY)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"kind": "decision"}, "not from scratch"),
        ({"kind": "poem"}, "no kind of document"),
        ({"matter": "poem"}, "no kind of matter"),
        ({"subject": " "}, "needs its subject"),
        ({"money_total": Decimal(-1)}, "cannot be negative"),
    ],
)
def test_a_draft_from_scratch_is_refused(world, more, reason):
    with pytest.raises(Refused, match=reason):
        begun(world, **more)


def test_an_outline_with_open_places_is_not_submitted(world):
    document = begun(world)
    services.complete_draft(
        document_id=document.pk,
        **{name: getattr(document, name) for name in ("title", "basis", "grounds", "content", "issuer")},
        money_total=Decimal(0),
        money_source="",
        money_plan="",
        main_recipients="县水务局",
        copied_recipients="",
        by=world.officer("secretariat"),
        at=AT,
    )
    with pytest.raises(Refused, match="nobody filled in"):
        services.submit_document(document_id=document.pk, by=world.officer("secretariat"), at=AT)


# --- the way to the signature ----------------------------------------------------------------------


def test_a_document_goes_its_way_step_by_step_and_every_step_has_its_entry(world):
    document = notice(world)
    assert acts_of(document) == [
        ("drafted", "secretariat"),
        ("submitted", "secretariat"),
        ("passed", "legal"),
        ("sent", "secretariat"),
        ("issued", "secretary"),
    ]
    kinds = ["documents.begun", "documents.submitted", "documents.passed", "documents.sent", "documents.issued"]
    assert [step.entry.type for step in document.steps.select_related("entry")] == kinds
    assert {step.entry.about for step in document.steps.all()} == {f"document:{document.code}"}
    document.refresh_from_db()
    assert (document.reference, document.state) == ("衡川县".removesuffix("县") + "委发〔2026〕1号", "issued")
    assert canonical_form(document)["decision"] is None


def test_money_is_checked_by_the_finance_officer_too(world):
    document = submitted(world, money_total=Decimal(100), money_source="预备费", money_plan="当年付清")
    services.pass_document(document_id=document.pk, role="legal", by=world.officer("legal"), at=AT)
    with pytest.raises(Refused, match="Not yet checked"):
        services.send_for_signature(document_id=document.pk, by=world.officer("secretariat"), at=AT)
    checked = services.pass_document(document_id=document.pk, role="finance", by=world.officer("finance"), at=AT)
    assert checked.state == "checked"


def test_each_check_belongs_to_its_officer_and_is_made_once(world):
    document = submitted(world)
    with pytest.raises(Forbidden):
        services.pass_document(document_id=document.pk, role="legal", by=world.officer("finance"), at=AT)
    with pytest.raises(Refused, match="nothing to check"):
        services.pass_document(document_id=document.pk, role="finance", by=world.officer("finance"), at=AT)
    services.pass_document(document_id=document.pk, role="legal", by=world.officer("legal"), at=AT)
    with pytest.raises(Refused, match="waits to be sent"):
        services.pass_document(document_id=document.pk, role="legal", by=world.officer("legal"), at=AT)


def test_a_returned_document_is_changed_and_checked_anew(world):
    document = submitted(world)
    legal = world.officer("legal")
    with pytest.raises(Refused, match="with reasons"):
        services.return_document(document_id=document.pk, role="legal", reasons=" ", by=legal, at=AT)
    services.return_document(document_id=document.pk, role="legal", reasons="缺少依据", by=legal, at=AT)
    document.refresh_from_db()
    assert document.state == "draft"
    filled(world, document, basis="《城市供水条例》第二十一条")
    again = services.submit_document(document_id=document.pk, by=world.officer("secretariat"), at=AT)
    assert again.submission == 2
    with pytest.raises(Refused, match="Not yet checked"):
        services.send_for_signature(document_id=document.pk, by=world.officer("secretariat"), at=AT)
    assert document.steps.get(act="returned").reasons == "缺少依据"
    entry = Entry.objects.get(type="documents.returned")
    assert "缺少依据" not in str(dict(fields_of(entry, entitled=True)))


def test_nothing_is_completed_once_it_is_submitted(world):
    document = submitted(world)
    with pytest.raises(Refused, match="being checked") as refused:
        filled(world, document, title="别的标题")
    assert "return it to the draft" in refused.value.remedy


def test_d07_silence_of_the_checkers_does_not_hold_up_a_decision(world):
    document = complete(world, drafted(world))
    secretariat = world.officer("secretariat")
    services.submit_document(document_id=document.pk, by=secretariat, at=AT)
    late = AT + timedelta(days=7)
    sent_late = services.send_for_signature(document_id=document.pk, by=secretariat, at=late)
    assert sent_late.state == "signing"
    entry = Entry.objects.get(type="documents.sent")
    assert fields_of(entry, entitled=True)["outstanding"] == ["legal"]


def test_d07_the_secretary_returns_a_notice_but_never_a_decision(world):
    decision, plain = ready(world), waiting(world)
    secretary = world.officer("secretary")
    with pytest.raises(Refused, match="cannot be returned instead of being signed"):
        services.return_document(document_id=decision.pk, reasons="再议", by=secretary, at=AT)
    with pytest.raises(Refused, match="nobody countersigns"):
        services.refuse_to_sign(document_id=plain.pk, reasons="再议", by=secretary, at=AT)
    assert services.return_document(document_id=plain.pk, reasons="再议", by=secretary, at=AT).state == "draft"
    with pytest.raises(Forbidden):
        services.return_document(document_id=plain.pk, reasons="再议", by=secretary, at=AT)


def test_steps_are_append_only_and_a_document_has_no_stage_of_its_own_making(world):
    document = submitted(world)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Step.objects.filter(document=document).update(reasons="改过")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(state="blessed")


# --- superseding and correcting --------------------------------------------------------------------


def test_a_correction_names_what_it_corrects_and_leaves_the_document_in_force(world):
    first = notice(world)
    text = "第一条的“11月30日前”应为“11月20日前”。"
    second = notice(world, corrects=first.code.lower(), corrected=text)
    first.refresh_from_db()
    assert (first.state, second.corrects) == ("issued", first)
    assert canonical_form(second)["corrects"] == {"code": first.code, "text": text}
    assert second.entry is not None
    assert fields_of(second.entry, entitled=False)["corrects"] == first.code
    old, new = (Client().get(f"/documents/{row.code}/").content.decode() for row in (first, second))
    assert second.code in old
    assert "经下列文件更正后有效" in old
    assert "本文件已失效" not in old
    assert second.code in new


def test_a_document_is_corrected_more_than_once_and_then_superseded(world):
    first = notice(world)
    for number in range(2):
        notice(world, corrects=first.code, corrected=f"更正之{number}")
    page = selectors.document_page(Document.objects.get(pk=first.pk), world.officer("auditor"), TODAY)
    assert [row.corrected for row in page.corrections] == ["更正之0", "更正之1"]
    notice(world, supersedes=first.code)
    with pytest.raises(Refused, match="has been superseded"):
        notice(world, corrects=first.code, corrected="更正之三")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"corrects": "{code}"}, "names what it corrects"),
        ({"corrected": "什么"}, "Name the document"),
        ({"corrects": "{code}", "corrected": "什么", "supersedes": "{code}"}, "not both"),
        ({"corrects": "HENG-2026-000000000", "corrected": "什么"}, "No document"),
    ],
)
def test_a_correction_that_is_not_whole_is_refused(world, changes, reason):
    first = notice(world)
    given = {name: text.replace("{code}", first.code) for name, text in changes.items()}
    with pytest.raises(Refused, match=reason):
        filled(world, begun(world), **given)


# --- recipients and receipts -----------------------------------------------------------------------


def test_a_document_goes_to_bodies_of_the_register_and_to_others_on_one_line(world, towns):
    document = filled(world, begun(world), main_recipients="市水务集团")
    changed = services.address_document(
        document_id=document.pk,
        main=["water"],
        copied=["treasury"],
        receipt_days=2,
        by=world.officer("secretariat"),
        at=AT,
    )
    assert (changed.main_recipients, changed.copied_recipients) == ("县水利局、市水务集团", "县财政局")
    assert filled(world, changed, main_recipients="").main_recipients == "县水利局"


@pytest.mark.parametrize(
    ("main", "copied", "days", "reason"),
    [
        (["nowhere"], [], 3, "no body that receives"),
        (["water"], ["water"], 3, "either a main recipient"),
        (["water"], [], 0, "within 1 to 30"),
        (["board"], [], 3, "no body that receives"),
    ],
)
def test_recipients_are_refused(world, towns, main, copied, days, reason):
    document = begun(world)
    with pytest.raises(Refused, match=reason):
        services.address_document(
            document_id=document.pk,
            main=main,
            copied=copied,
            receipt_days=days,
            by=world.officer("secretariat"),
            at=AT,
        )


def test_a_department_acknowledges_what_was_addressed_to_it_once(world, towns):
    document = addressed(world, ["water"], ["treasury"])
    (receipt,) = services.acknowledge_receipt(document_id=document.pk, by=world.officer("water"), at=NEXT_DAY)
    assert (receipt.addressee.body.code, receipt.at) == ("water", NEXT_DAY)
    assert fields_of(receipt.entry, entitled=False) == {"code": document.code, "body": "water"}
    with pytest.raises(Refused, match="has been acknowledged"):
        services.acknowledge_receipt(document_id=document.pk, by=world.officer("water"), at=NEXT_DAY)
    for name in ("department", "secretariat"):
        with pytest.raises(Forbidden):
            services.acknowledge_receipt(document_id=document.pk, by=world.officer(name), at=NEXT_DAY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Receipt.objects.all().delete()


def test_the_list_of_recipients_is_fixed_with_the_issue(world, towns):
    document = addressed(world, ["water"])
    with pytest.raises(Refused, match="has been issued"):
        services.address_document(
            document_id=document.pk, main=[], copied=[], receipt_days=3, by=world.officer("secretariat"), at=AT
        )
    assert Addressee.objects.count() == 1


def test_a_receipt_that_does_not_come_within_its_working_days_is_overdue(world, towns):
    document = addressed(world, ["water"], ["treasury"])
    assert document.receipts_due_on == TODAY + timedelta(days=3)
    services.acknowledge_receipt(document_id=document.pk, by=world.officer("water"), at=AT)
    late = TODAY + timedelta(days=4)
    assert [row.body.code for row in selectors.overdue(world.county.code, late)] == ["treasury"]
    assert not selectors.overdue(world.county.code, TODAY + timedelta(days=3)).exists()
    found = selectors.deliveries(document, world.officer("treasury"), late)
    assert [(one.addressee.body.code, one.overdue, one.mine) for one in found] == [
        ("water", False, False),
        ("treasury", True, True),
    ]


# --- a ledger that fails ---------------------------------------------------------------------------


class BrokenLedger(Exception):
    pass


def _fails(*_args, **_kwargs):
    raise BrokenLedger


@pytest.mark.parametrize(
    ("act", "module"),
    [
        ("begin", "draft"),
        ("address", "recipients"),
        ("receive", "recipients"),
        ("submit", "chain"),
        ("pass", "chain"),
        ("return", "chain"),
        ("send", "chain"),
    ],
)
def test_an_act_whose_ledger_entry_fails_leaves_nothing(world, towns, monkeypatch, act, module):
    draft, checking, out = filled(world, begun(world)), submitted(world), addressed(world, ["water"])
    checked = submitted(world)
    secretariat, legal = world.officer("secretariat"), world.officer("legal")
    services.pass_document(document_id=checked.pk, role="legal", by=legal, at=AT)
    acts = {
        "begin": lambda: begun(world),
        "address": lambda: services.address_document(
            document_id=draft.pk, main=["water"], copied=[], receipt_days=3, by=secretariat, at=AT
        ),
        "receive": lambda: services.acknowledge_receipt(document_id=out.pk, by=world.officer("water"), at=AT),
        "submit": lambda: services.submit_document(document_id=draft.pk, by=secretariat, at=AT),
        "pass": lambda: services.pass_document(document_id=checking.pk, role="legal", by=legal, at=AT),
        "return": lambda: services.return_document(document_id=checking.pk, role="legal", reasons="x", by=legal, at=AT),
        "send": lambda: services.send_for_signature(document_id=checked.pk, by=secretariat, at=AT),
    }
    before = _everything()
    monkeypatch.setattr(f"jianheng.documents.services.{module}.record", _fails)
    with pytest.raises(BrokenLedger), transaction.atomic():
        acts[act]()
    assert _everything() == before


def _everything() -> list[object]:
    models = (Document, Step, Addressee, Receipt, Entry)
    return [list(model.objects.order_by("pk").values()) for model in models]


# --- pages -----------------------------------------------------------------------------------------


def test_a_notice_is_drafted_checked_signed_and_received_through_its_pages(world, acting, towns):
    secretariat = acting("secretariat")
    form = {"kind": "notice", "subject": "供水管网防冻", "matter": "ordinary_matter", "money_total": "0"}
    edit = secretariat.post("/documents/new/", form).url
    document = Document.objects.get()
    page = f"/documents/{document.code}/"
    assert edit == f"{page}edit/"
    words = {"title": document.title, "basis": "《条例》", "grounds": "依据《条例》。", "content": "11月20日前完成。"}
    assert secretariat.post(edit, {**words, "money_total": "0", "issuer": document.issuer}).url == page
    body = towns[0]
    assert secretariat.post(f"{page}recipients/", {"receipt_days": "3", f"to_{body.pk}": "main"}).url == page
    assert secretariat.post(f"{page}submit/").url == page
    assert "审核" in acting("legal").get(page).content.decode()
    assert acting("legal").post(f"{page}check/legal/", {"finding": "passed", "reasons": "合法"}).url == page
    assert secretariat.post(f"{page}send/").url == page
    assert acting("secretary").post(f"{page}issue/").url == page
    water = acting("water")
    assert document.title in water.get("/documents/inbox/").content.decode()
    assert water.post(f"{page}acknowledge/").url == page
    assert "已签收" in water.get(page).content.decode()


def test_a_refused_beginning_teaches_the_way_to_the_council(world, acting):
    form = {"kind": "notice", "subject": "园区建设", "matter": "major_project", "money_total": "0"}
    answer = acting("secretariat").post("/documents/new/", form)
    assert answer.status_code == 409
    assert "列为议题" in answer.content.decode()


def test_the_county_says_what_must_be_a_document_and_answers_for_a_matter(world):
    page = Client().get("/documents/matters/").content.decode()
    assert "本县尚未确定" in page
    asked = Client().get("/documents/matters/", {"matter": "major_project", "money_total": ""}).content.decode()
    assert "须经集体决策" in asked
    assert Client().get("/documents/matters/", {"matter": "nonsense"}).status_code == 422


def test_a_returned_document_shows_its_reasons_to_those_inside_alone(world, acting):
    document = submitted(world)
    form = {"finding": "returned", "reasons": "缺少依据条款"}
    page = f"/documents/{document.code}/"
    assert acting("legal").post(f"{page}check/legal/", {"finding": "returned"}).status_code == 409
    assert acting("legal").post(f"{page}check/legal/", form).url == page
    assert "缺少依据条款" in acting("secretariat").get(page).content.decode()
    assert acting("department").get(page).status_code == 403


def test_the_register_is_narrowed_by_kind_state_and_year(world):
    plain, decision = notice(world), issued(world)
    for question, shown, hidden in (
        ({"kind": "notice"}, plain, decision),
        ({"kind": "decision", "state": "issued", "year": "2026"}, decision, plain),
    ):
        page = Client().get("/documents/", question).content.decode()
        assert shown.code in page
        assert hidden.code not in page
    for question, shows in (
        ({"year": "2020"}, False),
        ({"state": "superseded"}, False),
        ({"kind": "'; --"}, False),
        ({"year": "x" * 50}, True),
    ):
        answer = Client().get("/documents/", question)
        assert answer.status_code == 200
        assert (plain.code in answer.content.decode()) is shows


@pytest.mark.parametrize(
    ("act", "name"),
    [
        ("submit/", "legal"),
        ("check/legal/", "finance"),
        ("check/finance/", "legal"),
        ("send/", "secretary"),
        ("return/", "executive"),
        ("recipients/", "department"),
        ("acknowledge/", "secretariat"),
    ],
)
def test_an_act_is_closed_to_others(world, acting, act, name):
    document = submitted(world)
    assert acting(name).post(f"/documents/{document.code}/{act}").status_code == 403


@pytest.mark.parametrize("stage", [submitted, waiting, notice])
def test_the_page_of_a_document_keeps_its_query_budget(world, acting, towns, stage):
    document, browser = stage(world), acting("discipline")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/documents/{document.code}/").status_code == 200
    assert len(asked) <= WIDE_BUDGET, [query["sql"][:100] for query in asked]


def test_the_inbox_keeps_its_query_budget_however_much_arrived(world, acting, towns):
    for _number in range(3):
        addressed(world, ["water"], ["treasury"])
    browser = acting("water")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/documents/inbox/").status_code == 200
    assert len(asked) <= BUDGET, [query["sql"][:100] for query in asked]
