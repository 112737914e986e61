"""The roles a visitor can try: what each can do, and what it cannot see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianheng.people.models import Person
from jianheng.people.selectors import tenures_on
from jianheng.rules.roles import Role

Text = str | Promise


@dataclass(frozen=True)
class Part:
    """One role with what it is for."""

    role: Role
    can: Text
    cannot: Text


@dataclass(frozen=True)
class Player:
    """A role and the persons who hold it today, a few of them by name."""

    part: Part
    persons: Sequence[Person]
    count: int


PARTS = (
    Part(Role.SECRETARY, _("votes, picks the executive, issues documents"), _("sees no vote before all are opened")),
    Part(Role.DISCIPLINE, _("votes, reads the books of merit and fault"), _("books no points")),
    Part(Role.CONGRESS, _("votes, enters amendments, confirms a successor"), _("changes no rule back in time")),
    Part(Role.CONSULTATIVE, _("votes"), _("sees no vote before all are opened")),
    Part(Role.EXECUTIVE, _("votes, carries decisions out"), _("issues no documents")),
    Part(Role.ORGANISATION, _("calls elections, keeps the register"), _("sees no ballot")),
    Part(Role.PRESIDING, _("opens, closes and counts a round"), _("certifies nothing")),
    Part(Role.TELLER, _("checks voters in, enters ballots"), _("does not see the other clerk's entries")),
    Part(Role.SUPERVISION, _("watches the vote, certifies and publishes"), _("enters no ballot")),
    Part(Role.DELEGATE, _("votes in the primary, sees public pages"), _("sees no roll by name")),
    Part(Role.DEPUTY, _("votes in the final, sees public pages"), _("sees no roll by name")),
    Part(Role.CONFERENCE, _("records the vote on the consultative chair"), _("sees no ballot")),
    Part(Role.SECRETARIAT, _("brings items, runs the meeting, drafts documents"), _("does not vote")),
    Part(Role.LEGAL, _("agrees to the topic, checks the legal basis"), _("does not vote")),
    Part(Role.FINANCE, _("checks the budget line"), _("does not vote")),
    Part(Role.ARCHIVIST, _("checks plans and procedure"), _("does not vote")),
    Part(Role.COMMITTEE, _("books merit and fault, answers appeals"), _("does not answer appeals against itself")),
    Part(Role.CANDIDATE, _("sees the list and the result"), _("sees no ballot")),
    Part(Role.DEPARTMENT, _("receives documents"), _("sees no roll call")),
    Part(Role.AUDITOR, _("replays every decision, opens the ledger"), _("changes nothing")),
    Part(Role.HIGHER_DISCIPLINE, _("queries the record with a purpose"), _("reads nothing without leaving a record")),
    Part(Role.INSPECTION, _("queries the record, follows every matter"), _("reads nothing without leaving a record")),
    Part(Role.RESEARCHER, _("reads rules, parameters and results"), _("sees no personal data")),
    Part(Role.ADMINISTRATOR, _("runs the installation"), _("sees nothing that is sealed")),
)
SHOWN = 5


def players(county: str, day: date) -> tuple[Player, ...]:
    """Every role that someone holds today, in the order above."""
    held: dict[str, list[int]] = {}
    for role, person in tenures_on(county, day).values_list("post__role", "person_id"):
        held.setdefault(role, []).append(person)
    shown = Person.objects.in_bulk([person for persons in held.values() for person in persons[:SHOWN]])
    return tuple(
        Player(part, [shown[person] for person in held[part.role][:SHOWN]], len(held[part.role]))
        for part in PARTS
        if part.role in held
    )
