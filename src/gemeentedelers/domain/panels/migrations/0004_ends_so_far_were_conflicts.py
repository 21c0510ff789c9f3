from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_the_cause(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now an entry only left a desk because its reader was involved."""
    assignments = apps.get_model("panels", "Assignment").objects
    assignments.filter(ended_at__isnull=False, ended_because="").update(ended_because="conflict")


class Migration(migrations.Migration):
    dependencies = [("panels", "0003_time_of_readers")]

    operations = [migrations.RunPython(name_the_cause, migrations.RunPython.noop)]
