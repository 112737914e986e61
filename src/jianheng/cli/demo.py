"""``jianheng demo``: load the fictional county, or print who is who in it."""

import argparse
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jianheng.cli.main import complain, say
from jianheng.county.models import County
from jianheng.demo.cast import players
from jianheng.demo.plan import CODE
from jianheng.demo.services import SEED, load
from jianheng.web.text import word


def run(arguments: Sequence[str]) -> int:
    """Carry out one of the two, in demo mode only."""
    asked = _parser().parse_args(arguments)
    if not settings.JH_DEMO:
        complain(_("There is no demo county on a production site: set JH_MODE to demo."))
        return 1
    status: int = asked.act(asked)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jianheng demo")
    acts = parser.add_subparsers(required=True)
    loading = acts.add_parser("load", help=_("found the fictional county in this database"))
    loading.add_argument("--if-missing", action="store_true", help=_("keep it if it is there already"))
    loading.add_argument("--seed", type=int, default=SEED)
    loading.add_argument("--today", type=date.fromisoformat, metavar="2026-11-21")
    loading.set_defaults(act=_load)
    roles = acts.add_parser("roles", help=_("who can be tried out, and where"))
    roles.add_argument("--port", type=int, default=8000)
    roles.set_defaults(act=_roles)
    return parser


def _load(asked: argparse.Namespace) -> int:
    if County.objects.filter(code=CODE).exists():
        say(_("The demo county is here already."))
        return 0 if asked.if_missing else 1
    load(today=asked.today or timezone.localdate(), seed=asked.seed, progress=say)
    return 0


def _roles(asked: argparse.Namespace) -> int:
    site = f"http://127.0.0.1:{asked.port}"
    for name in ("demo:path", "demo:roles"):
        say(site + reverse(name))
    for player in players(CODE, timezone.localdate()):
        say(f"  {word(player.part.role)}  {player.persons[0].name}  {player.persons[0].code}")
    return 0
