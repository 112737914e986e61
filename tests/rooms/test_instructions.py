"""Instructions to departments: with a document, oral and within its hours, refused and protected (Art. 7.1)."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jianheng.county.models import Application
from jianheng.county.services import amend_charter
from jianheng.documents import selectors, services
from jianheng.documents.models import Document, Instruction, Refusal
from jianheng.ledger.models import Entry
from jianheng.ledger.selectors import opened as fields_of
from jianheng.people.models import ReadRecord
from jianheng.portal.selectors.waiting import waiting_for
from jianheng.rules import Forbidden, Refused, replay
from jianheng.rules.documents import Matter
from tests.rooms.documents_world import A_DAY_LATER, HOURS_LATER, department, filled, instructed, notice, sent
from tests.rooms.test_documents import BUDGET, issued
from tests.rooms.world import AT, TODAY, found

GROUNDS = "该指令没有公文，动用预备费须经法定程序。"


@pytest.fixture
def county(world):
    """The county under the charter as written, with two departments: no hours of grace."""
    department(world, "water", "县水利局")
    department(world, "treasury", "县财政局")
    return world


@pytest.fixture
def lenient(db):
    """The county under the recommended charter: 24 hours of grace."""
    world = found("recommended")
    department(world, "water", "县水利局")
    return world


def refused(world, instruction: Instruction, at=AT, name="water") -> Refusal:
    return services.refuse_instruction(instruction_id=instruction.pk, grounds=GROUNDS, by=world.officer(name), at=at)


# --- giving ----------------------------------------------------------------------------------------


def test_an_instruction_with_a_document_stands_and_cannot_be_refused(county):
    basis = notice(county)
    instruction = instructed(county, document=basis.code.lower())
    assert (instruction.state, instruction.document, instruction.until) == ("documented", basis, None)
    assert (instruction.office, instruction.is_oral) == ("executive", False)
    with pytest.raises(Refused, match="only one that has none") as why:
        refused(county, instruction)
    assert "report what you hold against it to discipline" in why.value.remedy
    entry = Entry.objects.get(type="documents.instructed")
    assert entry.about == f"instruction:{instruction.code}"
    assert fields_of(entry, entitled=False) == {"instruction": instruction.code, "is_oral": False}


def test_an_instruction_on_a_major_matter_needs_a_document_that_carries_a_decision(county):
    with pytest.raises(Refused, match="carries a decision of the council"):
        instructed(county, matter=Matter.PROJECT, document=notice(county).code)
    decision = issued(county)
    assert instructed(county, matter=Matter.PROJECT, document=decision.code).document == decision


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"body": "board"}, "no department that receives"),
        ({"title": " "}, "needs its subject"),
        ({"text": " "}, "what is to be done"),
        ({"matter": "poem"}, "no kind of matter"),
        ({"money_total": Decimal(-1)}, "cannot be negative"),
        ({"document": "HENG-2026-000000000"}, "No document"),
    ],
)
def test_an_instruction_that_is_not_whole_is_refused(county, more, reason):
    with pytest.raises(Refused, match=reason):
        instructed(county, **more)
    assert not Instruction.objects.exists()


def test_an_instruction_does_not_rest_on_a_draft_or_on_what_was_superseded(county):
    first = notice(county)
    notice(county, supersedes=first.code)
    with pytest.raises(Refused, match="document in force"):
        instructed(county, document=first.code)


@pytest.mark.parametrize("name", ["secretariat", "department", "discipline_deputy", "legal"])
def test_only_the_five_offices_give_instructions(county, name):
    with pytest.raises(Forbidden):
        instructed(county, office=name)


def test_a_department_acknowledges_an_instruction_once(county):
    instruction = instructed(county)
    with pytest.raises(Forbidden):
        services.receive_instruction(instruction_id=instruction.pk, by=county.officer("treasury"), at=AT)
    got = services.receive_instruction(instruction_id=instruction.pk, by=county.officer("water"), at=AT)
    assert got.received_at == AT
    with pytest.raises(Refused, match="has been acknowledged"):
        services.receive_instruction(instruction_id=instruction.pk, by=county.officer("water"), at=AT)


# --- oral, and its hours ---------------------------------------------------------------------------


def test_x01_as_written_an_oral_instruction_is_refused_at_once_and_never_becomes_a_document(county):
    instruction = instructed(county)
    assert instruction.until == AT
    with pytest.raises(Refused, match="hours in which"):
        services.document_instruction(
            instruction_id=instruction.pk, document=notice(county).code, by=county.officer("executive"), at=AT
        )
    assert refused(county, instruction).state == "recorded"
    instruction.refresh_from_db()
    assert instruction.state == "refused"


def test_x01_recommended_within_24_hours_an_oral_instruction_stands_and_becomes_a_document(lenient):
    instruction = instructed(lenient)
    assert instruction.until == A_DAY_LATER
    with pytest.raises(Refused, match="hours of grace still run") as why:
        refused(lenient, instruction, HOURS_LATER)
    assert "it has lapsed and you may refuse it" in why.value.remedy
    basis = notice(lenient)
    linked = services.document_instruction(
        instruction_id=instruction.pk, document=basis.code, by=lenient.officer("executive"), at=HOURS_LATER
    )
    assert (linked.state, linked.document, linked.documented_at) == ("documented", basis, HOURS_LATER)
    assert linked.standing is not None
    assert replay(linked.standing.derivation).same
    with pytest.raises(Refused, match="only one that has none"):
        refused(lenient, instruction, A_DAY_LATER)


def test_when_the_hours_are_over_it_has_lapsed_and_the_department_may_refuse(lenient):
    instruction, basis = instructed(lenient), notice(lenient)
    with pytest.raises(Refused, match="it has lapsed"):
        services.document_instruction(
            instruction_id=instruction.pk, document=basis.code, by=lenient.officer("executive"), at=A_DAY_LATER
        )
    assert refused(lenient, instruction, A_DAY_LATER).grounds == GROUNDS


def test_the_document_drafted_for_it_is_linked_by_its_issue(lenient):
    instruction = instructed(lenient)
    secretariat = lenient.officer("secretariat")
    draft = services.draft_for_instruction(instruction_id=instruction.pk, by=secretariat, at=HOURS_LATER)
    assert (draft.title, draft.content) == ("关于连夜转移群众的通知", instruction.text)
    assert draft.main_recipients == "县水利局"
    with pytest.raises(Refused, match="being drafted already"):
        services.draft_for_instruction(instruction_id=instruction.pk, by=secretariat, at=HOURS_LATER)
    filled(lenient, draft, HOURS_LATER, main_recipients="", content=instruction.text)
    services.submit_document(document_id=draft.pk, by=secretariat, at=HOURS_LATER)
    sent(lenient, draft, HOURS_LATER)
    services.issue_document(document_id=draft.pk, by=lenient.officer("secretary"), at=HOURS_LATER)
    instruction.refresh_from_db()
    assert (instruction.state, instruction.document_id) == ("documented", draft.pk)
    assert Entry.objects.filter(type="documents.instruction_documented").count() == 1


def test_a_document_issued_too_late_does_not_revive_the_instruction(lenient):
    instruction = instructed(lenient)
    secretariat = lenient.officer("secretariat")
    draft = services.draft_for_instruction(instruction_id=instruction.pk, by=secretariat, at=HOURS_LATER)
    filled(lenient, draft, HOURS_LATER, main_recipients="", content=instruction.text)
    services.submit_document(document_id=draft.pk, by=secretariat, at=HOURS_LATER)
    sent(lenient, draft, HOURS_LATER)
    services.issue_document(document_id=draft.pk, by=lenient.officer("secretary"), at=A_DAY_LATER)
    instruction.refresh_from_db()
    assert (instruction.state, instruction.document) == ("oral", None)
    assert refused(lenient, instruction, A_DAY_LATER).grounds == GROUNDS


def test_a_major_matter_is_not_put_in_writing_from_scratch(county):
    amend_charter(
        county=county.county.code,
        changes={"document.oral_grace_hours": "24"},
        effective_on=TODAY,
        reason="给予宽限",
        by=county.officer("congress"),
        at=AT - timedelta(days=2),
    )
    instruction = instructed(county, matter=Matter.PROJECT)
    with pytest.raises(Refused, match="cannot be drafted from scratch"):
        services.draft_for_instruction(instruction_id=instruction.pk, by=county.officer("secretariat"), at=AT)
    with pytest.raises(Refused, match="carries a decision"):
        services.document_instruction(
            instruction_id=instruction.pk, document=notice(county).code, by=county.officer("executive"), at=AT
        )
    basis = issued(county)
    linked = services.document_instruction(
        instruction_id=instruction.pk, document=basis.code, by=county.officer("executive"), at=AT
    )
    assert linked.state == "documented"


# --- refusing, and its protection ------------------------------------------------------------------


def test_only_the_department_it_was_given_to_refuses_once_and_with_grounds(county):
    instruction = instructed(county)
    for name in ("treasury", "department", "executive", "secretariat"):
        with pytest.raises(Forbidden):
            refused(county, instruction, name=name)
    with pytest.raises(Refused, match="needs its grounds"):
        services.refuse_instruction(instruction_id=instruction.pk, grounds=" ", by=county.officer("water"), at=AT)
    refused(county, instruction)
    with pytest.raises(Refused, match="has been refused"):
        refused(county, instruction)
    with pytest.raises(Refused, match="has been refused"):
        services.document_instruction(
            instruction_id=instruction.pk, document=notice(county).code, by=county.officer("executive"), at=AT
        )


def test_the_ledger_holds_commitments_alone_and_not_who_refused(county):
    refusal = refused(county, instructed(county))
    person = county.persons["water"].code
    assert refusal.entry.about == f"instruction:{refusal.instruction.code}"
    assert fields_of(refusal.entry, entitled=False) == {}
    held = fields_of(refusal.entry, entitled=True)
    assert person not in str(held)
    assert GROUNDS not in str(held)
    assert held["by"] == "body:water"
    assert held["refuser_sha256"] == hashlib.sha256((refusal.nonce + person).encode()).hexdigest()
    kept = Application.objects.get(rule="documents.instruction_standing")
    assert person not in str(kept.derivation)


@pytest.mark.parametrize("name", ["executive", "secretary", "congress", "secretariat", "auditor", "department"])
def test_nobody_but_discipline_sees_who_refused(county, name):
    refusal = refused(county, instructed(county))
    with pytest.raises(Forbidden):
        services.read_refuser(instruction_id=refusal.instruction_id, purpose="看看", by=county.officer(name), at=AT)
    assert not ReadRecord.objects.exists()


def test_discipline_sees_who_refused_with_a_purpose_and_the_person_sees_the_read(county):
    refusal = refused(county, instructed(county))
    discipline = county.officer("discipline")
    with pytest.raises(Refused, match="needs its purpose"):
        services.read_refuser(instruction_id=refusal.instruction_id, purpose=" ", by=discipline, at=AT)
    person = services.read_refuser(instruction_id=refusal.instruction_id, purpose="核查指令", by=discipline, at=AT)
    assert person == county.persons["water"]
    read = ReadRecord.objects.get(subject=person)
    assert (read.purpose, read.reader) == ("核查指令", discipline.key)


def test_an_order_of_discipline_is_looked_into_by_its_deputy_and_not_by_its_giver(county):
    refusal = refused(county, instructed(county, office="discipline"))
    giver, deputy = county.officer("discipline"), county.officer("discipline_deputy")
    for act in (services.examine_refusal, services.read_refuser):
        word = {"finding": "属实"} if act is services.examine_refusal else {"purpose": "核查"}
        with pytest.raises(Forbidden):
            act(instruction_id=refusal.instruction_id, **word, by=giver, at=AT)
    assert selectors.to_examine(giver) == ()
    assert [row.pk for row in selectors.to_examine(deputy)] == [refusal.pk]
    examined = services.examine_refusal(
        instruction_id=refusal.instruction_id, finding="指令没有公文，拒绝成立。", by=deputy, at=AT
    )
    assert examined.state == "examined"
    with pytest.raises(Refused, match="has been examined"):
        services.examine_refusal(instruction_id=refusal.instruction_id, finding="再查", by=deputy, at=AT)


def test_the_database_holds_to_the_states_of_an_instruction(county):
    instruction = instructed(county)
    for change in ({"state": "blessed"}, {"state": "documented"}, {"until": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Instruction.objects.filter(pk=instruction.pk).update(**change)
    refused(county, instruction)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Refusal.objects.all().delete()


class BrokenLedger(Exception):
    pass


def _fails(*_args, **_kwargs):
    raise BrokenLedger


@pytest.mark.parametrize(
    ("act", "module"),
    [
        ("give", "instruct"),
        ("receive", "instruct"),
        ("link", "instruct"),
        ("write", "draft"),
        ("refuse", "refuse"),
        ("examine", "refuse"),
    ],
)
def test_an_act_whose_ledger_entry_fails_leaves_nothing(lenient, monkeypatch, act, module):
    given, basis = instructed(lenient), notice(lenient)
    gone = refused(lenient, instructed(lenient), A_DAY_LATER)
    executive, water = lenient.officer("executive"), lenient.officer("water")
    acts = {
        "give": lambda: instructed(lenient),
        "receive": lambda: services.receive_instruction(instruction_id=given.pk, by=water, at=AT),
        "link": lambda: services.document_instruction(
            instruction_id=given.pk, document=basis.code, by=executive, at=AT
        ),
        "write": lambda: services.draft_for_instruction(
            instruction_id=given.pk, by=lenient.officer("secretariat"), at=AT
        ),
        "refuse": lambda: refused(lenient, given, A_DAY_LATER),
        "examine": lambda: services.examine_refusal(
            instruction_id=gone.instruction_id, finding="属实", by=lenient.officer("discipline"), at=AT
        ),
    }
    before = _everything()
    monkeypatch.setattr(f"jianheng.documents.services.{module}.record", _fails)
    with pytest.raises(BrokenLedger), transaction.atomic():
        acts[act]()
    assert _everything() == before


def _everything() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Instruction, Refusal, Document, Entry)]


# --- pages -----------------------------------------------------------------------------------------


def test_an_oral_order_is_given_refused_and_looked_into_through_the_pages(county, acting):
    form = {"body": "water", "title": "先行垫付费用", "text": "垫付一百万元。", "matter": "ordinary_matter"}
    page = acting("executive").post("/documents/instructions/new/", form).url
    assert "口头，可以拒绝" in acting("executive").get(page).content.decode()
    water = acting("water")
    assert "先行垫付费用" in water.get("/documents/inbox/").content.decode()
    assert water.post(f"{page}receive/").url == page
    assert water.post(f"{page}refuse/", {"grounds": GROUNDS}).url == page
    shown = acting("executive").get(page).content.decode()
    assert "已依第7.1条拒绝" in shown
    assert GROUNDS in shown
    assert county.persons["water"].name_zh not in shown.partition("<main")[2]
    code = Instruction.objects.get().code
    discipline = acting("discipline")
    listed = discipline.get("/documents/refusals/").content.decode()
    assert "先行垫付费用" in listed
    assert county.persons["water"].name_zh not in listed.partition("<main")[2]
    address = f"/documents/refusals/{code}/"
    assert county.persons["water"].name_zh not in discipline.get(address).content.decode().partition("<main")[2]
    assert county.persons["water"].name_zh in discipline.post(f"{address}who/", {"purpose": "核查"}).content.decode()
    assert discipline.post(address, {"finding": "拒绝成立。"}).url == address
    assert "纪委已核查" in discipline.get(address).content.decode()
    assert "核查" in water.get("/me/reads/").content.decode() or ReadRecord.objects.count() == 1


def test_refusing_what_has_its_document_teaches(county, acting):
    instruction = instructed(county, document=notice(county).code)
    address = f"/documents/instructions/{instruction.code}/refuse/"
    answer = acting("water").post(address, {"grounds": GROUNDS})
    assert answer.status_code == 409
    assert "只能拒绝没有公文的指令" in answer.content.decode()
    assert "向纪委反映" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("executive", 200),
        ("water", 200),
        ("secretariat", 200),
        ("discipline", 200),
        ("auditor", 200),
        ("congress", 403),
        ("treasury", 403),
        ("teller", 403),
    ],
)
def test_an_instruction_is_open_to_those_concerned(county, acting, name, status):
    instruction = instructed(county)
    assert acting(name).get(instruction.get_absolute_url()).status_code == status
    listed = acting(name).get("/documents/instructions/")
    assert (listed.status_code == 200 and instruction.code in listed.content.decode()) is (status == 200)


@pytest.mark.parametrize("act", ["receive/", "refuse/", "link/", "draft/"])
def test_an_act_on_an_instruction_is_closed_to_others(county, acting, act):
    instruction = instructed(county)
    assert acting("congress").post(f"{instruction.get_absolute_url()}{act}").status_code == 403


def test_what_waits_for_whom(lenient):
    instruction = instructed(lenient)

    def whats(name, at=AT):
        return [one.what for one in waiting_for(lenient.officer(name), at)]

    assert "签收指令" in whats("water")
    assert "将口头指令补成公文" in whats("executive")
    assert "将口头指令补成公文" in whats("secretariat")
    assert "将口头指令补成公文" not in whats("congress")
    assert "将口头指令补成公文" not in whats("executive", A_DAY_LATER)
    refused(lenient, instruction, A_DAY_LATER)
    assert "签收指令" not in whats("water")
    assert "核查被拒绝的指令" in whats("discipline", A_DAY_LATER)


def test_the_lists_keep_their_query_budget_however_long_they_are(county, acting):
    for _number in range(3):
        refused(county, instructed(county))
        instructed(county)
    for name, address in (("discipline", "refusals/"), ("auditor", "instructions/"), ("water", "instructions/")):
        browser = acting(name)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/documents/{address}").status_code == 200
        assert len(asked) <= BUDGET, [query["sql"][:100] for query in asked]


def test_the_page_of_an_instruction_keeps_its_query_budget(county, acting):
    instruction = instructed(county)
    refused(county, instruction)
    for name, address in (
        ("executive", f"instructions/{instruction.code}/"),
        ("discipline", f"refusals/{instruction.code}/"),
    ):
        browser = acting(name)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/documents/{address}").status_code == 200
        assert len(asked) <= BUDGET, [query["sql"][:100] for query in asked]


def test_an_hour_is_an_hour_whatever_the_day(lenient):
    instruction = instructed(lenient)
    last = A_DAY_LATER - timedelta(minutes=1)
    charter_day = lenient.county.charter_versions.get().charter
    assert selectors.standing_of(instruction, last, charter_day).outcome.standing == "within_grace"
    assert selectors.standing_of(instruction, A_DAY_LATER, charter_day).outcome.standing == "lapsed"
