"""Making the keys under which closed values are sealed (`ledger.vault`, step 1)."""

from jianheng.crypto.suites import NATIONAL
from jianheng.ledger.keys import provider
from jianheng.ledger.models import DataKey
from jianheng.ledger.vault import PURPOSE, unwrapped


def new_key(subject: str) -> bytes:
    """The data key of a subject that has none yet, 16 bytes."""
    fresh = NATIONAL.new_key()
    DataKey.objects.create(subject=subject, wrapped=provider().wrap(PURPOSE, fresh, subject.encode()))
    return fresh


def key_of(subject: str) -> bytes:
    """The data key of a subject who may have one already."""
    fresh = NATIONAL.new_key()
    made = {"wrapped": provider().wrap(PURPOSE, fresh, subject.encode())}
    row, is_new = DataKey.objects.get_or_create(subject=subject, defaults=made)
    return fresh if is_new else unwrapped(row)
