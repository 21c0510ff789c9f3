from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_enclosures")]

    operations = [
        migrations.AddField(
            "message", "batch", models.CharField(blank=True, default="", max_length=80), preserve_default=False
        ),
        migrations.AddField("message", "not_before", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("message", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex("message", models.Index(fields=["batch"], condition=~Q(batch=""), name="mail_by_batch")),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(withdrawn_at=None), name="mail_sent_or_withdrawn_not_both"
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(not_before=None) | Q(sent_at__gte=F("not_before")),
                name="mail_not_sent_too_early",
            ),
        ),
    ]
