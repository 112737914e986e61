"""The ``openssl`` command line as a third judge."""

import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = shutil.which("openssl")
DISTID = "distid:1234567812345678"

needs_openssl = pytest.mark.skipif(PROGRAM is None, reason="the openssl command line is not installed")


def openssl(*words: str | Path, given: bytes = b"") -> tuple[bool, bytes]:
    """Whether the program ended well, and what it printed; ``given`` is its standard input."""
    assert PROGRAM
    done = subprocess.run([PROGRAM, *map(str, words)], input=given, capture_output=True, check=False, timeout=30)
    return done.returncode == 0, done.stdout


def accepts(folder: Path, pem: str, message: bytes, signature: bytes, *, distid: str | None = DISTID) -> bool:
    """Whether the program finds the SM2 signature good."""
    key, signed = folder / "public.pem", folder / "signature"
    key.write_text(pem, encoding="ascii")
    signed.write_bytes(signature)
    options = ("-sigopt", distid) if distid else ()
    return openssl("dgst", "-sm3", *options, "-verify", key, "-signature", signed, given=message)[0]


def new_key(folder: Path) -> tuple[Path, str]:
    """A private SM2 key made by the program, and the PEM of its public key."""
    private = folder / "private.pem"
    assert openssl("genpkey", "-algorithm", "SM2", "-out", private)[0]
    made, public = openssl("pkey", "-in", private, "-pubout")
    assert made
    return private, public.decode("ascii")


def signs(private: Path, message: bytes) -> bytes:
    """The program's SM2 signature."""
    made, signature = openssl("dgst", "-sm3", "-sigopt", DISTID, "-sign", private, given=message)
    assert made
    return signature
