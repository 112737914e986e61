"""Destroying what should not have been recorded, so that the trees stay whole (Art. 7.3)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from jianheng.charter import N_, cites
from jianheng.ledger import access
from jianheng.ledger.events import Redacted
from jianheng.ledger.models import DataKey, Entry, Field
from jianheng.ledger.services.recording import record
from jianheng.rules import Refused
from jianheng.rules.roles import Officer

GROUNDS = ("personal_data", "protection", "court", "retention")
BODY = "body"


@cites("7.3")
@transaction.atomic
def redact(*, code: str, names: Collection[str], grounds: str, by: Officer, at: datetime) -> Entry:
    """Destroy the named values of an entry (``body`` for its text) and record it; returns the new entry.

    The entry keeps its place, its leaf hashes and its commitments, so every proof still holds. Refused:
    unknown grounds, nothing named, a name that the entry does not have or that is gone already.
    """
    entry = Entry.objects.select_for_update().get(code=code)
    access.require_redact(by, entry)
    if grounds not in GROUNDS:
        raise Refused("7.3", N_("A redaction needs one of the listed grounds."), field="grounds")
    asked = sorted(set(names))
    here = {row.name for row in entry.fields.all() if row.value or row.sealed} | ({BODY} if entry.body else set())
    gone = [name for name in asked if name not in here]
    if not asked or gone:
        raise Refused(
            "7.3",
            N_("Choose values that the entry has and that are not destroyed yet."),
            field="names",
        )
    if BODY in asked:
        Entry.objects.filter(pk=entry.pk).update(body=b"")
    rows = Field.objects.filter(entry=entry, name__in=asked)
    subjects = {row.subject for row in rows if row.subject}
    rows.update(value="", salt=b"", sealed=b"")
    _drop_unused_keys(subjects)
    return record(Redacted(entry.code, tuple(asked), grounds), by=by, at=at, supersedes=entry)


def _drop_unused_keys(subjects: Collection[str]) -> None:
    """A data key under which nothing is sealed any more goes with its last value."""
    needed = set(Field.objects.filter(subject__in=subjects).exclude(sealed=b"").values_list("subject", flat=True))
    DataKey.objects.filter(subject__in=set(subjects) - needed).delete()


@cites("7.3")
@transaction.atomic
def shred(*, subject: str, grounds: str, by: Officer, at: datetime) -> int:
    """Destroy the data key of a subject and every value sealed under it; how many entries lost values."""
    codes = Entry.objects.filter(fields__subject=subject).distinct().order_by("id").values_list("code", flat=True)
    found = {
        code: [row.name for row in Field.objects.filter(entry__code=code, subject=subject) if row.sealed]
        for code in codes
    }
    for code, names in found.items():
        if names:
            redact(code=code, names=names, grounds=grounds, by=by, at=at)
    DataKey.objects.filter(subject=subject).delete()
    return sum(bool(names) for names in found.values())
