"""``jianheng drill``: witnesses on this machine, to try things out; with ``--rehearse`` also every attack on them."""

import argparse
import os
import secrets
import signal
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from jianheng.cli.main import complain, say
from jianheng.crypto.keys import FileKeys
from jianheng.witness import local, rehearsal
from jianheng.witness.identity import ALGS
from jianheng.witness.local import Group
from jianheng.witness.text import _


def run(arguments: Sequence[str]) -> int:
    """Start the witnesses and keep them running until interrupted, or rehearse and stop; 1 if a step went wrong."""
    asked = _parser().parse_args(arguments)
    if not asked.rehearse:
        return _start(asked.folder, asked.count, _stay)
    with tempfile.TemporaryDirectory() as folder:
        return _start(Path(folder), asked.count, _rehearse)


def _start(folder: Path, count: int, act: Callable[[Group], int]) -> int:
    try:
        group = local.start(folder, count)
    except local.NotStarted as failure:
        complain(_("A witness did not start: {output}").format(output=failure))
        return 1
    with group:
        for seat in group.seats.seats:
            say(f"{seat.name:12}{seat.url}")
        return act(group)


def _rehearse(group: Group) -> int:
    """Print each step with what every witness answered."""
    origin = f"practice.jianheng.invalid/ledger/{secrets.token_hex(4)}/2026"
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        keys = FileKeys(Path(folder), secrets.token_bytes(32), cost=local.LIGHT)
        signers = {alg: keys.ensure("log/practice", alg) for alg in ALGS}
        for tried in rehearsal.rehearse(group, signers, origin):
            answers = ", ".join(f"{name} {status}" for name, (_kind, status) in tried.came.items())
            mark = _("as expected") if tried.is_good else _("NOT {status}").format(status=tried.expected[1])
            say(f"{tried.tree:7}{_(tried.what)}: {answers}: {mark}")
            wrong += not tried.is_good
    for lost in ([], ["renda"], ["renda", "shenji"], ["shengjiwei", "xunshi"]):
        silent = ", ".join(name for name in lost if name in group.members) or _("no witness")
        holds = _("the quorum stands") if rehearsal.quorum_without(group, *lost) else _("no quorum, entries wait")
        say(_("Silent: {names}: {holds}").format(names=silent, holds=holds))
    return 1 if wrong else 0


def _stay(group: Group) -> int:
    """Wait for Ctrl+C, or for this process being asked to end."""
    say(_("The seats of the witnesses are in {file} (stop with Ctrl+C)").format(file=group.seats_file))
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_signal: stop.set())
    stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jianheng drill")
    folder = Path(os.environ.get("JH_DATA", "var")) / "witnesses"
    parser.add_argument("--folder", type=Path, default=folder, help=_("where they keep themselves"))
    parser.add_argument("--count", type=int, choices=range(1, 6), default=4, help=_("how many of them"))
    parser.add_argument("--rehearse", action="store_true", help=_("try every attack on new ones, then stop"))
    return parser
