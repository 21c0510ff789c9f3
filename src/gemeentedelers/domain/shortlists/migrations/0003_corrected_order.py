from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shortlists", "0002_proposals_wildcards_and_draws"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="corrected",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="bands",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="proposal",
            name="obstacle",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="proposal",
            name="obstacle_values",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
