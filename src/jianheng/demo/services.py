"""Loading the fictional county, whole or not at all, and letting its invented members act."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jianheng.council.models import Motion
from jianheng.council.services.prepare import note_lead_spoke
from jianheng.council.services.topic import settle_topic, stand_on_topic
from jianheng.council.services.vote import cast_vote, open_vote
from jianheng.county.models import County
from jianheng.demo import history, papers
from jianheng.demo.asking import query_the_record
from jianheng.demo.founding import found
from jianheng.demo.plan import CODE
from jianheng.people.selectors import holders, office_holders, officer_of
from jianheng.rules.council_states import MotionState
from jianheng.rules.roles import Officer, Role

SEED = 20161


@transaction.atomic
def load(*, today: date, seed: int = SEED, progress: Callable[[str], None]) -> County:
    """Build 衡川县 with two terms of history and a third election waiting to be counted (Art. 17.1).

    The same seed and day give the same county, trace codes and salts aside. An installation that already
    has the county keeps it.
    """
    known = County.objects.filter(code=CODE).first()
    if known is not None:
        return known
    progress("机构与人员  Bodies and persons")
    demo = found(today=today, seed=seed)
    history.live(demo, progress)
    progress("通知、更正、口头指令  Notices, a correction, oral instructions")
    papers.keep(demo)
    progress("上级纪委、巡视、审计查询  Queries by the bodies above")
    query_the_record(demo)
    return demo.county


@transaction.atomic
def let_members_act(*, motion_id: int, but: str, at: datetime) -> Motion:
    """Let the invented members do their part in an item up to their votes, the office ``but`` excepted.

    Each act is performed by the office-holder or officer whose act it is, through the services of the council.
    """
    motion = Motion.objects.select_for_update().select_related("county").get(pk=motion_id)
    county, day = motion.county.code, timezone.localdate(at)
    members = {
        office: officer_of(tenure.person, day)
        for office, tenure in office_holders(county, day).items()
        if office != but
    }
    if motion.state == MotionState.PROPOSED:
        _settle(motion, members, at)
    if motion.is_preparing:
        secretariat = _first(county, Role.SECRETARIAT, day)
        note_lead_spoke(motion_id=motion.pk, by=secretariat, at=at)
        open_vote(motion_id=motion.pk, closes_at=at + timedelta(hours=1), by=secretariat, at=at)
    voted = set(motion.rounds.get(closed_at=None).sealed_votes.values_list("office", flat=True))
    motion.refresh_from_db()
    for office, member in members.items():
        if office not in voted:
            cast_vote(motion_id=motion.pk, choice=motion.standing[0], by=member, at=at)
    return motion


def _settle(motion: Motion, members: dict[str, Officer], at: datetime) -> None:
    taken = set(motion.declarations.filter(kind__in=("confirms", "objects")).values_list("office", flat=True))
    for office, member in members.items():
        if office not in taken:
            stand_on_topic(motion_id=motion.pk, stand="confirms", by=member, at=at)
    settle_topic(motion_id=motion.pk, by=_first(motion.county.code, Role.SECRETARIAT, timezone.localdate(at)), at=at)
    motion.refresh_from_db()


def _first(county: str, role: Role, day: date) -> Officer:
    tenure = holders(county, role, day).first()
    assert tenure is not None, f"the demo county has someone as {role}"
    return officer_of(tenure.person, day)
