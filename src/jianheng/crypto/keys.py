"""Who holds the private keys: an interface, so that they may live in a device, and an implementation in files.

A key has a name (``log/demo``) and an algorithm ("SM2-SM3" or "Ed25519"). Rotation makes its next generation; public
keys of earlier ones stay listed, since what they signed stays true. A ``kid`` is name + "#" + generation.
"""

import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from jianheng.crypto import ed25519, keyfiles, libcrypto, master
from jianheng.crypto.errors import BadKey, KeyDamaged, KeyMissing, Tampered
from jianheng.crypto.suites import by_signature

SM2 = "SM2-SM3"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_/-]{0,63}")
_PURPOSE = "signing key"


class Signer(Protocol):
    """A private key that signs without being shown."""

    @property
    def name(self) -> str: ...
    @property
    def alg(self) -> str: ...
    @property
    def public(self) -> bytes: ...
    @property
    def kid(self) -> str: ...

    def sign(self, message: bytes) -> bytes:
        """The signature: DER for SM2, 64 bytes for Ed25519."""
        ...


class KeyProvider(Protocol):
    """Keys by name: in files here, in an SDF machine or a SKF key elsewhere."""

    def signer(self, name: str, alg: str) -> Signer:
        """The newest generation; raises `KeyMissing`, `UnknownSuite`, `Sm2Missing`."""
        ...

    def ensure(self, name: str, alg: str) -> Signer:
        """The newest generation, made if there is none; processes that do so at once get the same key."""
        ...

    def rotate(self, name: str, alg: str) -> Signer:
        """The next generation; raises `KeyMissing` if there is none to follow."""
        ...

    def publics(self, name: str, alg: str) -> tuple[tuple[str, bytes], ...]:
        """(kid, public key) of every generation, oldest first; empty if there is none."""
        ...

    def wrap(self, purpose: str, data: bytes, aad: bytes) -> bytes:
        """Sealed bytes that only the same purpose and ``aad`` open again."""
        ...

    def unwrap(self, purpose: str, sealed: bytes, aad: bytes) -> bytes:
        """What was wrapped; raises `Tampered`."""
        ...


class _Private(Protocol):
    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True)
class FileSigner:
    """A key that was read from its file."""

    name: str
    alg: str
    public: bytes
    kid: str
    _private: _Private = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """The signature: DER for SM2, 64 bytes for Ed25519."""
        return self._private.sign(message)


@dataclass(frozen=True)
class _Generation:
    """One generation of a key: its kid, its public key, and where it lies."""

    kid: str
    public: bytes
    path: Path


