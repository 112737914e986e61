"""Documents and instructions brought to any stage through the services."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from jianheng.documents import services
from jianheng.documents.models import Document, Instruction
from jianheng.people.models import Body
from jianheng.people.services import begin_tenure, create_post, establish_body
from jianheng.rules.documents import Matter
from jianheng.rules.roles import Role
from tests.rooms.world import AT, FOUNDER, World, enter

HOURS_LATER = AT + timedelta(hours=23)
A_DAY_LATER = AT + timedelta(hours=24)


def department(world: World, code: str, name: str) -> Body:
    """A department with one head, who becomes a person of the world under the code."""
    body = establish_body(
        county=world.county,
        code=code,
        kind="department",
        name_zh=name,
        name_en=code.title(),
        by=FOUNDER,
        at=AT,
    )
    post = create_post(body=body, code="head", name_zh="局长", name_en="Head", role=Role.DEPARTMENT, by=FOUNDER, at=AT)
    begin_tenure(person=enter(world, code), post=post, since=date(2022, 1, 1), by=FOUNDER, at=AT)
    return body


def begun(world: World, at: datetime = AT, **more) -> Document:
    """A draft from scratch: a notice on an ordinary matter that needs no money."""
    values = {"kind": "notice", "matter": Matter.ORDINARY, "subject": "供水管网防冻", "money_total": Decimal(0), **more}
    return services.draft_from_scratch(county=world.county, **values, by=world.officer("secretariat"), at=at)


def filled(world: World, document: Document, at: datetime = AT, **changes) -> Document:
    """The draft with every place of its outline filled in."""
    values = {
        "title": document.title,
        "basis": "《城市供水条例》",
        "grounds": "依据《城市供水条例》。",
        "content": "11月20日前完成防冻包扎。",
        "money_total": document.money_total,
        "money_source": "",
        "money_plan": "",
        "main_recipients": "县水务局",
        "copied_recipients": "",
        "issuer": document.issuer,
        **changes,
    }
    return services.complete_draft(document_id=document.pk, **values, by=world.officer("secretariat"), at=at)


def submitted(world: World, at: datetime = AT, **changes) -> Document:
    """A document from scratch that is being checked."""
    document = filled(world, begun(world, at), at, **changes)
    return services.submit_document(document_id=document.pk, by=world.officer("secretariat"), at=at)


def waiting(world: World, at: datetime = AT, **changes) -> Document:
    """A document from scratch that waits for its signature."""
    return sent(world, submitted(world, at, **changes), at)


def sent(world: World, document: Document, at: datetime = AT) -> Document:
    """A submitted document, checked and sent for signature."""
    for role in ("legal", "finance") if document.money_total else ("legal",):
        services.pass_document(document_id=document.pk, role=role, by=world.officer(role), at=at)
    return services.send_for_signature(document_id=document.pk, by=world.officer("secretariat"), at=at)


def notice(world: World, at: datetime = AT, **changes) -> Document:
    """A notice in force."""
    document = waiting(world, at, **changes)
    return services.issue_document(document_id=document.pk, by=world.officer("secretary"), at=at)


def addressed(world: World, main: list[str], copied: list[str] | None = None) -> Document:
    """A notice in force that went to departments."""
    document = filled(world, begun(world), main_recipients="")
    secretariat = world.officer("secretariat")
    services.address_document(
        document_id=document.pk, main=main, copied=copied or [], receipt_days=3, by=secretariat, at=AT
    )
    services.submit_document(document_id=document.pk, by=secretariat, at=AT)
    sent(world, document)
    return services.issue_document(document_id=document.pk, by=world.officer("secretary"), at=AT)


def instructed(world: World, body: str = "water", office: str = "executive", **more) -> Instruction:
    """An oral instruction to a department."""
    values = {
        "title": "连夜转移群众",
        "text": "今晚二十二时前转移低洼地带群众。",
        "matter": Matter.ORDINARY,
        "money_total": Decimal(0),
        **more,
    }
    return services.give_instruction(county=world.county, body=body, **values, by=world.officer(office), at=AT)
