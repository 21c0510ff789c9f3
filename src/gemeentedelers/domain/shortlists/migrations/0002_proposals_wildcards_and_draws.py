import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gemeentedelers.domain.people.models


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0003_kinds_of_rounds"),
        ("entries", "0006_attachments"),
        ("shortlists", "0001_shortlist"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="shortlistplace",
            options={"ordering": ["edition", "position", "entry__reference"]},
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=gemeentedelers.domain.people.models.unguessable_code,
                        editable=False,
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("status", models.CharField(default="pending", max_length=20)),
                ("basis", models.CharField(max_length=64)),
                ("places_reason", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("n_signed", models.PositiveSmallIntegerField(default=0)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="editions.round"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=20)),
                ("reason", models.TextField(blank=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("mean", models.DecimalField(blank=True, decimal_places=4, max_digits=6, null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="entries.entry"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="shortlists.proposal"
                    ),
                ),
            ],
            options={
                "ordering": ["proposal", "position", "entry__reference"],
            },
        ),
        migrations.CreateModel(
            name="Wildcard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=gemeentedelers.domain.people.models.unguessable_code,
                        editable=False,
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("reason", models.TextField()),
                ("spent_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wildcards", to="entries.entry"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spent_wildcards", to="editions.round"
                    ),
                ),
                (
                    "spent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["spent_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=gemeentedelers.domain.people.models.unguessable_code,
                        editable=False,
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("references", models.JSONField()),
                ("places", models.PositiveSmallIntegerField()),
                ("promise", models.CharField(max_length=300)),
                ("reason", models.TextField()),
                ("promised_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                ("seed", models.CharField(blank=True, max_length=300)),
                ("order", models.JSONField(default=list)),
                ("drawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "promised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="editions.round"
                    ),
                ),
            ],
            options={
                "ordering": ["promised_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("drawn_at", None), ("dropped_at", None)),
                        fields=("round",),
                        name="shortlists_one_promised_draw",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawn_at", None), ("seed", "")),
                            models.Q(
                                models.Q(("drawn_at", None), _negated=True),
                                models.Q(("seed", ""), _negated=True),
                                ("dropped_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="shortlists_drawn_with_a_seed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("dissent", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="panel_verdicts", to="entries.entry"
                    ),
                ),
                ("present", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="panel_verdicts", to="editions.round"
                    ),
                ),
            ],
            options={
                "ordering": ["-decided_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="shortlists_panel_verdict_has_reason"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(fields=("round", "number"), name="shortlists_proposals_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "replaced"), _negated=True),
                fields=("round",),
                name="shortlists_one_standing_proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "confirmed"), _negated=True),
                    models.Q(
                        models.Q(("signed_by", None), _negated=True), models.Q(("signed_at", None), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="shortlists_confirmed_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by", None), models.Q(("signed_by", models.F("made_by")), _negated=True), _connector="OR"
                ),
                name="shortlists_two_people_decide",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("proposal", "entry"), name="shortlists_decided_once"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "ranked"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="shortlists_decision_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="wildcard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at", None)), fields=("entry",), name="shortlists_one_wildcard_per_entry"
            ),
        ),
    ]
