"""The things of the demo county that rows of the matrix name, and who holds each role.

``python -m tests.architecture.things`` prints them as JSON for a county that a server is running.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

import django
from django.apps import apps

THINGS: Mapping[str, tuple[str, Mapping[str, object], str]] = {
    "application": ("county.Application", {"readers": []}, "pk"),
    "motion": ("council.Motion", {"state": "proposed"}, "pk"),
    "booking": ("merit.Booking", {}, "code"),
    "case": ("merit.Case", {}, "code"),
    "checking": ("documents.Document", {"state": "checking"}, "code"),
    "decision": ("council.Motion", {"state": "decided"}, "pk"),
    "document": ("documents.Document", {"state": "issued"}, "code"),
    "draft": ("documents.Document", {"state": "draft"}, "code"),
    "election": ("elections.Election", {}, "pk"),
    "entry": ("ledger.Entry", {}, "code"),
    "query": ("queries.Query", {"state": "query_ended"}, "code"),
    "instruction": ("documents.Instruction", {}, "code"),
    "person": ("people.Person", {}, "code"),
    "refused": ("documents.Instruction", {"state": "refused"}, "code"),
    "round": ("elections.Round", {}, "pk"),
    "team": ("offices.Team", {}, "pk"),
    "tenure": ("people.Tenure", {"person__code": "P000001"}, "pk"),
    "vacancy": ("offices.Vacancy", {}, "pk"),
}


def thing(word: str) -> Any:
    """The key of a thing of the demo county that a row of the matrix names."""
    model, where, key = THINGS[word]
    row = apps.get_model(model).objects.filter(**where).order_by("pk").first()
    assert row is not None, f"the demo county has no {model} with {where}"
    return getattr(row, key)


def holders() -> Mapping[str, str]:
    """The code of someone who holds each role today."""
    found: dict[str, str] = {}
    current = apps.get_model("people.Tenure").objects.filter(until=None).order_by("pk")
    for role, code in current.values_list("post__role", "person__code"):
        found.setdefault(role, code)
    return found


if __name__ == "__main__":
    django.setup()
    json.dump({"things": {word: thing(word) for word in THINGS}, "holders": holders()}, sys.stdout)
