"""Lots by the verifiable draw, step by step in public."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.elections import access, services
from jianheng.elections.forms import ContributionForm
from jianheng.elections.models import Draw
from jianheng.elections.selectors import pages
from jianheng.people.selectors import names
from jianheng.rules.draws import commitment
from jianheng.web.pages import Request, attempt, everyone, known, now, page, render, status_of


@page(everyone)
def draw(request: Request, pk: int) -> HttpResponse:
    """A draw of lots: the pool, the contributions, the seed, the order."""
    return _page(request, pages.draw(request.officer.county, pk), ContributionForm())


@page(known, article="13.3")
@require_POST
def commit(request: Request, pk: int) -> HttpResponse:
    """Publish the digest of a contribution; the contribution itself is not stored."""
    found, form = pages.draw(request.officer.county, pk), ContributionForm(request.POST)
    access.require_contribute(request.officer, found)
    if form.is_valid():
        digest = commitment(request.officer.key, form.cleaned_data["contribution"])
        if attempt(form, lambda: services.commit_contribution(draw_id=pk, digest=digest, by=request.officer, at=now())):
            messages.success(request, _("Committed. Keep your contribution: you must enter it again to reveal it."))
            return redirect(found)
    return _page(request, found, form)


@page(known, article="13.3")
@require_POST
def reveal(request: Request, pk: int) -> HttpResponse:
    """Publish a contribution."""
    found, form = pages.draw(request.officer.county, pk), ContributionForm(request.POST)
    access.require_contribute(request.officer, found)
    if form.is_valid():
        text = form.cleaned_data["contribution"]
        if attempt(
            form, lambda: services.reveal_contribution(draw_id=pk, contribution=text, by=request.officer, at=now())
        ):
            messages.success(request, _("Your contribution is published."))
            return redirect(found)
    return _page(request, found, form)


def _page(request: Request, found: Draw, form: ContributionForm) -> HttpResponse:
    contributions = list(found.contributions.order_by("contributor"))
    known_names = names([*found.tied, *(row.contributor for row in contributions)])
    mine = next((row for row in contributions if row.contributor == request.officer.key), None)
    may = access.can_contribute(request.officer, found)
    context = {
        "draw": found,
        "round": found.round,
        "election": found.round.contest.election,
        "tied": [known_names[key] for key in found.tied],
        "order": [known_names[key] for key in found.order],
        "contributions": [(known_names.get(row.contributor, row.contributor), row) for row in contributions],
        "names": known_names,
        "form": form,
        "may_commit": may and found.state == Draw.State.COMMITTING and mine is None,
        "may_reveal": may and found.state == Draw.State.REVEALING and mine is not None and not mine.contribution,
        "may_preside": access.can_preside(request.officer, found.round.contest.election),
        "all_revealed": bool(contributions) and all(row.contribution for row in contributions),
    }
    return render(request, "elections/draw.html", context, status=status_of(form))
