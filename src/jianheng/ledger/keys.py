"""The county's keys: where they lie, and what they are called."""

import platform
from functools import cache
from pathlib import Path

from django.conf import settings

from jianheng.charter import N_
from jianheng.crypto import libcrypto, selftest, sm2
from jianheng.crypto.errors import KeyMissing
from jianheng.crypto.keys import FileKeys, KeyProvider, Signer
from jianheng.rules import Refused

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


def office_signers(county: str, office: str, *, are_published: bool) -> tuple[Signer, ...]:
    """The current keys of an office, one per suite, made on first use; refused where published ones are gone."""
    keys = provider()
    take = keys.signer if are_published else keys.ensure
    try:
        return tuple(take(office_key(county, office), alg) for alg in ALGORITHMS)
    except KeyMissing as missing:
        raise Refused(
            "7.3",
            N_("The signing key of this office is not to be found: {missing}."),
            remedy=N_("Put the key folder back from its copy, or rotate the key on the record."),
            missing=str(missing),
        )


def check() -> tuple[str, ...]:
    """Try the suites on published examples and open the key folder; what an operator should know, in English.

    Raises `CryptoError` (a failed self-test, a wrong passphrase, a damaged folder) or `OSError`.
    """
    selftest.run()
    provider().wrap("start", b"", b"")
    warnings = []
    if not selftest.signing_available():
        warnings.append(N_("The cryptographic library has no SM2: nothing can be signed, verifying goes on."))
    elif sm2.leaks_time(platform.machine(), libcrypto.version()):
        warnings.append(N_("On this processor the library's SM2 leaks time: keep signing keys in a device."))
    return tuple(warnings)
