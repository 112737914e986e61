"""Sealed field values: SM4-GCM under one data key per subject, which the key provider wraps.

1. A subject's data key is made on first use and stored wrapped; nothing else can open its fields.
2. A sealed field holds salt and value together, bound to its entry and name.
3. Deleting the data key destroys every field sealed under it; the commitments stay.
"""

from jianheng.crypto.suites import NATIONAL
from jianheng.ledger.hashes import SALT_BYTES
from jianheng.ledger.keys import provider
from jianheng.ledger.models import DataKey

PURPOSE = "ledger-fields"


def unwrapped(row: DataKey) -> bytes:
    """The data key in a row."""
    return provider().unwrap(PURPOSE, bytes(row.wrapped), row.subject.encode())


def seal(key: bytes, salt: bytes, value: bytes, *, entry: str, name: str) -> bytes:
    """Step 2: salt and canonical value of a field, readable with the data key alone."""
    return NATIONAL.seal(key, salt + value, _bound(entry, name))


def unseal(key: bytes, sealed: bytes, *, entry: str, name: str) -> tuple[bytes, bytes]:
    """The salt and the canonical value of a sealed field; raises `Tampered` if it was altered or moved."""
    plain = NATIONAL.open(key, sealed, _bound(entry, name))
    return plain[:SALT_BYTES], plain[SALT_BYTES:]


def _bound(entry: str, name: str) -> bytes:
    return f"{entry}/{name}".encode()
