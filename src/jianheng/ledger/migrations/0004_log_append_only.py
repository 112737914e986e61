"""Places, heads and signatures stay as they are; a tile grows by appending alone; an incident can only be closed."""

from django.db import migrations

from jianheng.ledger.triggers import forbid, forbid_when


def changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


GROWN_OTHERWISE = (
    changed("id", "log_id", "tree", "level", "number")
    + " OR length(NEW.data) < length(OLD.data) OR NEW.width * 32 <> length(NEW.data)"
    + " OR substr(NEW.data, 1, length(OLD.data)) <> OLD.data"
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_tile_log")]
    operations = [
        *(
            migrations.RunPython(*forbid(f"ledger_{table}", "UPDATE", "DELETE"))
            for table in ("leaf", "head", "headsignature", "logkey", "seating", "promise")
        ),
        *(migrations.RunPython(*forbid(f"ledger_{table}", "DELETE")) for table in ("log", "tile", "incident")),
        migrations.RunPython(
            *forbid_when(
                "ledger_log",
                "UPDATE",
                changed("id", "origin", "county", "year", "is_parent") + " OR NEW.witnessed_size < OLD.witnessed_size",
            )
        ),
        migrations.RunPython(*forbid_when("ledger_tile", "UPDATE", GROWN_OTHERWISE)),
        migrations.RunPython(
            *forbid_when(
                "ledger_incident",
                "UPDATE",
                "OLD.cleared_at IS NOT NULL OR " + changed("id", "log_id", "kind", "detail", "evidence", "at"),
            )
        ),
    ]
