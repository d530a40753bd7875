from django.db import migrations, models

FILL = (
    "UPDATE ledger_leaf SET checkpoint = COALESCE((SELECT MIN(c.size) FROM ledger_checkpoint c "
    'WHERE c.size > ledger_leaf."index"), 0)'
)


def drop_triggers(apps, schema_editor):
    # They refuse any change; post_migrate brings them back.
    from sigap.ledger.triggers import drop_triggers

    drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    """Let each leaf say with which checkpoint it came in, so that none can go unseen."""

    dependencies = [("ledger", "0002_one_log")]

    operations = [
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        migrations.AddField(
            "leaf",
            "checkpoint",
            models.PositiveBigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
