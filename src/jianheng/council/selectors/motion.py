"""Everything that the page of one item shows, for the officer who asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from jianheng.charter import Charter
from jianheng.council import access
from jianheng.council.models import Boundary, Declaration, Motion, OpenedVote, Option, Round
from jianheng.council.selectors.facts import (
    Case,
    Published,
    Seat,
    published_of,
    recusal_cases,
    seats_of,
)
from jianheng.county.models import Application
from jianheng.county.selectors import charter_on
from jianheng.people.selectors import names, office_holders
from jianheng.rules import Derivation, apply
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import BOARD, CHECKERS, ThresholdFacts, ThresholdOutcome, lead, threshold


@dataclass(frozen=True)
class VoteStatus:
    """How far the casting of a round is: counts, never who voted what. ``mine`` concerns the officer asking."""

    round: Round
    cast: int
    entitled: int
    is_over: bool
    may_vote: bool
    mine_cast: bool

    @property
    def is_due(self) -> bool:
        """Whether the votes can be opened."""
        return self.is_over or self.cast >= self.entitled


@dataclass(frozen=True)
class ShownBoundary:
    """A boundary with its latest check, if there is one, and whether the officer asking checks it."""

    name: str
    label: str
    check: Boundary | None
    checker: str
    role: str
    mine: bool


@dataclass(frozen=True)
class ShownRound:
    """A closed round: the kept derivation, what may be shown of its weights, and the roll call for those entitled."""

    round: Round
    application: Application | None
    published: Published | None
    roll_call: tuple[OpenedVote, ...]


@dataclass(frozen=True)
class MotionPage:
    """One item as an officer sees it. ``names`` maps persons to names and option keys to titles."""

    motion: Motion
    options: tuple[Option, ...]
    names: Mapping[str, str]
    seats: tuple[Seat, ...]
    shows_power: bool
    needs: Derivation[ThresholdOutcome] | None
    cases: tuple[Case, ...]
    lead: str
    lead_spoke: bool
    opinions: tuple[Declaration, ...]
    opinion_count: int
    boundaries: tuple[ShownBoundary, ...]
    away: tuple[Declaration, ...]
    status: VoteStatus | None
    rounds: tuple[ShownRound, ...]
    sees_roll_call: bool
    may: frozenset[str] = field(default_factory=frozenset)

    @property
    def outcome(self) -> ShownRound | None:
        """The round that decided or returned the item."""
        return self.rounds[-1] if self.rounds and not self.motion.is_preparing and not self.motion.is_open else None


def vote_status(motion: Motion, officer: Officer, at: datetime) -> VoteStatus | None:
    """How far the open round of an item is; None if none is open."""
    office = access.office_of(officer)
    row = (
        motion.rounds.filter(closed_at=None)
        .annotate(cast=Count("sealed_votes"), mine=Count("sealed_votes", filter=Q(sealed_votes__office=office)))
        .first()
    )
    return None if row is None else _status(row, office, at)


def _status(row: Any, office: str, at: datetime) -> VoteStatus:
    over = at >= row.closes_at
    mine = bool(row.mine)
    return VoteStatus(row, row.cast, len(row.entitled), over, office in row.entitled and not mine and not over, mine)


def motion_page(motion: Motion, officer: Officer, at: datetime) -> MotionPage:
    """Everything about an item that the officer may see; ``motion`` comes with its county and outcome version."""
    office, rows = access.office_of(officer), _rounds(motion, access.office_of(officer))
    declared, checks = tuple(motion.declarations.all()), tuple(motion.boundaries.all())
    options = tuple(motion.options.all())
    votes = _opened(motion)
    holders = _holders(motion, rows, declared, at)
    open_row = next((row for row in rows if row.closed_at is None), None)
    charter = _charter(motion, open_row.opened_at if open_row else None, at)
    recused, absent, vacant = _away(declared, holders)
    facts = ThresholdFacts(motion.label, recused, vacant, absent)
    needs = apply(threshold, facts, charter) if motion.is_preparing or motion.is_open else None
    titles = {option.key: option.title for option in options}
    sees = access.can_view_roll_call(officer, motion)
    spoke = any(row.kind == Declaration.Kind.SPOKE for row in declared)
    opinions = tuple(row for row in declared if row.kind == Declaration.Kind.OPINION)
    shown = tuple(_shown(row, votes, charter, sees=sees) for row in rows if row.closed_at is not None)
    return MotionPage(
        motion=motion,
        options=options,
        names={**_names(holders, declared, checks, votes), **titles},
        seats=seats_of(motion.label, charter, holders, declared, vacant),
        shows_power=charter.flag("council.show_power"),
        needs=needs,
        cases=recusal_cases(motion.label, recused, vacant, charter) if needs else (),
        lead=lead(motion.label, charter),
        lead_spoke=spoke,
        opinions=opinions if spoke or not motion.is_preparing else tuple(o for o in opinions if o.office == office),
        opinion_count=len(opinions),
        boundaries=_boundaries(motion, checks, officer),
        away=tuple(row for row in declared if row.kind in (Declaration.Kind.RECUSED, Declaration.Kind.ABSENT)),
        status=_status(open_row, office, at) if open_row else None,
        rounds=shown,
        sees_roll_call=sees,
        may=_may(motion, officer, declared, spoke=spoke),
    )


def _rounds(motion: Motion, office: str) -> list[Any]:
    if motion.state == Motion.State.PROPOSED:
        return []
    found = motion.rounds.select_related("application__version__county").annotate(
        cast=Count("sealed_votes"), mine=Count("sealed_votes", filter=Q(sealed_votes__office=office))
    )
    return list(found.order_by("serial"))


def _opened(motion: Motion) -> tuple[OpenedVote, ...]:
    if motion.round == 1 and (motion.is_preparing or motion.is_open):
        return ()
    return tuple(OpenedVote.objects.filter(round__motion=motion).order_by("id"))


def _charter(motion: Motion, began: datetime | None, at: datetime) -> Charter:
    """The charter the item was decided under, else the one the open vote began under, else the one in force."""
    if motion.outcome is not None:
        return motion.outcome.version.charter
    return charter_on(motion.county.code, timezone.localdate(began or at))


def _holders(motion: Motion, rows: list[Any], declared: tuple[Declaration, ...], at: datetime) -> dict[str, str]:
    """Office to holder: when the latest round opened, else today."""
    if rows and not motion.is_preparing:
        known = {**{row.office: row.person for row in declared}, **rows[-1].entitled}
        return {office: known[office] for office in BOARD if office in known and office not in rows[-1].vacant}
    found = office_holders(motion.county.code, timezone.localdate(at))
    return {office: found[office].person.code for office in BOARD if office in found}


def _away(
    declared: tuple[Declaration, ...], holders: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    def of(kind: Declaration.Kind) -> tuple[str, ...]:
        return tuple(row.office for row in declared if row.kind == kind and row.office in holders)

    vacant = tuple(office for office in BOARD if office not in holders)
    return of(Declaration.Kind.RECUSED), of(Declaration.Kind.ABSENT), vacant


def _names(
    holders: Mapping[str, str],
    declared: tuple[Declaration, ...],
    checks: tuple[Boundary, ...],
    votes: tuple[OpenedVote, ...],
) -> Mapping[str, str]:
    codes = {*holders.values(), *(row.person for row in declared), *(row.checked_by for row in checks)}
    return names(codes | {row.person for row in votes})


def _boundaries(motion: Motion, checks: tuple[Boundary, ...], officer: Officer) -> tuple[ShownBoundary, ...]:
    latest = {row.name: row for row in checks}
    labels = dict(Boundary.Name.choices)
    return tuple(
        ShownBoundary(
            name=name,
            label=str(labels[name]),
            check=latest.get(name),
            checker=latest[name].checked_by if name in latest else "",
            role=role.value,
            mine=motion.is_preparing and access.can_check(officer, motion, name),
        )
        for name, role in CHECKERS.items()
    )


def _shown(row: Any, votes: tuple[OpenedVote, ...], charter: Charter, *, sees: bool) -> ShownRound:
    roll = tuple(vote for vote in votes if vote.round_id == row.pk) if sees else ()
    return ShownRound(row, row.application, published_of(row, charter, entitled=sees), roll)


def _may(motion: Motion, officer: Officer, declared: tuple[Declaration, ...], *, spoke: bool) -> frozenset[str]:
    """The acts open to the officer now, by name."""
    office = access.office_of(officer)
    mine = {row.kind for row in declared if row.office == office}
    proposed, deliberation = motion.state == Motion.State.PROPOSED, motion.state == Motion.State.DELIBERATION
    member, runs = access.can_take_part(officer, motion), access.can_run(officer, motion)
    legal, here = access.is_legal(officer), officer.county == motion.county.code
    acts = {
        "stand": proposed and member and not mine & {Declaration.Kind.CONFIRMS, Declaration.Kind.OBJECTS},
        "agree": proposed and legal and here and not motion.topic_agreed_by,
        "settle": proposed and runs,
        "recuse": motion.is_preparing and here and (member or legal),
        "absent": motion.is_preparing and runs,
        "opinion": motion.is_preparing and member and not spoke and Declaration.Kind.OPINION not in mine,
        "spoke": deliberation and here and access.is_chair(officer) and not spoke,
        "open": deliberation and runs,
        "return": motion.is_preparing and runs,
        "close": motion.is_open and here and access.may_close(officer),
    }
    return frozenset(act for act, allowed in acts.items() if allowed)
