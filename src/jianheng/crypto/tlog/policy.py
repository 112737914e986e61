"""Whom one believes about a log: its keys, its witnesses and how many of them must agree (C2SP tlog-policy; Art. 7.3).

A witness has a line for each tree, the one of the SM3 tree under its name with ``/sm3`` behind it. Groups and quorum
name witnesses without that; the quorum is counted for each tree by itself.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from jianheng.crypto.tlog.notes import (
    COSIGNATURE,
    ED25519,
    SM2_COSIGNATURE,
    SM2_NOTE,
    BadNote,
    Note,
    VKey,
    verify_cosignature,
    verify_line,
)

NO_QUORUM = "none"
SM3_SUFFIX = "/sm3"
TREES = {ED25519: COSIGNATURE, SM2_NOTE: SM2_COSIGNATURE}
"""For the kind of a log's key the kind in which its witnesses cosign."""
MOST_LINES = 2000


class BadPolicy(ValueError):
    """A policy that cannot be followed; the message names the line."""


@dataclass(frozen=True)
class Log:
    """A log that is believed; the name of its key is its origin."""

    vkey: VKey
    url: str = ""


@dataclass(frozen=True)
class Witness:
    """One of a witness's keys; ``name`` is what groups call it, without the suffix for a tree."""

    name: str
    vkey: VKey
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Satisfied if at least ``least`` of ``members`` are."""

    least: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """A policy file; `satisfied` answers its quorum."""

    logs: list[Log] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """The policy in ``text``; raises `BadPolicy`.

        Beyond C2SP one log key may stand for several origins, since a county's key signs each year's log.
        """
        lines = text.split("\n")
        if len(lines) > MOST_LINES:
            raise BadPolicy("the policy is too long")
        found = cls()
        for number, line in enumerate(lines, 1):
            words = line.replace("\t", " ").split(" ")
            words = [word for word in words if word]
            if not words or words[0].startswith("#"):
                continue
            try:
                found._read(words)
            except (BadNote, BadPolicy) as reason:
                raise BadPolicy(f"line {number}: {reason}")
        if not found.quorum:
            raise BadPolicy("the policy has no quorum line")
        return found

    def satisfied(self, names: Collection[str]) -> bool:
        """Whether these witnesses make the quorum; names may carry the suffix of a tree."""
        return self._holds(self.quorum, {name.removesuffix(SM3_SUFFIX) for name in names})

    def log_of(self, note: Note) -> Log | None:
        """The log that signed the note, by the note's first line; None if none that is believed did."""
        origin = note.text.partition("\n")[0]
        return next((log for log in self.logs if log.vkey.name == origin and verify_line(note, log.vkey)), None)

    def cosigners(self, note: Note, log: Log) -> dict[str, int]:
        """The witnesses of that log's tree whose cosignatures hold, each with its Unix time."""
        kind = TREES[log.vkey.kind]
        asked = ((witness.name, verify_cosignature(note, witness.vkey)) for witness in self._of_kind(kind))
        return {name: time for name, time in asked if time is not None}

    def _of_kind(self, kind: bytes) -> Iterable[Witness]:
        return (witness for witness in self.witnesses if witness.vkey.kind == kind)

    def _holds(self, name: str, names: Collection[str]) -> bool:
        if name not in self.groups:
            return name == NO_QUORUM or name in names
        group = self.groups[name]
        return sum(self._holds(member, names) for member in group.members) >= group.least

    def _read(self, words: list[str]) -> None:
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                self._add_log(Log(VKey.parse(vkey), "".join(url)))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._add_witness(name, VKey.parse(vkey), "".join(url))
            case ["group", name, least, first, *others]:
                self._add_group(name, least, (first, *others))
            case ["quorum", name] if not self.quorum:
                if name != NO_QUORUM:
                    self._known(name)
                self.quorum = name
            case _:
                raise BadPolicy("not a log, witness, group or single quorum line")

    def _add_log(self, log: Log) -> None:
        if log.vkey.kind not in TREES:
            raise BadPolicy("a log does not sign with a key of this kind")
        if log.vkey in [other.vkey for other in self.logs]:
            raise BadPolicy("the log stands here twice")
        self.logs.append(log)

    def _add_witness(self, name: str, vkey: VKey, url: str) -> None:
        if vkey.kind not in TREES.values():
            raise BadPolicy("a witness does not cosign with a key of this kind")
        if name.endswith(SM3_SUFFIX) != (vkey.kind == SM2_COSIGNATURE):
            raise BadPolicy("the name of a witness ends in /sm3 exactly if its key is for the SM3 tree")
        base = name.removesuffix(SM3_SUFFIX)
        if base in (NO_QUORUM, "", *self.groups):
            raise BadPolicy(f"the name {base} is taken")
        for other in self.witnesses:
            if (other.name, other.vkey.kind) == (base, vkey.kind) or other.vkey.public == vkey.public:
                raise BadPolicy("the witness or its key stands here twice")
        self.witnesses.append(Witness(base, vkey, url))

    def _add_group(self, name: str, least: str, members: tuple[str, ...]) -> None:
        if name in (NO_QUORUM, *self.groups) or name in [witness.name for witness in self.witnesses]:
            raise BadPolicy(f"the name {name} is taken")
        used = [member for group in self.groups.values() for member in group.members]
        for member in members:
            self._known(member)
            if member in used or members.count(member) > 1:
                raise BadPolicy(f"{member} is a member twice")
        spoken = {"any": 1, "all": len(members)}
        count = spoken.get(least) or (int(least) if least.isascii() and least.isdecimal() else 0)
        if not 1 <= count <= len(members):
            raise BadPolicy(f"no {least} of {len(members)} members")
        self.groups[name] = Group(count, members)

    def _known(self, name: str) -> None:
        if name not in self.groups and name not in [witness.name for witness in self.witnesses]:
            raise BadPolicy(f"{name} is not defined above this line")
