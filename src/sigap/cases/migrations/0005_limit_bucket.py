from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_document_file"),
    ]

    operations = [
        migrations.CreateModel(
            name="LimitBucket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("limit", models.CharField(max_length=20)),
                ("subject", models.BinaryField(max_length=16)),
                ("filled_until_ms", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["filled_until_ms"], name="limit_empty")],
                "constraints": [
                    models.UniqueConstraint(fields=("limit", "subject"), name="limit_once")
                ],
            },
        ),
    ]
