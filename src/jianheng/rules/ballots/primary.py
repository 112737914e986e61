"""The primary: ten votes, seven nominees (Art. 3.1, 3.2, 3.4, 3.5)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from jianheng.charter import N_, Charter, cites
from jianheng.rules.ballots.core import tally_rows
from jianheng.rules.ballots.ties import Chain, Groups, Lots, Runoff, Settled, Tie, decides_border, grouped
from jianheng.rules.ballots.validity import Attendance, validity
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused


@dataclass(frozen=True)
class Fault:
    """Why a ballot is refused by a device and invalid on paper; ``text`` is a message filled from ``values``."""

    article: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class PrimaryCount:
    """What a count of primary ballots gives; totals and supporters stand in the order of the candidates.

    ``valid`` leaves out blank ballots, which are well-formed but name nobody.
    """

    totals: tuple[int, ...]
    supporters: tuple[int, ...]
    valid: int
    invalid: int
    blank: int

    @property
    def cast(self) -> int:
        """Every ballot that came back."""
        return self.valid + self.invalid + self.blank


@dataclass(frozen=True)
class PrimaryFacts:
    """A primary as it was held.

    ``ballots`` has a row per paper ballot, a column per candidate; ``decrypted`` is the count of the encrypted
    ballots, of which only totals are ever opened (Art. 3.6). Either may be absent; both are added up.
    """

    candidates: tuple[str, ...]
    roll: int
    took_part: int
    issued: int
    ballots: tuple[tuple[int, ...], ...] = ()
    decrypted: PrimaryCount | None = None
    runoffs: tuple[Runoff, ...] = ()
    lots: tuple[Lots, ...] = ()


@dataclass(frozen=True)
class Candidacy:
    """One candidate's result: sum of votes, and the number of ballots that give at least one."""

    person: str
    total: int
    supporters: int


