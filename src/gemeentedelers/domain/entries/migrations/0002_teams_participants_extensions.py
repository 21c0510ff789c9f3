import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import gemeentedelers.domain.people.models


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0001_editions"),
        ("entries", "0001_entries_and_nominations"),
        ("municipalities", "0001_register"),
        ("people", "0001_users_and_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Extension",
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
                ("status", models.CharField(max_length=20)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("asked_because", models.TextField(blank=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
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
                (
                    "token",
                    models.CharField(
                        default=gemeentedelers.domain.people.models.secret_token,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("role", models.CharField(default="writer", max_length=20)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("n_sent", models.PositiveSmallIntegerField(default=1)),
                ("status", models.CharField(default="open", max_length=20)),
            ],
            options={
                "ordering": ["invited_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Participant",
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
                ("role", models.CharField(max_length=20)),
                ("contribution", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["role", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="teammember",
            options={"ordering": ["pk"]},
        ),
        migrations.AddField(
            model_name="entry",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="entries.entry",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="open_sections",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="submit_key",
            field=models.CharField(editable=False, max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="withdrawn_because",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="frozenversion",
            name="submit_key",
            field=models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="frozenversion",
            name="timeliness",
            field=models.CharField(default="on_time", max_length=20),
        ),
        migrations.AddField(
            model_name="teammember",
            name="joined_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="teammember",
            name="role",
            field=models.CharField(default="writer", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("status", "merged")),
                    models.Q(models.Q(("status", "merged"), _negated=True), ("merged_into__isnull", True)),
                    _connector="OR",
                ),
                name="entries_merged_says_into_which",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="entries.entry"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="entries.entry"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="entries.entry"
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="municipality",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="part_in",
                to="municipalities.municipality",
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="part_in",
                to="people.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "granted"), _negated=True),
                    models.Q(("until__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="entries_extension_says_until_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "asked")), fields=("entry",), name="entries_one_open_question_for_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("entry"),
                django.db.models.functions.text.Lower("address"),
                condition=models.Q(("status", "open")),
                name="entries_one_open_invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("municipality__isnull", False), ("organisation__isnull", True)),
                    models.Q(("municipality__isnull", True), ("organisation__isnull", False)),
                    _connector="OR",
                ),
                name="entries_participant_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                fields=("entry", "municipality"), name="entries_municipality_takes_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                fields=("entry", "organisation"), name="entries_organisation_takes_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="frozenversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("submit_key", ""), _negated=True),
                fields=("submit_key",),
                name="entries_one_version_per_key",
            ),
        ),
    ]
