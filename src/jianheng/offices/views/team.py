"""The offices of one election: ranking, path, picks, votes, and what waits."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.elections.models import Election
from jianheng.elections.selectors.certified import certified, latest_certified
from jianheng.offices import access, selectors, services
from jianheng.offices.forms import PickForm, VoteForm
from jianheng.offices.models import Team
from jianheng.people import selectors as people
from jianheng.people.models import Person
from jianheng.rules.offices import CONSULTATIVE_VOTE, EXECUTIVE_PICK
from jianheng.rules.roles import OFFICES, Officer, Role
from jianheng.web.pages import Request, attempt, everyone, known, now, page, render, status_of


@page(everyone)
def teams(request: Request) -> HttpResponse:
    """Every election whose result fills offices, and one that waits for the rule to run."""
    found = list(selectors.teams(request.officer.county))
    latest = latest_certified(request.officer.county)
    context = {
        "teams": found,
        "waiting": latest if latest and _awaits(latest.election_id, latest.kind, found) else None,
        "may_carry_out": access.can_carry_out(request.officer),
    }
    return render(request, "offices/teams.html", context)


def _awaits(election_id: int, kind: str, found: list[Team]) -> bool:
    return kind == Election.Kind.TWO_STAGE and all(team.election_id != election_id for team in found)


@page(access.can_carry_out, article="4.5")
def begin(request: Request, election_id: int) -> HttpResponse:
    """Let the rule fill the offices from a certified result; nobody can edit what it says."""
    result = certified(election_id)
    if result is None or not Election.objects.filter(pk=election_id, county__code=request.officer.county).exists():
        raise Http404
    if request.method == "POST":
        by = Officer.rule(request.officer.county)
        if result.kind == Election.Kind.TWO_STAGE:
            team = services.begin_team(election_id=election_id, by=by, at=now())
            messages.success(request, _("The offices follow from the ranking."))
            return redirect(team)
        services.seat_by_election(election_id=election_id, by=by, at=now())
        messages.success(request, _("The open offices are filled."))
        return redirect("offices:now")
    names = people.names((*result.ranking, *result.reserve))
    return render(request, "offices/begin.html", {"result": result, "names": names})


def _team(request: Request, pk: int) -> Team:
    try:
        return selectors.teams(request.officer.county).get(pk=pk)
    except Team.DoesNotExist:
        raise Http404 from None


@page(everyone)
def team(request: Request, pk: int) -> HttpResponse:
    """From rank to office for one election, with what waits and until when."""
    found = _team(request, pk)
    standing = selectors.standing(found)
    outcome, at = standing.assignment, now()
    fillings = list(found.fillings.select_related("application").order_by("id"))
    office_of = {person: office for office, person in outcome.offices.items()}
    names = people.names(
        {*standing.result.ranking, *standing.result.reserve, *standing.result.stood, request.officer.key}
        | set(standing.filling.application.derivation["facts"]["tenures"])
    )
    ranking = [
        (rank, person, office_of.get(person), person in outcome.remaining)
        for rank, person in enumerate(standing.result.ranking, start=1)
    ]
    secretary = outcome.offices.get(Role.SECRETARY, "")
    members = {*outcome.offices.values(), *outcome.remaining}
    context = {
        "team": found,
        "standing": standing,
        "outcome": outcome,
        "ranking": ranking,
        "reserve": standing.result.reserve,
        "offices": [(office, outcome.offices.get(office)) for office in OFFICES],
        "names": names,
        "fillings": fillings,
        "picks": list(found.picks.select_related("person")),
        "votes": list(found.votes.select_related("person")),
        "waits_for_pick": EXECUTIVE_PICK in outcome.waiting,
        "waits_for_vote": CONSULTATIVE_VOTE in outcome.waiting,
        "overdue": EXECUTIVE_PICK in outcome.waiting and standing.is_overdue(at),
        "may_pick": request.officer.key == secretary,
        "may_vote": access.can_record_vote(request.officer),
        "may_carry_out": access.can_carry_out(request.officer),
        "may_decline": request.officer.key in members and found.state == Team.State.FILLING,
        "today": timezone.localdate(),
    }
    return render(request, "offices/team.html", context)


@page(known, article="4.4")
def pick(request: Request, pk: int) -> HttpResponse:
    """The secretary picks the executive."""
    found = _team(request, pk)
    standing = selectors.standing(found)
    access.require_pick(request.officer, standing.assignment.offices.get(Role.SECRETARY, ""))
    order = list(standing.assignment.remaining)
    three = sorted(Person.objects.filter(code__in=order), key=lambda person: order.index(person.code))
    form = PickForm(request.POST or None, three=three)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.pick_executive(
                team_id=found.pk,
                person=form.three[form.cleaned_data["person"]],
                reason=form.cleaned_data["reason"],
                by=request.officer,
                at=now(),
            ),
            names={person.code: person.name for person in three},
        )
        if done is not None:
            messages.success(request, _("The executive is picked; the other offices follow."))
            return redirect(found)
    context = {"form": form, "team": found, "standing": standing}
    return render(request, "offices/pick.html", context, status=status_of(form))


@require_POST
@page(access.can_carry_out, article="4.4")
def default_pick(request: Request, pk: int) -> HttpResponse:
    """Let the rule name the executive once the days for the pick have run out."""
    found = _team(request, pk)
    services.apply_default_pick(team_id=found.pk, by=Officer.rule(request.officer.county), at=now())
    return redirect(found)


@page(access.can_record_vote, article="4.4")
def vote(request: Request, pk: int) -> HttpResponse:
    """Enter a vote of the consultative conference."""
    found = _team(request, pk)
    standing = selectors.standing(found)
    form = VoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.record_consultative_vote(
                team_id=found.pk, **form.cleaned_data, by=request.officer, at=now()
            ),
        )
        if done is not None:
            return redirect(found)
    names = people.names((standing.assignment.candidate,))
    context = {"form": form, "team": found, "candidate": names.get(standing.assignment.candidate, "")}
    return render(request, "offices/vote.html", context, status=status_of(form))


@page(known, article="4.5")
def decline(request: Request, pk: int) -> HttpResponse:
    """Someone elected declines and leaves the team."""
    found = _team(request, pk)
    if request.method == "POST":
        services.decline_office(team_id=found.pk, by=request.officer, at=now())
        messages.success(request, _("You have left the team; the next in order move up."))
        return redirect(found)
    return render(request, "offices/decline.html", {"team": found})
