from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(fields=["name", "number"], name="journal_by_name"),
        ),
    ]
