"""One round: accounting, results, ties; its ballots and its counting sheet."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianheng.county.access import can_read_facts
from jianheng.elections import access, services
from jianheng.elections.forms import AccountForm, SheetsForm, VoidForm
from jianheng.elections.models import Contest, Draw, Election, Round
from jianheng.elections.qr import qr_svg
from jianheng.elections.selectors import pages
from jianheng.elections.selectors.paper import progress
from jianheng.elections.selectors.tally import ballot_form, charter_of
from jianheng.elections.views.overview import ROUND_TAGS, tagged
from jianheng.rules.ballots import Tie, final_votes, votes_on_one
from jianheng.rules.ballots.ties import LOTS, RUNOFF
from jianheng.web.forms import position
from jianheng.web.names import names_in
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of

SHEETS_PER_PAGE = 30


@page(everyone)
def round_page(request: Request, pk: int) -> HttpResponse:
    """A round: where it stands, who took part, what was counted and why, what comes next."""
    round_ = pages.round_(request.officer.county, pk)
    counted = pages.counted(round_)
    election = round_.contest.election
    runoffs, draws = pages.runoffs(round_), list(round_.draws.order_by("id"))
    found = progress(round_) if round_.state == Round.State.CLOSED else None
    context = {
        "round": round_,
        "election": election,
        "meaning": ROUND_TAGS[Round.State(round_.state)],
        "is_running": round_.state != Round.State.CERTIFIED,
        "quorum": pages.quorum_of(round_),
        "validity": pages.validity_now(round_) if round_.opened_at and counted is None else None,
        "progress": found,
        "entry_agrees": found is not None and found.agrees_with(round_.returned),
        "counted": counted,
        "why_names": names_in(counted.count.application.derivation) if counted else {},
        "may_read_ballots": counted is not None and can_read_facts(request.officer, counted.count.application),
        "chart": chart_of(counted) if counted and counted.rows else None,
        "ties": ties_of(counted, runoffs, draws) if counted else [],
        "runoffs": tagged(list(runoffs)),
        "draws": draws,
        "may_preside": access.can_preside(request.officer, election),
        "may_watch": access.can_view_roll(request.officer, election),
        "may_enter": access.can_enter(request.officer, election),
        "may_admit": access.can_admit(request.officer, election),
        "may_handle": access.can_handle_ballots(request.officer),
        "may_certify": access.can_certify(request.officer, election),
    }
    return render(request, "elections/round.html", context)


def ties_of(
    counted: pages.Counted, runoffs: Sequence[Round], draws: Sequence[Draw]
) -> list[tuple[Tie, list[str], bool]]:
    """Each open tie with the names of the tied, and whether the step that the charter asks for has been called."""
    standing = [{option.candidate.person.code for option in round_.options.all()} for round_ in runoffs]
    pooled = [set(draw.tied) for draw in draws if draw.state != Draw.State.ABANDONED]
    called = {RUNOFF: standing, LOTS: pooled}
    return [(tie, [counted.names[key] for key in tie.tied], set(tie.tied) in called[tie.link]) for tie in counted.ties]


def chart_of(counted: pages.Counted) -> dict[str, object]:
    """The chart with its words in the language of the page."""
    data = counted.chart
    data["series"][0]["name"] = _("Votes")
    data["unit"] = pgettext("unit of a chart", "votes")
    if "target" in data:
        data["target"]["label"] = _("{needed} needed").format(needed=data["target"]["value"])
    return data


@page(access.can_conduct, article="3.9")
def sheets(request: Request, pk: int) -> HttpResponse:
    """Add numbered ballots to the series."""
    round_ = pages.round_(request.officer.county, pk)
    form = SheetsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = form.cleaned_data["count"]
        if attempt(form, lambda: services.print_sheets(round_id=pk, count=count, by=request.officer, at=now())):
            messages.success(request, _("{count} numbered ballots are ready to print.").format(count=count))
            return redirect(round_)
    return render(request, "elections/sheets.html", {"form": form, "round": round_}, status=status_of(form))


@page(access.can_handle_ballots, article="3.9")
def ballots(request: Request, pk: int) -> HttpResponse:
    """The ballots of the series to print, thirty to a page of the list."""
    round_ = pages.round_(request.officer.county, pk)
    first = max(1, position(request.GET.get("from", "")))
    found = pages.printed_sheets(round_, first, SHEETS_PER_PAGE)
    if not found and first > 1:
        raise Http404
    election = round_.contest.election
    charter = charter_of(election)
    context = {
        "round": round_,
        "election": election,
        "kind": ballot_form(round_.contest.stage, charter),
        "votes": ballot_votes(round_, election),
        "cap": votes_on_one(charter) if round_.contest.stage == "primary" else ballot_votes(round_, election),
        "must_use_all": round_.contest.stage == Contest.Stage.FINAL or charter.flag("primary.must_use_all"),
        "lines": pages.lines(round_),
        "sheets": [(sheet, qr_svg(sheet.full)) for sheet in found],
        "ranges": [
            (start, min(start + SHEETS_PER_PAGE - 1, round_.printed), start == first)
            for start in range(1, round_.printed + 1, SHEETS_PER_PAGE)
        ],
    }
    return render(request, "elections/ballots.html", context)


def ballot_votes(round_: Round, election: Election) -> int:
    """How many votes a ballot of the round holds."""
    charter = charter_of(election)
    return charter.number("primary.votes") if round_.contest.stage == "primary" else final_votes(charter)


@page(access.can_conduct, article="3.4")
def account(request: Request, pk: int) -> HttpResponse:
    """Close voting with the numbers of the box, or correct them while ballots are entered."""
    round_ = pages.round_(request.officer.county, pk)
    initial = {"returned": round_.returned, "not_returned": round_.not_returned or 0}
    form = AccountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = services.correct_account if round_.state == Round.State.CLOSED else services.close_round
        data = form.cleaned_data
        if attempt(form, lambda: act(round_id=pk, **data, by=request.officer, at=now())):
            messages.success(request, _("The accounting is recorded."))
            return redirect(round_)
    return render(request, "elections/account.html", {"form": form, "round": round_}, status=status_of(form))


@page(access.can_conduct, article="3.4")
def void(request: Request, pk: int) -> HttpResponse:
    """Declare a round invalid."""
    round_ = pages.round_(request.officer.county, pk)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        defect = form.cleaned_data["defect"]
        if attempt(form, lambda: services.void_round(round_id=pk, defect=defect, by=request.officer, at=now())):
            return redirect(round_)
    return render(request, "elections/void.html", {"form": form, "round": round_}, status=status_of(form))


@page(everyone)
def counting_sheet(request: Request, pk: int) -> HttpResponse:
    """The counting sheet for print, with places for signatures."""
    round_ = pages.round_(request.officer.county, pk)
    counted = pages.counted(round_)
    if counted is None:
        raise Http404
    context = {"round": round_, "election": round_.contest.election, "counted": counted}
    return render(request, "elections/counting_sheet.html", context)
