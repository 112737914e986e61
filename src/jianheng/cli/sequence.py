"""``jianheng sequence``: the process that gives entries their places, signs heads and asks the witnesses."""

import argparse
import os
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from jianheng.cli.keeping import keys_are_sound
from jianheng.cli.main import complain, say
from jianheng.ledger.models import Head, Log
from jianheng.ledger.selectors.keys import log_vkeys
from jianheng.ledger.services.running import Sequencer
from jianheng.ledger.services.turns import turn
from jianheng.witness.folders import write

EVERY = 0.25
"""Seconds between two looks at the outbox while nothing happens; answers of witnesses wake it sooner."""
LAST_ANSWERS = 6.0
"""Seconds that ``--once`` waits for the witnesses."""


class Stop:
    """Whether someone asked for the end, or the process that started this one is gone: a round is finished first."""

    def __init__(self, *, until_left_alone: bool) -> None:
        self._asked = False
        self._parent = os.getppid() if until_left_alone else None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    @property
    def asked(self) -> bool:
        return self._asked or self._parent not in (None, os.getppid())

    def _ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._asked = True


def run(arguments: Sequence[str]) -> int:
    """Sequence until told to stop, or what waits now with ``--once``."""
    parser = argparse.ArgumentParser(prog="jianheng sequence")
    parser.add_argument("--once", action="store_true", help=_("place what waits now, sign, ask the witnesses, end"))
    parser.add_argument("--trust", type=Path, help=_("a file kept up to date with the keys of all logs, for witnesses"))
    parser.add_argument("--until-left-alone", action="store_true", help=_("end with the process that started it"))
    asked = parser.parse_args(arguments)
    if not keys_are_sound():
        return 1
    stop = Stop(until_left_alone=asked.until_left_alone)
    while not stop.asked:
        try:
            with turn() as is_ours:
                if is_ours:
                    return _work(stop, asked.trust, once=asked.once)
        except DatabaseError as fault:
            complain(_("The database does not answer: {fault}").format(fault=str(fault).strip()))
            connection.close()
            if asked.once:
                return 1
            time.sleep(1)
            continue
        if asked.once:
            complain(_("Another sequencer is at work."))
            return 1
        time.sleep(1)
    return 0


def _work(stop: Stop, trust: Path | None, *, once: bool) -> int:
    sequencer, trusted = Sequencer(lambda: datetime.now(UTC)), ""
    until = time.monotonic() + LAST_ANSWERS
    try:
        while not stop.asked:
            done = sequencer.round(EVERY)
            for head in done.signed:
                say(_line(head))
            if trust is not None:
                trusted = _trusted(trust, trusted)
            if once and (time.monotonic() > until or (done.is_idle and not sequencer.collector.open)):
                break
            if done.is_idle and not sequencer.collector.open:
                time.sleep(EVERY)
    finally:
        sequencer.close()
    return 0


def _line(head: Head) -> str:
    """One line for each signed head: time, origin, size, root."""
    return f"{head.at:%Y-%m-%dT%H:%M:%SZ} {head.text.splitlines()[0]} {head.size} {bytes(head.root).hex()[:16]}"


def _trusted(path: Path, before: str) -> str:
    """Write the keys of all logs where witnesses look for them, if they have changed."""
    lines = [f"log {line}" for log in Log.objects.all() for line in log_vkeys()[log.pk]]
    text = "\n".join([*lines, "quorum none", ""])
    if text != before:
        write(path, text.encode())
    return text
