"""The signed word that an accepted entry will be in the log: whoever holds it and gets no proof can show it (Art. 7.3).

Text: ``jianheng promise v1``, the origin, both leaf hashes in Base64, the Unix time of the promise, the merge delay in
seconds, each on a line; below it, as under a head, the signatures of both log keys.
"""

from base64 import b64encode
from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.ledger.models import Entry, Leaf, Promise
from jianheng.ledger.models.log import Log
from jianheng.ledger.origins import TREES, origin, year_of
from jianheng.ledger.selectors.log import MERGE_DELAY
from jianheng.ledger.services.incidents import Stopped
from jianheng.ledger.services.signing import signed_line
from jianheng.rules import Refused

HEADER = "jianheng promise v1"


@cites("7.3")
@transaction.atomic
def promise(*, entry: Entry, at: datetime) -> str:
    """The signed promise for an entry, made once; `Refused` for one that already has its place, or without a key."""
    kept = Promise.objects.filter(entry=entry).first()
    if kept is not None:
        return kept.note
    if Leaf.objects.filter(entry=entry).exists():
        raise Refused(
            "7.3",
            N_("This entry is in the log already: nothing is left to promise."),
            remedy=N_("Take its proof instead."),
        )
    log = Log(origin=origin(entry.county, year_of(entry.at)), county=entry.county)
    text = promise_text(entry, log.origin, at)
    try:
        lines = [signed_line(log, tree, text, at=at) for tree in TREES]
    except Stopped:
        raise Refused(
            "7.3",
            N_("The log cannot sign at present."),
            remedy=N_("The entry is stored. Ask again later; the health of the log says what is wrong."),
        )
    note = text + "\n" + "".join(f"{line}\n" for line in lines)
    kept, _is_new = Promise.objects.get_or_create(entry=entry, defaults={"note": note, "at": at})
    return kept.note


def promise_text(entry: Entry, name: str, at: datetime) -> str:
    """What is signed: header, origin, leaf hashes (SHA-256, SM3), Unix time, merge delay in seconds."""
    leaves = [b64encode(bytes(leaf)).decode("ascii") for leaf in (entry.leaf_sha256, entry.leaf_sm3)]
    numbers = [str(int(at.timestamp())), str(int(MERGE_DELAY.total_seconds()))]
    return "\n".join([HEADER, name, *leaves, *numbers, ""])
