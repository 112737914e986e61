"""``jianheng check``: whether everything stored still agrees with itself (Art. 7.5, 18.4)."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from pydantic import ValidationError

from jianheng.charter import BadValue, UnknownParameter
from jianheng.cli.main import complain, say
from jianheng.county.models import Application
from jianheng.county.selectors import replayed
from jianheng.ledger.models import Entry, Log
from jianheng.ledger.selectors import faults
from jianheng.ledger.selectors.whole import log_faults
from jianheng.rules import Refused
from jianheng.rules.catalogue import all_rules

CHUNK = 200
"""Rows held in memory at a time."""


@dataclass(frozen=True)
class Checked:
    """One row or migration that was checked: its name, and what is wrong (empty if nothing is)."""

    name: str
    faults: tuple[str, ...] = ()


def run(arguments: Sequence[str]) -> int:
    """Check migrations, the ledger, and every kept application; 1 if anything is wrong."""
    argparse.ArgumentParser(prog="jianheng check").parse_args(arguments)
    wrong = _report(_("migrations"), migrations())
    if wrong:
        complain(_("The database is not up to date; run: jianheng migrate"))
        return 1
    wrong += _report(_("entries of the ledger"), entries())
    wrong += _report(_("logs"), logs())
    wrong += _report(_("kept applications of rules"), applications())
    return 1 if wrong else 0


def _report(what: str, found: Iterable[Checked]) -> int:
    """Print how many were checked and each fault; the number of those with a fault."""
    count = wrong = 0
    for one in found:
        count += 1
        wrong += bool(one.faults)
        for fault in one.faults:
            complain(f"  {one.name}: {fault}")
    say(_("{what}: {count} checked, {wrong} with faults").format(what=what, count=count, wrong=wrong))
    return wrong


def migrations() -> Iterator[Checked]:
    """Every migration, with a fault if it has not been applied."""
    executor = MigrationExecutor(connection)
    done = set(executor.loader.applied_migrations)
    for key in sorted(executor.loader.disk_migrations):
        yield Checked(".".join(key), () if key in done else (_("not applied"),))


def entries() -> Iterator[Checked]:
    """Every entry of the ledger with everything wrong with it."""
    for entry in Entry.objects.order_by("id").prefetch_related("fields").iterator(CHUNK):
        yield Checked(entry.code, tuple(fault.what for fault in faults(entry)))


def logs() -> Iterator[Checked]:
    """Every log with what does not follow from its entries."""
    for log in Log.objects.all():
        yield Checked(log.origin, tuple(log_faults(log)))


def applications() -> Iterator[Checked]:
    """Every kept application, applied again."""
    all_rules()
    for row in Application.objects.order_by("id").iterator(CHUNK):
        yield Checked(f"{row.pk} {row.rule} {row.subject}", _differences(row))


def _differences(row: Application) -> tuple[str, ...]:
    try:
        return tuple(replayed(row).result.differences)
    except (Refused, KeyError, ValidationError, BadValue, UnknownParameter) as error:
        return (_("it cannot be applied again: {reason}").format(reason=error),)
