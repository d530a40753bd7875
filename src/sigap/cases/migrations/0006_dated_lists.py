from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_limit_bucket"),
    ]

    operations = [
        migrations.AddField(
            model_name="deadlinerule",
            name="verified_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="verified_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="retentionrule",
            name="valid_until",
            field=models.DateField(blank=True, null=True),
        ),
    ]
