"""Questions about persons, posts and reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from jianheng.charter import cites
from jianheng.people.models import Body, Person, Post, ReadRecord, Tenure
from jianheng.rules.roles import OFFICES, HeldPost, Officer, Role, roles_on


def person(code: str) -> Person:
    """The person with a code; `Person.DoesNotExist` if there is none."""
    return Person.objects.select_related("county").get(code=code)


def names(codes: Iterable[str]) -> Mapping[str, str]:
    """Display names by person code, in the language of the page; unknown codes are left out."""
    found = Person.objects.filter(code__in=set(codes)).only("code", "name_zh", "name_en")
    return {row.code: row.name for row in found}


def _current(day: date) -> Q:
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def tenures_on(county: str, day: date) -> QuerySet[Tenure]:
    """All tenures held in a county on a day, in the order of bodies and posts."""
    return (
        Tenure.objects.select_related("person", "post__body")
        .filter(_current(day), post__body__county__code=county)
        .order_by("post__body_id", "post_id", "since", "id")
    )


def first_tenures(county: str, day: date, limit: int) -> Mapping[int, tuple[Sequence[Tenure], int]]:
    """For each body by its key: the first ``limit`` of its tenures on a day, and how many there are in all."""
    place = Window(RowNumber(), partition_by="post__body_id", order_by=("post_id", "since", "id"))
    held = Window(Count("id"), partition_by="post__body_id")
    found = tenures_on(county, day).annotate(place=place, held=held).filter(place__lte=limit)
    grouped = {body: list(rows) for body, rows in groupby(found, key=lambda row: row.post.body_id)}
    return {body: (rows, rows[0].held) for body, rows in grouped.items()}


def tenures_of(person_code: str) -> QuerySet[Tenure]:
    """All tenures of a person, the latest first."""
    return Tenure.objects.select_related("post__body").filter(person__code=person_code).order_by("-since", "-id")


def officer_of(person: Person, day: date) -> Officer:
    """The officer that a person is on a day: roles follow from tenures in the person's own county (Art. 18.5)."""
    here = person.tenures.filter(post__body__county=person.county_id).select_related("post")
    held = [HeldPost(Role(t.post.role), t.since, t.until) for t in here]
    return Officer(person.code, person.county.code, roles_on(day, held), person.name)


def holders(county: str, role: Role, day: date) -> QuerySet[Tenure]:
    """Tenures on a day in posts of one role, in the order of bodies and posts."""
    return tenures_on(county, day).filter(post__role=role)


def office_holders(county: str, day: date) -> Mapping[str, Tenure]:
    """The five offices that are filled on a day: office word -> tenure."""
    found = tenures_on(county, day).filter(post__role__in=[office.value for office in OFFICES])
    return {tenure.post.role: tenure for tenure in found}


def post_of_role(county: str, role: Role) -> Post:
    """The one post of a county that carries a role, such as an office of the five."""
    return Post.objects.select_related("body__county").get(body__county__code=county, role=role)


def bodies(county: str) -> QuerySet[Body]:
    """The bodies of a county in register order."""
    return Body.objects.filter(county__code=county).order_by("id")


def roll(county: str, role: Role, day: date) -> QuerySet[Person]:
    """The persons holding a role on a day, by code: the roll of delegates or of deputies."""
    current = Tenure.objects.filter(_current(day), post__role=role, post__body__county__code=county)
    return Person.objects.filter(tenures__in=current).distinct().order_by("code")


def history(county: str, role: Role) -> QuerySet[Tenure]:
    """Every tenure ever in posts of one role, the earliest first."""
    found = Tenure.objects.select_related("person", "post__body").filter(
        post__role=role, post__body__county__code=county
    )
    return found.order_by("since", "id")


@cites("18.5")
def reads_of(person: Person, at: datetime) -> QuerySet[ReadRecord]:
    """Who read a person's data, newest first; reads under a seal only once it is lifted or its time is over."""
    open_by_now = Q(seal=None) | Q(seal__lifted_at__isnull=False) | Q(seal__until__lte=at)
    found = ReadRecord.objects.select_related("seal__body").filter(open_by_now, subject=person)
    return found.order_by("-at", "-id")


@dataclass(frozen=True)
class Found:
    """One hit of a search over persons."""

    code: str
    name: str
    detail: str


def search(county: str, text: str, day: date, *, limit: int = 20) -> tuple[Found, ...]:
    """Persons in public posts whose name or post contains the text."""
    hits = tenures_on(county, day).filter(
        Q(person__name_zh__icontains=text) | Q(person__name_en__icontains=text) | Q(post__name_zh__icontains=text)
    )
    return tuple(Found(t.person.code, t.person.name, t.post.name) for t in hits[:limit])
