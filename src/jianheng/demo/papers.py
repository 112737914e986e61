"""Papers of the demo county: notices, a correction, receipts, and instructions with and without a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jianheng.county.services import amend_charter
from jianheng.demo.founding import Demo, at
from jianheng.demo.plan import DEPARTMENTS
from jianheng.documents.models import Document
from jianheng.documents.services import (
    acknowledge_receipt,
    address_document,
    complete_draft,
    draft_for_instruction,
    draft_from_scratch,
    give_instruction,
    issue_document,
    pass_document,
    refuse_instruction,
    send_for_signature,
    submit_document,
)
from jianheng.people.selectors import office_holders, officer_of
from jianheng.rules.documents import Matter
from jianheng.rules.roles import Officer, Role

LAWFUL = "主体、权限、程序、内容合法，事项类别认定准确。"
IN_ORDER = "金额、来源和分年计划与预算一致。"


@dataclass(frozen=True)
class Paper:
    """The words of one document that carries no decision."""

    kind: str
    subject: str
    basis: str
    grounds: str
    content: str
    main: tuple[str, ...]
    copied: tuple[str, ...] = ()


FROST = Paper(
    "notice",
    "做好今冬明春供水管网防冻保供工作",
    "《城市供水条例》第二十一条",
    "根据《城市供水条例》和气象部门冬季气候预测，结合我县实际。",
    "一、供水企业在11月30日前完成露天管道和水表的防冻包扎，覆盖率不低于98%。\n"
    "二、住建、水利部门在12月10日前完成一轮检查，发现的问题三日内整改。\n"
    "三、低温预警期间实行二十四小时值班，抢修到场时间不超过四十分钟。",
    ("development", "housing", "water"),
    ("emergency",),
)
FROST_CORRECTED = Paper(
    "notice",
    "更正供水管网防冻保供工作完成时限",
    "《城市供水条例》第二十一条",
    "经核对，原通知第一条所列时限有误。",
    "原通知第一条中的“11月30日前”应为“11月20日前”，其余内容不变。",
    FROST.main,
    FROST.copied,
)
WORKS = Paper(
    "opinion",
    "规范村级小型工程管理",
    "《招标投标法》《村民委员会组织法》",
    "为管好用好村级小型工程资金，经对十六个乡镇调研，征求财政、农业农村部门意见。",
    "一、单个工程的立项、造价和验收结果在村务公开栏公示不少于七日。\n"
    "二、乡镇每半年抽查不少于二成的工程，结果报县农业农村局。\n"
    "三、本意见自印发之日起施行，有效期五年。",
    ("agriculture", "treasury"),
)
RELIEF = Paper(
    "notice",
    "转移安置柳滩镇低洼地带群众",
    "《突发事件应对法》第四十九条、《防洪法》第四十五条",
    "县气象台发布暴雨橙色预警，柳滩镇低洼地带有内涝危险。",
    "一、当晚二十二时前转移柳滩镇低洼地带群众六十三户一百八十七人，安置在镇中心学校。\n"
    "二、安置期间每日两次清点人数，保障食宿和医疗。\n"
    "三、预警解除后二十四小时内报告安置和返回情况。",
    ("emergency",),
)


def keep(demo: Demo) -> None:
    """Let the county set its sum and hours, and write its papers of the last weeks."""
    _set_threshold(demo)
    notice = issued(demo, FROST, demo.before(25))
    receive(demo, notice, ("housing", "water", "emergency"), demo.before(23))
    _on_a_document(demo, notice)
    _refused(demo)
    _documented_in_time(demo)
    correction = issued(
        demo,
        FROST_CORRECTED,
        demo.before(8),
        corrects=notice.code,
        corrected="第一条的完成时限：“11月30日前”更正为“11月20日前”。",
    )
    receive(demo, correction, ("housing", "water", "development"), demo.before(7))
    submitted(demo, WORKS, demo.before(2))


def _set_threshold(demo: Demo) -> None:
    amend_charter(
        county=demo.county.code,
        changes={"document.large_sum_yuan": "5000000", "document.oral_grace_hours": "24"},
        effective_on=demo.before(45),
        reason="确定我县大额资金标准为五百万元；口头指令应当在二十四小时内补成公文。",
        by=_member(demo, Role.CONGRESS, demo.before(60)),
        at=at(demo.before(60), 15),
    )


def _member(demo: Demo, office: Role, day: date) -> Officer:
    return officer_of(office_holders(demo.county.code, day)[office.value].person, day)


def _department(demo: Demo, code: str, day: date) -> Officer:
    """The head of a department."""
    place = next(index for index, (known, _zh, _en) in enumerate(DEPARTMENTS) if known == code)
    return demo.officer(Role.DEPARTMENT, day, place)


def submitted(demo: Demo, paper: Paper, day: date, *, corrects: str = "", corrected: str = "") -> Document:
    """Draft a paper, address it and submit it for checking on the morning of a day."""
    secretariat = demo.officer(Role.SECRETARIAT, day)
    draft = draft_from_scratch(
        county=demo.county,
        kind=paper.kind,
        matter=Matter.ORDINARY,
        subject=paper.subject,
        money_total=Decimal(0),
        by=secretariat,
        at=at(day, 9),
    )
    fill(demo, draft, paper, day, corrects=corrects, corrected=corrected)
    submit_document(document_id=draft.pk, by=secretariat, at=at(day, 10))
    return draft


def fill(demo: Demo, draft: Document, paper: Paper, day: date, *, corrects: str = "", corrected: str = "") -> None:
    """Complete a draft with the words of a paper and choose its recipients."""
    secretariat = demo.officer(Role.SECRETARIAT, day)
    complete_draft(
        document_id=draft.pk,
        title=draft.title,
        basis=paper.basis,
        grounds=paper.grounds,
        content=paper.content,
        money_total=draft.money_total,
        money_source="",
        money_plan="",
        main_recipients="",
        copied_recipients="",
        issuer=f"中共{demo.county.name_zh}委员会",
        corrects=corrects,
        corrected=corrected,
        by=secretariat,
        at=at(day, 9, 20),
    )
    address_document(
        document_id=draft.pk,
        main=paper.main,
        copied=paper.copied,
        receipt_days=3,
        by=secretariat,
        at=at(day, 9, 30),
    )


def approve(demo: Demo, draft: Document, day: date, *, hour: int = 11) -> None:
    """Have a submitted document checked and sent for signature."""
    checks = ((Role.LEGAL, LAWFUL), (Role.FINANCE, IN_ORDER))
    for role, remarks in checks if draft.money_total else checks[:1]:
        officer = demo.officer(role, day)
        pass_document(document_id=draft.pk, role=role, remarks=remarks, by=officer, at=at(day, hour, 20))
    send_for_signature(document_id=draft.pk, by=demo.officer(Role.SECRETARIAT, day), at=at(day, hour, 50))


def submit_and_approve(demo: Demo, draft: Document, day: date) -> None:
    """Take a completed draft to the signature on the afternoon of a day."""
    submit_document(document_id=draft.pk, by=demo.officer(Role.SECRETARIAT, day), at=at(day, 16, 10))
    approve(demo, draft, day, hour=16)


def issued(demo: Demo, paper: Paper, day: date, *, corrects: str = "", corrected: str = "") -> Document:
    """Take a paper through its whole way on one day."""
    draft = submitted(demo, paper, day, corrects=corrects, corrected=corrected)
    approve(demo, draft, day)
    return issue_document(document_id=draft.pk, by=_member(demo, Role.SECRETARY, day), at=at(day, 15))


def receive(demo: Demo, document: Document, bodies: Sequence[str], day: date) -> None:
    """Let departments acknowledge a document."""
    for place, body in enumerate(bodies):
        acknowledge_receipt(document_id=document.pk, by=_department(demo, body, day), at=at(day, 9, 10 * place))


def _on_a_document(demo: Demo, notice: Document) -> None:
    """The secretary instructs a department on the strength of a document."""
    day = demo.before(22)
    give_instruction(
        county=demo.county,
        body="development",
        title="调度防冻保供物资",
        text="按通知要求，11月15日前落实抢修物资储备，清单报秘书处。",
        matter=Matter.ORDINARY,
        money_total=Decimal(0),
        document=notice.code,
        by=_member(demo, Role.SECRETARY, day),
        at=at(day, 9),
    )


def _refused(demo: Demo) -> None:
    """An oral order to pay stays without a document; the treasury refuses it when its hours are over."""
    day = demo.before(15)
    order = give_instruction(
        county=demo.county,
        body="treasury",
        title="先行垫付园区招商接待费用",
        text="从预备费中先行垫付园区招商接待费用一百二十万元，手续以后补办。",
        matter=Matter.ORDINARY,
        money_total=Decimal(1_200_000),
        by=_member(demo, Role.SECRETARY, day),
        at=at(day, 17),
    )
    later = day + timedelta(days=2)
    refuse_instruction(
        instruction_id=order.pk,
        grounds="该指令没有公文，已超过二十四小时；预备费的动用须经法定程序，用途也不属于预备费的使用范围。",
        by=_department(demo, "treasury", later),
        at=at(later, 9),
    )


def _documented_in_time(demo: Demo) -> None:
    """An oral order in an emergency becomes a document the next day, within its hours."""
    day = demo.before(12)
    order = give_instruction(
        county=demo.county,
        body="emergency",
        title=RELIEF.subject,
        text=RELIEF.content,
        matter=Matter.ORDINARY,
        money_total=Decimal(0),
        by=_member(demo, Role.EXECUTIVE, day),
        at=at(day, 19),
    )
    morning = day + timedelta(days=1)
    secretariat = demo.officer(Role.SECRETARIAT, morning)
    draft = draft_for_instruction(instruction_id=order.pk, by=secretariat, at=at(morning, 9))
    fill(demo, draft, RELIEF, morning)
    submit_document(document_id=draft.pk, by=secretariat, at=at(morning, 10))
    approve(demo, draft, morning)
    document = issue_document(document_id=draft.pk, by=_member(demo, Role.SECRETARY, morning), at=at(morning, 14))
    receive(demo, document, ("emergency",), morning + timedelta(days=1))
