"""Weighted nomination for the county committee and the discipline committee (Art. 4.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import OFFICES, Role

Body = Literal["committee", "discipline"]
NominationChannel = Literal["organisation", "joint", "self"]


@dataclass(frozen=True)
class PutForward:
    """A person put forward, and by whom: the organisation department, delegates jointly, or themselves."""

    person: str
    channel: NominationChannel


@dataclass(frozen=True)
class NominationFacts:
    """The nomination for one body: its places, who was put forward, and whom each office nominates."""

    body: Body
    places: int
    put_forward: tuple[PutForward, ...]
    nominations: Mapping[Role, tuple[str, ...]]


@dataclass(frozen=True)
class Support:
    """What the offices give one person: the sum of their weights, and how many they are."""

    person: str
    channel: NominationChannel
    weight: int
    supporters: int
    nominated: bool


@dataclass(frozen=True)
class Slate:
    """The list for the party congress.

    ``support``  everyone put forward, by weight, then supporters; persons equal in both stand by key;
    ``nominated`` those on the list; ``needed`` how many names it must have at least; ``missing`` how many lack.
    """

    support: tuple[Support, ...]
    nominated: tuple[str, ...]
    needed: int
    missing: int


@cites("4.6", reading="N01")
def nomination_weights(body: Body, charter: Charter) -> Mapping[Role, int]:
    """The weight of each office: for the discipline committee, discipline secretary and secretary change places."""
    name = "nomination.weights_discipline" if body == "discipline" else "nomination.weights_committee"
    return {Role(office): int(weight) for office, weight in charter.table(name).items()}


@cites("4.6", reading="N02")
def names_needed(places: int, charter: Charter) -> int:
    """How many names a list must have: more than places, by the prescribed surplus, rounded up."""
    share = Decimal(places) * (1 + charter.decimal("nomination.surplus"))
    return max(places + 1, int(share.to_integral_value(ROUND_CEILING)))


@cites("4.6", reading="N01")
def is_nominated(weight: int, supporters: int, charter: Charter) -> bool:
    """Whether the support reaches both the weight and the number of offices required."""
    enough = weight >= charter.number("nomination.threshold")
    return enough and supporters >= charter.number("nomination.min_heads")


@rule("nomination.weighted", "4.6", reading=("N01", "N02"))
def weighted(facts: NominationFacts, charter: Charter) -> Derived[Slate]:
    """Who is on the list for the party congress, and whether it has more names than places."""
    _require_nominations(facts)
    weights = nomination_weights(facts.body, charter)
    support = sorted(
        (_support(candidate, facts, weights, charter) for candidate in facts.put_forward),
        key=lambda row: (-row.weight, -row.supporters, row.person),
    )
    nominated = tuple(row.person for row in support if row.nominated)
    needed = names_needed(facts.places, charter)
    missing = max(0, needed - len(nominated))
    return Derived(Slate(tuple(support), nominated, needed, missing), _steps(facts, support, needed, missing, charter))


def _support(candidate: PutForward, facts: NominationFacts, weights: Mapping[Role, int], charter: Charter) -> Support:
    behind = [office for office in OFFICES if candidate.person in facts.nominations.get(office, ())]
    weight = sum(weights[office] for office in behind)
    nominated = is_nominated(weight, len(behind), charter)
    return Support(candidate.person, candidate.channel, weight, len(behind), nominated)


def _require_nominations(facts: NominationFacts) -> None:
    known = [candidate.person for candidate in facts.put_forward]
    if facts.places < 1:
        raise Refused("4.6", N_("There must be at least one place to fill."), field="places")
    if len(set(known)) != len(known):
        raise Refused("4.6", N_("A person is put forward twice."), field="put_forward")
    for office, persons in facts.nominations.items():
        if office not in OFFICES:
            raise Refused(
                "4.6", N_("Only the five offices nominate, not {office}."), field="nominations", office=office
            )
        if len(set(persons)) != len(persons):
            raise Refused("4.6", N_("{office} nominates someone twice."), field="nominations", office=office)
        for person in persons:
            if person not in known:
                raise Refused(
                    "4.6",
                    N_("{office} nominates {person}, who has not been put forward."),
                    remedy=N_("Have the person recommended or let them put themselves forward first."),
                    field="nominations",
                    office=office,
                    person=person,
                )


def _steps(
    facts: NominationFacts, support: list[Support], needed: int, missing: int, charter: Charter
) -> tuple[Step, ...]:
    limits = {"threshold": charter.number("nomination.threshold"), "heads": charter.number("nomination.min_heads")}
    passed = N_("{person}: weight {weight} from {supporters} offices reaches {threshold} and {heads}: on the list.")
    failed = N_("{person}: weight {weight} from {supporters} offices; {threshold} from {heads} are needed.")
    steps = [
        Step(
            "4.6",
            passed if row.nominated else failed,
            {"person": row.person, "weight": row.weight, "supporters": row.supporters, **limits},
            "N01",
        )
        for row in support
    ]
    values = {"places": facts.places, "needed": needed, "missing": missing}
    if missing:
        text = N_("For {places} places the list needs {needed} names; {missing} are missing.")
    else:
        text = N_("For {places} places the list needs {needed} names and has them.")
    return (*steps, Step("4.6", text, values, "N02"))
