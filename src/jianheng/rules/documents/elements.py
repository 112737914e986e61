"""The elements of a document (Art. 7.2)."""

from collections.abc import Mapping

from jianheng.charter import N_, cites
from jianheng.rules.refusals import Refused

ELEMENTS = ("title", "grounds", "content", "money", "votes", "recipients", "issuer")


@cites("7.2")
def missing_elements(present: Mapping[str, bool]) -> tuple[str, ...]:
    """The elements a document still lacks, in the order of Art. 7.2; code and signature come with the issue."""
    return tuple(element for element in ELEMENTS if not present.get(element))


@cites("7.2")
def require_elements(present: Mapping[str, bool]) -> None:
    """Refuse to pass on a document that lacks an element."""
    lacking = missing_elements(present)
    if lacking:
        raise Refused(
            "7.2",
            N_("The document lacks: {elements}."),
            remedy=N_("The secretariat completes the draft; then it can be issued."),
            elements=list(lacking),
        )
