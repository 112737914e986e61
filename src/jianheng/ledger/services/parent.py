"""The parent log: what every county's log had signed, recorded where the county does not write (Art. 7.3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from jianheng.charter import cites
from jianheng.ledger.canonical import canonical, parse
from jianheng.ledger.codes import new_code
from jianheng.ledger.hashes import leaf_sha256, leaf_sm3
from jianheng.ledger.models import Entry
from jianheng.ledger.models.log import Head, Log
from jianheng.ledger.origins import PARENT
from jianheng.ledger.selectors.entries import HEAD_OF_A_LOG
from jianheng.ledger.services.outbox import enqueue

EVERY = timedelta(seconds=60)
"""At most one entry of the parent log for a county's log in this time."""
VERSION = 1


@cites("7.3")
@transaction.atomic
def record_heads(log: Log, *, at: datetime) -> bool:
    """Record the newest signed heads of both trees in the parent log, once in `EVERY`; whether it knows them now.

    The body is RFC 8785 JSON ``{v, type, origin, size, root, sm3_root, at}`` with the roots in hexadecimal.
    """
    own = Head.objects.filter(log=log, signatures__witness="").order_by("-size")
    first, second = own.filter(tree="sha256").first(), own.filter(tree="sm3").first()
    if first is None or second is None or first.size != second.size:
        return False
    about = f"log:{log.county}/{log.year}"
    last = Entry.objects.filter(county=PARENT, type=HEAD_OF_A_LOG, about=about).order_by("-id").first()
    told = parse(bytes(last.body))["size"] if last is not None else 0
    if told >= first.size:
        return True
    if last is not None and at < last.at + EVERY:
        return False
    _keep(about, at, {"origin": log.origin, "size": first.size, "root": _hex(first), "sm3_root": _hex(second)})
    return True


def _keep(about: str, at: datetime, content: dict[str, Any]) -> None:
    time = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = canonical({"v": VERSION, "type": HEAD_OF_A_LOG, **content, "at": time})
    entry = Entry.objects.create(
        code=new_code("LOG", at),
        county=PARENT,
        type=HEAD_OF_A_LOG,
        at=at,
        body=body,
        leaf_sha256=leaf_sha256(body),
        leaf_sm3=leaf_sm3(body),
        about=about,
    )
    enqueue(entry)


def _hex(head: Head) -> str:
    return bytes(head.root).hex()
