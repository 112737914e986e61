"""Derivations: how an outcome followed from facts and parameters, to be read and to be replayed (Art. 18.4).

A *rule* is a pure function ``(facts, charter) -> Derived[outcome]`` registered under a name by `rule`.
Facts and outcomes are frozen dataclasses of plain values, so that both have one JSON form. `apply`
runs a rule and keeps everything needed to run it again; `replay` does so and compares.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar, cast, get_type_hints

from pydantic import TypeAdapter

from jianheng.charter import Charter, cites
from jianheng.rules.refusals import Refused

FactsT = TypeVar("FactsT")
OutcomeT = TypeVar("OutcomeT", covariant=True)
Json = Any


@dataclass(frozen=True)
class Step:
    """One step of reasoning.

    ``text`` is an English message marked with ``N_``, with ``{named}`` places filled from ``values``.
    A value that is the key of a person, or a word of the charter's vocabulary such as ``discipline``,
    is shown by name. ``reading`` is the id of the reading applied, if any.
    """

    article: str
    text: str
    values: Mapping[str, Json] = field(default_factory=dict)
    reading: str = ""


@dataclass(frozen=True)
class Derived(Generic[OutcomeT]):
    """An outcome with the steps that led to it."""

    outcome: OutcomeT
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Rule(Generic[FactsT, OutcomeT]):
    """A registered rule: its name, the articles it carries out, and the types it works on."""

    name: str
    articles: tuple[str, ...]
    function: Callable[[FactsT, Charter], Derived[OutcomeT]]
    facts: TypeAdapter[FactsT]
    outcome: TypeAdapter[OutcomeT]

    def __call__(self, facts: FactsT, charter: Charter) -> Derived[OutcomeT]:
        return self.function(facts, charter)


@dataclass(frozen=True)
class Derivation(Generic[OutcomeT]):
    """One application of a rule, complete: printable by a person, replayable by a program.

    ``facts`` and ``result`` are JSON forms; ``parameters`` maps the name of each parameter that was
    read to its text; ``charter`` is the digest of the whole version, ``charter_label`` its name.
    """

    rule: str
    articles: tuple[str, ...]
    charter: str
    charter_label: str
    profile: str
    amendments: Mapping[str, str]
    parameters: Mapping[str, str]
    facts: Json
    steps: tuple[Step, ...]
    result: Json
    outcome: OutcomeT = field(compare=False, repr=False)

    def as_json(self) -> dict[str, Json]:
        """Plain JSON values, without the typed outcome."""
        plain = {name: getattr(self, name) for name in _JSON_FIELDS}
        plain["steps"] = [asdict(step) for step in self.steps]
        return cast(dict[str, Json], json.loads(json.dumps(plain, default=dict)))

    @property
    def digest(self) -> str:
        """SHA-256 of the JSON form with sorted keys, hexadecimal."""
        text = json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


_JSON_FIELDS = (
    "rule",
    "articles",
    "charter",
    "charter_label",
    "profile",
    "amendments",
    "parameters",
    "facts",
    "result",
)


class _ReadCharter(Charter):
    """A charter that remembers which parameters were read from it."""

    def __init__(self, charter: Charter) -> None:
        super().__init__(charter.profile, charter.amendments, charter.label)
        object.__setattr__(self, "read", {})

    def text(self, name: str) -> str:
        text = super().text(name)
        cast(dict[str, str], self.__dict__["read"])[name] = text
        return text


_RULES: dict[str, Rule[Any, Any]] = {}


def rule(
    name: str, *articles: str, reading: str | tuple[str, ...] = ()
) -> Callable[[Callable[[FactsT, Charter], Derived[OutcomeT]]], Rule[FactsT, OutcomeT]]:
    """Register a function as the rule ``name`` (such as ``offices.assign``) carrying out ``articles``."""

    def register(function: Callable[[FactsT, Charter], Derived[OutcomeT]]) -> Rule[FactsT, OutcomeT]:
        hints = get_type_hints(function)
        facts_type = next(hint for key, hint in hints.items() if key != "return")
        (outcome_type,) = hints["return"].__args__
        registered = Rule(
            name=name,
            articles=articles,
            function=cites(*articles, reading=reading)(function),
            facts=TypeAdapter(facts_type),
            outcome=TypeAdapter(outcome_type),
        )
        _RULES[name] = registered
        return registered

    return register


def rules() -> Mapping[str, Rule[Any, Any]]:
    """Every registered rule by name."""
    return dict(sorted(_RULES.items()))


def apply(applied: Rule[FactsT, OutcomeT], facts: FactsT, charter: Charter) -> Derivation[OutcomeT]:
    """Run a rule and return its outcome together with everything needed to run it again.

    Raises `Refused` when the facts do not permit an outcome.
    """
    reader = _ReadCharter(charter)
    derived = applied(facts, reader)
    return Derivation(
        rule=applied.name,
        articles=applied.articles,
        charter=charter.digest,
        charter_label=charter.name,
        profile=charter.profile,
        amendments=dict(charter.amendments),
        parameters=dict(sorted(reader.__dict__["read"].items())),
        facts=applied.facts.dump_python(facts, mode="json"),
        steps=tuple(_plain_step(step) for step in derived.steps),
        result=applied.outcome.dump_python(derived.outcome, mode="json"),
        outcome=derived.outcome,
    )


def apply_json(name: str, facts: Json, charter: Charter) -> Derivation[Any]:
    """Run the rule ``name`` on facts in JSON form; `pydantic.ValidationError` if they do not fit."""
    applied = _RULES[name]
    return apply(applied, applied.facts.validate_python(facts, strict=False), charter)


@dataclass(frozen=True)
class Replay:
    """What running a stored derivation again gave: equal or not, and the parts that differ."""

    same: bool
    differences: Sequence[str]


@cites("18.4")
def replay(stored: Mapping[str, Json]) -> Replay:
    """Apply the stored rule to the stored facts and charter again and compare every part.

    Of the steps everything but the wording is compared: articles, readings and values. A sentence may be worded
    better later without touching what was decided; the wording as kept is covered by the digest. Facts that the
    rule refuses cannot be those of an outcome and count as different; facts of another form raise
    `pydantic.ValidationError`.
    """
    charter = Charter(stored["profile"], stored["amendments"], stored["charter_label"])
    try:
        again = apply_json(stored["rule"], stored["facts"], charter).as_json()
    except Refused:
        return Replay(same=False, differences=["facts"])
    kept = {**stored, "steps": _without_wording(stored["steps"])}
    again["steps"] = _without_wording(again["steps"])
    differences = [key for key in again if again[key] != kept.get(key)]
    return Replay(not differences, differences)


def _without_wording(steps: Sequence[Mapping[str, Json]]) -> list[dict[str, Json]]:
    return [{name: value for name, value in step.items() if name != "text"} for step in steps]


@cache
def _plain() -> TypeAdapter[Mapping[str, Json]]:
    return TypeAdapter(Mapping[str, Any])


def _plain_step(step: Step) -> Step:
    return Step(step.article, step.text, _plain().dump_python(step.values, mode="json"), step.reading)
