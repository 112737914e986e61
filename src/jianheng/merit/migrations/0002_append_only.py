"""What is booked, decided, appealed and answered can only be added to."""

from django.db import migrations

from jianheng.ledger.triggers import forbid

TABLES = ("term", "sanction", "decision", "booking", "appeal", "answer")


class Migration(migrations.Migration):
    dependencies = [("merit", "0001_initial")]
    operations = [migrations.RunPython(*forbid(f"merit_{table}", "UPDATE", "DELETE")) for table in TABLES]
