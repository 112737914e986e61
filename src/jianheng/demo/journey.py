"""The guided path: six steps through the county, each found done or not from what is on record."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianheng.council.models import Motion
from jianheng.elections.models import Contest, Election, Round
from jianheng.ledger.models import Entry
from jianheng.merit.models import Answer, Appeal, Booking, Case
from jianheng.offices.models import Team
from jianheng.offices.selectors.line import line
from jianheng.offices.selectors.team import standing
from jianheng.people.models import Person
from jianheng.people.selectors import holders, office_holders
from jianheng.rules.offices import CONSULTATIVE_VOTE, EXECUTIVE_PICK
from jianheng.rules.roles import Role

Text = str | Promise


@dataclass(frozen=True)
class Next:
    """What to do next: by whom (nobody in particular if there is no person) and on which page."""

    text: Text
    url: str
    role: str = ""
    person: Person | None = None
    assist: int = 0


@dataclass(frozen=True)
class Step:
    """One step: done or not, where to look at it, and the next act if it is its turn."""

    title: Text
    text: Text
    done: bool
    url: str = ""
    next: Next | None = None


def steps(county: str, day: date) -> tuple[Step, ...]:
    """The steps in order; only the first that is not done has a next act."""
    found: list[Step] = []
    for make in MAKERS:
        step = make(county, day)
        blocked = step.done or any(not earlier.done for earlier in found)
        found.append(replace(step, next=None) if blocked else step)
    return tuple(found)


def _by(county: str, day: date, role: Role, text: Text, url: str) -> Next:
    tenure = holders(county, role, day).first()
    return Next(text, url, role.value, tenure.person if tenure else None)


def _election(county: str) -> Election | None:
    return Election.objects.filter(county__code=county).order_by("-id").first()


def the_final(county: str, day: date) -> Step:
    """The final is counted, certified and published."""
    election = _election(county)
    title = _("Hold the final")
    text = _("The deputies have voted and two tellers have entered every ballot. Count, certify, publish.")
    if election is None:
        return Step(title, text, done=False)
    done = election.state == Election.State.PUBLISHED
    return Step(title, text, done, election.get_absolute_url(), _final_next(county, day, election))


def _final_next(county: str, day: date, election: Election) -> Next:
    page = election.get_absolute_url()
    if election.state == Election.State.CERTIFIED:
        return _by(county, day, Role.SUPERVISION, _("Publish the certified result."), page)
    contest = election.contests.filter(stage=Contest.Stage.FINAL).first()
    last = contest.rounds.order_by("-number", "-attempt").first() if contest else None
    if last is None or last.state == Round.State.COUNTED:
        return _by(county, day, Role.SUPERVISION, _("Certify the result of the final."), page)
    return _by(county, day, Role.PRESIDING, _("Count the final: the rules do the rest."), last.get_absolute_url())


def the_offices(county: str, day: date) -> Step:
    """The five offices are filled from the ranking of the latest election."""
    title = _("See who gets which office, and why")
    text = _("The ranking decides; the secretary picks the executive out of three; the conference elects its chair.")
    election = _election(county)
    team = Team.objects.filter(election=election).first()
    if election is None or team is None:
        page = reverse("offices:begin", args=[election.pk]) if election else ""
        begin = _by(
            county, day, Role.ORGANISATION, _("Let the rule fill the offices from the certified ranking."), page
        )
        return Step(title, text, done=False, next=begin)
    return Step(title, text, team.state == Team.State.COMPLETE, team.get_absolute_url(), _team_next(county, day, team))


def _team_next(county: str, day: date, team: Team) -> Next:
    waiting = standing(team).assignment.waiting
    if EXECUTIVE_PICK in waiting:
        pick = reverse("offices:pick", args=[team.pk])
        return _by(county, day, Role.SECRETARY, _("Pick the executive out of the three, with a reason."), pick)
    if CONSULTATIVE_VOTE in waiting:
        vote = reverse("offices:vote", args=[team.pk])
        return _by(county, day, Role.CONFERENCE, _("Enter how the conference voted on its sole candidate."), vote)
    return Next(_("Look at the team."), team.get_absolute_url())


def _motion(county: str) -> Motion | None:
    return Motion.objects.filter(county__code=county).order_by("-id").first()


def the_decision(county: str, day: date) -> Step:
    """The item in waiting has been decided or returned."""
    title = _("Take a decision")
    text = _("The members vote sealed and at once; all votes open together, and the weights decide.")
    motion = _motion(county)
    if motion is None:
        return Step(title, text, done=False)
    page = reverse("council:motion", args=[motion.pk])
    return Step(title, text, motion.closed_at is not None, page, _motion_next(county, day, motion, page))


def _motion_next(county: str, day: date, motion: Motion, page: str) -> Next:
    if not motion.is_open:
        words = _("The invented members confirm the topic, hear the lead and cast their sealed votes; yours is left.")
        return Next(words, page, assist=motion.pk)
    voted = set(motion.rounds.get(closed_at=None).sealed_votes.values_list("office", flat=True))
    waiting = [office for office in office_holders(county, day) if office not in voted]
    if Role.SECRETARY.value in waiting:
        vote = reverse("council:vote", args=[motion.pk])
        return _by(county, day, Role.SECRETARY, _("Cast the secretary's vote."), vote)
    if waiting:
        return Next(_("The other members cast their sealed votes."), page, assist=motion.pk)
    return _by(county, day, Role.SECRETARIAT, _("All have voted: open the votes together."), page)


def the_ledger(county: str, day: date) -> Step:
    """The decision is on the ledger."""
    del day
    title = _("See it on the ledger")
    text = _("The entry names nobody and can never be changed; the outcome can be replayed step by step.")
    motion = _motion(county)
    kinds = ("council.decided", "council.returned")
    since = motion.proposed_at if motion else None
    entry = Entry.objects.filter(county=county, type__in=kinds, at__gt=since).order_by("-id").first() if since else None
    if entry is None:
        return Step(title, text, done=False)
    return Step(title, text, done=True, url=reverse("ledger:entry", args=[entry.code]))


def the_merit(county: str, day: date) -> Step:
    """The case in waiting is credited, appealed by the rival and answered, so that the booking is final."""
    title = _("Book a merit")
    text = _("The committee credits the congress chair; the rival appeals; another member answers; then it is final.")
    case = Case.objects.filter(county__code=county).order_by("-id").first()
    if case is None:
        return Step(title, text, done=False)
    booking = Booking.objects.filter(decision__case=case).order_by("id").first()
    page = reverse("merit:booking", args=[booking.code]) if booking else reverse("merit:case", args=[case.code])
    done = booking is not None and Answer.objects.filter(appeal__booking=booking).exists()
    return Step(title, text, done, page, _merit_next(county, day, case, booking))


def _merit_next(county: str, day: date, case: Case, booking: Booking | None) -> Next:
    members = [tenure.person for tenure in holders(county, Role.COMMITTEE, day)]
    committee = Role.COMMITTEE.value
    if booking is None:
        award = reverse("merit:award", args=[case.code])
        return Next(_("Credit the congress chair for the closed case."), award, committee, members[1])
    appeal = Appeal.objects.filter(booking=booking).first()
    if appeal is None:
        page = reverse("merit:appeal", args=[booking.code])
        return _by(county, day, Role.DISCIPLINE, _("As the rival in the line, appeal against the booking."), page)
    return Next(
        _("Answer the appeal as another member."), reverse("merit:answer", args=[appeal.pk]), committee, members[2]
    )


def the_line(county: str, day: date) -> Step:
    """The line of succession shows the change and its cause."""
    title = _("Watch the line move")
    text = _("A lead in merit moves a member up one place; the page shows before, after and cause.")
    page = reverse("offices:line")
    moved = any(change.before != change.after for change in line(county, day).changes) and _booked(county)
    return Step(title, text, moved, page, Next(_("Look at the line of succession."), page))


def _booked(county: str) -> bool:
    case = Case.objects.filter(county__code=county).order_by("-id").first()
    return case is not None and Answer.objects.filter(appeal__booking__decision__case=case).exists()


MAKERS: tuple[Callable[[str, date], Step], ...] = (
    the_final,
    the_offices,
    the_decision,
    the_ledger,
    the_merit,
    the_line,
)
