from django.db import migrations, models


class Migration(migrations.Migration):
    """Seal what a folder is lent for; what was written in the clear before goes, the slip has it."""

    dependencies = [("cases", "0016_search")]

    operations = [
        migrations.RemoveField("folderloan", "purpose"),
        migrations.AddField(
            "folderloan", "purpose", models.BinaryField(default=b""), preserve_default=False
        ),
    ]
