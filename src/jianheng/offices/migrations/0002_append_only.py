"""Applications of the rule, picks, votes, refusals and audits can only be added to."""

from django.db import migrations

from jianheng.ledger.triggers import forbid

TABLES = ("filling", "pick", "consultativevote", "declination", "audit")


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial")]
    operations = [migrations.RunPython(*forbid(f"offices_{table}", "UPDATE", "DELETE")) for table in TABLES]
