"""The topic of an item: stands of the members, and what follows from them (Art. 6.2)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.council import access
from jianheng.council.events import TopicAgreed, TopicSettled, TopicStandTaken
from jianheng.council.models import Declaration, Motion
from jianheng.council.services.item import attendance, charter_of, keep_for, locked
from jianheng.ledger.services import record
from jianheng.rules import Refused, apply
from jianheng.rules.council_states import MotionAct, MotionState, next_state, require_stage
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import TopicFacts, topic_in_force

STANDS = (Declaration.Kind.CONFIRMS, Declaration.Kind.OBJECTS)


@cites("6.2", reading="D13")
@transaction.atomic
def stand_on_topic(*, motion_id: int, stand: str, by: Officer, at: datetime) -> Declaration:
    """A member confirms the proposed topic or objects to it, once."""
    motion = locked(motion_id)
    access.require_take_part(by, motion)
    require_stage(motion.state, (MotionState.PROPOSED,))
    if stand not in STANDS:
        raise Refused("6.2", N_("A member either confirms the topic or objects to it."), field="stand")
    office = access.office_of(by)
    if motion.declarations.filter(office=office, kind__in=STANDS).exists():
        raise Refused("6.2", N_("{office} has already taken a stand on the topic."), office=office)
    row = Declaration.objects.create(motion=motion, office=office, person=by.key, kind=stand, recorded_by=by.key, at=at)
    record(TopicStandTaken(motion.pk, office, stand), by=by, at=at)
    return row


@cites("6.2", reading="D12")
@transaction.atomic
def agree_topic(*, motion_id: int, by: Officer, at: datetime) -> Motion:
    """The legal officer agrees that the topic follows from the published table."""
    motion = locked(motion_id)
    access.require_agree_topic(by, motion)
    require_stage(motion.state, (MotionState.PROPOSED,))
    if motion.topic_agreed_by:
        raise Refused("6.2", N_("The legal officer has already agreed to the topic."))
    motion.topic_agreed_by = by.key
    motion.save(update_fields=["topic_agreed_by"])
    record(TopicAgreed(motion.pk, motion.topic_proposed), by=by, at=at)
    return motion


@cites("6.2", reading=("D12", "D13"))
@transaction.atomic
def settle_topic(*, motion_id: int, by: Officer, at: datetime) -> Motion:
    """Put the proposed or the default topic in force, as a majority of heads decided.

    Refused while neither side has one, and before the notice the charter asks for.
    """
    motion = locked(motion_id)
    access.require_run(by, motion)
    after = next_state(motion.state, MotionAct.SETTLE_TOPIC)
    derivation = apply(topic_in_force, _facts(motion, at), charter_of(motion, at))
    outcome = derivation.outcome
    if outcome.state == "unsettled":
        raise Refused(
            "6.2",
            N_("{confirming} confirm the topic and {objecting} object; {needed} heads decide."),
            remedy=N_("Wait for the members who have not taken a stand yet."),
            confirming=outcome.confirming,
            objecting=outcome.objecting,
            needed=outcome.needed_heads,
        )
    motion.topic, motion.state = outcome.topic, after
    motion.topic_application = keep_for(motion, derivation, by=by, at=at)
    motion.save(update_fields=["topic", "state", "topic_application"])
    record(TopicSettled(motion.pk, outcome.topic, outcome.state, derivation.digest), by=by, at=at)
    return motion


def _facts(motion: Motion, at: datetime) -> TopicFacts:
    seats = attendance(motion, at)
    stands = motion.declarations.filter(kind__in=STANDS, office__in=seats.holders).values_list("kind", "office")
    return TopicFacts(
        proposed=motion.topic_proposed,
        confirmed_by=tuple(office for kind, office in stands if kind == Declaration.Kind.CONFIRMS),
        objected_by=tuple(office for kind, office in stands if kind == Declaration.Kind.OBJECTS),
        vacant=seats.vacant,
        source=motion.topic_source,
        legal_officer=bool(motion.topic_agreed_by),
        notice_days=(timezone.localdate(at) - timezone.localdate(motion.proposed_at)).days,
    )
