"""Acts on offices: most are carried out by rule, a few are entered by those whom the charter names."""

from jianheng.offices.services.by_election import seat_by_election
from jianheng.offices.services.filling import (
    apply_default_pick,
    begin_team,
    decline_office,
    pick_executive,
    record_consultative_vote,
)
from jianheng.offices.services.findings import record_audit, record_dereliction, withdraw_dereliction
from jianheng.offices.services.vacancies import (
    confirm_successor,
    declare_vacancy,
    fill_other_vacancy,
    lift_suspension,
)

__all__ = [
    "apply_default_pick",
    "begin_team",
    "confirm_successor",
    "declare_vacancy",
    "decline_office",
    "fill_other_vacancy",
    "lift_suspension",
    "pick_executive",
    "record_audit",
    "record_consultative_vote",
    "record_dereliction",
    "seat_by_election",
    "withdraw_dereliction",
]
