from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_breach_register"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcessingRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("activity", models.SlugField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("data", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "version"), name="processing_record_version"
                    )
                ],
            },
        ),
    ]
