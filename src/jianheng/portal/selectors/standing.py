"""Where the county stands today, as everyone may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from jianheng.council.selectors import decided, in_progress
from jianheng.documents.selectors import issued
from jianheng.elections.models import Election
from jianheng.elections.selectors.pages import elections
from jianheng.offices.models import Vacancy
from jianheng.offices.selectors.line import line
from jianheng.offices.selectors.offices import open_vacancies
from jianheng.people.models import Tenure
from jianheng.people.selectors import names, office_holders
from jianheng.rules.elections_states import ElectionState
from jianheng.rules.roles import OFFICES

SHOWN_DECISIONS = 4
SHOWN_DOCUMENTS = 4
SHOWN_HEIRS = 3


@dataclass(frozen=True)
class Seat:
    """One of the five offices: who holds it since when, or why nobody does and until when that must be settled."""

    office: str
    person: str = ""
    name: str = ""
    since: date | None = None
    is_acting: bool = False
    vacant: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Stage:
    """A stage of an election: ``state`` is done, current or later."""

    label: str
    state: str


@dataclass(frozen=True)
class ElectionNow:
    """The election that is under way, or the latest one."""

    title: str
    url: str
    state: str
    is_open: bool
    stages: tuple[Stage, ...]
    term_starts_on: date


@dataclass(frozen=True)
class Decided:
    """A decision of the council."""

    number: int
    pk: int
    title: str
    topic: str
    at: datetime | None


@dataclass(frozen=True)
class Issued:
    """An issued document by its public fields."""

    code: str
    title: str
    at: datetime | None


@dataclass(frozen=True)
class Heir:
    """A place of the line of succession."""

    place: int
    person: str
    name: str


@dataclass(frozen=True)
class Standing:
    """The public state of a county on a day. It follows from the record alone, so it may be kept until the next act."""

    seats: tuple[Seat, ...]
    election: ElectionNow | None
    decisions: tuple[Decided, ...]
    in_progress: int
    documents: tuple[Issued, ...]
    heirs: tuple[Heir, ...]


def standing(county: str, day: date) -> Standing:
    """The five offices, the election, the latest decisions and documents, the line, in the language of the page."""
    return Standing(
        seats=_seats(county, day),
        election=_election(county),
        decisions=_decisions(county),
        in_progress=in_progress(county).count(),
        documents=tuple(Issued(row.code, row.title, row.issued_at) for row in issued(county)[:SHOWN_DOCUMENTS]),
        heirs=_heirs(county, day),
    )


def _seats(county: str, day: date) -> tuple[Seat, ...]:
    held = office_holders(county, day)
    vacant = {row.office: row for row in open_vacancies(county, day)}
    return tuple(_seat(office.value, held.get(office.value), vacant.get(office.value)) for office in OFFICES)


def _seat(office: str, tenure: Tenure | None, vacancy: Vacancy | None) -> Seat:
    if tenure is None:
        reason = vacancy.get_path_display() if vacancy else ""
        return Seat(office, vacant=reason or _("Not filled yet"), due_on=vacancy.due_on if vacancy else None)
    return Seat(
        office,
        person=tenure.person.code,
        name=tenure.person.name,
        since=tenure.since,
        is_acting=tenure.is_acting,
        due_on=vacancy.due_on if vacancy else None,
    )


def _election(county: str) -> ElectionNow | None:
    row = elections(county).exclude(state=Election.State.CANCELLED).first()
    if row is None:
        return None
    return ElectionNow(
        title=row.title,
        url=row.get_absolute_url(),
        state=row.get_state_display(),
        is_open=row.state != Election.State.PUBLISHED,
        stages=tuple(_stages(row)),
        term_starts_on=row.term_starts_on,
    )


def _stages(row: Election) -> Sequence[Stage]:
    """Candidates, primary (not in a by-election), final, publication: each begins with a state of the election."""
    begins = [(ElectionState.CALLED, _("Candidates")), (ElectionState.LISTED, _("Primary"))]
    if row.kind == Election.Kind.BY_ELECTION:
        begins[1:] = [(ElectionState.LISTED, _("Final"))]
    else:
        begins.append((ElectionState.NOMINATED, _("Final")))
    begins.append((ElectionState.CERTIFIED, _("Publication")))
    order = list(ElectionState)
    here = order.index(ElectionState(row.state))
    ends = [begin for begin, _label in begins[1:]] + [ElectionState.PUBLISHED]
    stages = []
    for (begin, label), end in zip(begins, ends, strict=True):
        state = "done" if here >= order.index(end) else "current" if here >= order.index(begin) else "later"
        stages.append(Stage(label, state))
    return stages


def _decisions(county: str) -> tuple[Decided, ...]:
    return tuple(
        Decided(row.number, row.pk, row.title, row.topic, row.closed_at) for row in decided(county)[:SHOWN_DECISIONS]
    )


def _heirs(county: str, day: date) -> tuple[Heir, ...]:
    order = line(county, day).order[:SHOWN_HEIRS]
    known = names(order)
    return tuple(Heir(place, key, known.get(key, key)) for place, key in enumerate(order, start=1))
