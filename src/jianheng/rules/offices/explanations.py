"""How the team and its secretary came about, in words (Art. 4.1, 4.2, 4.5)."""

from collections.abc import Collection

from jianheng.charter import N_, Charter
from jianheng.rules.derivation import Step
from jianheng.rules.offices.facts import OfficeFacts
from jianheng.rules.offices.posts import team

_OBSTACLES = {
    "none": N_("There is no previous secretary to re-elect."),
    "acting": N_("{person} was only acting secretary and has no privilege of the first {safe} ranks."),
    "successor": N_("{person} came by succession and has no privilege of the first {safe} ranks."),
    "not_standing": N_("The previous secretary {person} did not stand in the final."),
    "declined": N_("The previous secretary {person} declined."),
    "barred": N_("The previous secretary {person} cannot serve another term as secretary."),
    "rank": N_("The previous secretary {person} is not among the first {safe} ranks."),
}


def team_steps(facts: OfficeFacts, members: tuple[str, ...]) -> list[Step]:
    """The ranking, and who moved up for whom."""
    steps = [Step("4.1", N_("The ranking of the elected is {ranking}."), {"ranking": facts.ranking}, "R04")]
    if facts.declined:
        values = {"declined": facts.declined, "members": members}
        text = N_("{declined} declined and left; the next in order move up: {members}.")
        steps.append(Step("4.5", text, values, "R18"))
    return steps


def secretary_steps(
    facts: OfficeFacts, obstacle: str, secretary: str | None, barred: Collection[str], charter: Charter
) -> list[Step]:
    """The path taken to the secretary, and why the other does not apply."""
    safe = charter.number("incumbent.safe_ranks")
    values = {"person": facts.incumbent.person if facts.incumbent else "", "safe": safe}
    if not obstacle:
        rank = facts.ranking.index(values["person"]) + 1
        text = N_(
            "Path 1: the previous secretary {person} stands, may serve another term and ranks {rank}, "
            "within the first {safe}: re-elected."
        )
        return [Step("4.2", text, {**values, "rank": rank}, "R04")]
    steps = [Step("4.2", _OBSTACLES[obstacle], values, "S29" if obstacle == "successor" else "R05")]
    passed_over = _passed_over(facts, secretary, barred)
    if passed_over:
        text = N_("{persons} cannot be secretary again and keep their rank for the other offices.")
        steps.append(Step("11.1", text, {"persons": passed_over}, "R08"))
    if secretary is None:
        steps.append(
            Step("4.2", N_("Everyone elected is barred from the office of secretary: by-election."), {}, "R08")
        )
    else:
        text = N_("Path 2: {person} is the best ranked who is not barred and becomes secretary.")
        steps.append(Step("4.2", text, {"person": secretary}, "R08"))
    return steps


def _passed_over(facts: OfficeFacts, secretary: str | None, barred: Collection[str]) -> tuple[str, ...]:
    """Those ranked ahead of the secretary who were barred."""
    members = team(facts.ranking, facts.reserve, facts.declined)
    ahead = members if secretary is None else members[: members.index(secretary)]
    return tuple(person for person in ahead if person in barred)
