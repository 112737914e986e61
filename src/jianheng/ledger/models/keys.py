"""A primary key that is the entry's own."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class EntryKey(models.OneToOneField[Any, Any]):
    """The entry as primary key. SQLite then keeps the rows in its order, without a second tree for the key."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options["primary_key"] = True
        super().__init__(*arguments, **options)

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
