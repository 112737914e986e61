"""Signing heads that are stored, after their transaction: never two roots of one size (Art. 7.3)."""

from datetime import datetime

from django.db import transaction

from jianheng.charter import cites
from jianheng.crypto.errors import CryptoError
from jianheng.crypto.keys import Signer
from jianheng.crypto.tlog.notes import Checkpoint, Note, SignatureLine, log_signature, log_vkey, verify_line
from jianheng.ledger.keys import log_key, provider
from jianheng.ledger.models.log import Head, HeadSignature, Incident, Log, LogKey
from jianheng.ledger.origins import ALGORITHM, TREES, tree_origin
from jianheng.ledger.selectors.tiles import last_heads
from jianheng.ledger.services.incidents import Stopped, is_stopped

FAULTS = (CryptoError, OSError)
"""What a key provider raises: a missing, damaged or false key, an unknown suite, no SM2, a failed self-test."""


@cites("7.3")
def sign_heads(log: Log, *, at: datetime) -> tuple[Head, ...]:
    """Sign the newest head of each tree that is not yet signed; raises `Stopped` if a key cannot be used.

    The signature is verified before it is stored, so that a broken key or library shows here.
    """
    if is_stopped(log):
        return ()
    unsigned = {
        tree: head
        for tree, head in last_heads(log).items()
        if not HeadSignature.objects.filter(head=head, witness="").exists()
    }
    return tuple(_sign(log, head, at) for head in unsigned.values())


def _sign(log: Log, head: Head, at: datetime) -> Head:
    name = tree_origin(log.origin, head.tree)
    if head.text != Checkpoint(name, head.size, bytes(head.root)).text():
        raise Stopped(Incident.Kind.ALTERED_TILES, f"the {head.tree} head of size {head.size} contradicts itself")
    line = signed_line(log, head.tree, head.text, at=at)
    HeadSignature.objects.get_or_create(head=head, witness="", line=line, defaults={"signed_at": at, "stored_at": at})
    return head


def signed_line(log: Log, tree: str, text: str, *, at: datetime) -> str:
    """A verified signature line of the log under ``text``; raises `Stopped`."""
    name = tree_origin(log.origin, tree)
    try:
        signer = _signer(log.county, tree, at)
        line = log_signature(signer, name, text)
    except FAULTS as fault:
        raise Stopped(Incident.Kind.NO_SIGNING, f"{ALGORITHM[tree]}: {type(fault).__name__} {fault}")
    if not verify_line(Note(text, (SignatureLine.parse(line),)), log_vkey(signer.alg, name, signer.public)):
        raise Stopped(Incident.Kind.NO_SIGNING, f"{ALGORITHM[tree]}: the signature just made does not verify")
    return line


@transaction.atomic
def _signer(county: str, tree: str, at: datetime) -> Signer:
    """The log's current key for a tree, listed before it signs and never replaced in silence: a listed key that is
    gone raises `KeyMissing`."""
    alg, keys = ALGORITHM[tree], provider()
    is_listed = LogKey.objects.filter(county=county, alg=alg).exists()
    signer = (keys.signer if is_listed else keys.ensure)(log_key(county), alg)
    LogKey.objects.get_or_create(
        county=county, alg=signer.alg, public=signer.public, defaults={"kid": signer.kid, "since": at}
    )
    return signer


def list_keys(county: str, *, at: datetime) -> None:
    """Make the log's keys if there are none, and list them, so that witnesses can be told of them beforehand."""
    for tree in TREES:
        _signer(county, tree, at)
