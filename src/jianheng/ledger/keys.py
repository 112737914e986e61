"""The county's keys: where they lie, and what they are called."""

from functools import cache
from pathlib import Path

from django.conf import settings

from jianheng.crypto.keys import FileKeys, KeyProvider, Signer

ALGORITHMS = ("SM2-SM3", "Ed25519")


@cache
def provider() -> KeyProvider:
    """The provider of every secret key of this installation; one per process."""
    return FileKeys(Path(settings.JH_KEYS), Path(settings.JH_KEY_PASSPHRASE_FILE).read_bytes().strip())


def log_key(county: str) -> str:
    """The name of the key with which the county's log signs its checkpoints."""
    return f"log/{county}"


def office_key(county: str, office: str) -> str:
    """The name of the key with which an office signs entries."""
    return f"office/{county}/{office}"


def office_signers(county: str, office: str) -> tuple[Signer, ...]:
    """The current keys of an office, one per suite, made on first use."""
    return tuple(provider().ensure(office_key(county, office), alg) for alg in ALGORITHMS)
