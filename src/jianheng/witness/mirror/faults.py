"""What a mirror can find wrong, each by its name."""

from dataclasses import dataclass
from enum import StrEnum

from jianheng.charter.messages import N_


class What(StrEnum):
    """The kind of a fault; its sentence is in SENTENCES."""

    UNREACHABLE = "unreachable"
    MISSING = "missing"
    MALFORMED = "malformed"
    UNSIGNED = "unsigned"
    ROLLED_BACK = "rolled-back"
    FORKED = "forked"
    REWRITTEN = "rewritten"
    ENTRY = "entry"
    TILE = "tile"
    TREES_DIFFER = "trees-differ"
    OWN_COPY = "own-copy"


SENTENCES = {
    What.UNREACHABLE: N_("{place} cannot be fetched: {detail}"),
    What.MISSING: N_("{place} is missing, though the signed head demands it"),
    What.MALFORMED: N_("{place} cannot be read: {detail}"),
    What.UNSIGNED: N_(
        "{place} is not signed by a key that is trusted for this log (a new key that was announced is given with --log)"
    ),
    What.ROLLED_BACK: N_("the log has become shorter: {detail}"),
    What.FORKED: N_("the log has signed two heads of the same size: {detail}"),
    What.REWRITTEN: N_("the history was rewritten: {place} is not what was signed before"),
    What.ENTRY: N_("{place} was altered: it does not fit to the signed head"),
    What.TILE: N_("{place} was altered: it does not fit to the entries and the signed head"),
    What.TREES_DIFFER: N_("{place} is not the same under both trees"),
    What.OWN_COPY: N_("this mirror's own copy was damaged and is fetched anew"),
}


@dataclass(frozen=True)
class Fault:
    """``log`` is <county>/<year>/<tree>, ``place`` the entry ("entry 5", then also ``index``) or path at fault."""

    what: What
    log: str
    place: str = ""
    detail: str = ""
    index: int | None = None

    @property
    def sentence(self) -> tuple[str, dict[str, str]]:
        """The message id and its values."""
        return SENTENCES[self.what], {"place": self.place, "detail": self.detail}


class Found(Exception):
    """Faults that end the work on one log for this round."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults
