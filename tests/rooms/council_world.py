"""An item of the council brought to any stage through the services."""

from datetime import timedelta

from jianheng.council import services
from jianheng.council.models import Motion
from jianheng.rules.weighing import BOARD, CHECKERS
from tests.rooms.world import AT, World

CLOSES = AT + timedelta(hours=4)
YES, NO = "①", "②"


def proposed(world: World, topic: str = "livelihood", **more) -> Motion:
    """An item with two options; the secretariat proposes it."""
    values = {
        "title": "县城供水管网改造",
        "content": "2026年12月31日前更换老旧管网42公里。",
        "options": ["实施改造", "维持现状"],
        "topic": topic,
        "grounds": "《城市供水条例》；2025年管网普查报告。",
        **more,
    }
    return services.propose_motion(county=world.county, **values, by=world.officer("secretariat"), at=AT)


def stand(world: World, motion: Motion, **stands: str) -> None:
    """Let members take a stand on the topic."""
    for office, kind in stands.items():
        services.stand_on_topic(motion_id=motion.pk, stand=kind, by=world.officer(office), at=AT)


def settled(world: World, topic: str = "livelihood", **more) -> Motion:
    """An item whose topic three members confirmed."""
    motion = proposed(world, topic, **more)
    stand(world, motion, secretary="confirms", congress="confirms", executive="confirms")
    return services.settle_topic(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)


def check(world: World, motion: Motion, *, but: str = "") -> None:
    """Have every boundary checked and kept, ``but`` one."""
    for boundary, role in CHECKERS.items():
        services.check_boundary(
            motion_id=motion.pk,
            boundary=boundary,
            kept=boundary != but,
            evidence=f"依据{boundary}",
            by=world.officer(role.value),
            at=AT,
        )


def ready(world: World, topic: str = "livelihood", **more) -> Motion:
    """An item on which the vote can open."""
    motion = settled(world, topic, **more)
    check(world, motion)
    services.note_lead_spoke(motion_id=motion.pk, by=world.officer("secretary"), at=AT)
    return motion


def opened(world: World, topic: str = "livelihood", **more) -> Motion:
    """An item whose vote is open until `CLOSES`."""
    motion = ready(world, topic, **more)
    services.open_vote(motion_id=motion.pk, closes_at=CLOSES, by=world.officer("secretariat"), at=AT)
    motion.refresh_from_db()
    return motion


def cast(world: World, motion: Motion, **votes: str) -> None:
    """Cast votes by office."""
    for office, choice in votes.items():
        services.cast_vote(motion_id=motion.pk, choice=choice, by=world.officer(office), at=AT)


def decided(world: World, topic: str = "livelihood", **more) -> Motion:
    """An item that passed: the secretary and the executive for, the discipline secretary against."""
    motion = opened(world, topic, **more)
    cast(world, motion, secretary=YES, discipline=NO, congress=YES, consultative="abstain", executive=YES)
    return services.close_motion(motion_id=motion.pk, by=world.officer("secretariat"), at=AT)


__all__ = [
    "BOARD",
    "CLOSES",
    "NO",
    "YES",
    "cast",
    "check",
    "decided",
    "opened",
    "proposed",
    "ready",
    "settled",
    "stand",
]
