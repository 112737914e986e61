"""How far the entry of ballots is, and where entries differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from jianheng.charter import cites
from jianheng.elections import serials
from jianheng.elections.models import Entry, Reconciliation, Round
from jianheng.elections.selectors.tally import UNCLEAR_MARK, charter_of
from jianheng.rules.ballots import differences
from jianheng.rules.ballots.accounting import Row


@dataclass(frozen=True)
class ReadSheet:
    """A sheet that all clerks needed have entered: their readings in order, and what settled a difference."""

    pk: int
    number: int
    code: str
    readings: tuple[Row, ...]
    clerks: tuple[str, ...]
    reconciliation: Reconciliation | None

    @property
    def differs(self) -> bool:
        first, *others = self.readings
        return any(differences({self.number: first}, {self.number: other}) for other in others)

    @property
    def is_open(self) -> bool:
        """Whether a difference still waits for a second reader."""
        return self.differs and not (self.reconciliation and self.reconciliation.second_reader)


@dataclass(frozen=True)
class Progress:
    """Numbers of sheets: entered at all, lacking an entry, differing, settled; ``needed`` entries for each sheet."""

    sheets: int
    incomplete: int
    open_differences: int
    reconciled: int
    needed: int
    incomplete_codes: tuple[str, ...]

    def agrees_with(self, returned: int | None) -> bool:
        """Whether every ballot of the box has been entered by all, without an open difference."""
        return not self.incomplete and not self.open_differences and self.sheets == returned


@cites("3.9", "17.2")
def progress(round_: Round) -> Progress:
    """How far the entry of a round is. Nothing in it tells what a clerk read."""
    needed = charter_of(round_.contest.election).number("election.paper_entries")
    read = _by_sheet(round_)
    complete = [sheet for sheet in read if len(sheet.readings) >= needed]
    open_ones = sum(sheet.is_open for sheet in complete)
    return Progress(
        sheets=len(read),
        incomplete=len(read) - len(complete),
        open_differences=open_ones,
        reconciled=sum(sheet.differs for sheet in complete) - open_ones,
        needed=needed,
        incomplete_codes=tuple(sheet.code for sheet in read if len(sheet.readings) < needed),
    )


@cites("3.9")
def differing(round_: Round) -> tuple[ReadSheet, ...]:
    """The sheets that all clerks needed have entered and on which they differ, by number."""
    needed = charter_of(round_.contest.election).number("election.paper_entries")
    return tuple(sheet for sheet in _by_sheet(round_) if len(sheet.readings) >= needed and sheet.differs)


def sheet_with_entries(round_: Round, number: int) -> ReadSheet | None:
    """One sheet as `differing` lists it; None if it is not among them."""
    return next((sheet for sheet in differing(round_) if sheet.number == number), None)


def entered_by(round_: Round, clerk: str) -> Sequence[str]:
    """The codes of the sheets a clerk has entered, the latest first; their own work and nobody else's."""
    mine = Entry.objects.filter(sheet__round=round_, clerk=clerk).order_by("-id")
    return [serials.short_code(round_.series, number) for number in mine.values_list("sheet__number", flat=True)]


def _by_sheet(round_: Round) -> tuple[ReadSheet, ...]:
    rows = Entry.objects.filter(sheet__round=round_).order_by("sheet__number", "id")
    values = rows.values_list("sheet_id", "sheet__number", "clerk", "marks", "is_unclear")
    settled = {row.sheet_id: row for row in Reconciliation.objects.filter(sheet__round=round_)}
    grouped: dict[tuple[int, int], list[tuple[str, Row]]] = {}
    for sheet, number, clerk, marks, is_unclear in values:
        reading = (UNCLEAR_MARK,) if is_unclear else tuple(marks)
        grouped.setdefault((sheet, number), []).append((clerk, reading))
    return tuple(
        ReadSheet(
            pk=sheet,
            number=number,
            code=serials.short_code(round_.series, number),
            readings=tuple(reading for _, reading in found),
            clerks=tuple(clerk for clerk, _ in found),
            reconciliation=settled.get(sheet),
        )
        for (sheet, number), found in grouped.items()
    )
