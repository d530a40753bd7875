from django.db import migrations, models


def keep_as_first_volume(apps, schema_editor):
    """Take over the one PDF of each book that was closed before."""
    volumes = apps.get_model("cases", "RegisterVolume").objects
    for closing in apps.get_model("cases", "RegisterClosing").objects.order_by("pk"):
        volumes.create(
            closing=closing,
            number=1,
            file=closing.file,
            sha256=closing.pdf_sha256,
            pages=closing.pages,
        )


class Migration(migrations.Migration):
    """Keep a closed book in volumes: one PDF cannot hold the lines of a large office's year."""

    dependencies = [("cases", "0021_indexes_that_serve")]

    operations = [
        migrations.CreateModel(
            name="RegisterVolume",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("file", models.CharField(max_length=80)),
                ("sha256", models.CharField(max_length=64)),
                ("pages", models.PositiveSmallIntegerField()),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE,
                        related_name="volumes",
                        to="cases.registerclosing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("closing", "number"), name="volume_bound_once")
                ],
            },
        ),
        migrations.RunPython(keep_as_first_volume, migrations.RunPython.noop),
        migrations.RemoveField("registerclosing", "file"),
        migrations.RemoveField("registerclosing", "pdf_sha256"),
        migrations.RemoveField("registerclosing", "pages"),
    ]
