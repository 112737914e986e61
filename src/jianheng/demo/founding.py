"""The county, its bodies, posts and persons, entered through the services."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from jianheng.county.models import County
from jianheng.county.services import add_township, found_county, load_calendar
from jianheng.demo.names import Name, names
from jianheng.demo.plan import BOARD, BODIES, CODE, DEPARTMENTS, TOWNS, BodyPlan, PostPlan
from jianheng.people.models import Body, Person, Post
from jianheng.people.selectors import officer_of
from jianheng.people.services import begin_tenure, create_post, establish_body, register_person
from jianheng.rules import Refused
from jianheng.rules.roles import Officer, Role

SETUP = Officer("setup", CODE, frozenset({Role.ORGANISATION, Role.SECRETARIAT}), "setup")
COUNTY_TIME = ZoneInfo("Asia/Shanghai")


@dataclass
class Demo:
    """The county under construction: who is where, and the generator that decides everything by chance."""

    county: County
    today: date
    random: Random
    names: Iterator[Name]
    persons: dict[Role, list[Person]] = field(default_factory=dict)

    def officer(self, role: Role, day: date, index: int = 0) -> Officer:
        """The officer that the holder of a role is on a day."""
        return officer_of(self.persons[role][index], day)

    def before(self, days: int) -> date:
        """A day so many days before today."""
        return self.today - timedelta(days=days)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """An hour of a day in county time."""
    return datetime.combine(day, time(hour, minute), COUNTY_TIME)


def found(*, today: date, seed: int) -> Demo:
    """Found the county some eleven years ago, with every body filled except the five offices."""
    random = Random(seed)  # noqa: S311 - a repeatable demonstration, not a draw
    start = today.replace(year=today.year - 11, day=1)
    county = found_county(
        code=CODE,
        name_zh="衡川县",
        name_en="Hengchuan County",
        city_zh="临江市",
        city_en="Linjiang City",
        profile="as_written",
        effective_on=start,
        is_demo=True,
        by=SETUP,
        at=at(start),
    )
    for town in TOWNS:
        add_township(
            county=county,
            code=town.code,
            name_zh=town.zh,
            name_en=town.en,
            q=town.q,
            r=town.r,
            population=town.population,
            by=SETUP,
            at=at(start),
        )
    _load_calendars(today, start)
    demo = Demo(county, today, random, iter(names(random)))
    _establish(demo, BOARD, start)
    for plan in BODIES:
        _establish(demo, plan, start)
    for code, zh, en in DEPARTMENTS:
        _department(demo, start, code, f"县{zh}", f"{en} Bureau", f"{zh}局长".replace("局局长", "局长"), "Director")
    for town in TOWNS:
        _department(demo, start, f"town-{town.code}", f"{town.zh}人民政府", f"{town.en} Town", "负责人", "Head")
    return demo


def _load_calendars(today: date, start: date) -> None:
    for year in range(start.year, today.year + 2):
        try:
            load_calendar(year=year, by=SETUP, at=at(start))
        except Refused:
            break  # the calendar of this year and those after it is not yet published


def _department(demo: Demo, start: date, code: str, zh: str, en: str, post_zh: str, post_en: str) -> None:
    post = PostPlan("head", post_zh, post_en, Role.DEPARTMENT)
    _establish(demo, BodyPlan(code, "department", zh, en, (post,)), start)


def _establish(demo: Demo, plan: BodyPlan, start: date) -> Body:
    body = establish_body(
        county=demo.county,
        code=plan.code,
        kind=plan.kind,
        name_zh=plan.zh,
        name_en=plan.en,
        by=SETUP,
        at=at(start),
    )
    for post_plan in plan.posts:
        post = create_post(
            body=body,
            code=post_plan.code,
            name_zh=post_plan.zh,
            name_en=post_plan.en,
            role=post_plan.role,
            seats=0 if post_plan.holders > 1 else 1,
            by=SETUP,
            at=at(start),
        )
        for index in range(post_plan.holders):
            # Candidates are deputies too, since the congress chair has to be one.
            known = demo.persons[Role.DEPUTY][index] if post_plan.role == Role.CANDIDATE else None
            seat(demo, post, start, known)
    return body


def enter(demo: Demo, day: date) -> Person:
    """Enter one invented person."""
    name = next(demo.names)
    born = date(day.year - demo.random.randint(34, 52), demo.random.randint(1, 12), demo.random.randint(1, 28))
    return register_person(county=demo.county, name_zh=name.zh, name_en=name.en, born_on=born, by=SETUP, at=at(day))


def seat(demo: Demo, post: Post, day: date, person: Person | None = None) -> Person:
    """Put a person (a new one unless given) into a post from a day on."""
    holder = person or enter(demo, day)
    begin_tenure(person=holder, post=post, since=day, basis="名册", by=SETUP, at=at(day))
    demo.persons.setdefault(Role(post.role), []).append(holder)
    return holder
