"""The rule that computes the offices from the ranking, step by step (Art. 4.1 to 4.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jianheng.charter import N_, Charter
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.offices.explanations import secretary_steps, team_steps
from jianheng.rules.offices.facts import CONSULTATIVE_VOTE, EXECUTIVE_PICK, Assignment, OfficeFacts
from jianheng.rules.offices.posts import (
    barred_from_secretary,
    congress_chair,
    consultative_candidate,
    county_executive,
    discipline_secretary,
    obstacle_to_reelection,
    party_secretary,
    remaining_three,
    team,
)
from jianheng.rules.refusals import Refused
from jianheng.rules.roles import Role


@rule(
    "offices.assign",
    "4.1",
    "4.2",
    "4.3",
    "4.4",
    "4.5",
    "11.1",
    reading=("R01", "R02", "R03", "R04", "R05", "R06", "R08", "R10", "R11", "R13", "R16", "R18", "S29"),
)
def assign(facts: OfficeFacts, charter: Charter) -> Derived[Assignment]:
    """Which office each of the elected holds, from the ranking and the facts alone."""
    _require_ranking(facts, charter)
    members = team(facts.ranking, facts.reserve, facts.declined)
    asked = {*members, *((facts.incumbent.person,) if facts.incumbent else ())}
    barred = barred_from_secretary(asked, facts.tenures, facts.on, charter)
    obstacle = obstacle_to_reelection(facts.ranking, facts.incumbent, barred, facts.declined, charter)
    reelected = facts.incumbent.person if facts.incumbent and not obstacle else ""
    secretary = party_secretary(members, barred, reelected=reelected)
    steps = [*team_steps(facts, members), *secretary_steps(facts, obstacle, secretary, barred, charter)]
    if secretary is None:
        nobody = Assignment(2, obstacle, {}, (), "", (), (Role.SECRETARY,), members)
        return Derived(nobody, tuple(steps))
    placed = _Placed(facts, charter, members, secretary, steps)
    return Derived(placed.assignment(1 if reelected else 2, obstacle), tuple(steps))


@dataclass
class _Placed:
    """The offices after the secretary's, filled one by one with a step for each."""

    facts: OfficeFacts
    charter: Charter
    members: tuple[str, ...]
    secretary: str
    steps: list[Step]

    def assignment(self, path: int, obstacle: str) -> Assignment:
        holders: dict[Role, str | None] = {Role.SECRETARY: self.secretary, Role.DISCIPLINE: self._discipline()}
        remaining = remaining_three(self.members, self.secretary, holders[Role.DISCIPLINE])
        executive = holders[Role.EXECUTIVE] = self._executive(remaining)
        if remaining and executive is None:
            return Assignment(path, obstacle, _settled(holders), remaining, "", (EXECUTIVE_PICK,), (), ())
        others = tuple(person for person in remaining if person != executive)
        holders[Role.CONGRESS] = self._congress(others)
        candidate = consultative_candidate(others, holders[Role.CONGRESS])
        vote = self._conference(candidate)
        holders[Role.CONSULTATIVE] = candidate if vote == "elected" else None
        nominee = candidate if candidate and vote == "awaited" else ""
        seated = {*holders.values(), nominee}
        return Assignment(
            path=path,
            obstacle=obstacle,
            offices=_settled(holders),
            remaining=remaining,
            candidate=nominee,
            waiting=(CONSULTATIVE_VOTE,) if nominee else (),
            by_election=self._open(holders, nominee),
            left=tuple(person for person in self.members if person not in seated),
        )

    def _discipline(self) -> str | None:
        person = discipline_secretary(self.members, self.secretary)
        if person:
            text = N_("{person} is the best ranked of the others and becomes {office}.")
            self._say("4.3", text, Role.DISCIPLINE, person, "R01")
        return person

    def _open(self, holders: Mapping[Role, str | None], nominee: str) -> tuple[Role, ...]:
        """Offices that nobody of this election can fill any more."""
        empty = (office for office, holder in holders.items() if holder is None)
        found = tuple(office for office in empty if not (nominee and office == Role.CONSULTATIVE))
        for office in found:
            text = N_("Nobody of this election can be {office}: by-election.")
            self.steps.append(Step("9.6", text, {"office": office}, "R17"))
        return found

    def _executive(self, remaining: tuple[str, ...]) -> str | None:
        pick = self._pick(remaining)
        executive = county_executive(remaining, pick, overdue=self.facts.pick_overdue)
        days = self.charter.number("executive.pick_days")
        if executive and pick:
            self._say(
                "4.4", N_("The secretary picked {person}, who becomes {office}."), Role.EXECUTIVE, executive, "R10"
            )
        elif executive:
            text = N_("No pick within {days} working days: {person}, the lowest ranked of the three, becomes {office}.")
            values = {"days": days, "person": executive, "office": Role.EXECUTIVE}
            self.steps.append(Step("4.4", text, values, "R10"))
        elif remaining:
            text = N_("The secretary picks one of {remaining} as {office} within {days} working days.")
            values = {"days": days, "remaining": remaining, "office": Role.EXECUTIVE}
            self.steps.append(Step("4.4", text, values, "R10"))
        return executive

    def _pick(self, remaining: tuple[str, ...]) -> str:
        """The pick as far as it stands: somebody's leaving the team may have overtaken it."""
        pick = self.facts.pick
        if pick is None:
            return ""
        if self.facts.declined and (pick.by != self.secretary or pick.person not in remaining):
            text = N_("The pick of {person} is void, because someone declined after it.")
            self.steps.append(Step("4.4", text, {"person": pick.person}, "R18"))
            return ""
        if pick.by != self.secretary:
            raise Refused("4.4", N_("Only the secretary picks the executive."), field="pick")
        return pick.person

    def _congress(self, others: tuple[str, ...]) -> str | None:
        chair = congress_chair(others, self.facts.deputies, self.charter)
        for person in others[: others.index(chair) if chair else len(others)]:
            text = N_("{person} is not a deputy of the congress and cannot be {office}.")
            self._say("4.4", text, Role.CONGRESS, person, "R16")
        if chair:
            self._say("4.4", N_("{person} becomes {office}."), Role.CONGRESS, chair, "R11")
        return chair

    def _conference(self, candidate: str | None) -> Literal["none", "awaited", "elected", "refused"]:
        """What the conference has done with its sole candidate so far."""
        if candidate is None:
            return "none"
        votes = [vote.elected for vote in self.facts.conference if vote.person == candidate]
        most, refusals = self.charter.number("consultative.max_refusals"), votes.count(False)
        values = {"person": candidate, "office": Role.CONSULTATIVE, "refusals": refusals, "most": most}
        if refusals >= most:
            text = N_("The conference refused {person} {refusals} times; the office {office} goes to a by-election.")
            self.steps.append(Step("4.4", text, values, "R13"))
            return "refused"
        if True in votes:
            text = N_("The conference elected {person}, who becomes {office}.")
            self.steps.append(Step("4.4", text, values, "R13"))
            return "elected"
        text = N_("{person} is the sole candidate for {office}; refusals so far {refusals}, at most {most}.")
        self.steps.append(Step("4.4", text, values, "R13"))
        return "awaited"

    def _say(self, article: str, text: str, office: Role, person: str, reading: str) -> None:
        self.steps.append(Step(article, text, {"person": person, "office": office}, reading))


def _settled(holders: Mapping[Role, str | None]) -> dict[Role, str]:
    return {office: person for office, person in holders.items() if person}


def _require_ranking(facts: OfficeFacts, charter: Charter) -> None:
    if len(set(facts.ranking)) != len(facts.ranking) or set(facts.ranking) & set(facts.reserve):
        raise Refused("4.1", N_("The ranking names someone twice."), field="ranking")
    if not facts.ranking:
        raise Refused("4.1", N_("Nobody has been elected."), field="ranking")
    if len(facts.ranking) > charter.number("final.seats"):
        raise Refused("4.1", N_("More persons are ranked than seats were to be filled."), field="ranking")
