"""Signed notes, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

The SHA-256 tree is signed with Ed25519 in the assigned kinds; the SM3 tree with SM2 in two kinds of our own, of which
the cosignature has its own first line, so that no signature can be taken for another.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from jianheng.crypto.suites import BadKey, by_signature
from jianheng.crypto.tlog.coding import BadCoding, decode, encode

ED25519 = b"\x01"
COSIGNATURE = b"\x04"
SM2_NOTE = b"\xffjianheng-sm2sm3-v1"
SM2_COSIGNATURE = b"\xffjianheng-sm2sm3-cosignature-v1"

LONGEST_NOTE = 256 * 1024
MOST_SIGNATURES = 100
ID_BYTES = 4
TIME_BYTES = 8
DASH = "\u2014 "


class Kind(NamedTuple):
    """What a key signs with, how long it is, and the first line of what a cosigner signs, if it is one."""

    alg: str
    key_bytes: int
    header: str


KINDS = {
    ED25519: Kind("Ed25519", 32, ""),
    COSIGNATURE: Kind("Ed25519", 32, "cosignature/v1"),
    SM2_NOTE: Kind("SM2-SM3", 65, ""),
    SM2_COSIGNATURE: Kind("SM2-SM3", 65, "jianheng-sm2sm3-cosignature/v1"),
}
LOG_KINDS = {"Ed25519": ED25519, "SM2-SM3": SM2_NOTE}
COSIGNER_KINDS = {"Ed25519": COSIGNATURE, "SM2-SM3": SM2_COSIGNATURE}


class BadNote(ValueError):
    """Text that is no signed note, checkpoint or verifier key; the message says why."""


class Signs(Protocol):
    """What is needed of a signer here."""

    @property
    def alg(self) -> str: ...

    @property
    def public(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True)
class VKey:
    """A public key with the name it signs under and its kind, one of `KINDS`."""

    name: str
    kind: bytes
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, line feed, kind and key."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:ID_BYTES]

    @property
    def alg(self) -> str:
        return KINDS[self.kind].alg

    def line(self) -> str:
        """``name+id+key``, the form in policies."""
        return f"{self.name}+{self.key_id.hex()}+{encode(self.kind + self.public)}"

    @classmethod
    def parse(cls, line: str) -> "VKey":
        """The key of such a line; raises `BadNote` on an unknown kind, a wrong length or an id that does not fit."""
        name, _, rest = line.partition("+")
        key_id, _, encoded = rest.partition("+")
        coded = _decoded(encoded)
        for kind, form in KINDS.items():
            if coded.startswith(kind) and len(coded) == len(kind) + form.key_bytes:
                return _sound(cls(_name(name), kind, coded[len(kind) :]), key_id)
        raise BadNote(f"unknown kind of key: {name}")


class SignatureLine(NamedTuple):
    """One signature below a note: who claims to have made it, with which key, and its bytes (time first, if any)."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {encode(self.key_id + self.signature)}"

    @classmethod
    def parse(cls, line: str) -> "SignatureLine":
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        coded = _decoded(encoded)
        if not line.startswith(DASH) or len(coded) <= ID_BYTES:
            raise BadNote("a signature line is malformed")
        return cls(_name(name), coded[:ID_BYTES], coded[ID_BYTES:])


@dataclass(frozen=True)
class Note:
    """Text and the signatures below it; nothing is trusted until one of them has been verified."""

    text: str
    lines: tuple[SignatureLine, ...]

    def encode(self) -> str:
        """The note as it is served and stored, ending in a line feed."""
        return self.text + "\n" + "".join(f"{line}\n" for line in self.lines)

    def having(self, *lines: SignatureLine | str) -> "Note":
        """The note with further signature lines; a key has one, and its latest takes the place of an earlier one."""
        added = (SignatureLine.parse(line) if isinstance(line, str) else line for line in lines)
        latest = {(line.name, line.key_id): line for line in (*self.lines, *added)}
        return Note(self.text, tuple(latest.values()))

    def by(self, vkey: VKey) -> Iterator[bytes]:
        """The signatures that name this key: name and id must both fit."""
        wanted = (vkey.name, vkey.key_id)
        return (line.signature for line in self.lines if (line.name, line.key_id) == wanted)


