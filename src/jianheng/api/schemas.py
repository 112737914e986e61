"""The forms of answers. Texts of the charter come in both languages, codes and hashes as text."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from ninja import Schema
from pydantic import Field

from jianheng.api.applying import CharterChoice, StoredDerivation

RowT = TypeVar("RowT")


class Both(Schema):
    """A text in Chinese and English."""

    zh: str
    en: str


class Page(Schema, Generic[RowT]):
    """One page of a list, newest first; ``pages`` is at least 1."""

    page: int
    pages: int
    count: int
    items: list[RowT]


class MisfitOut(Schema):
    """A value that does not fit: its path and the reason."""

    field: str
    message: Both


class ProblemOut(Schema):
    """The request cannot be answered; ``rules`` lists the known ones where the name of a rule was unknown."""

    status: int
    message: Both
    errors: list[MisfitOut] | None = None
    rules: list[str] | None = None


class RefusedOut(Schema):
    """The charter does not permit an outcome on these facts."""

    status: int = 409
    article: str
    reason: Both
    remedy: Both
    field: str


class ForbiddenOut(Schema):
    """The caller has no part in what was asked."""

    status: int = 403
    article: str
    reason: Both


class ArticleOut(Schema):
    """An article: ``text`` with places for parameters, ``in_force`` with their values as asked for."""

    number: str
    part: int
    title: Both
    text: Both
    in_force: Both
    source: str


class ArticleDetail(ArticleOut):
    """An article with what belongs to it, by name."""

    parameters: list[str]
    readings: list[str]
    rules: list[str]


class ParameterOut(Schema):
    """A parameter: its text in force and in both profiles, and what it may be."""

    name: str
    title: Both
    articles: list[str]
    readings: list[str]
    unit: Both
    kind: str
    value: str
    amended: bool
    profiles: dict[str, str]
    low: str | None
    high: str | None
    options: list[str]


class ReadingOut(Schema):
    """How a doubtful place of the sources is settled."""

    id: str
    articles: list[str]
    kind: str
    source: str
    problem: Both
    fact: Both
    resolution: Both
    parameters: list[str]


class VersionOut(Schema):
    """A version of a county's charter."""

    number: int
    label: str
    profile: str
    amendments: dict[str, str]
    changes: dict[str, str]
    effective_on: date
    reason: str
    adopted_at: datetime
    digest: str


class RuleOut(Schema):
    """A rule: the articles it carries out, and the JSON Schemas of its facts and of its outcome."""

    name: str
    title: Both
    articles: list[str]
    summary: str
    facts: dict[str, Any]
    outcome: dict[str, Any]


class ApplyIn(Schema):
    """Facts in the form that the rule's schema gives, and the charter to apply it under (as written, if left out)."""

    facts: Any
    charter: CharterChoice = Field(default_factory=CharterChoice)


class DerivationOut(StoredDerivation):
    """How the outcome follows: facts, parameters read, steps with articles, result, and the digest of all this."""

    digest: str


class ReplayOut(Schema):
    """Whether every part came out again, and the names of those that did not."""

    same: bool
    differences: list[str]


class ApplicationOut(Schema):
    """A kept application of a rule: about what, when, under which version, how it followed, whether it replays."""

    id: int
    county: str
    rule: str
    subject: str
    title: str
    path: str
    version: str
    at: datetime
    digest: str
    derivation: dict[str, Any]
    replay: ReplayOut


class EntryOut(Schema):
    """An entry of the ledger: ``body`` is the canonical text whose leaf hashes stand beside it, hexadecimal."""

    code: str
    county: str
    type: str
    title: Both
    article: str
    at: datetime
    body: str
    leaf_sha256: str
    leaf_sm3: str
    supersedes: str | None


class EntryDetail(EntryOut):
    """An entry with the values that the caller may see, the number of closed ones, and every fault found."""

    values: Mapping[str, Any]
    closed: int
    faults: list[str]


class ElectionOut(Schema):
    """An election: where it stands and when its term starts."""

    id: int
    kind: str
    title: Both
    state: str
    term_starts_on: date
    certified_on: date | None
    published_at: datetime | None


class ResultOut(Schema):
    """One person's result in a round: votes, and whether the person is in by it."""

    rank: int
    person: str
    name: str
    total: int
    against: int | None
    abstained: int | None
    is_in: bool


class RoundOut(Schema):
    """A certified round with its results, best first; ``application`` is the kept count."""

    stage: str
    number: int
    cast: int
    results: list[ResultOut]
    application: int


class StageOut(Schema):
    """A certified stage: nominees or elected, best first, and the reserve."""

    stage: str
    winners: list[str]
    reserve: list[str]
    open_seats: int
    application: int


class ElectionDetail(ElectionOut):
    """An election with what has been certified."""

    stages: list[StageOut]
    rounds: list[RoundOut]


class OfficeOut(Schema):
    """One of the five offices on a day; ``vacancy`` says what the charter does about it while nobody holds it."""

    office: str
    title: Both
    person: str | None
    name: str | None
    since: date | None
    is_acting: bool
    vacancy: str | None
    due_on: date | None


class HeirOut(Schema):
    """A place of the line of succession; ``merit`` only for those who may see exact points (reading S24)."""

    place: int
    person: str
    name: str
    offices: list[str]
    is_heir: bool
    merit: str | None


class LineOut(Schema):
    """The line of succession on a day, computed from the start of the term."""

    day: date
    since: date
    places: list[HeirOut]


class DocumentOut(Schema):
    """An issued document by the fields that the charter in force opens to everyone; the others are null."""

    code: str | None
    title: str | None
    sha256: str | None
    sm3: str | None
    basis: str | None
    state: str
    issued_at: datetime


class DecisionOut(Schema):
    """A decision of the council; ``application`` is the kept derivation of its outcome."""

    number: int
    title: str
    topic: str
    decided_at: datetime
    charter: str
    application: int