class FileKeys:
    """Keys in a folder, private halves sealed under a master key that the passphrase opens (`master`).

    Threads may share one object; the passphrase is stretched once, when a secret is first needed. Opening raises
    `WrongPassphrase` or `KeyDamaged`. ``cost`` is the work of scrypt if the folder is new.
    """

    def __init__(self, folder: Path, passphrase: bytes, *, cost: int = master.COST) -> None:
        self._folder, self._passphrase, self._cost = folder, passphrase, cost
        self._lock = threading.RLock()
        self._opened: master.Master | None = None
        self._generations: dict[tuple[str, str], list[_Generation]] = {}
        self._signers: dict[tuple[str, str], FileSigner] = {}

    def signer(self, name: str, alg: str) -> FileSigner:
        """The newest generation, also one that another process has made meanwhile."""
        with self._lock:
            newest = self._present(name, alg)[-1]
            kept = self._signers.get((name, alg))
            if kept is None or kept.kid != newest.kid:
                _, secret = self._read(newest.path, alg, newest.kid)
                kept = FileSigner(name, alg, newest.public, newest.kid, _private(alg, secret, newest.public))
                self._signers[name, alg] = kept
            return kept

    def ensure(self, name: str, alg: str) -> FileSigner:
        """The newest generation, made if there is none; processes that do so at once get the same key."""
        with self._lock:
            if not self._known(name, alg):
                self._make(name, alg, 1)
            return self.signer(name, alg)

    def rotate(self, name: str, alg: str) -> FileSigner:
        """The next generation; if another process makes it in the same moment, its key is taken."""
        with self._lock:
            self._make(name, alg, len(self._present(name, alg)) + 1)
            return self.signer(name, alg)

    def publics(self, name: str, alg: str) -> tuple[tuple[str, bytes], ...]:
        """(kid, public key) of every generation, oldest first; empty if there is none."""
        with self._lock:
            return tuple((one.kid, one.public) for one in self._known(name, alg))

    def wrap(self, purpose: str, data: bytes, aad: bytes) -> bytes:
        """Sealed bytes that only the same purpose and ``aad`` open again."""
        return self._master().wrap(purpose, data, aad)

    def unwrap(self, purpose: str, sealed: bytes, aad: bytes) -> bytes:
        """What was wrapped; raises `Tampered`."""
        return self._master().unwrap(purpose, sealed, aad)

    def _master(self) -> master.Master:
        with self._lock:
            if self._opened is None:
                self._opened = master.obtain(self._folder, self._passphrase, self._cost)
                self._passphrase = b""
            return self._opened

    def _present(self, name: str, alg: str) -> list[_Generation]:
        found = self._known(name, alg)
        if not found:
            raise KeyMissing(f"there is no {alg} key {name}")
        return found

    def _known(self, name: str, alg: str) -> list[_Generation]:
        """Every generation in the folder, oldest first; each file is read once."""
        by_signature(alg)
        known = self._generations.setdefault((name, alg), [])
        if not known:
            self._refuse_gaps(name, alg)
        while (path := self._path(name, alg, len(known) + 1)).exists():
            kid = f"{name}#{len(known) + 1}"
            public, _ = self._read(path, alg, kid)
            known.append(_Generation(kid, public, path))
        return known

    def _refuse_gaps(self, name: str, alg: str) -> None:
        """A lost generation must not be made anew, in silence, while a later one lies there."""
        numbers = [path.name.split(".")[-2] for path in self._folder.glob(f"{_stem(name, alg)}.*.json")]
        last = max((int(number) for number in numbers if number.isdecimal()), default=0)
        for generation in range(1, last):
            if not (path := self._path(name, alg, generation)).exists():
                raise KeyDamaged(f"{path.name} is gone while a later generation lies there: restore it")

    def _path(self, name: str, alg: str, generation: int) -> Path:
        return self._folder / f"{_stem(name, alg)}.{generation}.json"

    def _make(self, name: str, alg: str, generation: int) -> None:
        secret, public = _generated(alg)
        kid = f"{name}#{generation}"
        sealed = self._master().wrap(_PURPOSE, secret, _binding(kid, alg, public))
        fields = {"v": 1, "kid": kid, "alg": alg, "public": keyfiles.text(public), "private": keyfiles.text(sealed)}
        keyfiles.create(self._path(name, alg, generation), fields)

    def _read(self, path: Path, alg: str, kid: str) -> tuple[bytes, bytes]:
        """The public and the private key of a file; raises `KeyDamaged`."""
        fields = keyfiles.read(path)
        public, sealed = keyfiles.data_of(fields, "public"), keyfiles.data_of(fields, "private")
        try:
            return public, self._master().unwrap(_PURPOSE, sealed, _binding(kid, alg, public))
        except Tampered:
            raise KeyDamaged(f"{path.name} was altered, or belongs to another key or folder") from None


def _stem(name: str, alg: str) -> str:
    """The beginning of a key's file names; raises `BadKey` for a name that is none."""
    if not NAME.fullmatch(name):
        raise BadKey(f"{name!r} is no name of a key: it has letters, digits and _ / - only")
    return f"{quote(name, safe='')}.{alg}"


def _binding(kid: str, alg: str, public: bytes) -> bytes:
    """What a sealed private key is bound to, so that files cannot be exchanged nor their public half altered."""
    return f"jianheng-key/v1\n{kid}\n{alg}\n".encode() + public


def _generated(alg: str) -> tuple[bytes, bytes]:
    """A new pair: private key, public key."""
    if alg == SM2:
        return libcrypto.generate()
    secret = ed25519.generate()
    return secret, ed25519.PrivateKey(secret).public


def _private(alg: str, secret: bytes, public: bytes) -> _Private:
    return libcrypto.PrivateKey(secret, public) if alg == SM2 else ed25519.PrivateKey(secret)
