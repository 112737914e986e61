"""``jianheng rules``: list them, apply one to facts, replay a derivation."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from jianheng.api import applying
from jianheng.api.problems import Problem, misfits, not_fitting
from jianheng.charter import PROFILES, Charter
from jianheng.cli.main import complain, say
from jianheng.rules import Refused
from jianheng.rules.catalogue import all_rules
from jianheng.web.text import article_name, is_chinese, reason_text, remedy_text, word

DONE, DIFFERS, NOT_UNDERSTOOD, REFUSED = 0, 1, 2, 3


def run(arguments: Sequence[str]) -> int:
    """Carry out one of the three; a refusal prints its sentence and gives 3."""
    asked = _parser().parse_args(arguments)
    try:
        status: int = asked.act(asked)
    except Problem as problem:
        for line in _lines(problem.as_json()):
            complain(line)
        return NOT_UNDERSTOOD
    except json.JSONDecodeError as error:
        complain(_("This is no JSON: line {line}, column {column}.").format(line=error.lineno, column=error.colno))
        return NOT_UNDERSTOOD
    except OSError as error:
        complain(_("The file {name} cannot be read.").format(name=error.filename))
        return NOT_UNDERSTOOD
    except Refused as refused:
        complain(f"{article_name(refused.article)}  {reason_text(refused)} {remedy_text(refused)}".rstrip())
        return REFUSED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jianheng rules")
    acts = parser.add_subparsers(required=True)
    listing = acts.add_parser("list", help=_("every rule with its articles"))
    listing.set_defaults(act=_list)
    applying_ = acts.add_parser("apply", help=_("apply a rule to facts and print the derivation"))
    applying_.add_argument("name")
    applying_.add_argument("--facts", required=True, help=_("a JSON file, or - for the standard input"))
    applying_.add_argument("--profile", choices=PROFILES, default=PROFILES[0])
    applying_.add_argument("--set", action="append", default=[], metavar="PARAMETER=VALUE", type=_pair)
    applying_.add_argument("--county", default="", help=_("apply the charter in force in this county"))
    applying_.add_argument("--on", type=date.fromisoformat, metavar="2026-11-21", help=_("… on this day"))
    applying_.set_defaults(act=_apply)
    replaying = acts.add_parser("replay", help=_("apply the rule of a derivation again and compare"))
    replaying.add_argument("file", help=_("a JSON file, or - for the standard input"))
    replaying.set_defaults(act=_replay)
    return parser


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(_("write it as council.threshold=180"))
    return name, value


def _list(asked: argparse.Namespace) -> int:
    del asked
    for name, rule in all_rules().items():
        title = word(name)
        numbers = " ".join(rule.articles)
        say(f"{name:32}{numbers:24}{'' if title == name else title}".rstrip())
    return DONE


def _apply(asked: argparse.Namespace) -> int:
    derivation = applying.applied(asked.name, _json(asked.facts), _charter(asked))
    say(json.dumps(derivation.as_json(), ensure_ascii=False, indent=1))
    return DONE


def _charter(asked: argparse.Namespace) -> Charter:
    if not asked.county and asked.on is None:
        return applying.proposed(asked.profile, dict(asked.set))
    return applying.charter_of(applying.CharterChoice(county=asked.county, day=asked.on))


def _replay(asked: argparse.Namespace) -> int:
    try:
        stored = applying.StoredDerivation.model_validate(_json(asked.file))
    except ValidationError as error:
        raise not_fitting(misfits(error.errors()))
    found = applying.replayed(stored)
    if found.same:
        say(_("The same in every part."))
        return DONE
    complain(_("It differs in: {parts}").format(parts=", ".join(found.differences)))
    return DIFFERS


def _json(name: str) -> Any:
    return json.loads(sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8"))


def _lines(problem: Mapping[str, Any]) -> list[str]:
    """A problem as lines: the sentence, then each field with its own, then the known rules."""
    tongue = "zh" if is_chinese() else "en"
    errors = [f"  {error['field']}: {error['message'][tongue]}" for error in problem.get("errors", ())]
    return [problem["message"][tongue], *errors, *(f"  {name}" for name in problem.get("rules", ()))]
