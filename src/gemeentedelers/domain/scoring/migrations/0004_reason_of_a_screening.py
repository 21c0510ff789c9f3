from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0003_notes_warm_up_and_comparisons")]

    operations = [
        migrations.AddField(model_name="scorecard", name="reason", field=models.CharField(blank=True, max_length=600)),
    ]
