"""``jianheng witness``: the separate program of a body that cosigns the county's ledger (Art. 7.3)."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from jianheng.cli.main import complain, say
from jianheng.witness import running
from jianheng.witness.identity import Lost
from jianheng.witness.running import Settings
from jianheng.witness.text import _


def run(arguments: Sequence[str]) -> int:
    """Found a witness, show its keys, or serve until interrupted; 1 with a sentence if it cannot be."""
    asked = _parser().parse_args(arguments)
    settings = Settings(
        name=asked.name,
        store=asked.store,
        keys=asked.keys,
        passphrase_file=asked.passphrase_file,
        logs=tuple(asked.log),
        policy=asked.policy,
        mirror=asked.mirror,
        host=asked.host,
        port=asked.port or 0,
    )
    try:
        return _act(asked, settings)
    except Lost as lost:
        complain(_(lost.reason).format(**lost.values))
        return 1


def _act(asked: argparse.Namespace, settings: Settings) -> int:
    witness = running.found(settings) if asked.new else running.awake(settings)
    if asked.mended_clock:
        witness.store.forget_clock()
    witness.store.close()
    if asked.show_keys:
        for vkey in witness.vkeys:
            say(vkey.line())
        return 0
    if not asked.port or not (asked.log or asked.policy):
        complain(_("Serving needs --port, and the logs to be accepted: --log or --policy."))
        return 2
    say(
        _("Witness {name} at {address} (stop with Ctrl+C)").format(
            name=settings.name, address=f"http://{settings.host}:{settings.port}/"
        )
    )
    running.serve(settings, until_left_alone=asked.until_left_alone)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jianheng witness")
    parser.add_argument("--name", required=True, help=_("its name for ever, such as witness.example.org/audit"))
    parser.add_argument("--store", type=Path, required=True, metavar="FILE", help=_("what it remembers"))
    parser.add_argument("--keys", type=Path, required=True, metavar="FOLDER", help=_("its keys"))
    parser.add_argument("--passphrase-file", type=Path, required=True, metavar="FILE", help=_("opens the keys"))
    parser.add_argument("--port", type=int)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--log", action="append", default=[], metavar="VKEY", help=_("verifier key of a log to accept"))
    parser.add_argument("--policy", type=Path, metavar="FILE", help=_("file with the logs to accept"))
    parser.add_argument("--mirror", type=Path, metavar="FOLDER", help=_("mirror in which lodged hashes are looked up"))
    parser.add_argument("--new", action="store_true", help=_("found a new witness: make its keys and its store"))
    parser.add_argument("--show-keys", action="store_true", help=_("print the verifier keys and stop"))
    parser.add_argument("--mended-clock", action="store_true", help=_("after a clock that ran ahead was set right"))
    parser.add_argument("--until-left-alone", action="store_true", help=argparse.SUPPRESS)
    return parser
