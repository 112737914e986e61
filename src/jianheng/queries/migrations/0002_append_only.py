"""Whom a query concerns and what was read under it can only be added to."""

from django.db import migrations

from jianheng.ledger.triggers import forbid


class Migration(migrations.Migration):
    dependencies = [("queries", "0001_initial")]
    operations = [
        migrations.RunPython(*forbid("queries_subject", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("queries_reading", "UPDATE", "DELETE")),
    ]
