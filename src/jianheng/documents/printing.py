"""From a document to its printed form: what the typesetter is told, and what it refuses in people's words."""

from collections import Counter
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from jianheng.charter import N_, cites, vocabulary
from jianheng.documents.models import Document
from jianheng.documents.typeset import (
    Annex,
    FontsIncomplete,
    Form,
    MissingGlyphs,
    Printing,
    Seal,
    TooLong,
    Votes,
    typeset,
)
from jianheng.documents.typeset.levels import has_levels, paragraphs_of
from jianheng.rules import Refused

KINDS = {"decision": "决定", "notice": "通知", "reply": "批复", "opinion": "意见"}
MATTERS = {"decision": "决定事项", "notice": "通知事项", "reply": "批复意见", "opinion": "意见内容"}
ARTICLES = "第6.1条、第6.5条、第6.7条、第6.8条、第7.2条、第7.3条"
ARTICLES_PLAIN = "第7.1条、第7.2条、第7.3条"
FIELDS = {"title": "title", "recipients": "main_recipients", "copied": "copied_recipients"}


def check_address(code: str) -> str:
    """Where a printed document is checked, absolute: what its QR code holds."""
    return f"{settings.JH_ADDRESS}/check/{code}/"


def _word(code: str) -> str:
    found = vocabulary().get(code)
    return found.zh if found else code


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@cites("7.2")
def _body(document: Document) -> tuple[str, ...]:
    """Grounds, content and money under headings of their own, unless the content numbers its own parts."""
    grounds, content = paragraphs_of(document.grounds), paragraphs_of(document.content)
    later = []
    if document.supersedes:
        later.append(f"《{document.supersedes.title}》（{document.supersedes.reference}）同时废止。")
    if document.corrects:
        wrong = document.corrects
        later += [f"对《{wrong.title}》（{wrong.reference}）更正如下：", *paragraphs_of(document.corrected)]
    if has_levels(content) or has_levels(grounds):
        return (*grounds, *content, *later)
    parts = (
        ("依据", grounds),
        (MATTERS[document.kind], [*content, *later]),
        ("资金安排", _money(document)),
    )
    shown = [(title, texts) for title, texts in parts if texts]
    return tuple(
        line for number, (title, texts) in zip("一二三", shown, strict=False) for line in (f"{number}、{title}", *texts)
    )


def _money(document: Document) -> list[str]:
    if document.money_total is None:
        return []
    if not document.money_total:
        return ["本事项不需要资金。"]
    source = f"，来源：{document.money_source}" if document.money_source else ""
    plan = "；".join(line.rstrip("；;。，") for line in paragraphs_of(document.money_plan))
    return [f"资金总额{document.money_text}元{source}。", *([f"分年计划：{plan}。"] if plan else [])]


def _votes(document: Document) -> Votes | None:
    """The roll call, and what each vote weighed."""
    if not document.votes:
        return None
    rows = tuple(
        (_word(row["office"]), row["name"] or "—", str(row["weight"]), _word(row["vote"])) for row in document.votes
    )
    weighed: Counter[str] = Counter()
    for row in document.votes:
        weighed[_word(row["vote"])] += int(row["weight"])
    return Votes(rows, "，".join(f"{vote} {weight}" for vote, weight in weighed.items()))


@cites("7.2")
def _annex(document: Document, *, whole: bool) -> Annex:
    """The elements for which the standard's form has no place."""
    decided = document.carries_decision
    facts = [
        ("追溯码", document.code),
        ("公文种类", KINDS[document.kind]),
        ("法律依据", document.basis),
        ("章程条款", ARTICLES if decided else ARTICLES_PLAIN),
        ("资金总额", "" if document.money_total is None else f"{document.money_text}元"),
        ("资金来源", document.money_source),
        ("分年计划", document.money_plan),
    ]
    if decided and document.decided_at:
        facts += [("议题类别", _word(document.topic)), ("表决日期", _day(timezone.localdate(document.decided_at)))]
    if decided and whole:
        names = {row["office"]: row["name"] for row in document.votes}
        responsible = f"{_word(document.responsible)}　{names.get(document.responsible, '')}".rstrip("　")
        facts += [
            ("首要责任人", responsible if document.responsible else ""),
            ("异议", "、".join(_word(office) for office in document.dissenters) or "无"),
        ]
    elif decided:
        facts.append(("表决情况", "见原件；本件为节本，不载点票记录"))
    if document.signed_office:
        facts.append(("签发人", f"{_word(document.signed_office)}　{document.signed_name}"))
    title = "表决情况与依据" if decided else "公文要素与依据"
    shown = tuple((label, text) for label, text in facts if text.strip())
    return Annex(title, shown, _votes(document) if whole else None)


@cites("7.2")
def printed_form(document: Document, *, whole: bool = True) -> Form:
    """A document as the typesetter takes it; without the roll call, and marked as an extract, if not ``whole``."""
    county, issued = document.county, document.issued_at
    seal = Seal.NONE
    if issued and whole:
        seal = Seal.SPECIMEN if county.is_demo else Seal.ISSUER
    return Form(
        issuer=document.issuer,
        reference=document.reference,
        title=document.title,
        recipients=document.main_recipients,
        paragraphs=_body(document),
        copied=document.copied_recipients,
        printer=f"中共{county.name_zh}委办公室",
        code=document.code,
        check_address=check_address(document.code) if issued else "",
        made_at=issued or document.drafted_at,
        dated=timezone.localdate(issued) if issued else None,
        annex=_annex(document, whole=whole),
        seal=seal,
        watermark="草稿" if not issued else "" if whole else "节本",
    )


def press(document: Document, *, whole: bool = True) -> Printing:
    """The printed form as PDF; refused with the reason where it cannot be set."""
    folder = getattr(settings, "JH_FONTS", None)
    try:
        return typeset(printed_form(document, whole=whole), Path(folder) if folder else None)
    except MissingGlyphs as lacking:
        raise Refused(
            "7.2",
            N_("The fonts of the printed form have no {characters}."),
            remedy=N_("Write it with other characters, or ask the operator to add a font that has them."),
            characters="、".join(lacking.characters),
        )
    except FontsIncomplete as lacking:
        raise Refused(
            "7.2",
            N_("The folder of fonts lacks {roles}."),
            remedy=N_("Ask the operator to put the missing fonts into the folder."),
            roles="、".join(lacking.roles),
        )
    except TooLong as part:
        raise Refused(
            "7.2",
            N_("This is too long for the printed form."),
            remedy=N_("Shorten it, or name the recipients together."),
            field=FIELDS[part.part],
        )
