"""A small county for tests of rooms, entered through the services."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from jianheng.county.models import County
from jianheng.county.services import found_county, load_calendar
from jianheng.people.models import Person
from jianheng.people.selectors import officer_of
from jianheng.people.services import begin_tenure, create_post, establish_body, register_person
from jianheng.rules.roles import OFFICES, Officer, Role

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CODE = "hengchuan"
FOUNDER = Officer("P000000", CODE, frozenset({Role.ORGANISATION, Role.CONGRESS, Role.SECRETARIAT}))


@dataclass
class World:
    """The county, its persons by a short name, and officers for them."""

    county: County
    persons: dict[str, Person]

    def officer(self, name: str, day: date = TODAY) -> Officer:
        """The officer that a person of the world is on a day."""
        return officer_of(self.persons[name], day)


def found(profile: str = "as_written") -> World:
    """A county with the five offices filled and one holder of every other role, delegates and deputies aside."""
    county = found_county(
        code=CODE,
        name_zh="衡川县",
        name_en="Hengchuan County",
        city_zh="临江市",
        city_en="Linjiang City",
        profile=profile,
        effective_on=date(2016, 1, 1),
        is_demo=True,
        by=FOUNDER,
        at=datetime(2016, 1, 1, tzinfo=UTC),
    )
    load_calendar(year=2026, by=FOUNDER, at=AT)
    board = establish_body(
        county=county, code="board", kind="board", name_zh="县领导班子", name_en="Leading offices", by=FOUNDER, at=AT
    )
    staff = establish_body(
        county=county, code="staff", kind="department", name_zh="县直机关", name_en="Departments", by=FOUNDER, at=AT
    )
    world = World(county, {})
    for role in Role:
        if role in (Role.VISITOR, Role.CITIZEN, Role.DELEGATE, Role.DEPUTY, Role.CANDIDATE):
            continue
        body = board if role in OFFICES else staff
        post = create_post(
            body=body,
            code=role.value.replace("_", "-"),
            name_zh=f"职位{role.value}",
            name_en=f"Post {role.value}",
            role=role,
            by=FOUNDER,
            at=AT,
        )
        person = enter(world, role.value)
        begin_tenure(person=person, post=post, since=date(2022, 1, 1), basis="world", by=FOUNDER, at=AT)
    return world


def enter(world: World, name: str) -> Person:
    """Enter one more person under a short name."""
    person = register_person(
        county=world.county, name_zh=f"某{len(world.persons) + 1}", name_en=f"Person {name}", by=FOUNDER, at=AT
    )
    world.persons[name] = person
    return person


def seat(world: World, role: Role, count: int) -> list[Person]:
    """Enter ``count`` persons into a body of the role, delegates or deputies for instance."""
    body = establish_body(
        county=world.county,
        code=f"{role.value}s",
        kind="party_congress" if role == Role.DELEGATE else "peoples_congress",
        name_zh="代表大会",
        name_en=f"Congress of {role.value}s",
        by=FOUNDER,
        at=AT,
    )
    post = create_post(
        body=body, code=role.value, name_zh="代表", name_en=role.value, role=role, seats=0, by=FOUNDER, at=AT
    )
    persons = []
    for number in range(count):
        person = enter(world, f"{role.value}{number}")
        begin_tenure(person=person, post=post, since=date(2022, 1, 1), basis="world", by=FOUNDER, at=AT)
        persons.append(person)
    return persons
