"""What a verification found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jianheng.crypto.tlog.coding import BadCoding
from jianheng.crypto.tlog.notes import BadNote, Note
from jianheng.crypto.tlog.proof import BadProof
from jianheng.ledger.canonical import NotCanonical

TITLES = {"sha256": "SHA-256", "sm3": "SM3"}
UNDECIDED = ("digest", "quorum")
"""Steps that say something about the file or the witnesses, not that the evidence is unsound."""
MALFORMED = (BadCoding, BadNote, BadProof, NotCanonical, KeyError, IndexError, TypeError, AttributeError, ValueError)


@dataclass(frozen=True)
class Digests:
    """Both digests of a file, hexadecimal."""

    sha256: str
    sm3: str


@dataclass(frozen=True)
class Step:
    """One step and whether it held."""

    code: str
    passed: bool


@dataclass(frozen=True)
class Signer:
    """An office's signature below the entry; ``code`` is the entry that published its key."""

    kid: str
    role: str
    alg: str
    passed: bool
    code: str


@dataclass(frozen=True)
class SeatSeen:
    """A witness of the policy: ``passed`` is None without a line by it; ``at`` when it cosigned."""

    name: str
    key_id: str
    passed: bool | None
    at: datetime | None


@dataclass
class TreeSeen:
    """What one tree's proof says, as far as it could be read."""

    name: str
    index: int = -1
    size: int = 0
    origin: str = ""
    leaf: str = ""
    root: str = ""
    hashes: tuple[str, ...] = ()
    checkpoint: str = ""
    signed: bool = False
    witnesses: tuple[SeatSeen, ...] = ()
    quorum: bool = False
    note: Note | None = field(default=None, repr=False)

    @property
    def title(self) -> str:
        return TITLES[self.name]


@dataclass
class Report:
    """What verification found. ``digest`` is "same", "other" or "none" (no file was given)."""

    steps: list[Step] = field(default_factory=list)
    entry: Mapping[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    signers: tuple[Signer, ...] = ()
    trees: tuple[TreeSeen, ...] = ()
    digest: str = "none"

    @property
    def is_sound(self) -> bool:
        """Whether the evidence verifies, whatever the file and however many witnesses."""
        return bool(self.entry) and all(step.passed for step in self.steps if step.code not in UNDECIDED)

    @property
    def failed(self) -> tuple[str, ...]:
        """The steps that did not hold."""
        return tuple(step.code for step in self.steps if not step.passed)

    @property
    def offices(self) -> tuple[str, ...]:
        """The offices whose signatures hold, each once: an office signs with both suites."""
        return tuple(dict.fromkeys(signer.role for signer in self.signers if signer.passed))

    @property
    def status(self) -> str:
        """``waiting`` (not in the log yet), ``sequenced`` (待见证) or ``witnessed`` (已存证)."""
        if not self.trees:
            return "waiting"
        return "witnessed" if all(tree.quorum for tree in self.trees) else "sequenced"

    @property
    def verdict(self) -> str:
        """``faulty``, ``altered``, ``intact``, ``intact-waiting``, ``recorded`` or ``recorded-waiting``."""
        if not self.is_sound:
            return "faulty"
        if self.digest == "other":
            return "altered"
        word = "intact" if self.digest == "same" else "recorded"
        return word if self.status == "witnessed" else f"{word}-waiting"

    def take(self, code: str, act: Callable[[], bool]) -> None:
        """Take a step; what is malformed fails it, and the later ones are still taken."""
        try:
            passed = act()
        except MALFORMED:
            passed = False
        self.steps.append(Step(code, passed))
