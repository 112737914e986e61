"""Complete a draft."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.council.services.item import tidy
from jianheng.documents import access
from jianheng.documents.events import DocumentCompleted
from jianheng.documents.models import Document
from jianheng.documents.selectors import matter_on
from jianheng.documents.services.lock import locked
from jianheng.documents.services.matter import keep_matter
from jianheng.documents.services.recipients import lines
from jianheng.ledger.codes import normalise
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.documents import (
    DocumentAct,
    next_document_state,
    require_correctable,
    require_draft,
    require_unlisted,
)
from jianheng.rules.roles import Officer


@cites("7.1", "7.2", "7.3", reading="X02")
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
    matter: str = "",
    supersedes: str = "",
    corrects: str = "",
    corrected: str = "",
    by: Officer,
    at: datetime,
) -> Document:
    """Fill in or correct the elements of a draft; votes and money as decided are not for the draft to change.

    ``main_recipients`` and ``copied_recipients`` are those outside the register of bodies. ``supersedes`` is the
    trace code of an issued document that this one replaces whole, ``corrects`` of one that it corrects in what
    ``corrected`` names; either may be empty. Refused: an issued document, a sum other than the one decided on, a
    matter that needs a decision, an unknown predecessor or one no longer in force.
    """
    document = locked(document_id)
    access.require_draft(by, document.county.code)
    require_draft(document.state)
    _require_decided_sum(document, money_total)
    predecessor = _predecessor(document, supersedes, "supersedes")
    wrong = _predecessor(document, corrects, "corrects")
    _require_one_relation(predecessor, wrong, corrected)
    main, copied = tidy(main_recipients), tidy(copied_recipients)
    values = {
        "title": tidy(title),
        "basis": tidy(basis),
        "grounds": tidy(grounds),
        "content": tidy(content),
        "money_total": money_total,
        "money_source": tidy(money_source),
        "money_plan": tidy(money_plan),
        "main_others": main,
        "copied_others": copied,
        "issuer": tidy(issuer),
        "matter": matter or document.matter,
        "supersedes": predecessor,
        "corrects": wrong,
        "corrected": tidy(corrected),
        **lines(document, main, copied),
    }
    return _save(document, values, by=by, at=at)


def _save(document: Document, values: dict[str, Any], *, by: Officer, at: datetime) -> Document:
    """Write what differs, if anything does, and leave an entry that names the elements."""
    changed = tuple(name for name, value in values.items() if getattr(document, name) != value)
    if not changed:
        return document
    for name in changed:
        setattr(document, name, values[name])
    if not document.carries_decision and {"matter", "money_total"} & set(changed):
        _keep_anew(document, by=by, at=at)
        document.save(update_fields=["application"])
    document.save(update_fields=list(changed))
    record(DocumentCompleted(document.code, changed), by=by, at=at)
    return document


def _keep_anew(document: Document, *, by: Officer, at: datetime) -> None:
    """Ask the rule of Art. 7.1 again, since kind of matter or sum are others now."""
    today = timezone.localdate(at)
    derivation = matter_on(document.county.code, document.matter, document.money_total, today)
    require_unlisted(derivation.outcome)
    path = reverse("documents:document", args=[document.code])
    document.application = keep_matter(derivation, code=document.code, title=document.title, path=path, by=by, at=at)


def _require_decided_sum(document: Document, money_total: Decimal | None) -> None:
    decided = document.motion.money_total if document.motion else None
    if decided is not None and money_total != decided:
        raise Refused(
            "7.2",
            N_("The council decided on {decided} yuan; the document cannot say otherwise."),
            remedy=N_("Bring a new item if the sum has to change."),
            field="money_total",
            decided=f"{decided:,.2f}",
        )
    if money_total is not None and money_total < 0:
        raise Refused("7.2", N_("A sum of money cannot be negative."), field="money_total")


def _predecessor(document: Document, code: str, field: str) -> Document | None:
    """The issued document that a draft names as the one it replaces or corrects."""
    if not code.strip():
        return None
    found = Document.objects.filter(county=document.county, code=normalise(code)).first()
    if found is None:
        raise Refused("7.3", N_("No document has the trace code {code}."), field=field, code=code.strip())
    if field == "corrects":
        require_correctable(found.state)
    else:
        next_document_state(found.state, DocumentAct.SUPERSEDE)
    return found


@cites("7.3")
def _require_one_relation(predecessor: Document | None, wrong: Document | None, corrected: str) -> None:
    """A document replaces another whole or corrects what it names, not both; a correction says what is wrong."""
    if predecessor is not None and wrong is not None:
        raise Refused(
            "7.3",
            N_("A document replaces another whole or corrects it, not both."),
            remedy=N_("Correct what is wrong in a document that stays in force; replace one that does not."),
            field="corrects",
        )
    if wrong is not None and not corrected.strip():
        raise Refused("7.3", N_("A correction names what it corrects and how it reads now."), field="corrected")
    if wrong is None and corrected.strip():
        raise Refused("7.3", N_("Name the document that this correction is about."), field="corrects")
