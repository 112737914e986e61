"""Entries and fields can only be added; a redaction empties a body or a value, and changes nothing else."""

from django.db import migrations

from jianheng.ledger.triggers import forbid, forbid_all_but_blanking

ENTRY = ("id", "code", "county", "type", "at", "leaf_sha256", "leaf_sm3", "supersedes_id", "about")
FIELD = ("id", "entry_id", "name", "is_public", "commitment", "subject")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunPython(*forbid("ledger_entry", "DELETE")),
        migrations.RunPython(*forbid_all_but_blanking("ledger_entry", ENTRY, ("body",))),
        migrations.RunPython(*forbid("ledger_field", "DELETE")),
        migrations.RunPython(*forbid_all_but_blanking("ledger_field", FIELD, ("value", "salt", "sealed"))),
        migrations.RunPython(*forbid("ledger_datakey", "UPDATE")),
        migrations.RunPython(*forbid("ledger_officekey", "UPDATE", "DELETE")),
    ]
