"""The floors of the house: imports go down only, inside a room as between rooms."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
ROOMS = sorted(path.parent.name for path in (ROOT / "src" / "jianheng").glob("*/apps.py"))
# Top to bottom. `apps` and `migrations` belong to Django; what else a room holds may lie anywhere.
INSIDE = ("urls", "views", "forms", "services", "selectors", "access", "models", "events")
# A module that keeps a secret, and the one package that may open it.
DOORS = {"jianheng.council.sealed": "jianheng.council.services"}


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("jianheng", cache_dir=None)


def test_every_contract_between_rooms_is_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_inside_a_room_imports_go_from_pages_down_to_events() -> None:
    broken = [
        f"{route.importer} → {route.imported}"
        for room in ROOMS
        for route in graph().find_illegal_dependencies_for_layers(layers=INSIDE, containers={f"jianheng.{room}"})
    ]
    assert broken == []


def test_a_secret_is_opened_by_its_own_services_alone() -> None:
    intruders = [
        f"{importer} → {secret}"
        for secret, door in DOORS.items()
        if secret in graph().modules
        for importer in graph().find_modules_that_directly_import(secret)
        if importer != door and not importer.startswith((f"{door}.", f"{secret}."))
    ]
    assert intruders == []


def test_no_import_hides_inside_a_function() -> None:
    ruff = [str(Path(sys.executable).with_name("ruff")), "check", "--select", "PLC0415", "src"]
    ran = subprocess.run(ruff, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
