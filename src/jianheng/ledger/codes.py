"""Trace codes 追溯码: short, random, typed by hand without mistakes (Art. 7.2)."""

import hashlib
import secrets
from datetime import datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9


def new_code(prefix: str, at: datetime) -> str:
    """A fresh code such as ``HC-2026-7K3M9QXTB4``: county, year, nine random characters and a check character."""
    head = f"{prefix}-{at.year}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return head + _check(head)


def normalise(text: str) -> str:
    """The code as typed by a person, with look-alike letters put right."""
    return text.strip().upper().replace("O", "0").replace("I", "1").replace("L", "1")


def is_well_formed(code: str) -> bool:
    """Whether the check character fits, so that a slip of the hand is told apart from an unknown code."""
    return len(code) > LENGTH + 1 and code[-1] == _check(code[:-1])


def _check(head: str) -> str:
    return ALPHABET[hashlib.sha256(head.encode()).digest()[0] % len(ALPHABET)]
