"""``jianheng serve``: the pages and the interface, by granian, and who keeps the log."""

import argparse
import os
import socket
from collections.abc import Sequence
from contextlib import nullcontext

from django.conf import settings
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from jianheng.cli.keeping import companions, keys_are_sound
from jianheng.cli.main import complain, say
from jianheng.witness.local import NotStarted

APPLICATION = "jianheng.site.wsgi:application"
THREADS = 2
"""Blocking threads of each worker: more only queue for the same interpreter and the same database."""


def run(arguments: Sequence[str]) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="jianheng serve")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--pages-only", action="store_true", help=_("the log is kept by another process"))
    ours = 4 if settings.JH_DEMO else 0
    parser.add_argument("--witnesses", type=int, choices=range(6), default=ours, help=_("witnesses on this machine"))
    asked = parser.parse_args(arguments)
    if _is_taken(asked.host, asked.port):
        complain(_("Port {port} is taken. Choose another with --port.").format(port=asked.port))
        return 1
    if not keys_are_sound():
        return 1
    server = Granian(
        APPLICATION,
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    serving = _("Serving at {address} (stop with Ctrl+C)").format(address=f"http://{asked.host}:{asked.port}/")
    try:
        with nullcontext() if asked.pages_only else companions(witnesses=asked.witnesses):
            say(serving)
            server.serve()
    except NotStarted as failure:
        complain(_("A witness did not start: {output}").format(output=failure))
        return 1
    return 0


def _is_taken(host: str, port: int) -> bool:
    """Whether another program listens there: the server itself would share the port with it without a word."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
