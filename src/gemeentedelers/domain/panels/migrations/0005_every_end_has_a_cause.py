from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("panels", "0004_ends_so_far_were_conflicts")]

    operations = [
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_because", "")),
                    models.Q(
                        models.Q(("ended_at", None), _negated=True), models.Q(("ended_because", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="panels_end_has_a_cause",
            ),
        ),
    ]
