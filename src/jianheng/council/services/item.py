"""What every act on an item begins with: the locked item, the charter of the day, who sits and who is away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from django.urls import reverse
from django.utils import timezone

from jianheng.charter import Charter
from jianheng.council import access
from jianheng.council.models import Declaration, Motion
from jianheng.county.models import Application
from jianheng.county.selectors import charter_on
from jianheng.county.services import keep
from jianheng.people.selectors import office_holders
from jianheng.rules import Derivation
from jianheng.rules.roles import Officer
from jianheng.rules.weighing import BOARD


def tidy(text: str) -> str:
    """A text as typed, without blanks around it and in Unicode NFC, as the ledger wants it."""
    return normalize("NFC", text).strip()


def locked(motion_id: int) -> Motion:
    """The item, locked until the act ends; `Motion.DoesNotExist` if there is none."""
    return Motion.objects.select_for_update(of=("self",)).select_related("county").get(pk=motion_id)


def charter_of(motion: Motion, at: datetime) -> Charter:
    """The charter in force in the item's county at an instant."""
    return charter_on(motion.county.code, timezone.localdate(at))


def keep_for(motion: Motion, derivation: Derivation[Any], *, by: Officer, at: datetime) -> Application:
    """Keep a derivation about an item under its title and page; its facts name stands and votes (Art. 7.2, 7.4)."""
    return keep(
        derivation,
        county=motion.county.code,
        subject=f"council.motion:{motion.pk}",
        title=motion.title,
        path=reverse("council:motion", args=[motion.pk]),
        readers=access.ADDRESSED,
        by=by,
        at=at,
    )


@dataclass(frozen=True)
class Attendance:
    """Who sits on the council on a day and who takes no part in an item. Offices stand in the charter's order."""

    holders: dict[str, str]
    recused: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def vacant(self) -> tuple[str, ...]:
        return tuple(office for office in BOARD if office not in self.holders)

    @property
    def away(self) -> frozenset[str]:
        return frozenset({*self.recused, *self.absent, *self.vacant})

    @property
    def entitled(self) -> dict[str, str]:
        """Offices that vote, with their holders."""
        return {office: self.holders[office] for office in BOARD if office not in self.away}


def attendance(motion: Motion, at: datetime) -> Attendance:
    """Who sits and who is away at an instant; a recusal of an office without a holder says nothing."""
    found = office_holders(motion.county.code, timezone.localdate(at))
    holders = {office: tenure.person.code for office, tenure in found.items()}
    declared = set(motion.declarations.values_list("office", "kind"))

    def offices(kind: Declaration.Kind) -> tuple[str, ...]:
        return tuple(office for office in BOARD if office in holders and (office, kind.value) in declared)

    return Attendance(holders, offices(Declaration.Kind.RECUSED), offices(Declaration.Kind.ABSENT))
