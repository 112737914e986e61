"""Who a witness is: its name, its two keys, and the store that is tied to them.

A name, its keys and its store are made together, once. Keys without their store have lost their memory: such a witness
is retired, since it could be led to cosign a second history.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from jianheng.charter.messages import N_
from jianheng.crypto.errors import KeyMissing
from jianheng.crypto.keys import FileKeys, KeyProvider, Signer
from jianheng.crypto.tlog.notes import VKey, cosigner_vkey
from jianheng.witness import store as memory
from jianheng.witness.store import Store

ALGS = ("Ed25519", "SM2-SM3")
"""The signature for the SHA-256 tree, and that for the SM3 tree."""
KEY = "witness"
"""The name of its keys in their folder, which belongs to one witness alone: no key may serve two cosigners."""


class Lost(Exception):
    """This witness cannot be started; the text is a message id that says why and what to do, with ``values``."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


@dataclass(frozen=True)
class Identity:
    """A witness ready to sign: a signer for each tree by its algorithm, and the verifier keys that others need."""

    name: str
    signers: dict[str, Signer]
    store: Store

    @property
    def vkeys(self) -> tuple[VKey, ...]:
        """One verifier key for each tree, that of SHA-256 first."""
        return _vkeys(self.name, self.signers)


def keys_in(folder: Path, passphrase: bytes) -> KeyProvider:
    """The keys kept in files of ``folder``. A device would be another provider with the same protocol."""
    return FileKeys(folder, passphrase)


def found(name: str, path: Path, keys: KeyProvider) -> None:
    """Make a new witness: its store, then its keys, then the tie between them. Raises Lost.

    Broken off at any point it can be called again, as long as nothing has been signed."""
    if not name or "+" in name or any(sign.isspace() or sign < " " for sign in name):
        raise Lost(N_("The name of a witness has no spaces and no plus sign."))
    known = [alg for alg in ALGS if keys.publics(KEY, alg)]
    if not path.exists():
        if known:
            raise Lost(
                N_(
                    "The keys of {name} are here, but not its store. A witness that lost its memory is retired:"
                    " found a new one with another --name, --keys and --store, and tell the counties that know the old."
                ),
                name=name,
            )
        _create(name, path)
    with closing(_open(name, path)) as store:
        if store.vkeys:
            raise Lost(N_("The witness {name} is here already; start it without --new."), name=name)
        for alg in ALGS:
            keys.ensure(KEY, alg)
        store.bind(_lines(name, _signers(keys)))


def awake(name: str, path: Path, keys: KeyProvider) -> Identity:
    """The witness that was founded here, its keys compared with those its store is tied to. Raises Lost."""
    try:
        signers = _signers(keys)
    except KeyMissing:
        _open(name, path).close()  # a missing store is the graver fault, and is named first
        raise Lost(N_("The keys of {name} are not in the folder given with --keys."), name=name)
    store = _open(name, path)
    if store.vkeys != _lines(name, signers):
        raise Lost(N_("The store {path} belongs to other keys."), path=path)
    return Identity(name, signers, store)


def _create(name: str, path: Path) -> None:
    try:
        memory.create(path, name)
    except memory.StoreExists as found:
        raise Lost(N_("Remains of another store lie at {path}; choose another place."), path=found)


def _open(name: str, path: Path) -> Store:
    try:
        return Store(path, name)
    except memory.StoreMissing:
        raise Lost(
            N_(
                "There is no store at {path}. A new witness is founded with --new. If this one has signed before, its"
                " memory is lost: it is retired, and a new one founded with another --name."
            ),
            path=path,
        )
    except memory.StoreForeign as other:
        raise Lost(N_("The store {path} belongs to another witness: {other}"), path=path, other=other)


def _signers(keys: KeyProvider) -> dict[str, Signer]:
    return {alg: keys.signer(KEY, alg) for alg in ALGS}


def _vkeys(name: str, signers: dict[str, Signer]) -> tuple[VKey, ...]:
    return tuple(cosigner_vkey(alg, name, signers[alg].public) for alg in ALGS)


def _lines(name: str, signers: dict[str, Signer]) -> tuple[str, ...]:
    return tuple(vkey.line() for vkey in _vkeys(name, signers))
