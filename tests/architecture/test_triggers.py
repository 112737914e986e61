"""What a migration forbids is forbidden in the finished database: a table that SQLite rebuilds loses its triggers."""

import re
from pathlib import Path

import pytest
from django.db import connection

MIGRATIONS = Path(__file__).resolve().parents[2] / "src" / "jianheng"
FORBIDDEN = re.compile(r'\*forbid(?:_\w+)?\(\s*"(\w+)",([^()]*)')
ACT = re.compile(r'"(UPDATE|DELETE)"')
QUERY = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def declared() -> set[str]:
    """The triggers that the migrations add, by name."""
    found = set()
    for path in MIGRATIONS.glob("*/migrations/*.py"):
        for table, rest in FORBIDDEN.findall(path.read_text(encoding="utf-8")):
            acts = ACT.findall(rest) or ["UPDATE"]
            found |= {f"{table}_no_{act.lower()}" for act in acts}
    return found


@pytest.mark.django_db
def test_every_trigger_of_the_migrations_stands_after_the_last_of_them():
    with connection.cursor() as cursor:
        cursor.execute(QUERY[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}
    assert len(declared()) > 30
    assert declared() - standing == set()
