"""A round of the final: five of seven, each with more than half of the ballots cast (Art. 3.3 to 3.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jianheng.charter import N_, Charter, cites
from jianheng.rules.ballots.marks import FinalCount, add_final_counts, count_cumulative, count_marks
from jianheng.rules.ballots.ties import Chain, Groups, Lots, Runoff, Settled, Tie, decides_order, grouped
from jianheng.rules.ballots.validity import Attendance, Validity, validity
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused


@dataclass(frozen=True)
class FinalRoundFacts:
    """One round as it was held, among the nominees still standing.

    ``marks`` (``for``, ``against``, ``abstain`` or empty) or, in a county that votes cumulatively, ``votes`` have
    a row per paper ballot and a column per nominee; ``decrypted`` is the count of the encrypted ballots.
    ``elected_before`` are those whom earlier rounds elected; ``primary_totals`` serve the chain of ties.
    """

    round: int
    nominees: tuple[str, ...]
    roll: int
    took_part: int
    issued: int
    marks: tuple[tuple[str, ...], ...] = ()
    votes: tuple[tuple[int, ...], ...] = ()
    decrypted: FinalCount | None = None
    elected_before: tuple[str, ...] = ()
    primary_totals: Mapping[str, int] | None = None
    runoffs: tuple[Runoff, ...] = ()
    lots: tuple[Lots, ...] = ()


@dataclass(frozen=True)
class Standing:
    """One nominee's result in a round; ``passed`` says whether the majority was reached."""

    person: str
    votes_for: int
    votes_against: int
    abstained: int
    passed: bool


