from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_side_exits"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["file"], name="document_file"),
        ),
    ]
