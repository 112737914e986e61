"""The seats of the witnesses, as a county keeps them: who they are, where they answer, and how many must cosign.

A TOML file, which people read and change; programs elsewhere get it as a C2SP tlog-policy (Art. 7.3).
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jianheng.charter.book import Bilingual
from jianheng.charter.cites import cites
from jianheng.crypto.tlog.policy import SM3_SUFFIX
from jianheng.witness.client import Witness

KEYS = {"name", "organisation", "url", "ed25519", "sm2"}


class BadSeats(ValueError):
    """The seats file is not what it must be; the text says where."""


@dataclass(frozen=True)
class Seat:
    """One witness: its short name, the body that runs it, its address, one verifier key for each tree."""

    name: str
    organisation: Bilingual
    url: str
    ed25519: str
    sm2: str

    @property
    def witness(self) -> Witness:
        """As the client of a log asks it."""
        return Witness(self.name, self.url, (self.ed25519, self.sm2))


@dataclass(frozen=True)
class Bench:
    """A group in the tree of the quorum: ``need`` is "any", "all" or a number of its ``members``."""

    name: str
    need: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Seats:
    """All witnesses, the groups in the order in which they build on each other, and the one that decides."""

    seats: tuple[Seat, ...]
    groups: tuple[Bench, ...]
    quorum: str

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """Every witness, as a log asks it."""
        return tuple(seat.witness for seat in self.seats)

    @cites("7.3")
    def policy(self, logs: Sequence[str] = ()) -> str:
        """The tlog-policy text for these logs (verifier keys): log lines, witness lines, groups, quorum."""
        lines = [f"log {vkey}" for vkey in logs]
        for seat in self.seats:
            lines.append(f"witness {seat.name} {seat.ed25519} {seat.url}")
            lines.append(f"witness {seat.name}{SM3_SUFFIX} {seat.sm2} {seat.url}")
        lines += [f"group {group.name} {group.need} {' '.join(group.members)}" for group in self.groups]
        return "\n".join([*lines, f"quorum {self.quorum}", ""])

    def text(self) -> str:
        """The TOML text that ``parse`` reads."""
        parts = [f"quorum = {_quoted(self.quorum)}\n"]
        for seat in self.seats:
            organisation = f"{{ zh = {_quoted(seat.organisation.zh)}, en = {_quoted(seat.organisation.en)} }}"
            parts.append(
                f"[[witness]]\nname = {_quoted(seat.name)}\norganisation = {organisation}\n"
                f"url = {_quoted(seat.url)}\ned25519 = {_quoted(seat.ed25519)}\nsm2 = {_quoted(seat.sm2)}\n"
            )
        for group in self.groups:
            members = ", ".join(_quoted(member) for member in group.members)
            parts.append(
                f"[[group]]\nname = {_quoted(group.name)}\nneed = {_quoted(group.need)}\nmembers = [{members}]\n"
            )
        return "\n".join(parts)


def load(path: Path) -> Seats:
    """The seats in this file; raises BadSeats, FileNotFoundError."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Seats:
    """The seats in this text; raises BadSeats with the place."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSeats(str(error)) from None
    seats = tuple(_seat(row) for row in data.pop("witness", []))
    groups = tuple(_group(row) for row in data.pop("group", []))
    quorum = str(data.pop("quorum", ""))
    if data:
        raise BadSeats(f"unknown: {', '.join(sorted(data))}")
    _check(seats, groups, quorum)
    return Seats(seats, groups, quorum)


def _seat(row: Mapping[str, Any]) -> Seat:
    if set(row) != KEYS:
        raise BadSeats(f"[[witness]] needs exactly {', '.join(sorted(KEYS))}")
    named = row["organisation"]
    if not isinstance(named, dict) or set(named) != {"zh", "en"}:
        raise BadSeats(f"organisation of {row['name']} needs zh and en")
    rest = {key: str(row[key]) for key in KEYS - {"organisation"}}
    return Seat(organisation=Bilingual(zh=str(named["zh"]), en=str(named["en"])), **rest)


def _group(row: Mapping[str, Any]) -> Bench:
    if set(row) != {"name", "need", "members"} or not isinstance(row["members"], list):
        raise BadSeats("[[group]] needs name, need and members")
    group = Bench(str(row["name"]), str(row["need"]), tuple(str(member) for member in row["members"]))
    enough = group.need in ("any", "all") or (group.need.isdigit() and 0 < int(group.need) <= len(group.members))
    if not enough:
        raise BadSeats(f"group {group.name} cannot need {group.need} of {len(group.members)}")
    return group


def _check(seats: Sequence[Seat], groups: Sequence[Bench], quorum: str) -> None:
    """Every name once and defined before it is used; no two witnesses with one key, or one would count twice."""
    known: set[str] = set()
    for name in (seat.name for seat in seats):
        if name in known or not name or any(sign.isspace() for sign in name) or name.endswith(SM3_SUFFIX):
            raise BadSeats(f"name of a witness: {name!r}")
        known.add(name)
    keys = [key.rpartition("+")[2] for seat in seats for key in (seat.ed25519, seat.sm2)]
    if len(set(keys)) < len(keys):
        raise BadSeats("two seats share a key")
    for group in groups:
        unknown = [member for member in group.members if member not in known]
        if unknown or group.name in known or len(set(group.members)) < len(group.members):
            raise BadSeats(f"group {group.name}: {', '.join(unknown) or group.name}")
        known.add(group.name)
    if quorum != "none" and quorum not in known:
        raise BadSeats(f"quorum names nobody known: {quorum!r}")


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
