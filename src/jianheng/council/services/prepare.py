"""What happens between the topic and the vote: boundaries, recusals, absences, deliberation (Art. 6.3, 6.4, 6.6)."""

from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.council import access
from jianheng.council.events import BoundaryChecked, LeadSpoke, MemberAway, OpinionFiled
from jianheng.council.models import Boundary, Declaration, Motion
from jianheng.council.services.item import attendance, charter_of, locked, tidy
from jianheng.ledger.hashes import text_digest
from jianheng.ledger.services import record
from jianheng.rules import Refused
from jianheng.rules.council_states import PREPARING, MotionState, require_opinions, require_stage
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import CHECKERS, lead

_AWAY = (Declaration.Kind.RECUSED, Declaration.Kind.ABSENT)


@cites("6.3", reading="D19")
@transaction.atomic
def check_boundary(*, motion_id: int, boundary: str, kept: bool, evidence: str, by: Officer, at: datetime) -> Boundary:
    """Record whether a boundary is kept, with the evidence relied on. A later check of the same boundary counts."""
    motion = locked(motion_id)
    if boundary not in CHECKERS:
        raise Refused("6.3", N_("There is no boundary “{boundary}”."), field="boundary", boundary=boundary)
    access.require_check(by, motion, boundary)
    require_stage(motion.state, PREPARING)
    if not evidence.strip():
        raise Refused(
            "6.3",
            N_("A boundary is checked with its evidence."),
            remedy=N_("Name the law, plan, budget line or record that was relied on."),
            field="evidence",
        )
    row = Boundary.objects.create(
        motion=motion, name=boundary, kept=kept, evidence=tidy(evidence), checked_by=by.key, at=at
    )
    record(BoundaryChecked(motion.pk, boundary, kept, row.evidence), by=by, at=at)
    return row


@cites("6.6", reading="D09")
@transaction.atomic
def declare_recusal(*, motion_id: int, office: str, reason: str, by: Officer, at: datetime) -> Declaration:
    """Record that a member has a conflict of interest and does not vote on the item."""
    motion = locked(motion_id)
    access.require_recuse(by, motion, office)
    if not reason.strip():
        raise Refused("6.6", N_("A recusal names the conflict of interest."), field="reason")
    return _away(motion, office, Declaration.Kind.RECUSED, reason.strip(), by=by, at=at)


@cites("6.5", reading="D10")
@transaction.atomic
def note_absence(*, motion_id: int, office: str, reason: str, by: Officer, at: datetime) -> Declaration:
    """Record that a member is absent from the meeting; absence lowers no threshold."""
    motion = locked(motion_id)
    access.require_run(by, motion)
    return _away(motion, office, Declaration.Kind.ABSENT, reason.strip(), by=by, at=at)


def _away(
    motion: Motion, office: str, kind: Declaration.Kind, reason: str, *, by: Officer, at: datetime
) -> Declaration:
    require_stage(motion.state, PREPARING)
    holders = attendance(motion, at).holders
    if office not in holders:
        raise Refused("6.6", N_("The office {office} is vacant."), field="office", office=office)
    if motion.declarations.filter(office=office, kind__in=_AWAY).exists():
        raise Refused("6.6", N_("{office} is already recorded as recused or absent."), field="office", office=office)
    row = Declaration.objects.create(
        motion=motion, office=office, person=holders[office], kind=kind, text=reason, recorded_by=by.key, at=at
    )
    record(MemberAway(motion.pk, office, kind.value, text_digest(reason)), by=by, at=at)
    return row


@cites("6.4", reading="D18")
@transaction.atomic
def file_opinion(*, motion_id: int, text: str, by: Officer, at: datetime) -> Declaration:
    """A member hands in a written opinion, independently of the others, before the lead has spoken."""
    motion = locked(motion_id)
    access.require_take_part(by, motion)
    require_stage(motion.state, PREPARING)
    office, declared = access.office_of(by), set(motion.declarations.values_list("office", "kind"))
    if not text.strip():
        raise Refused("6.4", N_("An opinion says something."), field="text")
    if (office, "opinion") in declared:
        raise Refused("6.4", N_("{office} has already handed in an opinion."), office=office)
    if any(kind == Declaration.Kind.SPOKE for _office, kind in declared):
        raise Refused("6.4", N_("The lead has spoken; an independent opinion comes before that."))
    row = Declaration.objects.create(
        motion=motion,
        office=office,
        person=by.key,
        kind=Declaration.Kind.OPINION,
        text=text.strip(),
        recorded_by=by.key,
        at=at,
    )
    record(OpinionFiled(motion.pk, office, text_digest(row.text)), by=by, at=at)
    return row


@cites("6.4", reading="D18")
@transaction.atomic
def note_lead_spoke(*, motion_id: int, by: Officer, at: datetime) -> Declaration:
    """The chair records that the member with the greatest weight spoke first or chiefly."""
    motion = locked(motion_id)
    access.require_chair(by, motion)
    require_stage(motion.state, (MotionState.DELIBERATION,))
    charter, seats = charter_of(motion, at), attendance(motion, at)
    office = lead(motion.topic, charter)
    if office in seats.away:
        raise Refused("6.4", N_("{office} leads on this topic but takes no part in this item."), office=office)
    if motion.declarations.filter(kind=Declaration.Kind.SPOKE).exists():
        raise Refused("6.4", N_("It is already recorded that the lead spoke."))
    filed = motion.declarations.filter(kind=Declaration.Kind.OPINION).values_list("office", flat=True)
    require_opinions(set(filed), seats.entitled, charter)
    row = Declaration.objects.create(
        motion=motion,
        office=office,
        person=seats.holders[office],
        kind=Declaration.Kind.SPOKE,
        recorded_by=by.key,
        at=at,
    )
    record(LeadSpoke(motion.pk, office), by=by, at=at)
    return row
