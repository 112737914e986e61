"""``jianheng ledger``: seat the witnesses, print the policy, bring back lost entries from a mirror."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from jianheng.cli.keeping import seat_in_every_county
from jianheng.cli.main import complain, say
from jianheng.county.models import County
from jianheng.ledger.origins import PARENT
from jianheng.ledger.selectors.keys import policy_of
from jianheng.ledger.services.replaying import logs_in, replay
from jianheng.ledger.services.rotation import rotate_log_keys
from jianheng.rules import Refused
from jianheng.rules.roles import Officer
from jianheng.web.text import article_name, reason_text, remedy_text

REFUSED = 3


def run(arguments: Sequence[str]) -> int:
    """Carry out one of them; a refusal prints its sentence and gives 3."""
    asked = _parser().parse_args(arguments)
    try:
        status: int = asked.act(asked)
    except Refused as refused:
        complain(f"{article_name(refused.article)}  {reason_text(refused)} {remedy_text(refused)}".rstrip())
        return REFUSED
    except OSError as error:
        complain(_("The file {name} cannot be read.").format(name=error.filename))
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jianheng ledger")
    acts = parser.add_subparsers(required=True)
    seating = acts.add_parser("seats", help=_("put the witnesses of a seats file into office, on the record"))
    seating.add_argument("file", type=Path, nargs="?", default=Path(settings.JH_SEATS))
    seating.set_defaults(act=_seats)
    policy = acts.add_parser("policy", help=_("print whom one must believe: keys of the logs, witnesses, quorum"))
    policy.add_argument("--county", default="")
    policy.set_defaults(act=_policy)
    rotating = acts.add_parser("rotate", help=_("make new keys for the logs of a county"))
    rotating.add_argument("county")
    rotating.add_argument("--leaked", action="store_true", help=_("the old keys are known to others: stop the logs"))
    rotating.set_defaults(act=_rotate)
    replaying = acts.add_parser("replay", help=_("bring back from a mirror what a restored database has lost"))
    replaying.add_argument("folder", type=Path)
    replaying.set_defaults(act=_replay)
    return parser


def _counties() -> list[str]:
    return [*County.objects.order_by("pk").values_list("code", flat=True), PARENT]


def _seats(asked: argparse.Namespace) -> int:
    text = asked.file.read_text(encoding="utf-8")
    for county, version in seat_in_every_county(text):
        if version is None:
            say(_("{county}: these witnesses are in office already.").format(county=county))
        else:
            say(_("{county}: version {version} of the witnesses.").format(county=county, version=version))
    return 0


def _policy(asked: argparse.Namespace) -> int:
    say(policy_of(asked.county or _counties()[0]).rstrip("\n"))
    return 0


def _rotate(asked: argparse.Namespace) -> int:
    by, at = Officer.rule(asked.county), datetime.now(UTC)
    for signer in rotate_log_keys(county=asked.county, is_leaked=asked.leaked, by=by, at=at):
        say(f"{signer.kid} {signer.alg}")
    say(_("Give every witness the new policy: jianheng ledger policy"))
    return 0


def _replay(asked: argparse.Namespace) -> int:
    known = set(_counties())
    for county, year in logs_in(asked.folder):
        if county not in known:
            complain(_("{county} is no county of this installation.").format(county=county))
            continue
        count = replay(folder=asked.folder, county=county, year=year, by=Officer.rule(county), at=datetime.now(UTC))
        say(_("{county} {year}: {count} entries brought back.").format(county=county, year=year, count=count))
    return 0
