"""What the room leaves in the ledger. No event names a voter, and none says what is on a ballot."""

from dataclasses import dataclass
from datetime import date

from jianheng.charter import N_
from jianheng.ledger.events import Event


@dataclass(frozen=True)
class ElectionCalled(Event):
    type = "elections.called"
    article = "3.1"
    title = N_("Election called")
    public = frozenset({"election", "kind", "charter_on", "term_starts_on"})

    election: int
    kind: str
    charter_on: date
    term_starts_on: date


@dataclass(frozen=True)
class CandidateListed(Event):
    type = "elections.candidate_listed"
    article = "3.1"
    title = N_("Candidate entered on the list")
    public = frozenset({"election"})

    election: int
    person: str


@dataclass(frozen=True)
class CandidateWithdrawn(Event):
    type = "elections.candidate_withdrawn"
    article = "3.1"
    title = N_("Candidate withdrawn from the list")
    public = frozenset({"election"})

    election: int
    person: str


@dataclass(frozen=True)
class ListClosed(Event):
    type = "elections.list_closed"
    article = "3.1"
    title = N_("List of candidates closed")
    public = frozenset({"election", "candidates"})

    election: int
    candidates: int


@dataclass(frozen=True)
class ElectionCancelled(Event):
    type = "elections.cancelled"
    article = "3.1"
    title = N_("Election called off")
    public = frozenset({"election"})

    election: int


@dataclass(frozen=True)
class RoundCalled(Event):
    type = "elections.round_called"
    article = "3.3"
    title = N_("Round of voting called")
    public = frozenset({"election", "round", "stage", "series", "candidates"})

    election: int
    round: int
    stage: str
    series: str
    candidates: int


@dataclass(frozen=True)
class BallotsPrinted(Event):
    type = "elections.ballots_printed"
    article = "3.9"
    title = N_("Numbered ballots printed")
    public = frozenset({"round", "series", "first", "last"})

    round: int
    series: str
    first: int
    last: int


@dataclass(frozen=True)
class RoundOpened(Event):
    type = "elections.round_opened"
    article = "3.9"
    title = N_("Voting opened")
    public = frozenset({"round", "roll", "printed"})

    round: int
    roll: int
    printed: int


@dataclass(frozen=True)
class VoterAdmitted(Event):
    """Says that somebody was checked in and handed a sheet, not who."""

    type = "elections.voter_admitted"
    article = "3.4"
    title = N_("Voter checked in")
    public = frozenset({"round", "issued"})

    round: int
    issued: int


@dataclass(frozen=True)
class BallotSpoiled(Event):
    type = "elections.ballot_spoiled"
    article = "3.4"
    title = N_("Spoiled ballot replaced")
    public = frozenset({"round", "sheet", "issued"})

    round: int
    sheet: int
    issued: int


@dataclass(frozen=True)
class RoundClosed(Event):
    type = "elections.round_closed"
    article = "3.4"
    title = N_("Voting closed and box counted")
    public = frozenset({"round", "roll", "present", "issued", "spoiled", "returned", "not_returned"})

    round: int
    roll: int
    present: int
    issued: int
    spoiled: int
    returned: int
    not_returned: int


@dataclass(frozen=True)
class RoundVoided(Event):
    type = "elections.round_voided"
    article = "3.4"
    title = N_("Round declared invalid")
    public = frozenset({"round", "defect"})

    round: int
    defect: str


@dataclass(frozen=True)
class BallotsEntered(Event):
    """Which sheets a clerk entered, not what is on them."""

    type = "elections.ballots_entered"
    article = "3.9"
    title = N_("Paper ballots entered by a clerk")
    public = frozenset({"round", "count"})

    round: int
    count: int
    sheets: tuple[int, ...]


@dataclass(frozen=True)
class SheetRead(Event):
    type = "elections.sheet_read"
    article = "3.9"
    title = N_("Sheet read again where entries differ")
    public = frozenset({"round", "sheet", "is_settled"})

    round: int
    sheet: int
    is_settled: bool


@dataclass(frozen=True)
class EntryClosed(Event):
    type = "elections.entry_closed"
    article = "3.9"
    title = N_("Entry of ballots closed")
    public = frozenset({"round", "sheets", "reconciled"})

    round: int
    sheets: int
    reconciled: int


@dataclass(frozen=True)
class RoundCounted(Event):
    type = "elections.round_counted"
    article = "3.3"
    title = N_("Round counted")
    public = frozenset({"round", "is_valid", "is_complete", "derivation"})

    round: int
    is_valid: bool
    is_complete: bool
    derivation: str


@dataclass(frozen=True)
class LotsCalled(Event):
    type = "elections.lots_called"
    article = "3.5"
    title = N_("Lots called to settle a tie")
    public = frozenset({"round", "draw", "pool_digest"})

    round: int
    draw: int
    pool_digest: str


@dataclass(frozen=True)
class ContributionCommitted(Event):
    type = "elections.contribution_committed"
    article = "13.3"
    title = N_("Contribution to the draw committed")
    public = frozenset({"draw", "commitment"})

    draw: int
    commitment: str


@dataclass(frozen=True)
class CommitmentsClosed(Event):
    type = "elections.commitments_closed"
    article = "13.3"
    title = N_("Commitments to the draw closed")
    public = frozenset({"draw", "commitments"})

    draw: int
    commitments: tuple[str, ...]


@dataclass(frozen=True)
class ContributionRevealed(Event):
    type = "elections.contribution_revealed"
    article = "13.3"
    title = N_("Contribution to the draw revealed")
    public = frozenset({"draw", "contribution"})

    draw: int
    contribution: str


@dataclass(frozen=True)
class LotsDrawn(Event):
    type = "elections.lots_drawn"
    article = "13.3"
    title = N_("Lots drawn")
    public = frozenset({"draw", "seed", "derivation"})

    draw: int
    seed: str
    derivation: str


@dataclass(frozen=True)
class DrawAbandoned(Event):
    type = "elections.draw_abandoned"
    article = "13.3"
    title = N_("Draw repeated because not everyone revealed")
    public = frozenset({"draw"})

    draw: int


@dataclass(frozen=True)
class ResultCertified(Event):
    type = "elections.certified"
    article = "3.8"
    title = N_("Result certified")
    public = frozenset({"election", "stage", "derivation", "open_seats"})

    election: int
    stage: str
    derivation: str
    winners: tuple[str, ...]
    open_seats: int


@dataclass(frozen=True)
class ResultPublished(Event):
    type = "elections.published"
    article = "3.8"
    title = N_("Result published")
    public = frozenset({"election", "elected", "dispute_until"})

    election: int
    elected: tuple[str, ...]
    dispute_until: date
