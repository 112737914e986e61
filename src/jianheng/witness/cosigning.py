"""The one act of a witness: take a signed head, judge it, remember it, then cosign it (C2SP tlog-witness; Art. 7.3)."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from jianheng.charter.cites import cites
from jianheng.charter.messages import N_
from jianheng.crypto.errors import CryptoError
from jianheng.crypto.tlog.notes import BadNote, Checkpoint, cosign
from jianheng.crypto.tlog.witnessing import AddCheckpoint, BadRequest, parse_request
from jianheng.witness.client import SIZE_TYPE
from jianheng.witness.identity import Identity
from jianheng.witness.judging import Known, Status, Verdict, judge
from jianheng.witness.logs import Log, Logs
from jianheng.witness.store import ClockBack, StoreMissing
from jianheng.witness.text import both

TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """What goes back over HTTP."""

    status: int
    body: str
    kind: str = TEXT


@cites("7.3")
def add_checkpoint(identity: Identity, logs: Logs, body: bytes, clock: Callable[[], int]) -> Reply:
    """Answer a request of C2SP tlog-witness.

    1. read the request        400
    2. know the log            404
    3. verify its signature    403
    4. judge and remember, in one durable transaction    400, 409, 422, 503
    5. only then cosign        200
    """
    try:
        asked = parse_request(body)  # 1
        head = Checkpoint.parse(asked.note.text)
    except (BadRequest, BadNote) as fault:
        return Reply(Status.MALFORMED, both(N_("The request cannot be read: {fault}"), fault=fault))
    log = logs.of(head.origin)  # 2
    if log is None:
        return Reply(Status.UNKNOWN_LOG, both(N_("This witness does not know the log {origin}."), origin=head.origin))
    signed = log.signed(asked.note)  # 3
    if not signed:
        return Reply(Status.UNSIGNED, both(N_("No signature of a key of this log verifies.")))
    try:
        verdict, known, at = identity.store.answer(head, signed, clock(), _judging(asked, head, log))  # 4
    except ClockBack as back:
        text = N_("The clock of this witness went back by {seconds} s: it signs nothing until that is mended.")
        return Reply(Status.UNWELL, both(text, seconds=back))
    except (sqlite3.Error, StoreMissing) as fault:
        return Reply(Status.UNWELL, both(N_("The store of this witness cannot be written: {fault}"), fault=fault))
    if verdict.status != Status.COSIGNED:
        return _refused(verdict, known)
    try:
        return Reply(Status.COSIGNED, cosign(identity.signers[log.alg], identity.name, head.text(), at) + "\n")  # 5
    except CryptoError as fault:
        return Reply(Status.UNWELL, both(N_("This witness cannot sign: {fault}"), fault=fault))


def _judging(asked: AddCheckpoint, head: Checkpoint, log: Log) -> Callable[[Known], Verdict]:
    return partial(judge, old=asked.old, proof=asked.proof, head=head, hasher=log.hasher)


def _refused(verdict: Verdict, known: Known) -> Reply:
    if verdict.status == Status.OTHER_SIZE:
        return Reply(verdict.status, f"{known.size}\n", SIZE_TYPE)
    return Reply(verdict.status, both(verdict.reason))
