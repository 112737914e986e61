"""What the pages of elections show, as frozen rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from jianheng.charter import cites
from jianheng.county.models import County
from jianheng.elections import serials
from jianheng.elections.models import Candidate, Certification, Contest, Count, Draw, Election, Option, RollEntry, Round
from jianheng.elections.selectors.tally import Outcome, charter_of, outcome_of
from jianheng.people.models import Person
from jianheng.rules import Derivation, apply
from jianheng.rules.ballots import Attendance, FinalRoundOutcome, PrimaryOutcome, Tie, Validity, quorum_count, validity


def elections(county: str) -> QuerySet[Election]:
    """The elections of a county, the latest first."""
    return Election.objects.filter(county__code=county).select_related("county").order_by("-called_at", "-id")


def election(county: str, pk: int) -> Election:
    """One election of a county; `Http404` for any other."""
    return get_object_or_404(Election.objects.select_related("county", "presiding"), pk=pk, county__code=county)


def round_(county: str, pk: int) -> Round:
    """One round of a county's elections with its contest; `Http404` for any other."""
    found = Round.objects.select_related("contest__election__county", "contest__settles__contest", "account")
    return get_object_or_404(found, pk=pk, contest__election__county__code=county)


def draw(county: str, pk: int) -> Draw:
    """One draw of lots of a county; `Http404` for any other."""
    found = Draw.objects.select_related("round__contest__election__county", "application")
    return get_object_or_404(found, pk=pk, round__contest__election__county__code=county)


def candidates(election: Election) -> QuerySet[Candidate]:
    """Everyone who was entered on the list, by code."""
    return election.candidates.select_related("person").order_by("person__code")


def certifications(election: Election) -> Mapping[str, Certification]:
    """The certified stages of an election: stage -> certification."""
    found = Certification.objects.select_related("application", "contest").filter(contest__election=election)
    return {row.contest.stage: row for row in found}


def rounds(election: Election) -> Sequence[Round]:
    """All rounds of an election in the order they were called."""
    return list(Round.objects.select_related("contest").filter(contest__election=election).order_by("id"))


def persons_matching(county: str, text: str) -> Sequence[Person]:
    """The persons of a county with exactly this code or name."""
    wanted = Q(code__iexact=text) | Q(name_zh=text) | Q(name_en__iexact=text)
    return list(Person.objects.filter(wanted, county__code=county).order_by("code")[:2])


def is_ready(round_: Round) -> bool:
    """Whether a round leaves nothing open, so that its stage can be certified."""
    count = round_.counts.select_related("application").order_by("-id").first()
    if round_.state != Round.State.COUNTED or count is None or not count.is_complete:
        return False
    outcome = outcome_of(count.application)
    return not (isinstance(outcome, FinalRoundOutcome) and outcome.again)


@dataclass(frozen=True)
class Line:
    """One line of a ballot; printed ballots are in Chinese whatever the language of the page."""

    position: int
    key: str
    name: str
    name_zh: str


def lines(round_: Round) -> tuple[Line, ...]:
    """The lines of a round's ballot in order."""
    found = Option.objects.filter(round=round_).select_related("candidate__person").order_by("position")
    people = ((row.position, row.candidate.person) for row in found)
    return tuple(Line(position, person.code, person.name, person.name_zh) for position, person in people)


@dataclass(frozen=True)
class ResultRow:
    """One person's result. ``share`` is the share of all ballots cast that is in favour; None in a primary."""

    rank: int
    key: str
    name: str
    total: int
    supporters: int | None
    against: int | None
    abstained: int | None
    share: Fraction | None
    is_in: bool
    is_tied: bool

    @property
    def percent(self) -> str:
        return "" if self.share is None else f"{float(self.share):.1%}"


@dataclass(frozen=True)
class Counted:
    """A counted round as a page shows it."""

    count: Count
    outcome: Outcome
    rows: tuple[ResultRow, ...]
    ties: tuple[Tie, ...]
    names: Mapping[str, str]

    @property
    def chart(self) -> dict[str, Any]:
        """Votes per person in the order of the table, with the votes needed as the target of a final."""
        data: dict[str, Any] = {
            "labels": [row.name for row in self.rows],
            "series": [{"name": "", "values": [row.total for row in self.rows]}],
        }
        if isinstance(self.outcome, FinalRoundOutcome):
            data["target"] = {"label": str(self.outcome.needed), "value": self.outcome.needed}
        return data


def counted(round_: Round) -> Counted | None:
    """The count that holds for a round; None before the first."""
    return counted_of([round_]).get(round_.pk)


