"""The states of a booking, who may appeal, and when bands are published (Art. 8.7, 8.8, 8.11)."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from jianheng.charter import N_, Charter, cites
from jianheng.rules.refusals import Refused


class BookingState(StrEnum):
    """Where a booking stands on a day; it follows from dates and appeals and is stored nowhere."""

    PROVISIONAL = "provisional"
    APPEALED = "appealed"
    FINAL = "final"
    REVERSED = "reversed"


class BookingAct(StrEnum):
    """What changes the state of a booking."""

    LODGE = "lodge"
    LET_EXPIRE = "let_expire"
    DISMISS = "dismiss"
    UPHOLD = "uphold"
    REVERSE = "reverse"


BOOKING_TRANSITIONS: Mapping[BookingState, Mapping[BookingAct, BookingState]] = {
    BookingState.PROVISIONAL: {
        BookingAct.LODGE: BookingState.APPEALED,
        BookingAct.LET_EXPIRE: BookingState.FINAL,
        BookingAct.REVERSE: BookingState.REVERSED,
    },
    BookingState.APPEALED: {
        BookingAct.LODGE: BookingState.APPEALED,
        BookingAct.DISMISS: BookingState.FINAL,
        BookingAct.UPHOLD: BookingState.REVERSED,
    },
    BookingState.FINAL: {BookingAct.REVERSE: BookingState.REVERSED},
    BookingState.REVERSED: {BookingAct.DISMISS: BookingState.REVERSED},
}

_WRONG_STATE = {
    BookingState.PROVISIONAL: N_("No appeal against this booking is open."),
    BookingState.APPEALED: N_("An appeal against this booking is open: it is answered first."),
    BookingState.FINAL: N_("This booking is final; no appeal lies against it any more."),
    BookingState.REVERSED: N_("This booking has been reversed by a later entry."),
}


@cites("8.8", "8.11", reading="S22")
def booking_state(final_on: date | None, *, reversed_: bool, appealed: bool, day: date) -> BookingState:
    """The state of a booking on a day, from the day it becomes final, its reversal and its open appeals."""
    if reversed_:
        return BookingState.REVERSED
    if appealed:
        return BookingState.APPEALED
    return BookingState.FINAL if final_on is not None and final_on <= day else BookingState.PROVISIONAL


@cites("8.7", "8.8")
def require_act(state: BookingState, act: BookingAct) -> BookingState:
    """The state after an act; refused where the present state does not permit it."""
    found = BOOKING_TRANSITIONS[state].get(act)
    if found is None:
        raise Refused("8.8" if act != BookingAct.REVERSE else "8.7", _WRONG_STATE[state])
    return found


@cites("8.8", "18.1", reading="C06")
def require_standing(standings: Collection[str], charter: Charter) -> str:
    """In which quality someone appeals: the first of the charter's list that they have; refused if none."""
    for quality in charter.sequence("appeal.standing"):
        if quality in standings:
            return quality
    raise Refused(
        "8.8",
        N_("Only the cadre, the accused, a rival in the line or a reporter of the case can appeal."),
        remedy=N_("Anyone else may tell the auditor or the congress of a mistake."),
    )


@cites("8.8", reading="C01")
def require_other_panel(decided_by: Collection[str], answering: str) -> None:
    """Refuse an answer to an appeal by a member who took part in the decision."""
    if answering in decided_by:
        raise Refused("8.8", N_("An appeal is answered by a member who took no part in the decision."))


@cites("8.11", "18.3", reading="S24")
def published_as_of(day: date, charter: Charter) -> date:
    """The day whose standing may be shown in public: the last half-yearly date, or yearly one."""
    if charter.choice("merit.publish_dates") == "half_yearly" and day.month >= _JULY:
        return date(day.year, _JULY, 1)
    return date(day.year, 1, 1)


_JULY = 7
