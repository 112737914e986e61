"""Instructions: lists for those concerned, the page of one, and where it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from jianheng.charter import Charter
from jianheng.county.selectors import charter_on
from jianheng.documents import access
from jianheng.documents.models import Instruction
from jianheng.documents.selectors.matters import matter_of
from jianheng.documents.selectors.recipients import bodies_of
from jianheng.rules import Derivation, apply
from jianheng.rules.documents import (
    InstructionFacts,
    InstructionOutcome,
    MatterOutcome,
    Standing,
    instruction_standing,
)
from jianheng.rules.roles import OFFICES, Officer


def standing_of(instruction: Instruction, at: datetime, charter: Charter) -> Derivation[InstructionOutcome]:
    """Whether an instruction binds at an instant."""
    minutes = max(0, int((at - instruction.given_at).total_seconds() // 60))
    return apply(instruction_standing, InstructionFacts(instruction.state == "documented", minutes), charter)


def instructions(officer: Officer, today: date) -> QuerySet[Instruction]:
    """The instructions an officer may see, the latest first."""
    found = Instruction.objects.select_related("county", "body", "document").filter(county__code=officer.county)
    if access.can_see_all_instructions(officer):
        return found
    offices = [office for office in OFFICES if officer.has(office)]
    return found.filter(Q(given_by=officer.key) | Q(office__in=offices) | Q(body__in=bodies_of(officer, today)))


@dataclass(frozen=True)
class Row:
    """An instruction in a list, with where it stands now."""

    instruction: Instruction
    standing: Standing


def rows(found: Collection[Instruction], at: datetime) -> tuple[Row, ...]:
    """Instructions of one county with where each stands at an instant."""
    if not found:
        return ()
    charter = charter_on(next(iter(found)).county.code, timezone.localdate(at))
    return tuple(Row(one, standing_of(one, at, charter).outcome.standing) for one in found)


@dataclass(frozen=True)
class InstructionPage:
    """An instruction as an officer sees it. ``standing`` is None once it was refused; ``may`` are acts."""

    instruction: Instruction
    matter: Derivation[MatterOutcome]
    standing: Derivation[InstructionOutcome] | None
    sees_draft: bool
    may: frozenset[str]


def instruction_page(instruction: Instruction, officer: Officer, at: datetime) -> InstructionPage:
    """What an officer may see of an instruction; it comes with county, body, document, draft and refusal."""
    today = timezone.localdate(at)
    charter = charter_on(instruction.county.code, today)
    matter = matter_of(instruction.matter, instruction.money_total, charter)
    is_open = instruction.state == Instruction.State.ORAL
    refused = instruction.state == Instruction.State.REFUSED
    standing = None if refused else standing_of(instruction, at, charter)
    is_mine = access.can_receive(officer) and instruction.body_id in bodies_of(officer, today)
    lapsed = standing is not None and standing.outcome.standing is Standing.LAPSED
    writes = is_open and not lapsed and access.can_put_in_writing(officer, instruction)
    acts = {
        "refuse": is_mine and is_open and lapsed,
        "receive": is_mine and not refused and instruction.received_at is None,
        "link": writes,
        "draft": writes and access.can_draft(officer) and not matter.outcome.must_be_document,
        "oversee": refused and access.can_oversee(officer, instruction),
    }
    may = frozenset(act for act, allowed in acts.items() if allowed)
    return InstructionPage(instruction, matter, standing, access.is_inside(officer), may)


def unreceived(officer: Officer, today: date) -> QuerySet[Instruction]:
    """Instructions that the officer's bodies have not acknowledged, the earliest given first."""
    found = Instruction.objects.select_related("county", "body").filter(body__in=bodies_of(officer, today))
    return found.filter(received_at=None).exclude(state=Instruction.State.REFUSED).order_by("given_at", "id")


def unwritten(officer: Officer, at: datetime) -> QuerySet[Instruction]:
    """Oral instructions whose hours run and which the officer can give their document, the earliest due first."""
    found = Instruction.objects.select_related("county", "body").filter(
        county__code=officer.county, state=Instruction.State.ORAL, until__gt=at
    )
    if not access.can_draft(officer):
        offices = [office for office in OFFICES if officer.has(office)]
        found = found.filter(Q(given_by=officer.key) | Q(office__in=offices))
    return found.order_by("until", "id")
