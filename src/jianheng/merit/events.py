"""What the room leaves in the ledger. Persons and points stay behind commitments (Art. 8.11, 18.3)."""

from dataclasses import dataclass
from datetime import date

from jianheng.charter import N_
from jianheng.ledger.events import Event


@dataclass(frozen=True)
class MeritTermBegan(Event):
    type = "merit.term_began"
    article = "9.2"
    title = N_("Merit counts anew for the line")
    public = frozenset({"starts_on"})

    starts_on: date


@dataclass(frozen=True)
class CaseRegistered(Event):
    type = "merit.case_registered"
    article = "8.1"
    title = N_("Closed case registered")
    public = frozenset({"case", "closed_on"})

    case: str
    closed_on: date
    sanctioned: tuple[str, ...]


@dataclass(frozen=True)
class SanctionBecameFinal(Event):
    type = "merit.sanction_final"
    article = "8.1"
    title = N_("Sanction of a case final")
    public = frozenset({"case", "on"})

    case: str
    on: date


@dataclass(frozen=True)
class Decided(Event):
    """What every decision of the committee commits to: the bookings, whose they are, and their points."""

    type = "merit.decided"
    article = "8.11"
    title = N_("Decision of the review committee")
    public = frozenset({"case", "bookings"})

    case: str
    bookings: tuple[str, ...]
    persons: tuple[str, ...]
    points: tuple[str, ...]
    derivation: str


@dataclass(frozen=True)
class MeritAwarded(Decided):
    type = "merit.awarded"
    article = "8.1"
    title = N_("Merit awarded")


@dataclass(frozen=True)
class FaultBooked(Decided):
    type = "merit.fault_booked"
    article = "8.3"
    title = N_("Fault booked")


@dataclass(frozen=True)
class ReportJudged(Decided):
    type = "merit.report_judged"
    article = "8.5"
    title = N_("Report judged")


@dataclass(frozen=True)
class BookingReversed(Decided):
    type = "merit.reversed"
    article = "8.7"
    title = N_("Booking reversed by a later entry")


@dataclass(frozen=True)
class AppealLodged(Event):
    type = "merit.appeal_lodged"
    article = "8.8"
    title = N_("Appeal lodged against a booking")
    public = frozenset({"booking", "answer_due"})

    booking: str
    appellant: str
    standing: str
    answer_due: date


@dataclass(frozen=True)
class AppealAnswered(Event):
    type = "merit.appeal_answered"
    article = "8.8"
    title = N_("Appeal answered")
    public = frozenset({"booking", "outcome"})

    booking: str
    appellant: str
    outcome: str
