from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("panels", "0005_every_end_has_a_cause")]

    operations = [
        migrations.AddField("assignment", "is_pinned", models.BooleanField(default=False)),
        migrations.AddField("assignment", "begun_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("assignment", "done_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "assignment",
            models.CheckConstraint(
                condition=models.Q(("done_at", None), ("begun_at__isnull", False), _connector="OR"),
                name="panels_done_was_begun",
            ),
        ),
    ]
