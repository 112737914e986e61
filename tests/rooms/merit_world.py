"""Cases, committee members and short ways to decide, for tests of merit and of the line."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from jianheng.merit import services
from jianheng.merit.models import Case, Decision
from jianheng.merit.services import Claim, Sanctioned
from jianheng.people.models import Body, Person
from jianheng.people.services import begin_tenure, create_post
from jianheng.rules.roles import Officer, Role
from tests.rooms.world import AT, FOUNDER, World, enter


def at(day: date, hour: int = 2) -> datetime:
    """An instant of a day, in the morning in China."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass
class Committee:
    """Two members of the review committee and what they do in one county."""

    world: World
    first: Officer
    second: Officer

    def case(self, day: date, rank: str = "section", *, final: bool = True, **more: Any) -> Case:
        """A case closed that day with one person sanctioned."""
        return services.register_case(
            county=self.world.county,
            closed_on=day,
            sanction_final_on=day if final else None,
            sanctioned=[Sanctioned(rank, **more)],
            by=self.first,
            at=at(day),
        )

    def award(self, person: Person, day: date, rank: str = "section", **more: Any) -> Decision:
        """A case closed and credited to one person on a day; the decision."""
        case = self.case(day, rank, **more)
        lead = "key_lead" if more.get("standing") else "report"
        claims = [Claim(person, contribution=lead, reported_on=day)]
        return services.award_merit(case_id=case.pk, claims=claims, by=self.first, at=at(day))


def committee(world: World) -> Committee:
    """The world's committee with a second member."""
    body = Body.objects.get(county=world.county, code="staff")
    post = create_post(
        body=body, code="committee-2", name_zh="委员", name_en="Member", role=Role.COMMITTEE, by=FOUNDER, at=AT
    )
    second = enter(world, "committee2")
    begin_tenure(person=second, post=post, since=date(2022, 1, 1), basis="world", by=FOUNDER, at=AT)
    return Committee(world, world.officer("committee"), world.officer("committee2"))
