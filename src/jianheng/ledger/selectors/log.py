"""How far entries have come, and the proofs that they are there (Art. 7.3, 7.5)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

from jianheng.charter import N_, cites
from jianheng.crypto.tlog.proof import HEADERS, encode_proof
from jianheng.crypto.tlog.tiles import prove_consistency, prove_inclusion
from jianheng.ledger.models import Entry
from jianheng.ledger.models.log import Head, Leaf, Log
from jianheng.ledger.origins import HASHER
from jianheng.ledger.selectors.tiles import note_of, reader, signed_heads
from jianheng.rules import Refused

MERGE_DELAY = timedelta(seconds=60)
"""Within this time of being accepted an entry has its place in a signed head: what a promise promises."""


class Status(StrEnum):
    """How far an entry has come."""

    WAITING = "waiting"
    SEQUENCED = "sequenced"
    WITNESSED = "witnessed"


def status_of(entry: Entry) -> str:
    """`Status` of one entry: it waits for its place, has it, or the quorum of witnesses has cosigned it (已存证)."""
    return statuses([entry])[entry.pk]


def statuses(entries: Iterable[Entry]) -> Mapping[int, str]:
    """The same of many entries by their key, in one query."""
    keys = [entry.pk for entry in entries]
    places = Leaf.objects.filter(entry__in=keys).values_list("entry", "index", "log__witnessed_size")
    found = {key: _status(index, witnessed) for key, index, witnessed in places}
    return {key: found.get(key, Status.WAITING) for key in keys}


def _status(index: int, witnessed: int) -> str:
    return Status.WITNESSED if index < witnessed else Status.SEQUENCED


@cites("7.5")
def proof_of(entry: Entry, tree: str) -> str:
    """The tlog-proof text of an entry in one tree, under the newest head with a quorum, else the newest signed one.

    Raises `Refused` while no signed head holds the entry.
    """
    leaf = Leaf.objects.select_related("log").filter(entry=entry).first()
    head = _proving(leaf.log, tree, leaf.index) if leaf is not None else None
    if leaf is None or head is None:
        raise Refused(
            "7.3",
            N_("This entry still waits for its place in a signed head of the log."),
            remedy=N_("Take its signed promise now, and the proof a minute later."),
        )
    hashes = prove_inclusion(leaf.index, head.size, reader(leaf.log, tree), HASHER[tree])
    return encode_proof(leaf.index, hashes, note_of(head), HEADERS[tree])


def _proving(log: Log, tree: str, index: int) -> Head | None:
    """The head under which an entry is proved."""
    if index < log.witnessed_size:
        return signed_heads(log, tree, at_most=log.witnessed_size).first()
    return signed_heads(log, tree).filter(size__gt=index).first()


@cites("7.5")
def consistency(log: Log, tree: str, old: int, new: int) -> list[bytes]:
    """The hashes that show the tree of ``old`` to be a beginning of that of ``new``; raises IndexError, `BadTile`."""
    return prove_consistency(old, new, reader(log, tree), HASHER[tree])