def parse_note(data: bytes | str) -> Note:
    """The note in ``data``; raises `BadNote` unless it has text, an empty line and 1 to 100 signature lines."""
    text = _text(data)
    body, gap, tail = text.rpartition("\n\n")
    lines = tail.split("\n")
    if not (body and gap and lines[-1] == "" and 1 < len(lines) <= MOST_SIGNATURES + 1):
        raise BadNote("a note is text, an empty line and signature lines")
    return Note(body + "\n", tuple(SignatureLine.parse(line) for line in lines[:-1]))


@dataclass(frozen=True)
class Checkpoint:
    """The state of one log: its name, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The note text: three lines."""
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """The checkpoint in a note's text; raises `BadNote`. Further lines are refused, as nobody can audit them."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise BadNote("a checkpoint has three lines: origin, size and root")
        if not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1], re.ASCII):
            raise BadNote("the size of a checkpoint is a decimal number")
        root = _decoded(lines[2])
        if len(root) != hashlib.sha256().digest_size:
            raise BadNote("the root of a checkpoint has 32 bytes")
        return cls(lines[0], int(lines[1]), root)


def log_vkey(alg: str, origin: str, public: bytes) -> VKey:
    """The key with which a log signs the checkpoints of ``origin``."""
    return VKey(_name(origin), LOG_KINDS[alg], public)


def cosigner_vkey(alg: str, name: str, public: bytes) -> VKey:
    """The key with which the witness ``name`` cosigns checkpoints."""
    return VKey(_name(name), COSIGNER_KINDS[alg], public)


def signature_line(vkey: VKey, signature: bytes) -> str:
    """The line below a note for a signature that has been made."""
    return str(SignatureLine(vkey.name, vkey.key_id, signature))


def log_signature(signer: Signs, origin: str, text: str) -> str:
    """The log's own signature line under the note text of ``origin``."""
    return signature_line(log_vkey(signer.alg, origin, signer.public), signer.sign(text.encode()))


def cosign(signer: Signs, name: str, text: str, at_unix: int) -> str:
    """The signature line of the witness ``name``: by ``at_unix``, this is the largest consistent tree it has seen."""
    vkey = cosigner_vkey(signer.alg, name, signer.public)
    signature = signer.sign(_cosigned(vkey.kind, text, at_unix))
    return signature_line(vkey, at_unix.to_bytes(TIME_BYTES, "big") + signature)


def verify_line(note: Note, vkey: VKey) -> bool:
    """Whether the note has a signature or cosignature by this key and none by it that fails."""
    if KINDS[vkey.kind].header:
        return verify_cosignature(note, vkey) is not None
    verify, message = by_signature(vkey.alg).verify, note.text.encode()
    verdicts = [verify(vkey.public, message, signature) for signature in note.by(vkey)]
    return bool(verdicts) and all(verdicts)


def verify_cosignature(note: Note, vkey: VKey) -> int | None:
    """The latest Unix time at which this witness cosigned; None without a cosignature, or if one by it fails."""
    if not KINDS[vkey.kind].header:
        return None
    verify, times = by_signature(vkey.alg).verify, []
    for stamped in note.by(vkey):
        time = int.from_bytes(stamped[:TIME_BYTES], "big")
        if not verify(vkey.public, _cosigned(vkey.kind, note.text, time), stamped[TIME_BYTES:]):
            return None
        times.append(time)
    return max(times, default=None)


def _sound(vkey: VKey, key_id: str) -> VKey:
    if vkey.key_id.hex() != key_id:
        raise BadNote(f"the id of the key of {vkey.name} does not fit")
    try:
        by_signature(vkey.alg).check_public(vkey.public)
    except BadKey as reason:
        raise BadNote(f"the key of {vkey.name} is none: {reason}")
    return vkey


def _cosigned(kind: bytes, text: str, at_unix: int) -> bytes:
    return f"{KINDS[kind].header}\ntime {at_unix}\n{text}".encode()


def _text(data: bytes | str) -> str:
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > LONGEST_NOTE:
        raise BadNote("the note is too long")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise BadNote("a note is UTF-8 text")
    if any(character < " " and character != "\n" for character in text):
        raise BadNote("a note has no control characters")
    return text


def _name(name: str) -> str:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise BadNote("a key's name is not empty and has no spaces and no plus sign")
    return name


def _decoded(text: str) -> bytes:
    try:
        return decode(text)
    except BadCoding as reason:
        raise BadNote(str(reason))
