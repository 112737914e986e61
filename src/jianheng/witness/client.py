"""What a log asks of a witness (C2SP tlog-witness): cosign this head, or say how far you have seen (Art. 7.3).

Every answer becomes an ``Answer``; nothing here raises for what a witness does or fails to do. A line of
cosignature is handed on only after it has been verified against the witness's own keys.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
import urllib3

from jianheng.charter.cites import cites
from jianheng.crypto.tlog.notes import BadNote, Checkpoint, Note, SignatureLine, VKey, parse_note, verify_cosignature
from jianheng.crypto.tlog.witnessing import encode_request

TIMEOUT = 5.0
"""Seconds for one question, from the first byte sent to the last byte read."""
LONGEST_ANSWER = 64 * 1024
SIZE_TYPE = "text/x.tlog.size"


class Kind(StrEnum):
    """What became of a question."""

    COSIGNED = "cosigned"
    BEHIND = "behind"  # 409: it has seen another size, not larger than the head that was sent: prove from there
    AHEAD = "ahead"  # 409: it has seen a LARGER size: this log has lost entries and must not sign
    CONFLICT = "conflict"  # 422: what was sent contradicts what it has cosigned
    REFUSED = "refused"  # 400, 403, 404 …: it does not accept this log, this key or this form
    UNWELL = "unwell"  # 5xx: its own clock, disk or keys
    SILENT = "silent"  # no answer within the time
    FALSE = "false"  # an answer that does not verify, or that is none


@dataclass(frozen=True)
class Witness:
    """A witness as a log knows it: its short name, where it answers, its verifier keys (one for each tree)."""

    name: str
    url: str
    vkey_lines: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "vkey_lines", tuple(self.vkey_lines))

    @property
    def vkeys(self) -> tuple[VKey, ...]:
        """The keys, read; raises BadNote for a line that is no key."""
        return tuple(VKey.parse(line) for line in self.vkey_lines)


@dataclass(frozen=True)
class Answer:
    """``lines`` are verified cosignatures, ``at`` the time in the newest (Unix seconds), ``known_size`` how far
    the witness has seen (None if it did not say), ``status`` the HTTP status (None without an answer),
    ``reason`` what it wrote, at most 500 characters, for the record of the incident."""

    kind: Kind
    lines: tuple[str, ...] = ()
    known_size: int | None = None
    at: int | None = None
    status: int | None = None
    reason: str = ""

    @property
    def line(self) -> str:
        """The first cosignature, or nothing."""
        return self.lines[0] if self.lines else ""


@cites("7.3")
def add_checkpoint(
    witness: Witness, old_size: int, proof: Sequence[bytes], note_text: str, timeout: float = TIMEOUT
) -> Answer:
    """Ask for a cosignature of the signed checkpoint ``note_text``, with the consistency proof from ``old_size``."""
    note = parse_note(note_text)
    size = Checkpoint.parse(note.text).size
    try:
        status, kind, body = _post(witness.url, encode_request(old_size, proof, note_text), timeout)
    except (requests.RequestException, urllib3.exceptions.HTTPError, TimeoutError, OSError) as silence:
        return Answer(Kind.SILENT, reason=type(silence).__name__)
    reason = body[:500].decode("utf-8", "replace").strip()
    if status == 200:
        return _cosigned(witness, note, size, body)
    if status == 409:
        known = _size(body) if kind.partition(";")[0].strip() == SIZE_TYPE else None
        if known is None:
            return Answer(Kind.FALSE, status=status, reason=reason)
        return Answer(Kind.AHEAD if known > size else Kind.BEHIND, known_size=known, status=status)
    if status == 422:
        return Answer(Kind.CONFLICT, status=status, reason=reason)
    return Answer(Kind.UNWELL if status >= 500 else Kind.REFUSED, status=status, reason=reason)


@cites("7.3")
def ask_size(witness: Witness, note_text: str, timeout: float = TIMEOUT) -> Answer:
    """How far the witness has seen the log of this signed head: ``known_size``, 0 if never.

    The head is sent as if nothing had grown since, which changes nothing at the witness: it either names its own
    size (behind, ahead) or, having cosigned this very head before, cosigns it again. CONFLICT: it has cosigned
    another root of this size."""
    size = Checkpoint.parse(parse_note(note_text).text).size
    return add_checkpoint(witness, size, (), note_text, timeout)


def _post(url: str, body: bytes, timeout: float) -> tuple[int, str, bytes]:
    """Status, content type and at most LONGEST_ANSWER bytes; TimeoutError if it dribbles beyond ``timeout``."""
    until = time.monotonic() + timeout
    with requests.Session() as session:
        session.trust_env = not is_near(url)
        with session.post(
            f"{url.rstrip('/')}/add-checkpoint",
            data=body,
            headers={"Content-Type": "text/plain; charset=utf-8", "Accept-Encoding": "identity"},
            timeout=timeout,
            allow_redirects=False,
            stream=True,
        ) as answer:
            read = b""
            while chunk := answer.raw.read1(LONGEST_ANSWER):
                read += chunk
                if time.monotonic() > until or len(read) > LONGEST_ANSWER:
                    raise TimeoutError
            return answer.status_code, answer.headers.get("Content-Type", ""), read


def is_near(url: str) -> bool:
    """Whether the address is this machine's own, which no proxy can reach."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _cosigned(witness: Witness, note: Note, size: int, body: bytes) -> Answer:
    """COSIGNED with the lines that verify under the witness's keys, FALSE if none does."""
    try:
        lines = [line for line in body.decode().split("\n") if line]
        signed = [(line, at) for line in lines if (at := _time(witness, note, line)) is not None]
    except (UnicodeDecodeError, BadNote) as fault:
        return Answer(Kind.FALSE, status=200, reason=str(fault))
    if not signed:
        return Answer(Kind.FALSE, status=200, reason="no cosignature of a key of this witness")
    times = [at for _line, at in signed]
    return Answer(Kind.COSIGNED, tuple(line for line, _at in signed), size, max(times), 200)


def _time(witness: Witness, note: Note, line: str) -> int | None:
    """When this line was signed, if it verifies under one of the witness's keys."""
    alone = Note(note.text, (SignatureLine.parse(line),))
    return next((at for key in witness.vkeys if (at := verify_cosignature(alone, key)) is not None), None)


def _size(body: bytes) -> int | None:
    text = body.decode("ascii", "replace").removesuffix("\n")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