def counted_of(rounds: Sequence[Round]) -> Mapping[int, Counted]:
    """The counts that hold, by the round's id; rounds without a count are left out."""
    found = Count.objects.filter(round__in=rounds).select_related("application").order_by("id")
    latest = {count.round_id: count for count in found}
    options = Option.objects.filter(round__in=rounds).select_related("candidate__person")
    known = {row.candidate.person.code: row.candidate.person.name for row in options}
    return {pk: _counted(count, known) for pk, count in latest.items()}


def _counted(count: Count, known: Mapping[str, str]) -> Counted:
    outcome = outcome_of(count.application)
    if isinstance(outcome, PrimaryOutcome):
        return Counted(count, outcome, _primary_rows(outcome, known), outcome.ties, known)
    if isinstance(outcome, FinalRoundOutcome):
        return Counted(count, outcome, _final_rows(outcome, known), outcome.ties, known)
    return Counted(count, outcome, _runoff_rows(count.runoff_votes or {}, known), (), known)


def _primary_rows(outcome: PrimaryOutcome, known: Mapping[str, str]) -> tuple[ResultRow, ...]:
    tied = {key for tie in outcome.ties for key in tie.tied}
    return tuple(
        ResultRow(
            rank=rank,
            key=row.person,
            name=known[row.person],
            total=row.total,
            supporters=row.supporters,
            against=None,
            abstained=None,
            share=None,
            is_in=row.person in outcome.nominees,
            is_tied=row.person in tied,
        )
        for rank, row in enumerate(outcome.results, start=1)
    )


def _final_rows(outcome: FinalRoundOutcome, known: Mapping[str, str]) -> tuple[ResultRow, ...]:
    tied = {key for tie in outcome.ties for key in tie.tied}
    elected = {key for group in outcome.elected for key in group} - tied
    return tuple(
        ResultRow(
            rank=rank,
            key=row.person,
            name=known[row.person],
            total=row.votes_for,
            supporters=None,
            against=row.votes_against,
            abstained=row.abstained,
            share=Fraction(row.votes_for, outcome.cast) if outcome.cast else None,
            is_in=row.person in elected,
            is_tied=row.person in tied,
        )
        for rank, row in enumerate(outcome.results, start=1)
    )


def _runoff_rows(votes: Mapping[str, int], known: Mapping[str, str]) -> tuple[ResultRow, ...]:
    ordered = sorted(votes, key=lambda key: (-votes[key], key))
    most = list(votes.values())
    return tuple(
        ResultRow(
            rank=rank,
            key=key,
            name=known[key],
            total=votes[key],
            supporters=None,
            against=None,
            abstained=None,
            share=None,
            is_in=False,
            is_tied=most.count(votes[key]) > 1,
        )
        for rank, key in enumerate(ordered, start=1)
    )


@cites("3.4", reading="E09")
def quorum_of(round_: Round) -> int:
    """How many of the roll must take part."""
    return quorum_count(round_.roll_size, charter_of(round_.contest.election))


@cites("3.4", reading="E09")
def validity_now(round_: Round) -> Derivation[Validity]:
    """Whether the round would be valid with the numbers known by now; not kept before the count."""
    numbers = Attendance(round_.roll_size, round_.present, round_.issued, round_.returned or 0)
    return apply(validity, numbers, charter_of(round_.contest.election))


def runoffs(round_: Round) -> Sequence[Round]:
    """The rounds of run-offs called to settle ties of this round, in order."""
    found = Round.objects.select_related("contest").filter(contest__settles=round_, contest__stage=Contest.Stage.RUNOFF)
    return list(found.prefetch_related(Prefetch("options", Option.objects.select_related("candidate__person"))))


def roll_entries(round_: Round, text: str) -> QuerySet[RollEntry]:
    """The roll, those still expected first, narrowed to names or codes that contain the text."""
    found = round_.roll.select_related("person").order_by("is_present", "person__code")
    if text:
        found = (
            found.filter(person__name_zh__icontains=text)
            | found.filter(person__name_en__icontains=text)
            | (found.filter(person__code__iexact=text))
        )
    return found


@dataclass(frozen=True)
class PrintedSheet:
    """One sheet to print."""

    number: int
    short: str
    full: str


def printed_sheets(round_: Round, first: int, count: int) -> tuple[PrintedSheet, ...]:
    """Up to ``count`` sheets of the series from a number on; spoiled ones are not printed again."""
    found = round_.sheets.filter(number__gte=first, number__lt=first + count, state="printed").order_by("number")
    return tuple(
        PrintedSheet(
            row.number, serials.short_code(round_.series, row.number), serials.full_code(round_.series, row.number)
        )
        for row in found
    )


def county_of(code: str) -> County:
    """The county of an officer."""
    return get_object_or_404(County, code=code)
