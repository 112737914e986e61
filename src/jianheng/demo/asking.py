"""Bodies above the county that query its record: one query whose matter has ended, two that still run (Art. 7.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from jianheng.council.models import Motion
from jianheng.demo.founding import SETUP, Demo, at
from jianheng.demo.plan import ABOVE, BodyPlan, PostPlan
from jianheng.documents.models import Document
from jianheng.people.models import Body, Post
from jianheng.people.services import begin_tenure, create_post, establish_body, register_person
from jianheng.queries.models import Query
from jianheng.queries.services import end_matter, export_results, open_query, read_results
from jianheng.rules.roles import Role


@dataclass(frozen=True)
class Member:
    """An invented member of a body above the county."""

    zh: str
    en: str
    born: date


MEMBERS = {
    Role.HIGHER_DISCIPLINE: (
        Member("纪正鸣", "Ji Zhengming", date(1979, 4, 12)),
        Member("韩守诚", "Han Shoucheng", date(1983, 9, 3)),
    ),
    Role.INSPECTION: (
        Member("严察微", "Yan Chawei", date(1976, 1, 25)),
        Member("周问渠", "Zhou Wenqu", date(1981, 6, 17)),
    ),
}


def query_the_record(demo: Demo) -> None:
    """Enter the bodies and let them, and the audit office, query what the county did."""
    for plan in ABOVE:
        _establish(demo, plan, demo.before(9))
    _ended(demo)
    _running(demo)


def _establish(demo: Demo, plan: BodyPlan, day: date) -> Body:
    names = {"name_zh": plan.zh, "name_en": plan.en}
    body = establish_body(county=demo.county, code=plan.code, kind=plan.kind, **names, by=SETUP, at=at(day))
    for post_plan in plan.posts:
        post = create_post(
            body=body,
            code=post_plan.code,
            name_zh=post_plan.zh,
            name_en=post_plan.en,
            role=post_plan.role,
            seats=0,
            by=SETUP,
            at=at(day),
        )
        _seat(demo, post, post_plan, day)
    return body


def _seat(demo: Demo, post: Post, plan: PostPlan, day: date) -> None:
    for member in MEMBERS[plan.role]:
        person = register_person(
            county=demo.county, name_zh=member.zh, name_en=member.en, born_on=member.born, by=SETUP, at=at(day)
        )
        begin_tenure(person=person, post=post, since=day, basis="名册", by=SETUP, at=at(day))
        demo.persons.setdefault(plan.role, []).append(person)


def _ended(demo: Demo) -> Query:
    """Higher discipline looked at one decision, exported what it found and ended the matter."""
    opened, ended = demo.before(6), demo.before(3)
    motion = Motion.objects.filter(county=demo.county, state="decided", document__state="issued").latest("id")
    query = open_query(
        county=demo.county,
        reference="临纪核〔2026〕7号",
        purpose="purpose_case",
        reasons="核实该事项的四大边界是否在开启表决前逐项核对，程序是否完整。",
        basis="《中华人民共和国监察法》第十八条",
        scope="scope_matter",
        target=str(motion.number),
        by=demo.officer(Role.HIGHER_DISCIPLINE, opened),
        at=at(opened, 9),
    )
    for act, day, hour in ((read_results, opened, 10), (export_results, opened + timedelta(days=1), 9)):
        act(query_id=query.pk, by=demo.officer(Role.HIGHER_DISCIPLINE, day), at=at(day, hour))
    return end_matter(query_id=query.pk, by=demo.officer(Role.HIGHER_DISCIPLINE, ended), at=at(ended, 16))


def _running(demo: Demo) -> None:
    """Inspection reads one document, the audit office the documents of a quarter."""
    day = demo.before(2)
    document = Document.objects.filter(county=demo.county, state="issued").latest("issued_at")
    inspection, audit = demo.officer(Role.INSPECTION, day), demo.officer(Role.AUDITOR, day)
    query = open_query(
        county=demo.county,
        reference="巡字〔2026〕第2组－15",
        purpose="purpose_inspection",
        reasons="检查重大决策是否在规定的工作日内形成文件并签发。",
        basis="《中国共产党巡视工作条例》",
        scope="scope_document",
        target=document.code,
        by=inspection,
        at=at(day, 10),
    )
    read_results(query_id=query.pk, by=inspection, at=at(day, 11))
    open_query(
        county=demo.county,
        reference="临审〔2026〕31号",
        purpose="purpose_audit",
        reasons="年度审计：抽查本季度签发文件的资金来源与预算科目。",
        basis="《中华人民共和国审计法》第三十四条",
        scope="scope_period",
        since=day - timedelta(days=60),
        until=day,
        types=("documents.issued", "council.boundary_checked"),
        by=audit,
        at=at(day, 15),
    )
