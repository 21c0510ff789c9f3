from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("panels", "0006_begun_done_and_pinned")]

    operations = [
        migrations.AddField(model_name="reader", name="reopened_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            model_name="reader", name="reopened_because", field=models.CharField(blank=True, max_length=300)
        ),
    ]
