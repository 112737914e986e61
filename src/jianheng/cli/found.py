"""``jianheng found``: the first county of an installation and the one account that everything else starts from.

The organisation department keeps the register, so its head is entered first; that person enters all others.
"""

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jianheng.charter import PROFILES
from jianheng.cli.main import complain, say
from jianheng.county.models import County
from jianheng.county.services import found_county, load_calendar
from jianheng.people.services import begin_tenure, create_post, establish_body, open_account, register_person
from jianheng.rules import Refused
from jianheng.rules.roles import Officer, Role


def run(arguments: Sequence[str]) -> int:
    """Found a county; the password of its first account is asked for, or read from standard input."""
    asked = _parser().parse_args(arguments)
    if County.objects.filter(code=asked.code).exists():
        complain(_("A county with this code is here already."))
        return 1
    password = getpass.getpass(_("Password: ")) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password)
    except ValidationError as weak:
        complain(" ".join(weak.messages))
        return 1
    code = _found(asked, password)
    say(
        _("{county} is founded. Sign in as {name} ({code}).").format(
            county=asked.name_en, name=asked.account, code=code
        )
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jianheng found")
    for name, text in (
        ("code", _("short lower-case word, such as hengchuan")),
        ("name-zh", _("name of the county in Chinese")),
        ("name-en", _("name of the county in Latin letters")),
        ("city-zh", _("name of the city above it in Chinese")),
        ("city-en", _("name of the city in Latin letters")),
        ("person-zh", _("head of the organisation department, name in Chinese")),
        ("person-en", _("the same in Latin letters")),
        ("account", _("account name of that person")),
    ):
        parser.add_argument(f"--{name}", required=True, help=text)
    parser.add_argument("--profile", choices=PROFILES, default=PROFILES[0])
    parser.add_argument("--effective-on", type=date.fromisoformat, metavar="2026-11-21", default=None)
    return parser


@transaction.atomic
def _found(asked: argparse.Namespace, password: str) -> str:
    by = Officer("setup", asked.code, frozenset({Role.ORGANISATION, Role.SECRETARIAT}))
    at, today = datetime.now(UTC), timezone.localdate()
    county = found_county(
        code=asked.code,
        name_zh=asked.name_zh,
        name_en=asked.name_en,
        city_zh=asked.city_zh,
        city_en=asked.city_en,
        profile=asked.profile,
        effective_on=asked.effective_on or today,
        is_demo=False,
        by=by,
        at=at,
    )
    for year in (today.year, today.year + 1):
        try:
            load_calendar(year=year, by=by, at=at)
        except Refused:
            say(_("The calendar of {year} is not yet published: deadlines in it are provisional.").format(year=year))
    body = establish_body(
        county=county,
        code="organisation",
        kind="department",
        name_zh="县委组织部",
        name_en="Organisation Department",
        by=by,
        at=at,
    )
    post = create_post(
        body=body, code="head", name_zh="组织部部长", name_en="Head", role=Role.ORGANISATION, by=by, at=at
    )
    person = register_person(county=county, name_zh=asked.person_zh, name_en=asked.person_en, by=by, at=at)
    begin_tenure(person=person, post=post, since=today, basis="setup", by=by, at=at)
    open_account(person=person, username=asked.account, password=password, by=by, at=at)
    return person.code