@dataclass(frozen=True)
class FinalRoundOutcome:
    """The result of a round.

    ``elected``   groups of those certainly elected, best first, a group of several being an open tie of order;
    ``ties``      what must still be settled, and by which link; ``reserve`` passed but found no seat;
    ``again``     those among whom a further round is held; empty if none is;
    ``open_seats`` seats that go to a by-election because no further round is left;
    ``margin``    votes for of the last elected less those of the best not elected, `None` without both;
    ``audit``     whether that margin is so small that the count is audited;
    ``metrics``   what must be published beside the votes for.

    An invalid round elects nobody and is repeated under the same number.
    """

    valid: bool
    defects: tuple[str, ...]
    round: int
    cast: int
    invalid_ballots: int
    needed: int
    results: tuple[Standing, ...]
    elected: Groups
    reserve: Groups
    ties: tuple[Tie, ...]
    again: tuple[str, ...]
    open_seats: int
    margin: int | None
    audit: bool
    metrics: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the round is valid and every tie that matters is settled."""
        return self.valid and not self.ties


@cites("3.3", reading="E06")
def votes_needed(cast: int, charter: Charter) -> int:
    """The least number of ballots in favour that is more than the majority's share of all ballots cast.

    Ballots cast are all that came back: an invalid ballot and an abstention count against everyone.
    """
    share = charter.fraction("final.majority")
    return cast * share.numerator // share.denominator + 1


@cites("3.3", reading="E14")
def final_field(nominees: tuple[str, ...], joint: Mapping[str, int], charter: Charter) -> tuple[str, ...]:
    """Who stands in the first round: the nominees and, where a county allows it, persons put forward jointly.

    ``joint`` maps further persons to the number of deputies who put them forward.
    """
    needed = charter.number("final.joint_nomination")
    if not needed:
        return nominees
    return nominees + tuple(key for key in sorted(joint) if joint[key] >= needed and key not in nominees)


@rule("ballots.final_round", "3.3", "3.4", "3.5", reading=("E04", "E05", "E06", "E07", "E09", "E15", "E16"))
def final_round(facts: FinalRoundFacts, charter: Charter) -> Derived[FinalRoundOutcome]:
    """Who is elected in a round, in which order, what is still tied, and what follows."""
    _require_round(facts, charter)
    count = _count(facts, charter)
    attendance = Attendance(facts.roll, facts.took_part, facts.issued, count.cast)
    checked = validity(attendance, charter)
    needed = votes_needed(count.cast, charter)
    standings = _standings(facts, count, needed)
    if not checked.outcome.valid:
        return Derived(_invalid(facts, count, needed, standings, checked.outcome, charter), checked.steps)
    settled = _rank_passed(facts, standings, charter)
    seats = charter.number("final.seats") - len(facts.elected_before)
    elected, reserve = _divide(settled, seats)
    again, open_seats = _what_follows(facts, standings, seats, charter)
    margin = _margin(standings, elected)
    outcome = FinalRoundOutcome(
        valid=True,
        defects=(),
        round=facts.round,
        cast=count.cast,
        invalid_ballots=count.invalid,
        needed=needed,
        results=_ordered(standings, settled.groups),
        elected=elected,
        reserve=reserve,
        ties=settled.ties,
        again=again,
        open_seats=open_seats,
        margin=margin,
        audit=_is_audited(margin, count.cast, charter),
        metrics=charter.sequence("final.report_metrics"),
    )
    return Derived(outcome, (*checked.steps, *_reasons(outcome, settled)))


def _require_round(facts: FinalRoundFacts, charter: Charter) -> None:
    if not 1 <= facts.round <= charter.number("final.rounds"):
        raise Refused(
            "3.3",
            N_("There is no round {round}: at most {rounds} are held."),
            remedy=N_("Fill the open seats by a by-election."),
            field="round",
            round=facts.round,
            rounds=charter.number("final.rounds"),
        )
    everyone = facts.nominees + facts.elected_before
    if len(set(everyone)) != len(everyone):
        raise Refused("3.3", N_("A nominee is listed twice or is already elected."), field="nominees")
    if len(facts.elected_before) >= charter.number("final.seats"):
        raise Refused("3.3", N_("All seats are filled; no further round is held."), field="elected_before")


def _count(facts: FinalRoundFacts, charter: Charter) -> FinalCount:
    if charter.choice("final.ballot") == "cumulative":
        _require_kind(bool(facts.marks), "marks")
        count = count_cumulative(facts.nominees, facts.votes, charter)
    else:
        _require_kind(bool(facts.votes), "votes")
        count = count_marks(facts.nominees, facts.marks, charter)
    if facts.decrypted is None:
        return count
    if len(facts.decrypted.votes_for) != len(facts.nominees):
        raise Refused("3.6", N_("The decrypted count does not have one total per nominee."), field="decrypted")
    return add_final_counts(count, facts.decrypted)


def _require_kind(is_other: bool, field: str) -> None:  # noqa: FBT001 - private, named by its one use
    if is_other:
        raise Refused("3.3", N_("These ballots are not of the kind this county's charter prescribes."), field=field)


def _standings(facts: FinalRoundFacts, count: FinalCount, needed: int) -> dict[str, Standing]:
    columns = zip(facts.nominees, count.votes_for, count.votes_against, count.abstained, count.backing, strict=True)
    return {
        key: Standing(key, votes_for, against, abstained, backing >= needed)
        for key, votes_for, against, abstained, backing in columns
    }


@cites("3.3", "3.5", reading=("E04", "E07"))
def _rank_passed(facts: FinalRoundFacts, standings: Mapping[str, Standing], charter: Charter) -> Settled:
    """Those who passed, by votes for, with every tie that touches a seat taken through the chain."""
    passed = [key for key, standing in standings.items() if standing.passed]
    totals = facts.primary_totals or {}
    chain = Chain(
        charter.sequence("final.tie_chain"),
        {
            "fewer_against": {key: -standing.votes_against for key, standing in standings.items()},
            "primary_total": {key: totals.get(key, 0) for key in standings},
        },
        facts.runoffs,
        facts.lots,
    )
    groups = grouped(passed, lambda key: standings[key].votes_for)
    seats = charter.number("final.seats")
    return chain.settle(groups, decides_order(seats), before=len(facts.elected_before))


def _divide(settled: Settled, seats: int) -> tuple[Groups, Groups]:
    """Groups wholly within the seats, and groups wholly beyond them; an open tie across the border is in neither."""
    elected, reserve, before = [], [], 0
    for group in settled.groups:
        if before + len(group) <= seats:
            elected.append(group)
        elif before >= seats:
            reserve.append(group)
        before += len(group)
    return tuple(elected), tuple(reserve)


@cites("3.3", reading="E06")
def _what_follows(
    facts: FinalRoundFacts, standings: Mapping[str, Standing], seats: int, charter: Charter
) -> tuple[tuple[str, ...], int]:
    """Those who stand again, and the seats left to a by-election."""
    failed = tuple(sorted(key for key, standing in standings.items() if not standing.passed))
    missing = max(0, seats - (len(standings) - len(failed)))
    if missing and failed and facts.round < charter.number("final.rounds"):
        return failed, 0
    return (), missing


def _margin(standings: Mapping[str, Standing], elected: Groups) -> int | None:
    inside = {key for group in elected for key in group}
    outside = [standing.votes_for for key, standing in standings.items() if key not in inside]
    if not inside or not outside:
        return None
    return min(standings[key].votes_for for key in inside) - max(outside)


@cites("3.8", reading="E16")
def _is_audited(margin: int | None, cast: int, charter: Charter) -> bool:
    """Whether the margin, as a share of the ballots cast, lies below the trigger of an audit."""
    trigger: Decimal = charter.decimal("election.audit_margin")
    return margin is not None and Fraction(margin, cast) < Fraction(trigger)


def _ordered(standings: Mapping[str, Standing], passed: Groups) -> tuple[Standing, ...]:
    failed = grouped([key for key in standings if not standings[key].passed], lambda key: standings[key].votes_for)
    return tuple(standings[key] for group in (*passed, *failed) for key in group)


def _invalid(
    facts: FinalRoundFacts,
    count: FinalCount,
    needed: int,
    standings: Mapping[str, Standing],
    checked: Validity,
    charter: Charter,
) -> FinalRoundOutcome:
    return FinalRoundOutcome(
        valid=False,
        defects=checked.defects,
        round=facts.round,
        cast=count.cast,
        invalid_ballots=count.invalid,
        needed=needed,
        results=_ordered(standings, grouped(standings, lambda key: standings[key].votes_for)),
        elected=(),
        reserve=(),
        ties=(),
        again=tuple(sorted(facts.nominees)),
        open_seats=0,
        margin=None,
        audit=False,
        metrics=charter.sequence("final.report_metrics"),
    )


def _reasons(outcome: FinalRoundOutcome, settled: Settled) -> tuple[Step, ...]:
    passed = [standing.person for standing in outcome.results if standing.passed]
    values = {"cast": outcome.cast, "invalid": outcome.invalid_ballots, "needed": outcome.needed, "passed": passed}
    text = N_("Of {cast} ballots cast, {invalid} of them invalid, {needed} in favour are needed. Passed: {passed}.")
    steps = [Step("3.3", text, values, "E06"), *settled.steps]
    steps.append(Step("3.3", N_("Elected in this round, best first: {elected}."), {"elected": outcome.elected}, "E04"))
    if outcome.again:
        text = N_("Seats are still open: a further round is held among {again}.")
        steps.append(Step("3.3", text, {"again": outcome.again}, "E06"))
    if outcome.open_seats:
        text = N_("{open} seats stay open after the last round and go to a by-election.")
        steps.append(Step("3.3", text, {"open": outcome.open_seats}, "E06"))
    if outcome.audit:
        text = N_("The margin of {margin} votes is below the trigger: the count is audited.")
        steps.append(Step("3.8", text, {"margin": outcome.margin}, "E16"))
    return tuple(steps)
