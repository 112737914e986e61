"""A witness as a process: everything it needs, checked before it answers, and served by granian."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from jianheng.charter.messages import N_
from jianheng.crypto import selftest
from jianheng.crypto.errors import CryptoError, SelfTestFailed, WrongPassphrase
from jianheng.crypto.keys import KeyProvider
from jianheng.crypto.tlog.notes import BadNote, VKey
from jianheng.crypto.tlog.policy import BadPolicy
from jianheng.witness import identity
from jianheng.witness.dropbox import DropBox
from jianheng.witness.identity import Identity, Lost
from jianheng.witness.logs import BadLogs, Logs
from jianheng.witness.server import Application, unix_now

THREADS = 16
"""Requests at once: deciding takes turns in the store, but a slow client must not keep the others out."""


@dataclass(frozen=True)
class Settings:
    """What was asked for on the command line."""

    name: str
    store: Path
    keys: Path
    passphrase_file: Path
    logs: tuple[str, ...] = ()
    policy: Path | None = None
    mirror: Path | None = None
    host: str = "127.0.0.1"
    port: int = 0


def found(settings: Settings) -> Identity:
    """Make a new witness with its keys and store. Raises Lost."""
    _self_test()
    with _faults_of_keys(settings) as keys:
        identity.found(settings.name, settings.store, keys)
        return identity.awake(settings.name, settings.store, keys)


def awake(settings: Settings) -> Identity:
    """The witness that was made before. Raises Lost."""
    _self_test()
    with _faults_of_keys(settings) as keys:
        return identity.awake(settings.name, settings.store, keys)


@cache
def application(settings: Settings) -> Application:
    """The witness, ready to answer. Raises Lost."""
    try:
        logs = Logs([VKey.parse(line) for line in settings.logs], settings.policy)
    except (BadNote, BadLogs, BadPolicy, OSError, UnicodeDecodeError) as fault:
        raise Lost(N_("The logs to be accepted cannot be read: {fault}"), fault=fault)
    witness = awake(settings)
    ready = Application(witness, logs, DropBox(witness.store, settings.mirror, unix_now))
    witness.store.close()  # a worker opens its own: a connection does not survive a fork
    return ready


def serve(settings: Settings, *, until_left_alone: bool = False) -> None:
    """Answer until interrupted, or until the standard input is closed by whoever started this process."""
    application(settings)
    if is_taken(settings.host, settings.port):
        raise Lost(N_("Port {port} is taken. Choose another with --port."), port=settings.port)
    server = Granian(
        "jianheng.witness.running:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    if until_left_alone:
        threading.Thread(target=_leave_with_starter, daemon=True).start()
    server.serve(target_loader=partial(application, settings), wrap_loader=False)


def is_taken(host: str, port: int) -> bool:
    """Whether another program listens there: granian would share the port with it without a word."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _leave_with_starter() -> None:
    # Read without a buffer, whose lock a forked worker would wait for.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _self_test() -> None:
    try:
        selftest.run()
    except SelfTestFailed as failed:
        raise Lost(N_("The self-test of the cryptography failed, so nothing is signed: {what}"), what=failed)
    if not selftest.signing_available():
        raise Lost(N_("The libcrypto of this machine cannot sign with SM2; OpenSSL 3.0 or later is needed."))


@cache
def _opened(folder: Path, passphrase_file: Path) -> KeyProvider:
    return identity.keys_in(folder, passphrase_file.read_bytes().rstrip(b"\r\n"))


@contextmanager
def _faults_of_keys(settings: Settings) -> Iterator[KeyProvider]:
    """The keys; whatever is wrong with them becomes a sentence."""
    try:
        yield _opened(settings.keys, settings.passphrase_file)
    except WrongPassphrase:
        raise Lost(N_("The passphrase does not open the keys in {folder}."), folder=settings.keys)
    except (OSError, CryptoError) as fault:
        raise Lost(N_("The keys in {folder} cannot be used: {fault}"), folder=settings.keys, fault=fault)
