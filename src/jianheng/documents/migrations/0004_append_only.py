"""Documents are not removed, as before; steps and receipts are never changed; instructions and refusals are never removed."""

from django.db import migrations

from jianheng.ledger.triggers import forbid


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_chain_recipients_instructions")]
    operations = [
        migrations.RunPython(*forbid("documents_document", "DELETE")),
        migrations.RunPython(*forbid("documents_step", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("documents_receipt", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("documents_instruction", "DELETE")),
        migrations.RunPython(*forbid("documents_refusal", "DELETE")),
    ]
