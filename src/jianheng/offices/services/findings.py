"""Audits of the discipline secretary and findings of dereliction (Art. 9.4)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.county.models import County
from jianheng.ledger.codes import new_code
from jianheng.ledger.services import record
from jianheng.offices import access
from jianheng.offices.events import DerelictionFound, DerelictionWithdrawn, DisciplineAudited
from jianheng.offices.models import Audit, Dereliction
from jianheng.people.selectors import office_holders
from jianheng.rules import Refused
from jianheng.rules.merit_states import require_other_panel
from jianheng.rules.roles import Officer, Role


@cites("9.4", reading=("S17", "S28"))
@transaction.atomic
def record_audit(
    *, county: County, starts_on: date, ends_on: date, outcome: str, basis: str, by: Officer, at: datetime
) -> Audit:
    """Record an independent audit of the discipline secretary over a period that has ended."""
    access.require_audit(by, county.code)
    County.objects.select_for_update().get(pk=county.pk)
    if outcome not in Audit.Outcome.values:
        raise Refused("9.4", N_("An audit found no missed lead, or it found missed leads."), field="outcome")
    if ends_on < starts_on or ends_on > timezone.localdate(at):
        raise Refused("9.4", N_("An audit covers a period that has ended."), field="ends_on")
    audit = Audit.objects.create(
        county=county, starts_on=starts_on, ends_on=ends_on, outcome=outcome, basis=basis, recorded_by=by.key, at=at
    )
    record(DisciplineAudited(starts_on, ends_on, outcome, basis), by=by, at=at)
    return audit


@cites("9.4", "18.1", reading="S19")
@transaction.atomic
def record_dereliction(*, county: County, reason: str, by: Officer, at: datetime) -> Dereliction:
    """Record a reasoned finding that the discipline secretary was derelict; final after the appeal period."""
    County.objects.select_for_update().get(pk=county.pk)
    held = office_holders(county.code, timezone.localdate(at)).get(Role.DISCIPLINE.value)
    if held is None:
        raise Refused("9.4", N_("The office of discipline secretary is vacant."))
    access.require_find_dereliction(by, county.code, held.person.code)
    if not reason.strip():
        raise Refused("9.4", N_("A finding of dereliction gives its reasons."), field="reason")
    found = Dereliction.objects.create(
        county=county,
        person=held.person,
        code=new_code(county.code.upper()[:4], at),
        reason=reason.strip(),
        decided_by=by.key,
        decided_at=at,
    )
    record(DerelictionFound(found.code, found.person.code), by=by, at=at)
    return found


@cites("9.4", "8.8", reading=("S19", "C01"))
@transaction.atomic
def withdraw_dereliction(*, code: str, reason: str, by: Officer, at: datetime) -> Dereliction:
    """Withdraw a finding, as after an appeal: by a member who did not take it, with reasons, once."""
    found = Dereliction.objects.select_for_update().select_related("person", "county").get(code=code)
    access.require_find_dereliction(by, found.county.code, found.person.code)
    require_other_panel((found.decided_by,), by.key)
    if found.withdrawn_at is not None:
        raise Refused("9.4", N_("This finding has been withdrawn."))
    if not reason.strip():
        raise Refused("18.1", N_("A withdrawal gives its reasons."), field="reason")
    found.withdrawn_by, found.withdrawn_at, found.withdrawal_reason = by.key, at, reason.strip()
    found.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal_reason"])
    record(DerelictionWithdrawn(found.code, found.person.code), by=by, at=at)
    return found
