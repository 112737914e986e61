"""The numeric core of the primary tally: whole numbers in, whole numbers out (Art. 3.2).

Plain Python runs it on lists for a county's few hundred ballots; ``numba.njit(tally_rows)`` compiles the
same function object for arrays of millions of ballots, which is why it uses nothing but loops and integers.
"""

from collections.abc import MutableSequence, Sequence

from jianheng.charter import cites


@cites("3.2", reading=("E01", "E03"))
def tally_rows(
    ballots: Sequence[Sequence[int]],
    votes: int,
    least: int,
    cap: int,
    totals: MutableSequence[int],
    supporters: MutableSequence[int],
) -> tuple[int, int, int]:
    """Add every valid ballot to ``totals`` and ``supporters``; return how many were valid, invalid and blank.

    A ballot is a row of votes, one column per candidate. It is valid when each column lies between 0 and
    ``cap`` and their sum between ``least`` and ``votes``; a row of zeros is blank, whatever ``least`` says.
    """
    valid = 0
    invalid = 0
    blank = 0
    width = len(totals)
    for i in range(len(ballots)):
        row = ballots[i]
        used = 0
        wrong = 0
        for j in range(width):
            given = row[j]
            used += given
            wrong |= (given < 0) | (given > cap)
        if used == 0 and wrong == 0:
            blank += 1
        elif wrong != 0 or used > votes or used < least:
            invalid += 1
        else:
            valid += 1
            for j in range(width):
                given = row[j]
                totals[j] += given
                supporters[j] += given > 0
    return valid, invalid, blank
