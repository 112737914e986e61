"""Facts and a charter as they come from outside, turned into what a rule takes; the answer is a derivation."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jianheng.api.problems import UNKNOWN_FIELD, Misfit, Problem, misfits, not_fitting
from jianheng.charter import N_, BadValue, Charter, UnknownParameter, check, cites
from jianheng.county.models import CharterVersion
from jianheng.county.selectors import charter_on
from jianheng.rules import Derivation, Replay, Rule, apply, replay
from jianheng.rules.catalogue import all_rules
from jianheng.web.forms import FIRST_YEAR, LAST_YEAR, plain

UNKNOWN_RULE = N_("There is no rule named {name}.")
NO_CHARTER = N_("No charter is in force in {county} on {day}.")
EITHER_OR = N_("Give either a county with a day, or a profile with amendments.")
HALF_CHARACTER = N_("This text holds half of a character.")
OUT_OF_REACH = N_("Days lie between the years {first} and {last}.")
_HALF = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}")
NO_PARAMETER = N_("The charter has no parameter named {name}.")


class CharterChoice(BaseModel):
    """Which charter to apply: the one in force in ``county`` on ``day``, or a profile with amendments to try out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    county: str = ""
    day: date | None = None
    profile: str = "as_written"
    amendments: dict[str, str] = Field(default_factory=dict, examples=[{"council.threshold": "180"}])


class StoredDerivation(BaseModel):
    """A derivation in JSON form, as an application of a rule gave it."""

    rule: str
    articles: list[str]
    charter: str
    charter_label: str
    profile: str
    amendments: dict[str, str]
    parameters: dict[str, str]
    facts: Any
    steps: list[dict[str, Any]]
    result: Any


def rule_named(name: str) -> Rule[Any, Any]:
    """The rule of a name; a `Problem` with the list of names if there is none."""
    known = all_rules()
    if name not in known:
        raise Problem(404, UNKNOWN_RULE, {"name": name}, rules=list(known))
    return known[name]


def charter_of(choice: CharterChoice) -> Charter:
    """The charter chosen; a `Problem` if the choice is unclear, nothing was in force or a value is not permitted."""
    if not choice.county and choice.day is None:
        return proposed(choice.profile, choice.amendments)
    if not choice.county or choice.day is None or choice.model_fields_set & {"profile", "amendments"}:
        raise not_fitting([Misfit("charter", EITHER_OR, {})])
    return in_force(choice.county, choice.day)


def in_force(county: str, day: date) -> Charter:
    """The charter of a county on a day; a `Problem` if it had none (404) or the day is out of reach (422)."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise not_fitting([Misfit("day", OUT_OF_REACH, {"first": FIRST_YEAR, "last": LAST_YEAR})])
    try:
        return charter_on(plain(county), day)
    except CharterVersion.DoesNotExist:
        raise Problem(404, NO_CHARTER, {"county": county, "day": day.isoformat()})


def proposed(profile: str, amendments: Mapping[str, str], label: str = "") -> Charter:
    """The charter of a profile with amendments; a `Problem` (422) if one of them is not permitted."""
    found = [misfit for name, text in amendments.items() for misfit in _amendment(name, text)]
    if found:
        raise not_fitting(found)
    try:
        return Charter(profile, amendments, label)
    except BadValue as error:
        raise not_fitting([Misfit("charter", error.text, error.values)])


def _amendment(name: str, text: str) -> Iterator[Misfit]:
    try:
        check(name, text)
    except UnknownParameter:
        yield Misfit(f"charter.amendments.{name}", NO_PARAMETER, {"name": name})
    except BadValue as error:
        yield Misfit(f"charter.amendments.{name}", error.text, error.values)


@cites("18.4")
def applied(name: str, facts: Any, charter: Charter) -> Derivation[Any]:
    """Apply a rule to facts in JSON form.

    A `Problem` (404, 422) says that the rule or the facts are unknown in form; `Refused` that the facts permit no
    outcome.
    """
    chosen = rule_named(name)
    _require_plain(facts)
    try:
        typed = chosen.facts.validate_python(facts, strict=False)
    except ValidationError as error:
        raise not_fitting(misfits(error.errors(), ("facts",)))
    strangers = list(_strangers(facts, chosen.facts.dump_python(typed, mode="json"), "facts"))
    if strangers:
        raise not_fitting(Misfit(path, UNKNOWN_FIELD, {}) for path in strangers)
    return apply(chosen, typed, charter)


def _require_plain(facts: Any) -> None:
    found = list(_odd(facts, "facts"))
    if found:
        raise not_fitting(found)


def _odd(given: Any, path: str) -> Iterator[Misfit]:
    """Texts that nobody can write down, and days that no calendar of the county reaches; however deep they lie."""
    waiting = [(given, path)]
    while waiting:
        value, here = waiting.pop()
        if isinstance(value, Mapping):
            waiting += [(key, here) for key in value]
            waiting += [(part, f"{here}.{key}") for key, part in value.items()]
        elif isinstance(value, list):
            waiting += [(part, f"{here}.{index}") for index, part in enumerate(value)]
        elif isinstance(value, str) and _HALF.search(value):
            yield Misfit(_HALF.sub("?", here), HALF_CHARACTER, {})
        elif isinstance(value, str) and (day := _DAY.match(value)) and not FIRST_YEAR <= int(day[1]) <= LAST_YEAR:
            yield Misfit(here, OUT_OF_REACH, {"first": FIRST_YEAR, "last": LAST_YEAR})


def _strangers(given: Any, known: Any, path: str) -> Iterator[str]:
    """Fields that were sent and that the rule does not know: a misspelt optional field must not pass unnoticed."""
    if isinstance(given, Mapping) and isinstance(known, Mapping):
        for key, value in given.items():
            if key in known:
                yield from _strangers(value, known[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}"
    elif isinstance(given, list) and isinstance(known, list) and len(given) == len(known):
        for index, (one, other) in enumerate(zip(given, known, strict=True)):
            yield from _strangers(one, other, f"{path}.{index}")


@cites("18.4")
def replayed(stored: StoredDerivation) -> Replay:
    """Apply the rule of a derivation again and compare every part; a `Problem` if its rule or charter is not known."""
    rule_named(stored.rule)
    _require_plain(stored.model_dump())
    proposed(stored.profile, stored.amendments, stored.charter_label)
    try:
        return replay(stored.model_dump())
    except ValidationError as error:
        raise not_fitting(misfits(error.errors(), ("facts",)))
