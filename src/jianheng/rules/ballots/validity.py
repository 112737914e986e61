"""Whether a round counts: quorum, and no more ballots than were issued (Art. 3.4)."""

from dataclasses import dataclass

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule


@dataclass(frozen=True)
class Attendance:
    """The numbers around a round: persons on the roll, persons who took part, ballots issued and cast.

    Ballots cast are all that came back, valid, blank or invalid.
    """

    roll: int
    took_part: int
    issued: int
    cast: int


@dataclass(frozen=True)
class Validity:
    """Whether the round is valid, how many had to take part, and the defects found, in charter order.

    Defects: ``quorum``, ``more_cast_than_issued``, ``more_part_than_roll``, ``more_cast_than_part``.
    """

    valid: bool
    quorum: int
    defects: tuple[str, ...]


_DEFECT_TEXTS = {
    "quorum": N_("Only {took_part} of {roll} took part; {quorum} are needed."),
    "more_cast_than_issued": N_("{cast} ballots were cast, more than the {issued} issued."),
    "more_part_than_roll": N_("{took_part} took part, more than the {roll} on the roll."),
    "more_cast_than_part": N_("{cast} ballots were cast, more than the {took_part} who took part."),
}


@cites("3.4", reading="E09")
def quorum_count(roll: int, charter: Charter) -> int:
    """The least number of persons who must take part: the quorum's share of the roll, rounded up."""
    share = charter.fraction("quorum")
    return -(-roll * share.numerator // share.denominator)


@rule("ballots.validity", "3.4", reading="E09")
def validity(attendance: Attendance, charter: Charter) -> Derived[Validity]:
    """Whether a round of the primary or the final is valid, and what is wrong with it."""
    quorum = quorum_count(attendance.roll, charter)
    found = {
        "quorum": attendance.took_part < quorum,
        "more_cast_than_issued": attendance.cast > attendance.issued,
        "more_part_than_roll": attendance.took_part > attendance.roll,
        "more_cast_than_part": attendance.cast > attendance.took_part,
    }
    defects = tuple(name for name, is_wrong in found.items() if is_wrong)
    values = {
        "roll": attendance.roll,
        "took_part": attendance.took_part,
        "issued": attendance.issued,
        "cast": attendance.cast,
        "quorum": quorum,
    }
    if defects:
        steps = tuple(Step("3.4", _DEFECT_TEXTS[name], values, "E09") for name in defects)
    else:
        text = N_("{took_part} of {roll} took part, {quorum} are needed; {cast} ballots of {issued} issued were cast.")
        steps = (Step("3.4", text, values, "E09"),)
    return Derived(Validity(not defects, quorum, defects), steps)
