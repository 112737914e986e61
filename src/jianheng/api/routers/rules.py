"""The rules themselves: facts in, outcome with derivation out. Nothing is stored, so no act takes place."""

from inspect import getdoc
from typing import Any

from jianheng.api import applying
from jianheng.api.declare import Router, allows
from jianheng.api.schemas import ApplyIn, Both, DerivationOut, ProblemOut, RefusedOut, ReplayOut, RuleOut
from jianheng.charter import vocabulary
from jianheng.rules import Rule
from jianheng.rules.catalogue import all_rules
from jianheng.web.pages import Request, everyone

router = Router(tags=["rules"])


def _rule(found: Rule[Any, Any]) -> dict[str, Any]:
    title = vocabulary().get(found.name) or Both(zh=found.name, en=found.name)
    return {
        "name": found.name,
        "title": title,
        "articles": list(found.articles),
        "summary": (getdoc(found.function) or "").partition("\n\n")[0].replace("\n", " "),
        "facts": found.facts.json_schema(mode="validation"),
        "outcome": found.outcome.json_schema(mode="serialization"),
    }


@router.get("", response=list[RuleOut], summary="All rules")
@allows(everyone)
def rules(request: Request) -> list[dict[str, Any]]:
    """Every rule with the JSON Schemas of its facts and of its outcome."""
    return [_rule(found) for found in all_rules().values()]


@router.post("/replay", response={200: ReplayOut, 404: ProblemOut, 422: ProblemOut}, summary="Replay a derivation")
@allows(everyone)
def replay(request: Request, derivation: applying.StoredDerivation) -> Any:
    """Apply the rule of a derivation again to its facts under its charter, and name the parts that differ."""
    return applying.replayed(derivation)


@router.get("/{name}", response={200: RuleOut, 404: ProblemOut}, summary="One rule")
@allows(everyone)
def rule(request: Request, name: str) -> dict[str, Any]:
    """One rule with the JSON Schemas of its facts and of its outcome."""
    return _rule(applying.rule_named(name))


@router.post(
    "/{name}",
    response={200: DerivationOut, 404: ProblemOut, 409: RefusedOut, 422: ProblemOut},
    summary="Apply a rule",
)
@allows(everyone)
def apply(request: Request, name: str, body: ApplyIn) -> dict[str, Any]:
    """Apply a rule to facts under a charter; 409 where the charter permits no outcome on these facts."""
    derivation = applying.applied(name, body.facts, applying.charter_of(body.charter))
    return {**derivation.as_json(), "digest": derivation.digest}
