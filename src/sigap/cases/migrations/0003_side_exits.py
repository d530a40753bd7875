from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_clockwork"),
    ]

    operations = [
        migrations.CreateModel(
            name="SideExit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.SlugField(max_length=40)),
                ("sop", models.SlugField(blank=True, max_length=60)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("on_behalf_of", models.CharField(blank=True, max_length=80)),
                ("data", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="side_exits", to="cases.case"
                    ),
                ),
            ],
        ),
    ]
