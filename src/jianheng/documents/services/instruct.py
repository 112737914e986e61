"""Give an instruction to a department, with a document or by word of mouth, and put an oral one in writing."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jianheng.charter import N_, Charter, cites
from jianheng.council.services.item import tidy
from jianheng.county.models import Application, County
from jianheng.county.selectors import charter_on
from jianheng.county.services import keep
from jianheng.documents import access
from jianheng.documents.events import InstructionDocumented, InstructionGiven, InstructionReceived
from jianheng.documents.models import Document, Instruction
from jianheng.documents.selectors import bodies_of, matter_of, receivers, standing_of
from jianheng.documents.services.matter import keep_matter
from jianheng.ledger.codes import new_code, normalise
from jianheng.ledger.hashes import text_digest
from jianheng.ledger.services import record
from jianheng.people.models import Body, Person
from jianheng.rules import Derivation, Refused
from jianheng.rules.documents import (
    InstructionAct,
    InstructionState,
    MatterOutcome,
    next_instruction_state,
    require_decision,
    require_documentable,
)
from jianheng.rules.roles import Officer


@cites("7.1", reading=("X01", "X02"))
@transaction.atomic
def give_instruction(
    *,
    county: County,
    body: str,
    title: str,
    text: str,
    matter: str,
    money_total: Decimal | None,
    document: str = "",
    by: Officer,
    at: datetime,
) -> Instruction:
    """Give an instruction to a body of the register, by its code.

    ``document`` is the trace code of the document it rests on; without one it is oral and has the hours of grace
    to become one. Refused: a body that receives no instructions, an empty title or text, a document that is not
    in force, or that carries no decision where the matter needs one.
    """
    access.require_instruct(by, county.code)
    receiver = _receiver(county, body)
    _require_words(title, text, money_total)
    charter = charter_on(county.code, timezone.localdate(at))
    derivation = matter_of(_known(matter), money_total, charter)
    basis = in_force(county, document) if document.strip() else None
    if basis is not None:
        require_decision(derivation.outcome, carries_decision=basis.carries_decision)
    code = new_code(county.code.upper()[:4], at)
    until = None if basis else at + timedelta(hours=charter.number("document.oral_grace_hours"))
    values: dict[str, Any] = {
        "county": county,
        "code": code,
        "office": access.office_of(by),
        "given_by": by.key,
        "given_name": Person.objects.get(code=by.key).name_zh,
        "given_at": at,
        "body": receiver,
        "matter": matter,
        "money_total": money_total,
        "title": tidy(title),
        "text": tidy(text),
        "is_oral": basis is None,
        "until": until,
        "state": InstructionState.DOCUMENTED if basis else InstructionState.ORAL,
        "document": basis,
        "documented_at": at if basis else None,
    }
    event = InstructionGiven(
        instruction=code,
        is_oral=basis is None,
        office=values["office"],
        body=receiver.code,
        matter=matter,
        document=basis.code if basis else "",
        until=until,
        text_sha256=text_digest(values["text"]),
    )
    return Instruction.objects.create(
        **values,
        application=_keep_matter(derivation, values["title"], code, by=by, at=at),
        entry=record(event, by=by, at=at),
    )


def _keep_matter(
    derivation: Derivation[MatterOutcome], title: str, code: str, *, by: Officer, at: datetime
) -> Application:
    path = reverse("documents:instruction", args=[code])
    return keep_matter(derivation, code=code, title=title, path=path, by=by, at=at)


def _receiver(county: County, code: str) -> Body:
    found = receivers(county.code).filter(code=code).first()
    if found is None:
        raise Refused(
            "7.1", N_("The register has no department that receives instructions under this code."), field="body"
        )
    return found


def _require_words(title: str, text: str, money_total: Decimal | None) -> None:
    if not title.strip():
        raise Refused("7.1", N_("An instruction needs its subject."), field="title")
    if not text.strip():
        raise Refused("7.1", N_("Say what is to be done: definite and measurable."), field="text")
    if money_total is not None and money_total < 0:
        raise Refused("7.2", N_("A sum of money cannot be negative."), field="money_total")


def _known(matter: str) -> str:
    if matter not in Document.Matter.values:
        raise Refused("7.1", N_("There is no kind of matter named {matter}."), field="matter", matter=matter)
    return matter


def in_force(county: County, code: str) -> Document:
    """The document in force with a trace code; refused if there is none."""
    found = Document.objects.filter(county=county, code=normalise(code)).first()
    if found is None:
        raise Refused("7.3", N_("No document has the trace code {code}."), field="document", code=code.strip())
    if found.state != Document.State.ISSUED:
        raise Refused("7.1", N_("An instruction rests on a document in force; this one is not."), field="document")
    return found


def locked_instruction(instruction_id: int) -> Instruction:
    """The instruction with its county, body and document; the row is held until the act ends."""
    found = Instruction.objects.select_for_update(of=("self",)).select_related("county", "body", "document")
    return found.get(pk=instruction_id)


def charter_at(instruction: Instruction, at: datetime) -> Charter:
    """The charter in force in its county at an instant."""
    return charter_on(instruction.county.code, timezone.localdate(at))


def keep_standing(instruction: Instruction, derivation: Derivation[Any], *, by: Officer, at: datetime) -> Application:
    """Keep whether the instruction bound when it got its document or was refused."""
    return keep(
        derivation,
        county=instruction.county.code,
        subject=f"documents.instruction:{instruction.pk}",
        title=instruction.title,
        path=instruction.get_absolute_url(),
        readers=access.READERS,
        by=by,
        at=at,
    )


@cites("7.1", reading=("X01", "X02"))
@transaction.atomic
def document_instruction(*, instruction_id: int, document: str, by: Officer, at: datetime) -> Instruction:
    """Link an oral instruction to the issued document that gives it written form, by its trace code.

    Refused: after the hours of grace, an instruction refused or documented already, a document not in force, or
    one without a decision where the matter needs one.
    """
    instruction = locked_instruction(instruction_id)
    access.require_put_in_writing(by, instruction)
    basis = in_force(instruction.county, document)
    return _link(instruction, basis, by=by, at=at)


def _link(instruction: Instruction, basis: Document, *, by: Officer, at: datetime) -> Instruction:
    state = next_instruction_state(instruction.state, InstructionAct.DOCUMENT)
    charter = charter_at(instruction, at)
    matter = matter_of(instruction.matter, instruction.money_total, charter)
    require_decision(matter.outcome, carries_decision=basis.carries_decision)
    derivation = standing_of(instruction, at, charter)
    require_documentable(derivation.outcome)
    instruction.state, instruction.document, instruction.documented_at = state, basis, at
    instruction.standing = keep_standing(instruction, derivation, by=by, at=at)
    instruction.save(update_fields=["state", "document", "documented_at", "standing"])
    record(InstructionDocumented(instruction.code, basis.code), by=by, at=at)
    return instruction


@cites("7.1", reading="X01")
def link_issued(document: Document, *, by: Officer, at: datetime) -> Instruction | None:
    """Link the oral instruction that an issued document was drafted for, if its hours still run."""
    found = Instruction.objects.select_for_update(of=("self",)).select_related("county", "body")
    instruction = found.filter(draft=document, state=InstructionState.ORAL, until__gt=at).first()
    return None if instruction is None else _link(instruction, document, by=by, at=at)


@cites("7.2")
@transaction.atomic
def receive_instruction(*, instruction_id: int, by: Officer, at: datetime) -> Instruction:
    """Acknowledge that an instruction has arrived; that is no consent to one without a document."""
    instruction = locked_instruction(instruction_id)
    access.require_receive(by, instruction.body_id, bodies_of(by, timezone.localdate(at)))
    if instruction.received_at is not None:
        raise Refused("7.1", N_("The receipt of this instruction has been acknowledged."))
    if instruction.state == InstructionState.REFUSED:
        raise Refused("7.1", N_("This instruction has been refused."))
    instruction.received_by, instruction.received_at = by.key, at
    instruction.save(update_fields=["received_by", "received_at"])
    record(InstructionReceived(instruction.code, instruction.body.code), by=by, at=at)
    return instruction
