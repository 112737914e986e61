"""What was said, checked, sealed and opened can only be added to."""

from django.db import migrations

from jianheng.ledger.triggers import forbid


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]
    operations = [
        migrations.RunPython(*forbid("council_sealedvote", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("council_openedvote", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("council_declaration", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("council_boundary", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("council_option", "UPDATE", "DELETE")),
        migrations.RunPython(*forbid("council_motion", "DELETE")),
        migrations.RunPython(*forbid("council_round", "DELETE")),
    ]