@dataclass(frozen=True)
class PrimaryOutcome:
    """The result of a primary.

    ``nominees`` are those certainly in, best first, in the groups of ``ranking``; while ``ties`` is not empty
    the places missing depend on them. An invalid primary has counts but no nominees and is repeated.
    """

    valid: bool
    defects: tuple[str, ...]
    cast: int
    valid_ballots: int
    invalid_ballots: int
    blank_ballots: int
    results: tuple[Candidacy, ...]
    ranking: Groups
    nominees: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the nominees are settled."""
        return self.valid and not self.ties


@cites("3.2", reading="E01")
def votes_on_one(charter: Charter) -> int:
    """The most votes one candidate may get from one ballot: one under approval, else the cap of the charter."""
    if charter.choice("primary.ballot") == "approval":
        return 1
    return min(charter.number("primary.max_per_candidate"), charter.number("primary.votes"))


@cites("3.2", reading=("E01", "E03"))
def least_votes(candidates: int, charter: Charter) -> int:
    """The fewest votes a ballot that is not blank must use: none, or all that can be placed if all are compulsory."""
    if not charter.flag("primary.must_use_all"):
        return 0
    return min(charter.number("primary.votes"), candidates * votes_on_one(charter))


@cites("3.2", reading=("E01", "E03"))
def primary_fault(ballot: Mapping[str, int], candidates: Collection[str], charter: Charter) -> Fault | None:
    """What is wrong with one ballot, votes by candidate; `None` for a valid one. A blank ballot is valid."""
    votes, cap = charter.number("primary.votes"), votes_on_one(charter)
    used = sum(ballot.values())
    for person, given in ballot.items():
        if person not in candidates:
            return Fault("3.2", N_("{person} is not a candidate."), {"person": person})
        if given < 0:
            return Fault("3.2", N_("A number of votes cannot be negative."))
        if given > cap:
            values = {"person": person, "given": given, "cap": cap}
            return Fault("3.2", N_("{given} votes for {person} are more than the {cap} allowed on one."), values)
    if used > votes:
        return Fault("3.2", N_("{used} votes are used, more than the {votes} held."), {"used": used, "votes": votes})
    least = least_votes(len(candidates), charter)
    if 0 < used < least:
        return Fault("3.2", N_("{used} votes are used; all {votes} must be."), {"used": used, "votes": least})
    return None


@cites("3.1", reading="E02")
def require_contest(candidates: Collection[str], charter: Charter) -> None:
    """Raise `Refused` if there are too few candidates for a primary to be called."""
    least = max(charter.number("primary.min_candidates"), charter.number("primary.seats") + 1)
    if len(candidates) < least:
        raise Refused(
            "3.1",
            N_("There are {count} candidates; a primary is called only with at least {least}."),
            remedy=N_("Reopen the candidature until there are enough candidates."),
            field="candidates",
            count=len(candidates),
            least=least,
        )


@cites("3.2", reading=("E01", "E03"))
def count_primary(candidates: Sequence[str], ballots: Sequence[Sequence[int]], charter: Charter) -> PrimaryCount:
    """Count rows of votes with the same core that runs compiled over millions; `Refused` for a row of other width."""
    width = len(candidates)
    for number, row in enumerate(ballots, start=1):
        if len(row) != width:
            raise Refused(
                "3.2",
                N_("Ballot {number} has {columns} columns for {width} candidates."),
                field="ballots",
                number=number,
                columns=len(row),
                width=width,
            )
    totals, supporters = [0] * width, [0] * width
    valid, invalid, blank = tally_rows(
        ballots,
        charter.number("primary.votes"),
        least_votes(width, charter),
        votes_on_one(charter),
        totals,
        supporters,
    )
    return PrimaryCount(tuple(totals), tuple(supporters), valid, invalid, blank)


@cites("3.9", "3.6")
def add_counts(first: PrimaryCount, second: PrimaryCount) -> PrimaryCount:
    """Two partial counts over the same candidates as one, such as the device's and the paper's."""
    return PrimaryCount(
        tuple(a + b for a, b in zip(first.totals, second.totals, strict=True)),
        tuple(a + b for a, b in zip(first.supporters, second.supporters, strict=True)),
        first.valid + second.valid,
        first.invalid + second.invalid,
        first.blank + second.blank,
    )


@rule("ballots.primary", "3.1", "3.2", "3.4", "3.5", reading=("E01", "E02", "E03", "E08", "E09"))
def primary(facts: PrimaryFacts, charter: Charter) -> Derived[PrimaryOutcome]:
    """Who is nominated, or which tie at the border must be settled first and by which link of the chain."""
    _require_distinct(facts.candidates)
    require_contest(facts.candidates, charter)
    count = _count(facts, charter)
    checked = validity(Attendance(facts.roll, facts.took_part, facts.issued, count.cast), charter)
    totals = dict(zip(facts.candidates, count.totals, strict=True))
    supporters = dict(zip(facts.candidates, count.supporters, strict=True))
    ranking = grouped(facts.candidates, totals.__getitem__)
    settled = Settled(ranking, ())
    seats = charter.number("primary.seats")
    steps = (_counted(count, charter), *checked.steps)
    nominees: tuple[str, ...] = ()
    if checked.outcome.valid:
        chain = Chain(charter.sequence("primary.tie_chain"), {"more_supporters": supporters}, facts.runoffs, facts.lots)
        settled = chain.settle(ranking, decides_border(seats))
        nominees = _certain(settled.groups, seats)
        steps += (*settled.steps, _named(nominees, seats, settled.ties))
    results = tuple(Candidacy(key, totals[key], supporters[key]) for group in settled.groups for key in group)
    outcome = PrimaryOutcome(
        valid=checked.outcome.valid,
        defects=checked.outcome.defects,
        cast=count.cast,
        valid_ballots=count.valid,
        invalid_ballots=count.invalid,
        blank_ballots=count.blank,
        results=results,
        ranking=settled.groups,
        nominees=nominees,
        ties=settled.ties,
    )
    return Derived(outcome, steps)


def _count(facts: PrimaryFacts, charter: Charter) -> PrimaryCount:
    count = count_primary(facts.candidates, facts.ballots, charter)
    if facts.decrypted is None:
        return count
    if not len(facts.decrypted.totals) == len(facts.decrypted.supporters) == len(facts.candidates):
        raise Refused("3.6", N_("The decrypted count does not have one total per candidate."), field="decrypted")
    return add_counts(count, facts.decrypted)


@cites("3.2")
def _certain(groups: Groups, seats: int) -> tuple[str, ...]:
    """Those who are in whatever becomes of open ties."""
    found: list[str] = []
    for group in groups:
        if len(found) + len(group) > seats:
            break
        found.extend(group)
    return tuple(found)


def _counted(count: PrimaryCount, charter: Charter) -> Step:
    values = {
        "cast": count.cast,
        "valid": count.valid,
        "blank": count.blank,
        "invalid": count.invalid,
        "votes": charter.number("primary.votes"),
        "cap": votes_on_one(charter),
    }
    text = N_(
        "Each ballot holds {votes} votes, at most {cap} on one candidate. Of {cast} ballots {valid} name candidates, "
        "{blank} are blank and {invalid} invalid."
    )
    return Step("3.2", text, values, "E01")


def _named(nominees: tuple[str, ...], seats: int, ties: tuple[Tie, ...]) -> Step:
    if ties:
        text = N_("Certain of one of the {seats} places: {nominees}; {open} places depend on an open tie.")
        return Step("3.2", text, {"seats": seats, "nominees": nominees, "open": seats - len(nominees)})
    return Step("3.2", N_("The {seats} highest totals are nominated: {nominees}."), _seats(nominees, seats))


def _seats(nominees: tuple[str, ...], seats: int) -> dict[str, object]:
    return {"seats": seats, "nominees": nominees}


def _require_distinct(candidates: Sequence[str]) -> None:
    if len(set(candidates)) != len(candidates):
        raise Refused("3.1", N_("A candidate is listed twice."), field="candidates")
