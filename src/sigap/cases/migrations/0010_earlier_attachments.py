from django.db import migrations
from django.db.models import F


def let_them_be_examined(apps, schema_editor):
    """Let what was handed in before be looked into as well, the oldest first."""
    attachments = apps.get_model("cases", "Attachment").objects
    attachments.filter(state="waiting", next_try_at=None).update(next_try_at=F("received_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_attachment_jobs"),
    ]

    operations = [
        # Going back drops the columns anyway.
        migrations.RunPython(let_them_be_examined, migrations.RunPython.noop),
    ]
