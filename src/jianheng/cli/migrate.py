"""``jianheng migrate``: the tables of the database, and the table of the cache."""

import argparse
from collections.abc import Sequence

from django.core.management import call_command
from django.utils.translation import gettext as _

from jianheng.cli.main import say


def run(arguments: Sequence[str]) -> int:
    """Apply every migration not yet applied."""
    argparse.ArgumentParser(prog="jianheng migrate").parse_args(arguments)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    say(_("The database is up to date."))
    return 0
