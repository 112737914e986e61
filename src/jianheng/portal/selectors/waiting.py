"""What waits for an officer, with the article and the day by which it is due. One small gatherer for each room."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jianheng.charter import Charter
from jianheng.council import access as council_access
from jianheng.council import selectors as council
from jianheng.county.selectors import charter_on
from jianheng.documents import access as documents_access
from jianheng.documents import selectors as documents
from jianheng.documents.models import Document
from jianheng.elections import access as elections_access
from jianheng.elections.models import Election, Round
from jianheng.elections.selectors.pages import elections
from jianheng.merit import access as merit_access
from jianheng.merit import selectors as merit
from jianheng.offices import access as offices_access
from jianheng.offices.models import Team
from jianheng.offices.selectors.offices import open_vacancies
from jianheng.offices.selectors.team import standing, teams
from jianheng.queries import access as queries_access
from jianheng.queries.selectors import waiting_queries
from jianheng.rules.offices import CONSULTATIVE_VOTE, EXECUTIVE_PICK
from jianheng.rules.roles import Officer, Role
from jianheng.web.text import COUNTY_TIME, word


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what to do, about what, by which article, where, and until when if there is a limit.

    ``by_day`` says that the limit is the end of a day, not an instant within it.
    """

    what: str
    about: str
    article: str
    url: str
    due: datetime | None = None
    by_day: bool = False


def waiting_for(officer: Officer, at: datetime) -> tuple[Waiting, ...]:
    """Everything that waits for an officer, the earliest due first; nothing for a visitor."""
    if not officer.is_known:
        return ()
    found = [one for gather in GATHERERS for one in gather(officer, at)]
    latest = datetime.max.replace(tzinfo=at.tzinfo)
    return tuple(sorted(found, key=lambda one: one.due or latest))


def _end_of(day: date | None) -> datetime | None:
    """The last instant of a day in the county; None for None."""
    return datetime.combine(day, time.max, COUNTY_TIME) if day else None


COMPLETE = gettext_noop("Complete the draft")
OF_ELECTION = {
    Election.State.CALLED: (elections_access.can_keep_list, gettext_noop("Complete and close the list"), "3.1"),
    Election.State.LISTED: (elections_access.can_preside, gettext_noop("Open the first vote"), "3.1"),
    Election.State.NOMINATED: (elections_access.can_preside, gettext_noop("Open the final"), "3.3"),
    Election.State.CERTIFIED: (elections_access.can_certify, gettext_noop("Publish the result"), "3.8"),
}
OF_ROUND = {
    Round.State.CALLED: (elections_access.can_preside, gettext_noop("Open the vote"), "3.4"),
    Round.State.OPEN: (elections_access.can_admit, gettext_noop("Check voters in, hand out ballots"), "3.9"),
    Round.State.CLOSED: (elections_access.can_enter, gettext_noop("Enter the ballots"), "3.9"),
    Round.State.RECONCILED: (elections_access.can_preside, gettext_noop("Count the round"), "3.4"),
    Round.State.COUNTED: (elections_access.can_certify, gettext_noop("Certify the count"), "3.8"),
}


def of_elections(officer: Officer, at: datetime) -> Iterator[Waiting]:
    """The next act of an election or of its latest round, for whoever performs it."""
    del at
    if not (elections_access.can_watch(officer) or elections_access.can_call(officer)):
        return
    running = elections(officer.county).exclude(state__in=(Election.State.PUBLISHED, Election.State.CANCELLED))
    for row in running.prefetch_related("contests__rounds"):
        task = OF_ELECTION.get(Election.State(row.state))
        if task and task[0](officer, row):
            yield Waiting(_(task[1]), row.title, task[2], row.get_absolute_url())
        for round_ in _rounds(row):
            step = OF_ROUND.get(Round.State(round_.state))
            if step and step[0](officer, row):
                yield Waiting(_(step[1]), f"{row.title} · {round_.name}", step[2], round_.get_absolute_url())


def _rounds(row: Election) -> Iterable[Round]:
    return [round_ for contest in row.contests.all() for round_ in contest.rounds.all()]


def of_council(officer: Officer, at: datetime) -> Iterator[Waiting]:
    """Topics to confirm, boundaries to check, votes to cast and to open."""
    if not council_access.is_inside(officer):
        return
    for task in council.waiting_for(officer, list(council.in_progress(officer.county)), at):
        page = reverse("council:motion", args=[task.motion.pk])
        yield Waiting(_(task.what), task.motion.title, "6.2" if task.until is None else "6.5", page, task.until)


def of_documents(officer: Officer, at: datetime) -> Iterator[Waiting]:
    """Decisions to be drafted, and what each document on its way to the signature waits for."""
    if documents_access.can_draft(officer):
        for motion in documents.undrafted(officer.county):
            yield Waiting(_("Draft the document"), motion.title, "7.2", reverse("documents:index"))
    if not documents_access.is_inside(officer):
        return
    day = timezone.localdate(at)
    drafts = list(documents.drafts(officer.county).prefetch_related("steps"))
    charter = charter_on(officer.county, day) if drafts else Charter()
    for draft in drafts:
        page, last = reverse("documents:document", args=[draft.code]), _end_of(draft.due_on)
        for what, article in _of_draft(officer, draft, day, charter):
            yield Waiting(_(what), draft.title, article, page, last, by_day=last is not None)


