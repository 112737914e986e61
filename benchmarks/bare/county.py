"""The county that is measured. Runs inside a process of the installation (`Site.ask`)."""

import statistics
import time
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from jianheng.council import services
from jianheng.council.events import VoteSealed
from jianheng.elections.models import Election
from jianheng.ledger.models import DataKey, Entry, Field, Outbox
from jianheng.ledger.services import record
from jianheng.people.models import Person
from jianheng.people.selectors import officer_of
from jianheng.rules.roles import Officer
from tests.kill import town
from tests.rooms.world import CODE

PASSING = {"secretary": "①", "discipline": "②", "congress": "①", "consultative": "abstain", "executive": "①"}


def main(act: str, **asked: Any) -> Any:
    """One of the two acts below."""
    return ledger(**asked) if act == "ledger" else prepare(**asked)


def prepare(*, motions: int, sheets: int, sessions: int) -> dict[str, Any]:
    """`town.prepare` with congresses of the demo county's size, and the first of one more item decided."""
    county = town.prepare(
        motions=motions + 1, sheets=sheets, sessions=sessions, delegates=180, deputies=220, candidates=24
    )
    decided, *open_ones = county["motions"]
    at = datetime.now(UTC)
    with transaction.atomic():
        for office, choice in PASSING.items():
            services.cast_vote(motion_id=decided, choice=choice, by=_officer(county["persons"][office], at), at=at)
        services.close_motion(motion_id=decided, by=_officer(county["persons"]["secretary"], at), at=at)
    return {**county, "motions": open_ones, "decided": decided, "election": Election.objects.get().pk}


def _officer(code: str, at: datetime) -> Officer:
    return officer_of(Person.objects.select_related("county").get(code=code), at.date())


def ledger(*, entries: int, repeats: int) -> dict[str, Any]:
    """Seconds for `record` of ``entries`` sealed votes, and for a bare insert of the same rows through the same ORM.

    Both append within one transaction, in turns; medians over ``repeats``, and the median of the ratio of a turn.
    The bare insert gets its rows with bodies, salts and hashes ready made, under another trace code.
    """
    town.migrate()
    by, at = Officer("P000001", CODE, frozenset(), ""), datetime.now(UTC)
    ours, theirs = [], []
    for repeat in range(repeats + 1):
        started = time.perf_counter()
        with transaction.atomic():
            made = [
                record(VoteSealed(n, 1, "secretary", f"{n:064x}", f"{n:064x}"), by=by, at=at) for n in range(entries)
            ]
        recorded = time.perf_counter() - started
        rows = [(_copy(entry), [_field(row) for row in entry.fields.all()], _key(entry)) for entry in made]
        started = time.perf_counter()
        with transaction.atomic():
            for entry, fields, key in rows:
                entry.save(force_insert=True)
                key.save(force_insert=True)
                for row in fields:
                    row.entry = entry
                Field.objects.bulk_create(fields)
                Outbox(entry=entry, county=entry.county, year=at.year).save(force_insert=True)
        inserted = time.perf_counter() - started
        if repeat:  # the first turn only warms up
            ours.append(recorded)
            theirs.append(inserted)
    return {
        "record": statistics.median(ours) / entries,
        "insert": statistics.median(theirs) / entries,
        "ratio": statistics.median(our / their for our, their in zip(ours, theirs, strict=True)),
    }


def _copy(entry: Entry) -> Entry:
    names = ("county", "type", "at", "body", "leaf_sha256", "leaf_sm3")
    return Entry(code=f"{entry.code}=", **{name: getattr(entry, name) for name in names})


def _key(entry: Entry) -> DataKey:
    key = DataKey.objects.get(subject=entry.code)
    return DataKey(subject=f"{key.subject}=", wrapped=key.wrapped)


def _field(row: Field) -> Field:
    names = ("name", "value", "salt", "is_public", "commitment", "sealed", "subject")
    return Field(**{name: getattr(row, name) for name in names})
