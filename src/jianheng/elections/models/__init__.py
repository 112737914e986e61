"""What is stored about elections. No row links a voter to a ballot."""

from jianheng.elections.models.contest import Contest, Option, RollEntry, Round
from jianheng.elections.models.election import Candidate, Election
from jianheng.elections.models.outcome import Certification, Contribution, Count, Draw
from jianheng.elections.models.paper import Entry, Reconciliation, Sheet

__all__ = [
    "Candidate",
    "Certification",
    "Contest",
    "Contribution",
    "Count",
    "Draw",
    "Election",
    "Entry",
    "Option",
    "Reconciliation",
    "RollEntry",
    "Round",
    "Sheet",
]
