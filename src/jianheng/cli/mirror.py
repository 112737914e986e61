"""``jianheng mirror``: a second copy of the public logs, which names every fault (Art. 7.3, 7.5)."""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from jianheng.cli.main import complain, say
from jianheng.crypto.tlog.notes import BadNote, VKey
from jianheng.witness.mirror.checking import Round
from jianheng.witness.mirror.running import Busy, alone, mirror_all
from jianheng.witness.text import _

DAY = 24 * 3600
DONE, FAULTS, NOT_UNDERSTOOD = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Mirror once, or every few seconds until interrupted; 1 if the last round found a fault."""
    asked = _parser().parse_args(arguments)
    try:
        trusted = [VKey.parse(line) for line in asked.log]
    except BadNote as fault:
        complain(_("This is no verifier key: {fault}").format(fault=fault))
        return NOT_UNDERSTOOD
    try:
        with alone(asked.folder):
            return _rounds(asked, trusted)
    except Busy:
        complain(_("Another process is mirroring into {folder}.").format(folder=asked.folder))
    except OSError as fault:
        complain(_("The mirror cannot be written: {fault}").format(fault=fault))
    except KeyboardInterrupt:
        return DONE
    return FAULTS


def _rounds(asked: argparse.Namespace, trusted: Sequence[VKey]) -> int:
    """The first round and one a day read everything; those between only what is new."""
    whole_at = -float(DAY)
    while True:
        again = not asked.quick and time.monotonic() - whole_at >= DAY
        status = _report(mirror_all(asked.url, asked.folder, trusted, again=again))
        if again:
            whole_at = time.monotonic()
        if not asked.every:
            return status
        time.sleep(asked.every)


def _report(rounds: Sequence[Round]) -> int:
    for done in rounds:
        if done.log and not done.faults:
            say(
                _("{log}: {size} entries here, {checked} checked").format(
                    log=done.log, size=done.size, checked=done.checked
                )
            )
        for fault in done.faults:
            sentence, values = fault.sentence
            if fault.index is not None:
                values["place"] = _("entry {index}").format(index=fault.index)
            complain(f"{fault.log}: {_(sentence).format(**values)}")
    return FAULTS if any(done.faults for done in rounds) else DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jianheng mirror")
    parser.add_argument("url", help=_("address of the logs, such as https://county.example/ledger/log"))
    parser.add_argument("folder", type=Path, help=_("where the copy is kept"))
    parser.add_argument("--every", type=float, default=0, metavar="SECONDS", help=_("go on, with this pause"))
    parser.add_argument("--log", action="append", default=[], metavar="VKEY", help=_("trust these keys and no others"))
    parser.add_argument("--quick", action="store_true", help=_("read only what is not here yet"))
    return parser
