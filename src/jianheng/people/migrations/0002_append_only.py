"""The record of reads can only be added to."""

from django.db import migrations

from jianheng.ledger.triggers import forbid


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(*forbid("people_readrecord", "UPDATE", "DELETE"))]
