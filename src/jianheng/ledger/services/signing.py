"""Signing heads that are stored, after their transaction: never two roots of one size (Art. 7.3)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef

from jianheng.charter import cites
from jianheng.crypto.errors import CryptoError
from jianheng.crypto.keys import Signer
from jianheng.crypto.tlog.notes import Checkpoint, Note, SignatureLine, log_signature, log_vkey, verify_line
from jianheng.ledger.keys import log_key, provider
from jianheng.ledger.models.log import Head, HeadSignature, Incident, Log, LogKey
from jianheng.ledger.origins import ALGORITHM, TREES, tree_origin
from jianheng.ledger.services.incidents import Stopped, is_stopped

FAULTS = (CryptoError, OSError)
"""What a key provider raises: a missing, damaged or false key, an unknown suite, no SM2, a failed self-test."""


@dataclass
class Signers:
    """What one process knows of its keys: those it has listed, and those whose signatures have verified once."""

    listed: set[tuple[str, bytes]] = field(default_factory=set)
    proven: set[bytes] = field(default_factory=set)


@cites("7.3")
def sign_heads(log: Log, *, at: datetime, signers: Signers | None = None) -> tuple[Head, ...]:
    """Sign the newest head of each tree that is not yet signed; raises `Stopped` if a key cannot be used.

    A signature is verified before it is stored, by the same process once for each key, so that a broken key or
    library shows here.
    """
    if is_stopped(log):
        return ()
    own = HeadSignature.objects.filter(head=OuterRef("pk"), witness="")
    newest = Head.objects.filter(log=log).order_by("-size").annotate(is_signed=Exists(own))
    heads = [head for tree in TREES for head in newest.filter(tree=tree)[:1] if not head.is_signed]
    lines = [_line(log, head, at, signers or Signers()) for head in heads]
    HeadSignature.objects.bulk_create(
        (
            HeadSignature(head=head, line=line, signed_at=at, stored_at=at)
            for head, line in zip(heads, lines, strict=True)
        ),
        ignore_conflicts=True,
    )
    return tuple(heads)


def _line(log: Log, head: Head, at: datetime, signers: Signers) -> str:
    name = tree_origin(log.origin, head.tree)
    if head.text != Checkpoint(name, head.size, bytes(head.root)).text():
        raise Stopped(Incident.Kind.ALTERED_TILES, f"the {head.tree} head of size {head.size} contradicts itself")
    return signed_line(log, head.tree, head.text, at=at, signers=signers)


def signed_line(log: Log, tree: str, text: str, *, at: datetime, signers: Signers | None = None) -> str:
    """A verified signature line of the log under ``text``; raises `Stopped`."""
    name, known = tree_origin(log.origin, tree), signers or Signers()
    try:
        signer = provider().ensure(log_key(log.county), ALGORITHM[tree])
        line = log_signature(signer, name, text)
    except FAULTS as fault:
        raise Stopped(Incident.Kind.NO_SIGNING, f"{ALGORITHM[tree]}: {type(fault).__name__} {fault}")
    if signer.public not in known.proven:
        if not verify_line(Note(text, (SignatureLine.parse(line),)), log_vkey(signer.alg, name, signer.public)):
            raise Stopped(Incident.Kind.NO_SIGNING, f"{ALGORITHM[tree]}: the signature just made does not verify")
        known.proven.add(signer.public)
    if (log.county, signer.public) not in known.listed:
        _list(log.county, signer, at)
        known.listed.add((log.county, signer.public))
    return line


def _list(county: str, signer: Signer, at: datetime) -> None:
    """List a key among the log's public ones."""
    LogKey.objects.get_or_create(
        county=county, alg=signer.alg, public=signer.public, defaults={"kid": signer.kid, "since": at}
    )


def list_keys(county: str, *, at: datetime) -> None:
    """Make the log's keys if there are none, and list them, so that witnesses can be told of them beforehand."""
    for tree in TREES:
        _list(county, provider().ensure(log_key(county), ALGORITHM[tree]), at)
