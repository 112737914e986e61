"""The ballots of the final: what may stand on one, and how many say what about whom (Art. 3.3)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jianheng.charter import N_, Charter, cites
from jianheng.rules.ballots.core import tally_rows
from jianheng.rules.ballots.primary import Fault
from jianheng.rules.refusals import Refused

FOR = "for"
AGAINST = "against"
ABSTAIN = "abstain"
MISSING = ""
MARKS = (FOR, AGAINST, ABSTAIN)

Channel = Literal["device", "paper"]
_WHEN_MISSING: Mapping[Channel, str] = {"device": "final.missing_mark_device", "paper": "final.missing_mark_paper"}


@dataclass(frozen=True)
class FinalCount:
    """A count of final ballots; the four tuples stand in the order of the nominees.

    ``backing`` is the number of ballots in favour of a nominee: the votes for under ``complete_marks``, the
    ballots that give at least one vote under ``cumulative``, where ``votes_for`` is the sum of votes.
    """

    votes_for: tuple[int, ...]
    votes_against: tuple[int, ...]
    abstained: tuple[int, ...]
    backing: tuple[int, ...]
    valid: int
    invalid: int

    @property
    def cast(self) -> int:
        """Every ballot that came back."""
        return self.valid + self.invalid


@cites("3.3")
def final_votes(charter: Charter) -> int:
    """The votes of a cumulative final ballot: as many as the primary names nominees, that is seven."""
    return charter.number("primary.seats")


@cites("3.3", "3.9", reading=("E04", "E05", "E14"))
def final_fault(
    ballot: Mapping[str, str], nominees: Collection[str], charter: Charter, *, channel: Channel
) -> Fault | None:
    """What is wrong with one ballot of marks by nominee; `None` for a valid one.

    A nominee left out or marked with the empty text is refused on a device and an abstention on paper.
    """
    for person, mark in ballot.items():
        if person not in nominees and not charter.flag("final.write_in"):
            return Fault("3.3", N_("{person} is not a nominee."), {"person": person})
        if mark not in (*MARKS, MISSING):
            return Fault("3.3", N_("The mark for {person} is not clear."), {"person": person})
    missing = [person for person in nominees if ballot.get(person, MISSING) == MISSING]
    if missing and charter.choice(_WHEN_MISSING[channel]) == "refuse":
        return Fault("3.3", N_("Not marked yet: {missing}. Abstaining is a mark too."), {"missing": missing})
    return None


@cites("3.3", reading="E04")
def cumulative_fault(ballot: Mapping[str, int], nominees: Collection[str], charter: Charter) -> Fault | None:
    """What is wrong with one cumulative final ballot, votes by nominee; all votes must be used."""
    votes, used = final_votes(charter), sum(ballot.values())
    for person, given in ballot.items():
        if person not in nominees:
            return Fault("3.3", N_("{person} is not a nominee."), {"person": person})
        if given < 0:
            return Fault("3.3", N_("A number of votes cannot be negative."))
    if used != votes:
        return Fault("3.3", N_("{used} votes are used; it must be exactly {votes}."), {"used": used, "votes": votes})
    return None


@cites("3.3", "3.9", reading=("E04", "E05"))
def count_marks(nominees: Sequence[str], ballots: Sequence[Sequence[str]], charter: Charter) -> FinalCount:
    """Count paper ballots, a row of marks per ballot and a column per nominee."""
    tallies = {mark: [0] * len(nominees) for mark in MARKS}
    valid = 0
    for number, row in enumerate(ballots, start=1):
        _require_width(number, row, nominees)
        if final_fault(dict(zip(nominees, row, strict=True)), nominees, charter, channel="paper"):
            continue
        valid += 1
        for column, mark in enumerate(row):
            tallies[mark or charter.choice("final.missing_mark_paper")][column] += 1
    votes_for = tuple(tallies[FOR])
    return FinalCount(
        votes_for, tuple(tallies[AGAINST]), tuple(tallies[ABSTAIN]), votes_for, valid, len(ballots) - valid
    )


@cites("3.3", reading="E04")
def count_cumulative(nominees: Sequence[str], ballots: Sequence[Sequence[int]], charter: Charter) -> FinalCount:
    """Count cumulative ballots, a row of votes per ballot; one that does not use all its votes is invalid."""
    for number, row in enumerate(ballots, start=1):
        _require_width(number, row, nominees)
    votes = final_votes(charter)
    totals, backing = [0] * len(nominees), [0] * len(nominees)
    valid, invalid, blank = tally_rows(ballots, votes, votes, votes, totals, backing)
    none = (0,) * len(nominees)
    return FinalCount(tuple(totals), none, none, tuple(backing), valid, invalid + blank)


@cites("3.9", "3.6")
def add_final_counts(first: FinalCount, second: FinalCount) -> FinalCount:
    """Two partial counts over the same nominees as one."""
    return FinalCount(
        _sum(first.votes_for, second.votes_for),
        _sum(first.votes_against, second.votes_against),
        _sum(first.abstained, second.abstained),
        _sum(first.backing, second.backing),
        first.valid + second.valid,
        first.invalid + second.invalid,
    )


def _sum(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(first, second, strict=True))


def _require_width(number: int, row: Sequence[object], nominees: Sequence[str]) -> None:
    if len(row) != len(nominees):
        raise Refused(
            "3.3",
            N_("Ballot {number} has {columns} columns for {width} nominees."),
            field="ballots",
            number=number,
            columns=len(row),
            width=len(nominees),
        )
