import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table itself was renamed by `scoring.0002`; this only tells Django whose it is now."""

    initial = True

    dependencies = [
        ("editions", "0001_editions"),
        ("entries", "0001_entries_and_nominations"),
        ("scoring", "0002_shortlist_moves_out"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ShortlistPlace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("mean", models.DecimalField(blank=True, decimal_places=4, max_digits=6, null=True)),
                        ("reason", models.TextField(blank=True)),
                        ("chosen_at", models.DateTimeField()),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shortlist",
                                to="editions.edition",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="place",
                                to="entries.entry",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["edition", "kind", "position", "entry__reference"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "wildcard"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="shortlists_wildcard_has_reason",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
