"""The interface as a whole: its routers, its page of documentation, and what it answers to outcomes that say no."""

import json
import logging

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import Swagger

from jianheng.api.problems import Problem, forbidden, misfits, not_fitting, refused
from jianheng.api.routers import applications, charter, elections, ledger, offices, records, rules
from jianheng.charter import N_
from jianheng.rules import Forbidden, Refused
from jianheng.web.pages import everyone, page, render

LOG = logging.getLogger(__name__)

NOT_FOUND = N_("Nothing is found at this address.")
DEFECT = N_("Something went wrong here. It has been recorded; please report the time to the administrator.")
NOT_READABLE = N_("The request cannot be read: its body must be JSON.")


class Docs(Swagger):
    """The documentation within the house's own frame."""

    template = "api/docs.html"

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: object) -> HttpResponse:
        shown = {**self.settings, "url": self.get_openapi_url(api, kwargs)}
        return render(request, self.template, {"swagger_settings": json.dumps(shown)})


api = NinjaAPI(
    title="鉴衡 Jianheng",
    version="1",
    description="What the pages show, and every rule: facts in, outcome with derivation out (Art. 18.4).",
    urls_namespace="api-1",
    docs=Docs({"defaultModelsExpandDepth": 0, "syntaxHighlight": False, "validatorUrl": None}),
    docs_decorator=page(everyone),
)
api.add_router("/charter", charter.router)
api.add_router("/rules", rules.router)
api.add_router("/applications", applications.router)
api.add_router("/ledger", ledger.router)
api.add_router("/elections", elections.router)
api.add_router("/offices", offices.router)
api.add_router("", records.router)


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return api.create_response(request, problem.as_json(), status=problem.status)


@api.exception_handler(Refused)
def on_refusal(request: HttpRequest, outcome: Refused) -> HttpResponse:
    return api.create_response(request, refused(outcome), status=409)


@api.exception_handler(Forbidden)
def on_forbidden(request: HttpRequest, outcome: Forbidden) -> HttpResponse:
    return api.create_response(request, forbidden(outcome), status=403)


@api.exception_handler(ValidationError)
def on_misfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return on_problem(request, not_fitting(misfits(error.errors)))


@api.exception_handler(HttpError)
def on_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return on_problem(request, Problem(error.status_code, NOT_READABLE))


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    del error
    return on_problem(request, Problem(404, NOT_FOUND))


@api.exception_handler(Exception)
def on_defect(request: HttpRequest, error: Exception) -> HttpResponse:
    """A defect of ours: the trace goes to the log, the caller learns only that it happened."""
    LOG.error("The interface failed at %s", request.path, exc_info=error)
    return on_problem(request, Problem(500, DEFECT))
