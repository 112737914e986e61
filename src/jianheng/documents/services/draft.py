"""Draft a document and complete it."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.council import selectors as council
from jianheng.council.models import Motion
from jianheng.council.selectors import Decision
from jianheng.council.services.item import tidy
from jianheng.county.models import County
from jianheng.county.selectors import charter_on, work_calendar
from jianheng.documents import access
from jianheng.documents.events import DocumentCompleted, DocumentDrafted
from jianheng.documents.models import Document
from jianheng.documents.services.lock import locked
from jianheng.ledger.codes import new_code, normalise
from jianheng.ledger.services import record
from jianheng.people.models import Person
from jianheng.rules import Refused
from jianheng.rules.documents import (
    DocumentAct,
    next_document_state,
    require_draft,
)
from jianheng.rules.roles import Officer


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
    if kind not in Document.Kind.values:
        raise Refused("7.2", N_("There is no kind of document named {kind}."), field="kind", kind=kind)
    document = Document.objects.create(
        county=motion.county,
        motion=motion,
        code=new_code(motion.county.code.upper()[:4], at),
        kind=kind,
        due_on=_due_on(decision, motion.county.code),
        drafted_by=by.key,
        drafted_at=at,
        **_elements(decision, motion.county),
    )
    record(DocumentDrafted(document.code, motion.pk, document.due_on), by=by, at=at)
    return document


def _due_on(decision: Decision, county: str) -> date:
    """The last working day on which the secretary issues the document in time."""
    decided_on = timezone.localdate(decision.decided_at)
    days = charter_on(county, decided_on).number("document.issue_days")
    return work_calendar().add_working_days(decided_on, days)


def _elements(decision: Decision, county: County) -> dict[str, Any]:
    """The elements of Art. 7.2 that follow from the decision."""
    people = Person.objects.filter(code__in=[vote.person for vote in decision.votes])
    names = {person.code: person.name_zh for person in people}
    checks = dict(decision.checks)
    return {
        "title": f"关于{decision.title}的决定"[:160],
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


@cites("7.2")
@transaction.atomic
def complete_draft(
    *,
    document_id: int,
    title: str,
    basis: str,
    grounds: str,
    content: str,
    money_total: Decimal | None,
    money_source: str,
    money_plan: str,
    main_recipients: str,
    copied_recipients: str,
    issuer: str,
    supersedes: str = "",
    by: Officer,
    at: datetime,
) -> Document:
    """Fill in or correct the elements of a draft; votes and money as decided are not for the draft to change.

    ``supersedes`` is the trace code of an issued document that this one will replace, or empty. Refused: an
    issued document, a sum other than the one decided on, an unknown or already superseded predecessor.
    """
    document = locked(document_id)
    access.require_draft(by, document.county.code)
    require_draft(document.state)
    decided = document.motion.money_total
    if decided is not None and money_total != decided:
        raise Refused(
            "7.2",
            N_("The council decided on {decided} yuan; the document cannot say otherwise."),
            remedy=N_("Bring a new item if the sum has to change."),
            field="money_total",
            decided=f"{decided:,.2f}",
        )
    values = {
        "title": tidy(title),
        "basis": tidy(basis),
        "grounds": tidy(grounds),
        "content": tidy(content),
        "money_total": money_total,
        "money_source": tidy(money_source),
        "money_plan": tidy(money_plan),
        "main_recipients": tidy(main_recipients),
        "copied_recipients": tidy(copied_recipients),
        "issuer": tidy(issuer),
        "supersedes": _predecessor(document, supersedes),
    }
    changed = tuple(name for name, value in values.items() if getattr(document, name) != value)
    if not changed:
        return document
    for name in changed:
        setattr(document, name, values[name])
    document.save(update_fields=list(changed))
    record(DocumentCompleted(document.code, changed), by=by, at=at)
    return document


def _predecessor(document: Document, code: str) -> Document | None:
    """The issued document that a draft names as the one it replaces."""
    if not code.strip():
        return None
    found = Document.objects.filter(county=document.county, code=normalise(code)).first()
    if found is None:
        raise Refused("7.3", N_("No document has the trace code {code}."), field="supersedes", code=code.strip())
    next_document_state(found.state, DocumentAct.SUPERSEDE)
    return found