def _of_draft(officer: Officer, draft: Document, day: date, charter: Charter) -> Iterator[tuple[str, str]]:
    """What a document on its way to the signature waits for from an officer, with the article."""
    if draft.state == Document.State.SIGNING:
        if documents_access.office_of(officer) in documents.signing_of(draft, day, charter).outcome.signers:
            yield gettext_noop("Sign and issue the document"), "6.8"
        return
    if draft.is_open:
        if documents_access.can_draft(officer):
            complete = all(draft.present.values())
            yield gettext_noop("Submit the document for checking") if complete else COMPLETE, "7.2"
        return
    checks = documents.checks_of(draft, draft.steps.all(), day, charter).outcome
    is_checking = draft.state == Document.State.CHECKING
    if is_checking and any(role in checks.outstanding for role in documents_access.checks_of(officer)):
        yield gettext_noop("Check the document"), "7.2"
    if checks.may_send and documents_access.can_draft(officer):
        yield gettext_noop("Send the document for signature"), "7.2"


def of_departments(officer: Officer, at: datetime) -> Iterator[Waiting]:
    """Documents and instructions that the officer's departments have not acknowledged."""
    day = timezone.localdate(at)
    if not documents_access.can_receive(officer):
        return
    for row in documents.unacknowledged(officer, day):
        page, last = reverse("documents:document", args=[row.document.code]), _end_of(row.document.receipts_due_on)
        yield Waiting(_("Acknowledge the document"), row.document.title, "7.2", page, last, by_day=True)
    for instruction in documents.unreceived(officer, day):
        yield Waiting(_("Acknowledge the instruction"), instruction.title, "7.1", instruction.get_absolute_url())


def of_instructions(officer: Officer, at: datetime) -> Iterator[Waiting]:
    """Oral instructions that need their document within the hours, and refusals that discipline looks into."""
    if documents_access.may_put_in_writing(officer):
        for instruction in documents.unwritten(officer, at):
            page = instruction.get_absolute_url()
            yield Waiting(
                _("Put the oral instruction into a document"), instruction.title, "7.1", page, instruction.until
            )
    if documents_access.is_discipline(officer):
        for refusal in documents.to_examine(officer):
            page = reverse("documents:refusal", args=[refusal.instruction.code])
            yield Waiting(_("Look into the refused instruction"), refusal.instruction.title, "7.1", page)


def of_merit(officer: Officer, at: datetime) -> Iterator[Waiting]:
    """Appeals to answer, and bookings of one's own that are still open to appeal."""
    day = timezone.localdate(at)
    if merit_access.can_book(officer):
        for appeal in merit.open_appeals(officer.county):
            if merit_access.can_answer(officer, appeal):
                page = reverse("merit:answer", args=[appeal.pk])
                yield Waiting(_("Answer the appeal"), appeal.booking.code, "8.8", page)
    own = merit.rows(merit.bookings(officer.county).filter(person__code=officer.key), day)
    for row in own:
        if row.may_appeal and not row.appeals:
            page, last = row.booking.get_absolute_url(), _end_of(row.appeal.day)
            yield Waiting(_("Read the booking; you may appeal"), row.booking.code, "8.8", page, last, by_day=True)


def of_offices(officer: Officer, at: datetime) -> Iterator[Waiting]:
    """The secretary's pick, the conference's vote, the congress's confirmation of a successor."""
    concerned = officer.has(Role.SECRETARY, Role.CONGRESS, Role.CONFERENCE, Role.PRESIDING)
    if not concerned:
        return
    team = teams(officer.county).filter(state=Team.State.FILLING).first()
    if team is not None:
        yield from _of_team(officer, team)
    if offices_access.can_enter_confirmation(officer):
        for vacancy in open_vacancies(officer.county, timezone.localdate(at)).filter(path="succession"):
            page = vacancy.get_absolute_url()
            yield Waiting(
                _("Confirm the successor"), word(vacancy.office), "9.5", page, _end_of(vacancy.due_on), by_day=True
            )


def _of_team(officer: Officer, team: Team) -> Iterator[Waiting]:
    now, page = standing(team), team.get_absolute_url()
    waits = now.assignment.waiting
    if EXECUTIVE_PICK in waits and officer.key == now.assignment.offices.get(Role.SECRETARY):
        yield Waiting(_("Pick the executive"), team.election.title, "4.4", page, _end_of(now.deadline.day), by_day=True)
    if CONSULTATIVE_VOTE in waits and offices_access.can_record_vote(officer):
        yield Waiting(_("Enter the vote on the consultative chair"), team.election.title, "4.4", page)


def of_queries(officer: Officer, at: datetime) -> Iterator[Waiting]:
    """Running queries of one's own: they end with their matter, and their seal opens by itself."""
    del at
    if not queries_access.can_query(officer):
        return
    for row in waiting_queries(officer):
        page = reverse("queries:query", args=[row.code])
        yield Waiting(_("End the query when its matter ends"), row.reference, "18.5", page, row.seal.until)


GATHERERS = (of_elections, of_council, of_documents, of_departments, of_instructions, of_merit, of_offices, of_queries)
