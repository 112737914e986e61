"""Refuse an instruction that has no document, and look into refusals (Art. 7.1)."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.council.services.item import tidy
from jianheng.documents import access
from jianheng.documents.events import InstructionRefused, RefusalExamined
from jianheng.documents.models import Refusal
from jianheng.documents.selectors import bodies_of, standing_of
from jianheng.documents.services.instruct import charter_at, keep_standing, locked_instruction
from jianheng.ledger.hashes import text_digest
from jianheng.ledger.services import record
from jianheng.people.models import Body, Person
from jianheng.people.services import note_read
from jianheng.rules import Refused
from jianheng.rules.documents import InstructionAct, next_instruction_state, require_refusable_instruction
from jianheng.rules.roles import Officer


def _department(body: Body) -> Officer:
    """The department itself, in whose name a refusal is recorded: the entry does not hold who decided."""
    return Officer(f"body:{body.code}", body.county.code, frozenset())


@cites("7.1", reading="X01")
@transaction.atomic
def refuse_instruction(*, instruction_id: int, grounds: str, by: Officer, at: datetime) -> Refusal:
    """Refuse an instruction that has no document, with grounds.

    The record is protected: the entry holds commitments alone, and who refused is open to discipline only.
    Refused: an instruction with its document or within its hours of grace, a second refusal, no grounds.
    """
    instruction = locked_instruction(instruction_id)
    access.require_receive(by, instruction.body_id, bodies_of(by, timezone.localdate(at)))
    state = next_instruction_state(instruction.state, InstructionAct.REFUSE)
    derivation = standing_of(instruction, at, charter_at(instruction, at))
    require_refusable_instruction(derivation.outcome)
    if not grounds.strip():
        raise Refused("7.1", N_("A refusal needs its grounds."), field="grounds")
    department = _department(instruction.body)
    instruction.state = state
    instruction.standing = keep_standing(instruction, derivation, by=department, at=at)
    instruction.save(update_fields=["state", "standing"])
    grounds, nonce = tidy(grounds), secrets.token_hex(32)
    digest = text_digest(nonce + by.key)
    event = InstructionRefused(instruction.code, instruction.body.code, text_digest(grounds), digest)
    return Refusal.objects.create(
        instruction=instruction,
        grounds=grounds,
        refused_by=by.key,
        nonce=nonce,
        digest=digest,
        at=at,
        entry=record(event, by=department, at=at),
    )


def _locked(instruction_id: int) -> Refusal:
    found = Refusal.objects.select_for_update(of=("self",)).select_related("instruction__county", "instruction__body")
    return found.get(instruction=instruction_id)


@cites("7.1")
@transaction.atomic
def examine_refusal(*, instruction_id: int, finding: str, by: Officer, at: datetime) -> Refusal:
    """Discipline records what it found about a refusal; refused without a finding or a second time."""
    refusal = _locked(instruction_id)
    access.require_oversee(by, refusal.instruction)
    if refusal.state == Refusal.State.EXAMINED:
        raise Refused("7.1", N_("This refusal has been examined."))
    if not finding.strip():
        raise Refused("7.1", N_("Say what was found."), field="finding")
    refusal.state, refusal.finding = Refusal.State.EXAMINED, tidy(finding)
    refusal.examined_by, refusal.examined_at = by.key, at
    refusal.save(update_fields=["state", "finding", "examined_by", "examined_at"])
    record(RefusalExamined(refusal.instruction.code, text_digest(refusal.finding)), by=by, at=at)
    return refusal


@cites("7.1", "18.5")
@transaction.atomic
def read_refuser(*, instruction_id: int, purpose: str, by: Officer, at: datetime) -> Person:
    """Who refused, for discipline alone; the read and its purpose are recorded for that person to see."""
    refusal = _locked(instruction_id)
    access.require_oversee(by, refusal.instruction)
    if not purpose.strip():
        raise Refused("18.5", N_("A read of personal data needs its purpose."), field="purpose")
    person = Person.objects.get(code=refusal.refused_by)
    note_read(subject=person, what=f"documents.refusal {refusal.instruction.code}", purpose=tidy(purpose), by=by, at=at)
    return person
