"""What the room leaves in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jianheng.charter import N_
from jianheng.ledger.events import Event


@dataclass(frozen=True)
class OfficesComputed(Event):
    type = "offices.computed"
    article = "4.5"
    title = N_("Offices computed from the ranking")
    public = frozenset({"election", "stage", "offices", "derivation"})

    election: int
    stage: str
    offices: Mapping[str, str]
    derivation: str


@dataclass(frozen=True)
class ExecutivePicked(Event):
    type = "offices.executive_picked"
    article = "4.4"
    title = N_("Executive picked")
    public = frozenset({"election", "person"})

    election: int
    person: str
    reason: str


@dataclass(frozen=True)
class ConferenceVoted(Event):
    type = "offices.conference_voted"
    article = "4.4"
    title = N_("Consultative conference voted on its sole candidate")
    public = frozenset({"election", "person", "elected"})

    election: int
    person: str
    elected: bool


@dataclass(frozen=True)
class OfficeDeclined(Event):
    type = "offices.declined"
    article = "4.5"
    title = N_("Someone elected declined")
    public = frozenset({"election", "person"})

    election: int
    person: str


@dataclass(frozen=True)
class OfficeFellVacant(Event):
    type = "offices.fell_vacant"
    article = "9.5"
    title = N_("Office vacant")
    public = frozenset({"office", "cause", "since", "path"})

    office: str
    cause: str
    since: date
    path: str
    heir: str
    derivation: str


@dataclass(frozen=True)
class VacancyFilled(Event):
    type = "offices.vacancy_filled"
    article = "9.6"
    title = N_("Vacant office filled")
    public = frozenset({"office", "person", "on"})

    office: str
    person: str
    on: date


@dataclass(frozen=True)
class SuccessorConfirmed(Event):
    type = "offices.successor_confirmed"
    article = "9.5"
    title = N_("Successor confirmed by the congress")
    public = frozenset({"person", "on"})

    person: str
    on: date


@dataclass(frozen=True)
class DisciplineAudited(Event):
    type = "offices.discipline_audited"
    article = "9.4"
    title = N_("Audit of the discipline secretary recorded")
    public = frozenset({"starts_on", "ends_on", "outcome"})

    starts_on: date
    ends_on: date
    outcome: str
    basis: str


@dataclass(frozen=True)
class DerelictionFound(Event):
    type = "offices.dereliction_found"
    article = "9.4"
    title = N_("Dereliction found by the committee")
    public = frozenset({"code"})

    code: str
    person: str


@dataclass(frozen=True)
class DerelictionWithdrawn(Event):
    type = "offices.dereliction_withdrawn"
    article = "9.4"
    title = N_("Finding of dereliction withdrawn")
    public = frozenset({"code"})

    code: str
    person: str
