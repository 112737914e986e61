"""What is wrong with a log, kept until it is over or until someone has cleared it with reasons (Art. 7.3, 17.3)."""

from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.ledger import access
from jianheng.ledger.events import IncidentCleared
from jianheng.ledger.models.log import STOPPING, Incident, Log, Outbox
from jianheng.ledger.services.recording import record
from jianheng.rules import Refused
from jianheng.rules.roles import Officer

DETAIL = 500


class Stopped(Exception):
    """The log must not go on as it is; ``kind`` is one of `Incident.Kind`, ``held`` an entry to be set aside."""

    def __init__(self, kind: str, detail: str, *, evidence: str = "", held: int | None = None) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.evidence = evidence
        self.held = held


def is_stopped(log: Log) -> bool:
    """Whether an open incident forbids appending to the log."""
    return Incident.objects.filter(log=log, cleared_at=None, kind__in=STOPPING).exists()


@cites("17.3")
@transaction.atomic
def report(log: Log, stopped: Stopped, *, at: datetime) -> Incident:
    """Keep an incident, once while it is open, and set an altered entry aside. Call it outside the failed act."""
    if stopped.held is not None:
        Outbox.objects.filter(entry_id=stopped.held).update(is_held=True)
    made, _is_new = Incident.objects.get_or_create(
        log=log,
        kind=stopped.kind,
        cleared_at=None,
        defaults={"detail": stopped.detail[:DETAIL], "evidence": stopped.evidence, "at": at},
    )
    return made


def close(log: Log, *kinds: str, at: datetime) -> None:
    """What these incidents name is over. Those that stop the log are not closed this way."""
    passing = [kind for kind in kinds if kind not in STOPPING]
    Incident.objects.filter(log=log, kind__in=passing, cleared_at=None).update(cleared_at=at)


@cites("7.3")
@transaction.atomic
def clear_incident(*, incident_id: int, reason: str, by: Officer, at: datetime) -> Incident:
    """Let a stopped log go on. Reason and person stand on the ledger; the evidence stays with the incident."""
    incident = Incident.objects.select_for_update().select_related("log").get(pk=incident_id)
    access.require_clear(by, incident)
    if incident.cleared_at is not None:
        raise Refused("7.3", N_("This incident has been cleared already."))
    if not reason.strip():
        raise Refused(
            "7.3",
            N_("An incident is cleared only with a reason."),
            remedy=N_("Write what was found and why the log may go on."),
            field="reason",
        )
    entry = record(IncidentCleared(incident.log.origin, incident.kind, reason.strip()), by=by, at=at)
    incident.cleared_at, incident.cleared_by, incident.reason = at, entry, reason.strip()
    incident.save(update_fields=["cleared_at", "cleared_by", "reason"])
    return incident
