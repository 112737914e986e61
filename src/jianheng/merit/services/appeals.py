"""Appeals against bookings, and their answers (Art. 8.8)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jianheng.charter import N_, cites
from jianheng.county.selectors import work_calendar
from jianheng.ledger.services import record
from jianheng.merit import access, selectors
from jianheng.merit.events import AppealAnswered, AppealLodged
from jianheng.merit.models import Answer, Appeal, Case, Decision
from jianheng.merit.services.reverse import counter
from jianheng.people.selectors import person
from jianheng.rules import Forbidden, Refused, merit
from jianheng.rules.merit_states import BookingAct, require_act, require_standing
from jianheng.rules.roles import Officer


@cites("8.8", "18.1", reading=("C01", "C06"))
@transaction.atomic
def lodge_appeal(*, code: str, grounds: str, by: Officer, at: datetime) -> Appeal:
    """Lodge an appeal within the period; until it is answered the booking moves nothing.

    Refused after the period, without standing, or a second time by the same person.
    """
    if not access.can_appeal(by):
        raise Forbidden("8.8", N_("Sign in to appeal, so that the answer can reach you."))
    Case.objects.select_for_update(of=("self",)).get(decisions__bookings__code=code)
    booking = selectors.booking(code)  # read after the lock: it shows what was decided meanwhile
    today = timezone.localdate(at)
    charter = booking.decision.application.version.charter
    calendar = work_calendar()
    if not grounds.strip():
        raise Refused("8.8", N_("An appeal says what is wrong with the booking."), field="grounds")
    appellant = person(by.key)
    standing = require_standing(selectors.standings(booking, appellant, today), charter)
    if booking.appeals.filter(by=appellant).exists():
        raise Refused("8.8", N_("You have already appealed against this booking."))
    merit.require_timely(booking.decision.published_on, today, calendar, charter)
    require_act(selectors.row_of(booking, today).state, BookingAct.LODGE)
    appeal = Appeal.objects.create(
        booking=booking, by=appellant, standing=standing, grounds=grounds.strip(), lodged_at=at
    )
    due = calendar.deadline(today, charter.number("merit.answer_days"))
    record(AppealLodged(booking.code, by.key, standing, due.day), by=by, at=at)
    return appeal


@cites("8.8", "8.7", reading="C01")
@transaction.atomic
def answer_appeal(*, appeal_id: int, outcome: str, reasons: str, by: Officer, at: datetime) -> Answer:
    """Answer an appeal with reasons; if it is upheld the booking is countered at once.

    Refused to the member who took the decision, to parties, without reasons, or a second time.
    """
    appeal = selectors.appeal_of(appeal_id)
    case = Case.objects.select_for_update().select_related("county").get(pk=appeal.booking.decision.case_id)
    access.require_answer(by, appeal)
    if Answer.objects.filter(appeal=appeal).exists():
        raise Refused("8.8", N_("This appeal has been answered."))
    if outcome not in Answer.Outcome.values:
        raise Refused("8.8", N_("An appeal is upheld or dismissed."), field="outcome")
    if not reasons.strip():
        raise Refused("18.1", N_("The answer to an appeal gives its reasons."), field="reasons")
    booking = selectors.booking(appeal.booking.code)
    upheld = outcome == Answer.Outcome.UPHELD
    state = selectors.row_of(booking, timezone.localdate(at)).state
    require_act(state, BookingAct.UPHOLD if upheld else BookingAct.DISMISS)
    answer = Answer.objects.create(
        appeal=appeal, outcome=outcome, reasons=reasons.strip(), answered_by=by.key, answered_at=at
    )
    record(AppealAnswered(booking.code, appeal.by.code, outcome), by=by, at=at)
    if upheld:
        counter(booking, case, Decision.Kind.APPEAL, "appeal", reasons[:500], by=by, at=at)
    return answer
