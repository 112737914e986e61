"""Opening a query: who asks, for what, how widely; recorded before anything is read (Art. 7.4)."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.council.services.item import tidy
from jianheng.county.models import County
from jianheng.county.selectors import charter_on
from jianheng.county.services import keep
from jianheng.ledger.canonical import canonical
from jianheng.ledger.codes import new_code
from jianheng.ledger.hashes import SALT_BYTES, sm3
from jianheng.ledger.services import record
from jianheng.people.models import Body, Person
from jianheng.people.selectors import tenures_on
from jianheng.people.services import close_under_seal
from jianheng.queries import access, selectors
from jianheng.queries.commitments import PARTS, commit, parts_of
from jianheng.queries.events import QueryOpened
from jianheng.queries.models import Query, Subject
from jianheng.queries.selectors import Scope
from jianheng.rules import Derivation, Forbidden, Refused, apply
from jianheng.rules.calendar import add_months, end_of_day
from jianheng.rules.queries import OVERSIGHT, QueryFacts, QueryPermit, QueryReach, QueryScope, may_query
from jianheng.rules.roles import Officer, Role


@cites("7.4", "18.5", reading="X03")
@transaction.atomic
def open_query(
    *,
    county: County,
    reference: str,
    purpose: str,
    reasons: str,
    basis: str,
    scope: str,
    target: str = "",
    since: date | None = None,
    until: date | None = None,
    types: Iterable[str] = (),
    by: Officer,
    at: datetime,
) -> Query:
    """Open a query of the record and put it under seal; nothing is read yet.

    Refused: an unknown target, a purpose or basis that is missing, a scope that is too wide, the asker's own acts, the
    same query opened a second time while it runs. `Forbidden` for whoever is not of an asking body of the county.
    """
    County.objects.select_for_update().get(pk=county.pk)
    access.require_query(by, county.code)
    role = access.asking_role(by)
    wanted = _scope(county.code, scope, target, since, until, tuple(sorted(types)), by, at)
    query = Query(
        county=county,
        code=new_code(f"Q{county.code.upper()[:3]}", at),
        body=_body(county.code, role, by, timezone.localdate(at)),
        role=role,
        asker=by.key,
        reference=tidy(reference),
        purpose=purpose,
        reasons=tidy(reasons),
        basis=tidy(basis),
        scope=wanted.kind.value,
        target=wanted.target,
        since=wanted.since,
        until=wanted.until,
        types=list(wanted.types),
        salts={name: secrets.token_hex(SALT_BYTES) for name in PARTS},
        opened_at=at,
    )
    query.scope_sm3 = sm3(canonical(parts_of(query)["scope"])).hex()
    _refuse_second(query)
    derivation = apply(may_query, _facts(query, wanted), charter_on(county.code, timezone.localdate(at)))
    return _record(query, wanted, derivation, by, at)


def _body(county: str, role: str, by: Officer, day: date) -> Body:
    """The body in whose name an officer asks; the chair of the congress asks in the name of the congress."""
    tenure = tenures_on(county, day).filter(person__code=by.key, post__role=role).first()
    if tenure is None:
        raise Forbidden("7.4", N_("A query is opened by someone who holds a post of an asking body today."))
    congress = Body.objects.filter(county__code=county, kind=Body.Kind.PEOPLES_CONGRESS).first()
    return congress if role == Role.CONGRESS and congress is not None else tenure.post.body


def _scope(
    county: str,
    scope: str,
    target: str,
    since: date | None,
    until: date | None,
    types: tuple[str, ...],
    by: Officer,
    at: datetime,
) -> Scope:
    """The scope as it will be kept: parts that its kind does not use are left out."""
    if scope not in list(QueryScope):
        raise Refused(
            "7.4", N_("A query covers an entry, a document, a matter, an officer or a period."), field="scope"
        )
    kind = QueryScope(scope)
    found = selectors.resolve(county, kind, target)
    if kind == QueryScope.PERSON and found == by.key:
        raise Refused("7.4", N_("Nobody queries their own acts."), field="target")
    if kind not in (QueryScope.PERSON, QueryScope.PERIOD):
        return Scope(county, kind, found)
    if until is not None and until > timezone.localdate(at):
        raise Refused(
            "7.4", N_("A query covers what has happened: its last day is today at the latest."), field="until"
        )
    known = {word for word, _title in selectors.type_choices()}
    return Scope(county, kind, found, since, until, tuple(word for word in types if word in known))


def _refuse_second(query: Query) -> None:
    same = Query.objects.filter(
        county=query.county,
        asker=query.asker,
        reference=query.reference,
        scope_sm3=query.scope_sm3,
        state=Query.State.RUNNING,
    )
    if same.exists():
        raise Refused(
            "7.4",
            N_("This query is open already."),
            remedy=N_("Read under it, or end it before you open it again."),
        )


def _facts(query: Query, scope: Scope) -> QueryFacts:
    above = query.body.kind == Body.Kind.OUTSIDE
    days = selectors.days_of(scope)
    return QueryFacts(
        role=query.role,
        scope=scope.kind,
        reach=QueryReach.BELOW if above else QueryReach.OWN,
        purpose=query.purpose,
        reasons_length=len("".join(query.reasons.split())),
        has_reference=bool(query.reference),
        has_basis=bool(query.basis),
        days=days,
        entries=selectors.count(scope) if days or scope.kind not in (QueryScope.PERSON, QueryScope.PERIOD) else 0,
    )


def _record(query: Query, scope: Scope, derivation: Derivation[QueryPermit], by: Officer, at: datetime) -> Query:
    """Seal, entry, derivation and the persons concerned. The entry says no more than that a query was opened."""
    until = end_of_day(add_months(timezone.localdate(at), derivation.outcome.seal_months))
    query.seal = close_under_seal(body=query.body, code=query.code, until=until, by=by, at=at)
    made = commit(parts_of(query), query.salts)
    query.entry = record(QueryOpened(**made), by=Officer.rule(query.county.code), at=at)
    concerned = [person for person in selectors.concerned(selectors.covered(scope)) if person.code != by.key]
    query.application = keep(
        derivation,
        county=query.county.code,
        subject=f"queries.query:{query.code}",
        title=query.code,
        path=reverse("queries:query", args=[query.code]),
        readers=_readers(query, concerned, at),
        persons=(by.key,),
        by=by,
        at=at,
    )
    query.save()
    Subject.objects.bulk_create(Subject(query=query, person=person) for person in concerned)
    return query


def _readers(query: Query, concerned: Iterable[Person], at: datetime) -> list[Role]:
    """The roles of the oversight side but those held by someone whom the query concerns; the asking body at least."""
    day = timezone.localdate(at)
    held = set(tenures_on(query.county.code, day).filter(person__in=concerned).values_list("post__role", flat=True))
    return [role for role in OVERSIGHT if role not in held] or [Role(query.role)]
