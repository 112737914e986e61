"""Which logs a witness accepts: keys on its command line, and those of a policy file, read anew when it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jianheng.crypto.hashing import Hasher
from jianheng.crypto.suites import by_signature
from jianheng.crypto.tlog.notes import Note, VKey, verify_line
from jianheng.crypto.tlog.policy import TREES, BadPolicy, Policy


class BadLogs(ValueError):
    """Keys that cannot be trusted together; the text says which."""


@dataclass(frozen=True)
class Log:
    """A log by its origin: the keys it may sign with (more than one after a rotation), all for the same tree."""

    origin: str
    vkeys: tuple[VKey, ...]

    @property
    def alg(self) -> str:
        """The signature of its tree: "Ed25519" (SHA-256 tree) or "SM2-SM3" (SM3 tree)."""
        return self.vkeys[0].alg

    @property
    def hasher(self) -> Hasher:
        """The hash of its tree."""
        return by_signature(self.alg).hasher

    def signed(self, note: Note) -> str:
        """The note with nothing but this log's own signatures, all of them verified; empty if there is none."""
        good = [vkey for vkey in self.vkeys if verify_line(note, vkey)]
        names = {(vkey.name, vkey.key_id) for vkey in good}
        lines = tuple(line for line in note.lines if (line.name, line.key_id) in names)
        return Note(note.text, lines).encode() if good else ""


def together(vkeys: Sequence[VKey]) -> dict[str, Log]:
    """The logs of these keys by origin, which is the name of the key; raises BadLogs."""
    found: dict[str, Log] = {}
    for vkey in vkeys:
        if vkey.kind not in TREES:
            raise BadLogs(f"{vkey.name}: a log does not sign with a key of this kind")
        log = found.get(vkey.name, Log(vkey.name, ()))
        if any(other.kind != vkey.kind for other in log.vkeys):
            raise BadLogs(f"{vkey.name}: one origin is one tree, and these are keys of two")
        if vkey not in log.vkeys:
            found[vkey.name] = Log(vkey.name, (*log.vkeys, vkey))
    return found


class Logs:
    """The accepted logs. A policy file that can no longer be read changes nothing; ``fault`` says what is wrong."""

    def __init__(self, vkeys: Sequence[VKey], policy: Path | None = None) -> None:
        """Raises BadLogs, BadPolicy or OSError for what is wrong at the start."""
        self._own, self._policy = tuple(vkeys), policy
        self._stamp = self._read_stamp()
        self._logs = together([*self._own, *self._listed()])
        self.fault = ""

    def of(self, origin: str) -> Log | None:
        """The log with this origin, if it is accepted."""
        return self.all().get(origin)

    def all(self) -> dict[str, Log]:
        """Every accepted log, by origin."""
        stamp = self._read_stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._logs, self.fault = together([*self._own, *self._listed()]), ""
            except (BadLogs, BadPolicy, OSError, UnicodeDecodeError) as fault:
                self.fault = str(fault)
        return self._logs

    def _listed(self) -> list[VKey]:
        if self._policy is None:
            return []
        return [log.vkey for log in Policy.parse(self._policy.read_text(encoding="utf-8")).logs]

    def _read_stamp(self) -> tuple[int, int, int]:
        try:
            found = self._policy.stat() if self._policy else None
        except OSError:
            return (-1, 0, 0)
        return (found.st_mtime_ns, found.st_size, found.st_ino) if found else (0, 0, 0)
