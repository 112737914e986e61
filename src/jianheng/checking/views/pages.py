"""The check page, its result by trace code, and what the script asks for."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from jianheng.charter import cites
from jianheng.checking.examining import Digests, Report, examine
from jianheng.checking.forms import CodeForm
from jianheng.checking.selectors.anchors import Anchors, anchors
from jianheng.checking.selectors.finding import Found, NotFound, by_digest, find, standing
from jianheng.checking.upload import LARGEST, DigestingHandler
from jianheng.checking.words import VERDICTS, all_words, states, steps
from jianheng.ledger.selectors.evidence import evidence
from jianheng.web.pages import Request, everyone, now, page, render

MEGABYTE = 1024 * 1024


@csrf_exempt  # nothing is changed or kept, and reading the token would take the upload in before its handler is set
@cites("7.5")
@page(everyone)
def index(request: Request) -> HttpResponse:
    """The check page; ``?code=`` leads to a result, a file sent by POST is digested and let go."""
    if request.method == "POST":
        return _uploaded(request)
    if "code" not in request.GET:
        return render(request, "checking/index.html", _context(request))
    found = find(request.GET["code"])
    if isinstance(found, Found):
        return redirect("checking:result", found.code)
    return _missing(request, found)


@csrf_exempt  # as above
@cites("7.5")
@page(everyone)
def result(request: Request, code: str) -> HttpResponse:
    """The result for one trace code: verified by this server, and again by the browser if it runs scripts."""
    if request.method == "POST":
        return _uploaded(request, code)
    found = find(code)
    if isinstance(found, NotFound):
        return _missing(request, found)
    if found.code != code:
        return redirect("checking:result", found.code)
    return render(request, "checking/index.html", _context(request, found=found))


def _uploaded(request: Request, code: str = "") -> HttpResponse:
    """A file sent without scripts: its digests against the record, or against the entry of ``code``."""
    handler = DigestingHandler(request)
    request.upload_handlers = [handler]
    typed = request.POST.get("code", "")  # this reads the request, and the file goes through the handler
    digests = handler.digests
    if digests is None:
        problem = "too-large" if handler.size > LARGEST else "no-file"
        return render(request, "checking/index.html", {**_context(request), "problem": problem}, status=422)
    found = by_digest(digests.sha256)
    for hint in filter(None, (code, typed, *handler.codes)):
        found = find(hint) if isinstance(found, NotFound) else found
    if isinstance(found, NotFound):
        return _missing(request, NotFound(f"SHA-256 {digests.sha256}", "unknown"), digests)
    return render(request, "checking/index.html", _context(request, found=found, digests=digests))


def _missing(request: Request, missing: NotFound, digests: Digests | None = None) -> HttpResponse:
    context = {**_context(request), "missing": missing, "digests": digests, "at": now()}
    return render(request, "checking/index.html", context, status=404 if missing.why == "unknown" else 422)


def _context(request: Request, *, found: Found | None = None, digests: Digests | None = None) -> dict[str, Any]:
    """What the page needs; with ``found`` the server's own verification, against ``digests`` of an uploaded file."""
    asked = request.POST.get("code", "") if request.method == "POST" else request.GET.get("code", "")
    context: dict[str, Any] = {
        "form": CodeForm(initial={"code": asked or (found.code if found else "")}),
        "words": all_words(),
        "verdicts": VERDICTS,
        "largest": LARGEST // MEGABYTE,
    }
    if found is None:
        return {**context, "anchors": anchors(request.officer.county)}
    trust = anchors(found.entry.county)
    report = examine(evidence(found.entry), trust.policy, digests)
    return {
        **context,
        "anchors": trust,
        "logs": trust.of(tree.origin for tree in report.trees),
        "found": found,
        "digests": digests,
        "report": report,
        "standing": standing(found),
        "state": states()[report.status],
        "steps": _steps(report),
        "at": now(),
    }


def _steps(report: Report) -> list[tuple[str, bool, str]]:
    said = steps()
    return [(step.code, step.passed, said[step.code]) for step in report.steps]


@cites("7.5")
@page(everyone)
def answer(request: Request) -> JsonResponse:
    """What the script asks for, by ``code`` or ``digest``: evidence, policy, witnesses' bodies, the register's word."""
    digest = request.GET.get("digest", "")
    found = by_digest(digest.lower()) if digest else find(request.GET.get("code", ""))
    if isinstance(found, NotFound):
        return JsonResponse({"problem": found.why, "asked": found.asked})
    trust: Anchors = anchors(found.entry.county)
    response = JsonResponse(
        {
            "code": found.code,
            "evidence": evidence(found.entry),
            "policy": trust.policy,
            "organisations": dict(trust.organisations),
            "standing": standing(found),
        },
        json_dumps_params={"ensure_ascii": False},
    )
    response["Cache-Control"] = "no-store"
    return response
