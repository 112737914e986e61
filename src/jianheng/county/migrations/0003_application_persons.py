"""Whom a kept derivation concerns."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("county", "0002_append_only")]
    operations = [
        migrations.AddField(model_name="application", name="persons", field=models.JSONField(null=True)),
    ]
