"""Entries, counts and certifications can only be added."""

from django.db import migrations

from jianheng.ledger.triggers import forbid


class Migration(migrations.Migration):
    dependencies = [("elections", "0001_initial")]
    operations = [
        migrations.RunPython(*forbid("elections_entry", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("elections_count", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("elections_certification", "UPDATE", "DELETE")),
    ]
