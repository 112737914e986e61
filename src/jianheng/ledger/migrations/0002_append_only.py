"""Entries can only be added; fields can be destroyed but not altered."""

from django.db import migrations

from jianheng.ledger.triggers import forbid


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunPython(*forbid("ledger_entry", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("ledger_field", "UPDATE")),
    ]
