"""The list of elections, one election, its candidates, its result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jianheng.county.access import can_read_facts
from jianheng.elections import access, services
from jianheng.elections.forms import CallForm, CandidateForm
from jianheng.elections.models import Contest, Election, Round
from jianheng.elections.selectors import pages
from jianheng.elections.selectors.disputes import dispute_way
from jianheng.elections.selectors.tally import charter_of
from jianheng.people.models import Person
from jianheng.people.selectors import holders, names, office_holders
from jianheng.rules.elections_states import ElectionState
from jianheng.rules.roles import Role
from jianheng.web.names import names_in
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of

STATE_TAGS = {
    Election.State.CALLED: "info",
    Election.State.LISTED: "info",
    Election.State.PRIMARY: "attention",
    Election.State.NOMINATED: "info",
    Election.State.FINAL: "attention",
    Election.State.CERTIFIED: "good",
    Election.State.PUBLISHED: "good",
    Election.State.CANCELLED: "neutral",
}
ROUND_TAGS = {
    Round.State.CALLED: "info",
    Round.State.OPEN: "attention",
    Round.State.CLOSED: "attention",
    Round.State.RECONCILED: "info",
    Round.State.COUNTED: "info",
    Round.State.CERTIFIED: "good",
    Round.State.INVALID: "bad",
}


@dataclass(frozen=True)
class Tagged:
    """A thing with the meaning of its state, for a tag."""

    thing: Election | Round
    meaning: str


def tagged(rounds: list[Round]) -> list[Tagged]:
    """Rounds with the meaning of their states."""
    return [Tagged(round_, ROUND_TAGS[Round.State(round_.state)]) for round_ in rounds]


@page(everyone)
def election_list(request: Request) -> HttpResponse:
    """All elections of the county."""
    found = Paginator(pages.elections(request.officer.county), 20).get_page(request.GET.get("page"))
    rows = [Tagged(row, STATE_TAGS[Election.State(row.state)]) for row in found]
    context = {"rows": rows, "page_of_list": found, "may_call": access.can_call(request.officer)}
    return render(request, "elections/list.html", context)


@page(access.can_call, article="3.1")
def call(request: Request) -> HttpResponse:
    """Call an election."""
    county, today = request.officer.county, timezone.localdate()
    presiding = [(t.person.code, t.person.name) for t in holders(county, Role.PRESIDING, today)]
    seated = [(t.person.code, t.person.name) for t in office_holders(county, today).values()]
    form = CallForm(request.POST or None, presiding=presiding, seated=seated, initial={"kind": Election.Kind.TWO_STAGE})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data["presiding"] = Person.objects.filter(code=data["presiding"], county__code=county).first()
        called = attempt(
            form,
            lambda: services.call_election(county=pages.county_of(county), **data, by=request.officer, at=now()),
        )
        if called is not None:
            messages.success(request, _("The election is called. Now enter the candidates."))
            return redirect("elections:candidates", pk=called.pk)
    return render(request, "elections/call.html", {"form": form}, status=status_of(form))


@page(everyone)
def election(request: Request, pk: int) -> HttpResponse:
    """One election: where it stands, its rounds, its result, what comes next."""
    found = pages.election(request.officer.county, pk)
    certified = pages.certifications(found)
    rounds = list(pages.rounds(found))
    current = current_of(rounds)
    known = names([key for row in certified.values() for key in (*row.winners, *row.reserve)])
    context = {
        "election": found,
        "meaning": STATE_TAGS[Election.State(found.state)],
        "steps": steps_of(found),
        "is_running": found.state not in (Election.State.PUBLISHED, Election.State.CANCELLED),
        "rounds": tagged(rounds),
        "current": current,
        "is_ready": current is not None and pages.is_ready(current),
        "candidate_count": found.candidates.filter(is_withdrawn=False).count(),
        "nominees": named(certified["primary"].winners, known) if "primary" in certified else None,
        "elected": named(certified["final"].winners, known) if "final" in certified else None,
        "final": certified.get("final"),
        "names": known,
        "may_keep_list": access.can_keep_list(request.officer, found),
        "may_preside": access.can_preside(request.officer, found),
        "may_certify": access.can_certify(request.officer, found),
        "way": dispute_way(found),
    }
    return render(request, "elections/election.html", context)


def current_of(rounds: Sequence[Round]) -> Round | None:
    """The round of the primary or the final that is not certified yet, the latest one."""
    main = [round_ for round_ in rounds if round_.contest.stage != Contest.Stage.RUNOFF]
    return main[-1] if main and main[-1].state != Round.State.CERTIFIED else None


def named(keys: Sequence[str], known: Mapping[str, str]) -> list[tuple[int, str, str]]:
    """Keys with rank and name."""
    return [(rank, key, known[key]) for rank, key in enumerate(keys, start=1)]


def steps_of(election: Election) -> list[dict[str, str]]:
    """The stages of an election for the stepper."""
    labels = [(ElectionState.CALLED, _("Candidates")), (ElectionState.LISTED, _("Primary"))]
    labels += [(ElectionState.NOMINATED, _("Final")), (ElectionState.CERTIFIED, _("Publication"))]
    if election.kind == Election.Kind.BY_ELECTION:
        labels.pop(1)
        labels[1] = (ElectionState.LISTED, _("Final"))
    order = list(ElectionState)
    here = order.index(ElectionState(election.state))
    steps = []
    for number, (start, label) in enumerate(labels):
        following = labels[number + 1][0] if number + 1 < len(labels) else ElectionState.PUBLISHED
        is_done = here >= order.index(following)
        state = "done" if is_done else "current" if here >= order.index(start) else "later"
        steps.append({"label": label, "state": "later" if election.state == "cancelled" else state})
    return steps


@page(everyone)
def candidates(request: Request, pk: int) -> HttpResponse:
    """The list of candidates, and one more for the organisation department."""
    found = pages.election(request.officer.county, pk)
    may_add = access.can_keep_list(request.officer, found) and found.state == Election.State.CALLED
    form = CandidateForm(request.POST or None, county=request.officer.county) if may_add else None
    if request.method == "POST":
        access.require_keep_list(request.officer, found)
        form = form or CandidateForm(request.POST, county=request.officer.county)
        if form.is_valid():
            data = form.cleaned_data
            entered = attempt(
                form,
                lambda: services.enter_candidate(election_id=pk, **data, by=request.officer, at=now()),
                names={data["person"].code: data["person"].name},
            )
            if entered is not None:
                messages.success(request, _("{name} is on the list.").format(name=data["person"].name))
                return redirect("elections:candidates", pk=pk)
    rows = list(pages.candidates(found))
    context = {
        "election": found,
        "rows": rows,
        "standing": sum(not row.is_withdrawn for row in rows),
        "least": charter_of(found).number("primary.min_candidates"),
        "form": form,
        "is_open": found.state == Election.State.CALLED,
        "may_keep_list": access.can_keep_list(request.officer, found),
    }
    return render(request, "elections/candidates.html", context, status=status_of(form) if form else 200)


@page(everyone)
def result(request: Request, pk: int) -> HttpResponse:
    """The certified result as published, for reading and for print."""
    found = pages.election(request.officer.county, pk)
    certified = pages.certifications(found)
    final = certified.get("final")
    held = [round_ for round_ in pages.rounds(found) if round_.state == Round.State.CERTIFIED]
    main = [round_ for round_ in held if round_.contest.stage != "runoff"]
    winners = [*final.winners, *final.reserve] if final else []
    counted = pages.counted_of(main)
    known = dict(names([*winners, final.certified_by if final else ""]))
    context = {
        "election": found,
        "final": final,
        "certifier": known.get(final.certified_by, "") if final else "",
        "elected": named(final.winners, known) if final else [],
        "reserve": [known[key] for key in final.reserve] if final else [],
        "rounds": [(round_, counted.get(round_.pk)) for round_ in main],
        "why_names": names_in(final.application.derivation) if final else {},
        "may_read_ballots": final is not None and can_read_facts(request.officer, final.application),
        "way": dispute_way(found),
    }
    return render(request, "elections/result.html", context)
