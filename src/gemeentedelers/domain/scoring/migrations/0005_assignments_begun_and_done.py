from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def follow_the_scorecards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """From now on an assignment knows whether it was begun or done; the scorecards so far say it."""
    assignments = apps.get_model("panels", "Assignment").objects.filter(scorecard__isnull=False)
    own = apps.get_model("scoring", "Scorecard").objects.filter(assignment=OuterRef("pk"))
    assignments.update(begun_at=Subquery(own.values("saved_at")), done_at=Subquery(own.values("final_at")))


class Migration(migrations.Migration):
    dependencies = [
        ("panels", "0006_begun_done_and_pinned"),
        ("scoring", "0004_reason_of_a_screening"),
    ]

    operations = [migrations.RunPython(follow_the_scorecards, migrations.RunPython.noop)]
