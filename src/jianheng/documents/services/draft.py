"""Draft a document: from a decision of the council, or from scratch."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.council import selectors as council
from jianheng.council.models import Motion
from jianheng.council.selectors import Decision
from jianheng.council.services.item import tidy
from jianheng.county.models import County
from jianheng.county.selectors import charter_on, work_calendar
from jianheng.documents import access
from jianheng.documents.events import DocumentBegun, DocumentDrafted
from jianheng.documents.models import Document, Step
from jianheng.documents.outlines import outlines, titled
from jianheng.documents.selectors import matter_on
from jianheng.documents.services.lock import note_step
from jianheng.documents.services.matter import keep_matter
from jianheng.ledger.codes import new_code
from jianheng.ledger.services import record
from jianheng.people.models import Person
from jianheng.rules import Refused
from jianheng.rules.documents import Matter, require_unlisted
from jianheng.rules.roles import Officer, Role


@cites("7.2", "6.8")
@transaction.atomic
def draft_from_decision(*, motion_id: int, kind: str = "decision", by: Officer, at: datetime) -> Document:
    """Draft the document of a decision, its elements filled from the item and the vote.

    Refused while the item is undecided, for an unknown kind, and when it has its document already.
    """
    motion = Motion.objects.select_for_update(of=("self",)).select_related("county").get(pk=motion_id)
    access.require_draft(by, motion.county.code)
    decision = council.decision(motion.pk)
    if decision is None:
        raise Refused("7.2", N_("This item has not been decided, so there is nothing to put into a document."))
    if Document.objects.filter(motion=motion).exists():
        raise Refused("7.2", N_("This decision already has its document."))
    _require_kind(kind)
    document = Document.objects.create(
        county=motion.county,
        motion=motion,
        code=new_code(motion.county.code.upper()[:4], at),
        kind=kind,
        matter=Matter.DECISION,
        due_on=_due_on(decision, motion.county.code),
        drafted_by=by.key,
        drafted_at=at,
        **_elements(decision, motion.county, kind),
    )
    assert document.due_on is not None
    entry = record(DocumentDrafted(document.code, motion.pk, document.due_on), by=by, at=at)
    note_step(document, Step.Act.DRAFTED, entry, role=Role.SECRETARIAT, by=by, at=at)
    return document


def _require_kind(kind: str) -> None:
    if kind not in Document.Kind.values:
        raise Refused("7.2", N_("There is no kind of document named {kind}."), field="kind", kind=kind)


def _due_on(decision: Decision, county: str) -> date:
    """The last working day on which the secretary issues the document in time."""
    decided_on = timezone.localdate(decision.decided_at)
    days = charter_on(county, decided_on).number("document.issue_days")
    return work_calendar().add_working_days(decided_on, days)


def _elements(decision: Decision, county: County, kind: str) -> dict[str, Any]:
    """The elements of Art. 7.2 that follow from the decision."""
    people = Person.objects.filter(code__in=[vote.person for vote in decision.votes])
    names = {person.code: person.name_zh for person in people}
    checks = dict(decision.checks)
    return {
        "title": titled(kind, decision.title),
        "basis": checks.get("law", ""),
        "grounds": "\n".join(filter(None, [decision.grounds, *checks.values()])),
        "content": f"{decision.content}\n决定采取的方案：{decision.option}。",
        "money_total": decision.money_total,
        "money_source": decision.money_source,
        "money_plan": decision.money_plan,
        "topic": decision.topic,
        "votes": [{**asdict(vote), "name": names.get(vote.person, "")} for vote in decision.votes],
        "responsible": decision.responsible,
        "responsible_person": decision.responsible_person,
        "dissenters": list(decision.dissenters),
        "application_id": decision.application,
        "issuer": f"中共{county.name_zh}委员会",
        "decided_at": decision.decided_at,
    }


@cites("7.1", "7.2", reading="X02")
@transaction.atomic
def draft_from_scratch(
    *,
    county: County,
    kind: str,
    matter: str,
    subject: str,
    money_total: Decimal | None,
    content: str = "",
    instruction: str = "",
    by: Officer,
    at: datetime,
) -> Document:
    """Draft a document that carries no decision, on the outline of its kind.

    ``instruction`` is the code of the instruction it puts in writing, or empty. Refused: a matter that the list
    of Art. 7.1 reserves to a decision of the council, a document of kind decision, an empty subject.
    """
    access.require_draft(by, county.code)
    _require_kind(kind)
    if kind == Document.Kind.DECISION:
        raise Refused(
            "7.2",
            N_("A decision is drafted from what the council decided, not from scratch."),
            remedy=N_("Choose a notice, a reply or an opinion, or bring the matter before the council."),
            field="kind",
        )
    _require_subject(subject, money_total)
    derivation = matter_on(county.code, _known(matter), money_total, timezone.localdate(at))
    require_unlisted(derivation.outcome)
    code, title = new_code(county.code.upper()[:4], at), titled(kind, tidy(subject))
    path = reverse("documents:document", args=[code])
    outline = outlines()[kind]
    document = Document.objects.create(
        county=county,
        code=code,
        kind=kind,
        matter=matter,
        title=title,
        grounds=outline.grounds,
        content=tidy(content) or outline.content.strip(),
        money_total=money_total,
        issuer=f"中共{county.name_zh}委员会",
        application=keep_matter(derivation, code=code, title=title, path=path, by=by, at=at),
        drafted_by=by.key,
        drafted_at=at,
    )
    entry = record(DocumentBegun(code, kind, matter, instruction), by=by, at=at)
    note_step(document, Step.Act.DRAFTED, entry, role=Role.SECRETARIAT, by=by, at=at)
    return document


def _require_subject(subject: str, money_total: Decimal | None) -> None:
    if not subject.strip():
        raise Refused("7.2", N_("A document needs its subject."), field="subject")
    if money_total is not None and money_total < 0:
        raise Refused("7.2", N_("A sum of money cannot be negative."), field="money_total")


def _known(matter: str) -> str:
    """The word of a kind of matter; refused if there is none."""
    if matter not in Document.Matter.values:
        raise Refused("7.1", N_("There is no kind of matter named {matter}."), field="matter", matter=matter)
    return matter
