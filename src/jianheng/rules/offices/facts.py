"""What the assignment of offices depends on, and what it gives (Art. 4.1 to 4.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jianheng.rules.roles import Role
from jianheng.rules.terms import Tenure

EXECUTIVE_PICK = "executive_pick"
CONSULTATIVE_VOTE = "consultative_vote"


@dataclass(frozen=True)
class Incumbent:
    """The secretary on the day the list of candidates closed, and whether that person stood in the final."""

    person: str
    stands: bool = True
    acting: bool = False
    by_succession: bool = False


@dataclass(frozen=True)
class Pick:
    """Whom a secretary picked as executive; ``by`` is the key of the secretary who picked."""

    person: str
    by: str


@dataclass(frozen=True)
class ConferenceVote:
    """One vote of the consultative conference on its sole candidate."""

    person: str
    elected: bool


@dataclass(frozen=True)
class OfficeFacts:
    """Everything the assignment depends on.

    ``ranking``     the elected, best first; ``reserve`` those who passed the majority without a seat, in order;
    ``on``          the day on which the new term begins; ``tenures`` each person's lifetime record;
    ``deputies``    which of them are deputies of the congress; ``declined`` who refused a post and left the team;
    ``pick``        the secretary's choice, if made; ``pick_overdue`` whether its working days have run out;
    ``conference``  the votes of the consultative conference so far.
    """

    ranking: tuple[str, ...]
    on: date
    incumbent: Incumbent | None = None
    tenures: Mapping[str, tuple[Tenure, ...]] = field(default_factory=dict)
    deputies: tuple[str, ...] = ()
    reserve: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    pick: Pick | None = None
    pick_overdue: bool = False
    conference: tuple[ConferenceVote, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """Who holds which office, and what is still awaited.

    ``path``        1 if the incumbent is re-elected, else 2; ``obstacle`` is why path 1 does not apply;
    ``offices``     person by office, as far as settled;
    ``remaining``   the three among whom the executive is picked; ``candidate`` the sole candidate for
                    consultative chair, until elected or refused for good;
    ``waiting``     ``executive_pick`` and ``consultative_vote``, as far as outstanding;
    ``by_election`` the offices that nobody of this election can fill; ``left`` the elected without an office.
    """

    path: int
    obstacle: str
    offices: Mapping[Role, str]
    remaining: tuple[str, ...]
    candidate: str
    waiting: tuple[str, ...]
    by_election: tuple[Role, ...]
    left: tuple[str, ...]
