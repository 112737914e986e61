"""Charter versions and kept derivations can only be added."""

from django.db import migrations

from jianheng.ledger.triggers import forbid


class Migration(migrations.Migration):
    dependencies = [("county", "0001_initial")]
    operations = [
        migrations.RunPython(*forbid("county_charterversion", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("county_application", "UPDATE", "DELETE")),
    ]
