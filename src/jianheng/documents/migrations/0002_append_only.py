"""A document is never removed; issuing it fixes its digests on the ledger."""

from django.db import migrations

from jianheng.ledger.triggers import forbid


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(*forbid("documents_document", "DELETE"))]
