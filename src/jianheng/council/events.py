"""What the room leaves in the ledger. No event carries a vote before its round is opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jianheng.charter import N_
from jianheng.ledger.events import Event


class OfMotion:
    """What every event of an item has: its entry is found again on the item's timeline."""

    motion: int

    @property
    def about(self) -> str:
        return f"motion:{self.motion}"


@dataclass(frozen=True)
class MotionProposed(OfMotion, Event):
    type = "council.proposed"
    article = "6.2"
    title = N_("Item proposed to the council")
    public = frozenset({"motion", "topic"})

    motion: int
    title_text: str
    topic: str
    source: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class TopicAgreed(OfMotion, Event):
    type = "council.topic_agreed"
    article = "6.2"
    title = N_("Topic agreed to by the legal officer")
    public = frozenset({"motion", "topic"})

    motion: int
    topic: str


@dataclass(frozen=True)
class TopicStandTaken(OfMotion, Event):
    type = "council.topic_stand"
    article = "6.2"
    title = N_("Member took a stand on the topic")
    public = frozenset({"motion"})

    motion: int
    office: str
    stand: str


@dataclass(frozen=True)
class TopicSettled(OfMotion, Event):
    type = "council.topic_settled"
    article = "6.2"
    title = N_("Topic of an item settled")
    public = frozenset({"motion", "topic", "how"})

    motion: int
    topic: str
    how: str
    derivation: str


@dataclass(frozen=True)
class BoundaryChecked(OfMotion, Event):
    type = "council.boundary_checked"
    article = "6.3"
    title = N_("Boundary checked")
    public = frozenset({"motion", "boundary", "kept"})

    motion: int
    boundary: str
    kept: bool
    evidence: str


@dataclass(frozen=True)
class MemberAway(OfMotion, Event):
    """The reason is committed to by its digest alone: it may touch private persons."""

    type = "council.member_away"
    article = "6.6"
    title = N_("Member recused or absent")
    public = frozenset({"motion", "office", "kind"})

    motion: int
    office: str
    kind: str
    reason_sha256: str


@dataclass(frozen=True)
class OpinionFiled(OfMotion, Event):
    type = "council.opinion_filed"
    article = "6.4"
    title = N_("Written opinion handed in")
    public = frozenset({"motion"})

    motion: int
    office: str
    opinion_sha256: str


@dataclass(frozen=True)
class LeadSpoke(OfMotion, Event):
    type = "council.lead_spoke"
    article = "6.4"
    title = N_("Lead of the topic spoke")
    public = frozenset({"motion", "office"})

    motion: int
    office: str


@dataclass(frozen=True)
class VoteOpened(OfMotion, Event):
    type = "council.vote_opened"
    article = "6.5"
    title = N_("Sealed vote opened for casting")
    public = frozenset({"motion", "round", "options", "closes_at", "public_key"})

    motion: int
    round: int
    serial: int
    options: tuple[str, ...]
    entitled: Mapping[str, str]
    recused: tuple[str, ...]
    vacant: tuple[str, ...]
    closes_at: datetime
    public_key: str
    boundaries: str


@dataclass(frozen=True)
class VoteSealed(OfMotion, Event):
    type = "council.vote_sealed"
    article = "6.5"
    title = N_("Sealed vote received")
    public = frozenset({"motion", "serial", "commitment_sm3", "commitment_sha256"})

    motion: int
    serial: int
    office: str
    commitment_sm3: str
    commitment_sha256: str


@dataclass(frozen=True)
class MotionDecided(OfMotion, Event):
    type = "council.decided"
    article = "6.5"
    title = N_("Item decided")
    public = frozenset({"motion", "winner", "derivation"})

    motion: int
    round: int
    winner: str
    first_responsible: str
    roll_call: Mapping[str, str]
    derivation: str


@dataclass(frozen=True)
class NothingPassed(OfMotion, Event):
    type = "council.nothing_passed"
    article = "6.5"
    title = N_("Round closed without a passing option")
    public = frozenset({"motion", "round", "result", "derivation"})

    motion: int
    round: int
    result: str
    forward: tuple[str, ...]
    roll_call: Mapping[str, str]
    derivation: str


@dataclass(frozen=True)
class QuorumMissed(OfMotion, Event):
    """The votes that were cast stay sealed for ever: their key is destroyed."""

    type = "council.quorum_missed"
    article = "6.5"
    title = N_("Round closed without a quorum")
    public = frozenset({"motion", "round", "cast", "derivation"})

    motion: int
    round: int
    cast: int
    derivation: str


@dataclass(frozen=True)
class MotionReturned(OfMotion, Event):
    type = "council.returned"
    article = "6.5"
    title = N_("Item returned")
    public = frozenset({"motion"})

    motion: int
    reason: str
