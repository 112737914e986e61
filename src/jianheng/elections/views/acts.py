"""Acts of one button: each posts, performs one service, and leads back to the page of its thing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianheng.elections import access, services
from jianheng.elections.models import Candidate
from jianheng.elections.selectors import pages
from jianheng.web.pages import Request, known, now, page


@page(access.can_call, article="3.1")
@require_POST
def close_list(request: Request, pk: int) -> HttpResponse:
    """Close the list of candidates."""
    found = pages.election(request.officer.county, pk)
    services.close_list(election_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The list of candidates is closed."))
    return redirect(found)


@page(access.can_call, article="3.1")
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """Call the election off."""
    found = pages.election(request.officer.county, pk)
    services.cancel_election(election_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The election is called off."))
    return redirect(found)


@page(known, article="3.1")
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a candidate: the organisation department, or the candidate."""
    found = get_object_or_404(Candidate, pk=pk, election__county__code=request.officer.county)
    services.withdraw_candidate(candidate_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The withdrawal is recorded."))
    return redirect("elections:candidates", pk=found.election_id)


@page(access.can_conduct, article="3.9")
@require_POST
def open_primary(request: Request, pk: int) -> HttpResponse:
    """Begin the primary."""
    found = pages.election(request.officer.county, pk)
    return redirect(services.open_primary(election_id=found.pk, by=request.officer, at=now()))


@page(access.can_conduct, article="3.9")
@require_POST
def open_final(request: Request, pk: int) -> HttpResponse:
    """Begin the final."""
    found = pages.election(request.officer.county, pk)
    return redirect(services.open_final(election_id=found.pk, by=request.officer, at=now()))


@page(access.can_supervise, article="3.8")
@require_POST
def certify(request: Request, pk: int) -> HttpResponse:
    """Certify the stage that has been counted."""
    found = pages.election(request.officer.county, pk)
    services.certify(election_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The result is certified."))
    return redirect(found)


@page(access.can_supervise, article="3.8")
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Publish the certified result."""
    found = pages.election(request.officer.county, pk)
    services.publish_result(election_id=found.pk, by=request.officer, at=now())
    return redirect("elections:result", pk=found.pk)


@page(access.can_conduct, article="3.9")
@require_POST
def open_round(request: Request, pk: int) -> HttpResponse:
    """Open voting."""
    found = pages.round_(request.officer.county, pk)
    services.open_round(round_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("Voting is open."))
    return redirect(found)


@page(access.can_conduct, article="3.9")
@require_POST
def close_entry(request: Request, pk: int) -> HttpResponse:
    """Close the entry of ballots."""
    found = pages.round_(request.officer.county, pk)
    services.close_entry(round_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("All entries agree; the round can be counted."))
    return redirect(found)


@page(access.can_conduct, article="3.9")
@require_POST
def count(request: Request, pk: int) -> HttpResponse:
    """Count the round."""
    found = pages.round_(request.officer.county, pk)
    services.count_round(round_id=found.pk, by=request.officer, at=now())
    messages.success(request, _("The round is counted."))
    return redirect(found)


@page(access.can_conduct, article="3.3")
@require_POST
def next_round(request: Request, pk: int) -> HttpResponse:
    """Call a further round."""
    found = pages.round_(request.officer.county, pk)
    return redirect(services.call_next_round(round_id=found.pk, by=request.officer, at=now()))


@page(access.can_conduct, article="3.4")
@require_POST
def repeat(request: Request, pk: int) -> HttpResponse:
    """Call an invalid round again."""
    found = pages.round_(request.officer.county, pk)
    return redirect(services.repeat_round(round_id=found.pk, by=request.officer, at=now()))


@page(access.can_conduct, article="3.5")
@require_POST
def runoff(request: Request, pk: int) -> HttpResponse:
    """Call a run-off among the persons posted as ``tied``."""
    found = pages.round_(request.officer.county, pk)
    tied = request.POST.getlist("tied")
    return redirect(services.call_runoff(round_id=found.pk, tied=tied, by=request.officer, at=now()))


@page(access.can_conduct, article="3.5")
@require_POST
def lots(request: Request, pk: int) -> HttpResponse:
    """Call lots among the persons posted as ``tied``."""
    found = pages.round_(request.officer.county, pk)
    tied = request.POST.getlist("tied")
    return redirect(services.call_lots(round_id=found.pk, tied=tied, by=request.officer, at=now()))


@page(access.can_conduct, article="13.3")
@require_POST
def close_commitments(request: Request, pk: int) -> HttpResponse:
    """Close the commitments to a draw."""
    found = pages.draw(request.officer.county, pk)
    return redirect(services.close_commitments(draw_id=found.pk, by=request.officer, at=now()))


@page(access.can_conduct, article="13.3")
@require_POST
def draw_now(request: Request, pk: int) -> HttpResponse:
    """Draw the lots."""
    found = pages.draw(request.officer.county, pk)
    return redirect(services.draw_lots(draw_id=found.pk, by=request.officer, at=now()))


@page(access.can_conduct, article="13.3")
@require_POST
def repeat_draw(request: Request, pk: int) -> HttpResponse:
    """Repeat a draw in which someone did not reveal."""
    found = pages.draw(request.officer.county, pk)
    return redirect(services.repeat_draw(draw_id=found.pk, by=request.officer, at=now()))
