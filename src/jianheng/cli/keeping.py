"""The companions of a served site: the sequencer of its logs and, for a demo, witnesses on this machine.

Each ends when the process that started it ends, however it ends.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from jianheng.cli.main import complain
from jianheng.county.models import County
from jianheng.crypto.errors import CryptoError, SelfTestFailed
from jianheng.ledger.keys import check
from jianheng.ledger.origins import PARENT
from jianheng.ledger.services.seats import seat_witnesses
from jianheng.ledger.services.sequencing import open_log
from jianheng.ledger.services.signing import list_keys
from jianheng.rules.roles import Officer
from jianheng.witness import local

GONE_WITHIN = 15
"""Seconds that the sequencer has to finish its round."""


def keys_are_sound() -> bool:
    """Whether the suites pass their published examples and the key folder opens; says what is wrong if not."""
    try:
        for warning in check():
            complain(_(warning))
    except SelfTestFailed as failure:
        complain(_("The cryptographic self-test failed: {names}. Nothing is started.").format(names=failure))
        return False
    except (CryptoError, OSError) as failure:
        complain(_("The keys cannot be opened: {reason}. Nothing is started.").format(reason=failure))
        return False
    return True


@contextmanager
def companions(*, witnesses: int) -> Iterator[None]:
    """Run the sequencer, and ``witnesses`` witnesses of our own if any, until the block ends."""
    with ExitStack() as running:
        command = [sys.executable, "-m", "jianheng.cli", "sequence", "--until-left-alone"]
        if witnesses:
            group = running.enter_context(local.start(Path(settings.JH_SEATS).parent, witnesses))
            seat_in_every_county(group.seats_file.read_text(encoding="utf-8"))
            command += ["--trust", str(group.policy)]
        connections.close_all()  # the server's workers open their own
        sequencer = running.enter_context(subprocess.Popen(command, stdin=subprocess.DEVNULL))  # noqa: S603 - our own words
        running.callback(_end, sequencer)
        yield


def seat_in_every_county(text: str) -> tuple[tuple[str, int | None], ...]:
    """Put the witnesses of a seats file into office for each county and the parent log.

    Returns pairs of county and the version that came to be, None where they are in office already.
    """
    at, found = datetime.now(UTC), []
    for county in [*County.objects.order_by("pk").values_list("code", flat=True), PARENT]:
        open_log(county, at.year, at=at)
        list_keys(county, at=at)
        seated = seat_witnesses(county=county, text=text, by=Officer.rule(county), at=at)
        found.append((county, seated.version if seated else None))
    return tuple(found)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GONE_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
