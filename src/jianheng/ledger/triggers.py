"""Database triggers that keep tables append-only on SQLite and PostgreSQL.

They are a seat-belt against mistakes: an owner of the database can remove them. What such an owner cannot
do is to rewrite history unnoticed once witnesses have signed it (Art. 7.3).
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Migration = Callable[[Any, BaseDatabaseSchemaEditor], None]


def forbid(table: str, *acts: str) -> tuple[Migration, Migration]:
    """Functions for ``RunPython`` that add and remove triggers refusing ``acts`` (UPDATE, DELETE) on ``table``."""

    def add(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for act in acts:
            _add(editor, table, act, "TRUE")

    def remove(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for act in acts:
            _remove(editor, table, act)

    return add, remove


def forbid_all_but_blanking(table: str, kept: tuple[str, ...], blanked: tuple[str, ...]) -> tuple[Migration, Migration]:
    """The same for UPDATE, which may still empty the columns ``blanked``, and change nothing else."""

    def add(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        differs = "IS DISTINCT FROM" if editor.connection.vendor == "postgresql" else "IS NOT"
        changed = [f"NEW.{column} {differs} OLD.{column}" for column in kept]
        filled = [f"(NEW.{column} {differs} OLD.{column} AND length(NEW.{column}) > 0)" for column in blanked]
        _add(editor, table, "UPDATE", " OR ".join(changed + filled))

    def remove(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        _remove(editor, table, "UPDATE")

    return add, remove


def forbid_when(table: str, act: str, condition: str) -> tuple[Migration, Migration]:
    """The same for one act, where ``condition`` over OLD and NEW holds."""

    def add(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        _add(editor, table, act, condition)

    def remove(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        _remove(editor, table, act)

    return add, remove


def _add(editor: BaseDatabaseSchemaEditor, table: str, act: str, condition: str) -> None:
    name = f"{table}_no_{act.lower()}"
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()"
        )
    else:
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _remove(editor: BaseDatabaseSchemaEditor, table: str, act: str) -> None:
    name = f"{table}_no_{act.lower()}"
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {name} ON {table}")
        editor.execute(f"DROP FUNCTION {name}()")
    else:
        editor.execute(f"DROP TRIGGER {name}")
