"""Acts on the register of persons, bodies, posts and tenures."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from jianheng.charter import N_, cites
from jianheng.county.models import County
from jianheng.ledger.services import record
from jianheng.people import access
from jianheng.people.events import TenureBegan, TenureEnded
from jianheng.people.models import Body, Person, Post, ReadRecord, Seal, Tenure, User
from jianheng.rules import Refused
from jianheng.rules.roles import Officer, Role


@transaction.atomic
def register_person(
    *,
    county: County,
    name_zh: str,
    name_en: str,
    born_on: date | None = None,
    summary_zh: str = "",
    summary_en: str = "",
    by: Officer,
    at: datetime,
) -> Person:
    """Enter a person under a new code. Personal data: nothing goes on the ledger before a post is taken up."""
    access.require_keep_register(by, county.code)
    County.objects.select_for_update().order_by("pk")[:1].get()  # codes run through all counties: one entry at a time
    last = Person.objects.aggregate(last=Max("code"))["last"]
    code = f"P{int(last[1:]) + 1 if last else 1:06d}"
    return Person.objects.create(
        code=code,
        county=county,
        name_zh=name_zh,
        name_en=name_en,
        born_on=born_on,
        summary_zh=summary_zh,
        summary_en=summary_en,
    )


@transaction.atomic
def establish_body(
    *, county: County, code: str, kind: str, name_zh: str, name_en: str, by: Officer, at: datetime
) -> Body:
    """Enter a body in the register; a code already used in the county is refused."""
    access.require_keep_register(by, county.code)
    County.objects.select_for_update().get(pk=county.pk)
    if Body.objects.filter(county=county, code=code).exists():
        raise Refused("18.5", N_("The code {code} is already used."), field="code", code=code)
    return Body.objects.create(county=county, code=code, kind=kind, name_zh=name_zh, name_en=name_en)


@transaction.atomic
def create_post(
    *, body: Body, code: str, name_zh: str, name_en: str, role: Role, seats: int = 1, by: Officer, at: datetime
) -> Post:
    """Enter a post of a body; its role is what its holders may do. A code already used in the body is refused."""
    access.require_keep_register(by, body.county.code)
    Body.objects.select_for_update().get(pk=body.pk)
    if Post.objects.filter(body=body, code=code).exists():
        raise Refused("18.5", N_("The code {code} is already used."), field="code", code=code)
    return Post.objects.create(body=body, code=code, name_zh=name_zh, name_en=name_en, role=role, seats=seats)


@cites("18.5")
@transaction.atomic
def begin_tenure(
    *,
    person: Person,
    post: Post,
    since: date,
    basis: str = "",
    is_acting: bool = False,
    by: Officer,
    at: datetime,
) -> Tenure:
    """Put a person into a post from a day on. A full post, or a post already held by the person, is refused."""
    county = post.body.county.code
    if by.key != "charter":
        access.require_keep_register(by, county)
    if person.county.code != county:
        raise Refused("18.5", N_("{person} is not of this county."), field="post", person=person.code)
    Post.objects.select_for_update().get(pk=post.pk)
    current = Tenure.objects.filter(post=post, until=None)
    if current.filter(person=person).exists():
        raise Refused("18.5", N_("{person} already holds this post."), person=person.code)
    if post.seats and current.count() >= post.seats:
        raise Refused(
            "18.5",
            N_("The post is taken: end the present tenure first."),
            remedy=N_("Record why and when the present holder leaves, then enter the new one."),
        )
    tenure = Tenure.objects.create(person=person, post=post, since=since, basis=basis, is_acting=is_acting)
    record(TenureBegan(person.code, post.code, since, is_acting, basis), by=by, at=at)
    return tenure


@cites("18.5")
@transaction.atomic
def end_tenure(*, tenure: Tenure, until: date, ending: str, basis: str = "", by: Officer, at: datetime) -> Tenure:
    """Record that a tenure ends: ``until`` is the first day no longer held, ``ending`` a reason of `Tenure.Ending`."""
    found = Tenure.objects.select_for_update(of=("self",)).select_related("person", "post__body__county")
    row = found.get(pk=tenure.pk)
    if by.key != "charter":
        access.require_keep_register(by, row.post.body.county.code)
    if row.until is not None:
        raise Refused("9.5", N_("This tenure has already ended on {day}."), day=row.until.isoformat())
    if ending not in Tenure.Ending.values:
        raise Refused("9.5", N_("A tenure ends for one of the reasons of the register."), field="ending")
    if until < row.since:
        raise Refused("9.5", N_("A tenure cannot end before it began."), field="until")
    row.until, row.ending = until, ending
    row.save(update_fields=["until", "ending"])
    record(TenureEnded(row.person.code, row.post.code, until, ending, basis), by=by, at=at)
    return row


@cites("18.5")
@transaction.atomic
def note_read(*, subject: Person, what: str, purpose: str, by: Officer, at: datetime) -> ReadRecord | None:
    """Record that ``by`` read personal data of ``subject``; a person reading their own leaves no row."""
    if by.key == subject.code:
        return None
    return ReadRecord.objects.create(
        subject=subject, reader=by.key, reader_roles=sorted(by.roles), what=what, purpose=purpose, at=at
    )


@cites("18.5")
@transaction.atomic
def close_under_seal(*, body: Body, code: str, until: datetime, by: Officer, at: datetime) -> Seal:
    """A seal for the reads of a running case; nobody lifts it later than ``until``."""
    return Seal.objects.create(body=body, code=code, until=until)


@cites("18.5")
@transaction.atomic
def lift_seal(*, seal: Seal, by: Officer, at: datetime) -> Seal:
    """Open the reads of a case to those concerned. A seal that is lifted already stays as it is."""
    row = Seal.objects.select_for_update().get(pk=seal.pk)
    if row.lifted_at is None:
        row.lifted_at = at
        row.save(update_fields=["lifted_at"])
    return row


@cites("18.5")
@transaction.atomic
def note_sealed_reads(
    *, subjects: Iterable[Person], what: str, purpose: str, seal: Seal, by: Officer, at: datetime
) -> None:
    """Record that ``by`` read data of each of ``subjects`` in a running case; one's own data leaves no row."""
    ReadRecord.objects.bulk_create(
        ReadRecord(
            subject=subject,
            reader=by.key,
            reader_roles=sorted(by.roles),
            what=what,
            purpose=purpose,
            at=at,
            seal=seal,
        )
        for subject in subjects
        if subject.code != by.key
    )


@transaction.atomic
def open_account(*, person: Person, username: str, password: str, by: Officer, at: datetime) -> User:
    """Open an account for a person; what it may do follows from the person's tenures."""
    access.require_keep_register(by, person.county.code)
    County.objects.select_for_update().order_by("pk")[:1].get()  # names run through all counties: one at a time
    if User.objects.filter(person=person).exists():
        raise Refused("18.5", N_("This person has an account already."), field="username")
    if User.objects.filter(username=username).exists():
        raise Refused("18.5", N_("This account name is taken."), field="username")
    return User.objects.create_user(username=username, password=password, person=person)
