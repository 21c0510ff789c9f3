import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import gemeentedelers.domain.people.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("editions", "0001_editions"),
        ("entries", "0001_entries_and_nominations"),
        ("municipalities", "0001_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
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
                ("email", models.EmailField(max_length=254)),
                ("written_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="nominations_one_contact_per_address"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
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
                ("title", models.CharField(max_length=100)),
                ("status", models.CharField(default="tip", max_length=20)),
                ("received_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("may_be_followed", models.BooleanField(default=False)),
                ("outcome_reason", models.TextField(blank=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="nominations", to="editions.edition"
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nomination",
                        to="entries.entry",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nominations",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("way", models.CharField(default="nominator", max_length=20)),
                (
                    "token",
                    models.CharField(
                        default=gemeentedelers.domain.people.models.secret_token,
                        editable=False,
                        max_length=64,
                        unique=True,
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("told_until", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("handed_on_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="nominations.contact",
                    ),
                ),
                (
                    "nomination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="nominations.nomination",
                    ),
                ),
            ],
            options={
                "ordering": ["invited_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Nominator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("reason", models.TextField()),
                ("link", models.CharField(blank=True, max_length=308)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                ("wants_credit", models.BooleanField(default=False)),
                ("wants_news", models.BooleanField(default=False)),
                ("nominated_at", models.DateTimeField()),
                (
                    "nomination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nominators",
                        to="nominations.nomination",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="nominated",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["nominated_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="nomination",
            index=models.Index(fields=["edition", "status"], name="nominations_by_status"),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["claimed", "matched", "researched"]), _negated=True),
                    ("entry__isnull", False),
                    _connector="OR",
                ),
                name="nominations_taken_up_has_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), _negated=True),
                    models.Q(("outcome_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="nominations_closed_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(("may_be_followed", False), ("answered_at__isnull", False), _connector="OR"),
                name="nominations_followed_after_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("handed_on_at__isnull", True)),
                fields=("nomination",),
                name="nominations_one_current_invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominator",
            constraint=models.UniqueConstraint(
                models.F("nomination"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="nominations_one_voice_per_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("email", ""), ("name", ""), ("user", None), ("wants_credit", False), ("wants_news", False)
                    ),
                    models.Q(models.Q(("name", ""), _negated=True), models.Q(("email", ""), _negated=True)),
                    _connector="OR",
                ),
                name="nominations_somebody_or_nobody",
            ),
        ),
    ]
