"""What one takes away to check without this server: evidence, proofs, policy, keys, the program, and all in one."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse

from jianheng.charter import cites
from jianheng.checking.selectors import pack as packing
from jianheng.checking.selectors.anchors import anchors
from jianheng.checking.selectors.finding import Found, find
from jianheng.ledger.selectors.evidence import evidence
from jianheng.web.pages import Request, everyone, page

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"


def _sent(content: str | bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _evidence(code: str) -> tuple[Found, Mapping[str, Any]]:
    """What was found for a code, with its evidence; 404 if there is nothing."""
    found = find(code)
    if not isinstance(found, Found):
        raise Http404
    return found, evidence(found.entry)


@cites("7.5")
@page(everyone)
def evidence_file(request: Request, code: str) -> HttpResponse:
    """The evidence file of an entry."""
    found, taken = _evidence(code)
    return _sent(packing.written(taken), f"evidence-{found.code}.json", JSON)


def _proof(code: str, tree: str) -> HttpResponse:
    found, taken = _evidence(code)
    text = (taken.get("proofs") or {}).get(tree)
    if not text:
        raise Http404
    return _sent(text, f"{found.code}-{tree}.tlog-proof", TEXT)


@page(everyone)
def proof_sha256(request: Request, code: str) -> HttpResponse:
    """The proof in the SHA-256 tree, as other people's tools read it; 404 while the entry waits for its place."""
    return _proof(code, "sha256")


@page(everyone)
def proof_sm3(request: Request, code: str) -> HttpResponse:
    """The proof in the SM3 tree; 404 while the entry waits for its place."""
    return _proof(code, "sm3")


@page(everyone)
def keys(request: Request, code: str) -> HttpResponse:
    """The public keys that the evidence rests on."""
    found, taken = _evidence(code)
    listed = packing.public_keys(taken, anchors(found.entry.county))
    return _sent(packing.written(listed), f"keys-{found.code}.json", JSON)


@cites("7.5")
@page(everyone)
def pack(request: Request, code: str) -> HttpResponse:
    """Everything in one archive, with a README in both languages."""
    found, taken = _evidence(code)
    data = packing.pack(found.code, taken, anchors(found.entry.county))
    return _sent(data, f"evidence-{found.code}.zip", "application/zip")


@page(everyone)
def policy(request: Request) -> HttpResponse:
    """The policy of the county that visitors see first: its logs, witnesses and quorum."""
    return _sent(anchors(request.officer.county).policy, "policy.txt", TEXT)


@cites("7.5")
@page(everyone)
def verifier(request: Request) -> HttpResponse:
    """The stand-alone program, one file."""
    return _sent(packing.verifier(), packing.VERIFIER_NAME, "text/x-python; charset=utf-8")
