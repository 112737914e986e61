"""The polling station: roll, spoiled sheets, entry of ballots, differences."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jianheng.elections import access, services
from jianheng.elections.forms import BallotForm, SpoilForm
from jianheng.elections.models import Round
from jianheng.elections.selectors import pages, paper
from jianheng.elections.selectors.tally import UNCLEAR_MARK, ballot_form, charter_of
from jianheng.elections.services import PaperBallot, Read
from jianheng.elections.views.rounds import ballot_votes
from jianheng.rules import Refused
from jianheng.rules.ballots import MISSING
from jianheng.web.forms import plain
from jianheng.web.pages import Request, attempt, now, page, render, status_of
from jianheng.web.text import localise


@page(access.can_watch, article="3.8")
def roll(request: Request, pk: int) -> HttpResponse:
    """The roll: find a person, check them in."""
    round_ = pages.round_(request.officer.county, pk)
    election = round_.contest.election
    access.require_view_roll(request.officer, election)
    text = request.GET.get("q", "").strip()
    refused, status = None, 200
    if request.method == "POST":
        code = plain(request.POST.get("person", "")).strip()
        try:
            entry = services.check_in(round_id=pk, person=code, by=request.officer, at=now())
        except Refused as outcome:
            refused, status = outcome, 409
        else:
            messages.success(
                request, _("{name} is checked in. One ballot, drawn from the pile.").format(name=entry.person.name)
            )
            return redirect("elections:roll", pk=pk)
    found = Paginator(pages.roll_entries(round_, text), 25).get_page(request.GET.get("page"))
    context = {
        "round": round_,
        "election": election,
        "page_of_list": found,
        "text": text,
        "refused": refused,
        "names": {entry.person.code: entry.person.name for entry in found},
        "quorum": pages.quorum_of(round_),
        "may_admit": access.can_admit(request.officer, election) and round_.state == Round.State.OPEN,
    }
    return render(request, "elections/roll.html", context, status=status)


@page(access.can_work, article="3.4")
def spoil(request: Request, pk: int) -> HttpResponse:
    """Replace a spoiled sheet."""
    round_ = pages.round_(request.officer.county, pk)
    form = SpoilForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if attempt(form, lambda: services.spoil_sheet(round_id=pk, code=code, by=request.officer, at=now())):
            messages.success(request, _("The sheet is cancelled. Hand out one other."))
            return redirect("elections:roll", pk=pk)
    return render(request, "elections/spoil.html", {"form": form, "round": round_}, status=status_of(form))


@page(access.can_tell, article="3.9")
def entry(request: Request, pk: int) -> HttpResponse:
    """Enter ballots one after the other."""
    round_ = pages.round_(request.officer.county, pk)
    access.require_enter(request.officer, round_.contest.election)
    form = _ballot_form(request, round_, with_code=True)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        ballot = PaperBallot(data["code"], form.marks, data["is_unclear"])
        read = attempt(
            form,
            lambda: services.enter_ballot(round_id=pk, ballot=ballot, by=request.officer, at=now()),
            names=_names(form),
        )
        if read is not None:
            _tell(request, data["code"], read, form)
            return redirect("elections:entry", pk=pk)
    mine = paper.entered_by(round_, request.officer.key)
    context = {
        "round": round_,
        "election": round_.contest.election,
        "form": form,
        "votes": ballot_votes(round_, round_.contest.election),
        "mine": mine[:12],
        "mine_count": len(mine),
        "is_open": round_.state == Round.State.CLOSED,
    }
    return render(request, "elections/entry.html", context, status=status_of(form))


def _tell(request: Request, code: str, read: Read, form: BallotForm) -> None:
    """Say what was entered, and why the ballot will be counted as invalid if it will."""
    if read.fault is not None:
        reason = localise(read.fault.text, read.fault.values, _names(form))
        text = _("{code} is entered and will be counted as invalid: {reason}")
        messages.warning(request, text.format(code=code.upper(), reason=reason))
    elif form.kind == "votes":
        used = sum(int(given) for given in form.marks.values())
        messages.success(request, _("{code} is entered: {used} votes used.").format(code=code.upper(), used=used))
    else:
        messages.success(request, _("{code} is entered.").format(code=code.upper()))


def _ballot_form(request: Request, round_: Round, *, with_code: bool) -> BallotForm:
    kind = ballot_form(round_.contest.stage, charter_of(round_.contest.election))
    return BallotForm(request.POST or None, kind=kind, lines=pages.lines(round_), with_code=with_code)


def _names(form: BallotForm) -> dict[str, str]:
    return {line.key: line.name for line in form.ballot_lines}


@page(access.can_watch, article="3.9")
def differences(request: Request, pk: int) -> HttpResponse:
    """The sheets on which entries differ."""
    round_ = pages.round_(request.officer.county, pk)
    access.require_reconcile(request.officer, round_.contest.election)
    found = paper.differing(round_)
    context = {
        "round": round_,
        "election": round_.contest.election,
        "progress": paper.progress(round_),
        "rows": [
            (sheet, sheet.reconciliation.first_reader == request.officer.key if sheet.reconciliation else False)
            for sheet in found
        ],
    }
    return render(request, "elections/differences.html", context)


@page(access.can_watch, article="3.9")
def reconcile(request: Request, pk: int, number: int) -> HttpResponse:
    """Two entries side by side, and what the sheet shows now."""
    round_ = pages.round_(request.officer.county, pk)
    access.require_reconcile(request.officer, round_.contest.election)
    sheet = paper.sheet_with_entries(round_, number)
    if sheet is None:
        raise Http404
    form = _ballot_form(request, round_, with_code=False)
    if request.method == "POST" and form.is_valid():
        reading = attempt(
            form,
            lambda: services.reconcile_difference(
                round_id=pk,
                number=number,
                marks=form.marks,
                is_unclear=form.cleaned_data["is_unclear"],
                by=request.officer,
                at=now(),
            ),
            names=_names(form),
        )
        if reading is not None:
            settled, waiting = _("The difference is settled."), _("Now a second person reads the sheet.")
            messages.success(request, settled if reading.second_reader else waiting)
            return redirect("elections:differences", pk=pk)
    context = {
        "round": round_,
        "election": round_.contest.election,
        "sheet": sheet,
        "form": form,
        "rows": _side_by_side(form, sheet),
        "is_open": sheet.is_open and round_.state == Round.State.CLOSED,
    }
    return render(request, "elections/reconcile.html", context, status=status_of(form))


def _side_by_side(form: BallotForm, sheet: paper.ReadSheet) -> list[tuple[str, list[str], bool]]:
    """Each line with what every clerk read, and whether they differ there."""
    rows = []
    for index, line in enumerate(form.ballot_lines):
        cells = [_shown(reading, index) for reading in sheet.readings]
        rows.append((line.name, cells, len(set(cells)) > 1))
    return rows


def _shown(reading: tuple[int, ...] | tuple[str, ...], index: int) -> str:
    if reading == (UNCLEAR_MARK,):
        return _("unclear")
    value = reading[index]
    words = {"for": _("For"), "against": _("Against"), "abstain": _("Abstain"), MISSING: _("No mark")}
    return words[value] if isinstance(value, str) else str(value)
