from django.db import migrations


class Migration(migrations.Migration):
    """Conflicts get a room of their own: the table keeps its rows under a new name."""

    dependencies = [("panels", "0001_readers")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("conflict", "conflicts_conflict"),
                migrations.RunSQL(
                    "ALTER TABLE conflicts_conflict RENAME CONSTRAINT panels_declared_once TO conflicts_declared_once",
                    "ALTER TABLE conflicts_conflict RENAME CONSTRAINT conflicts_declared_once TO panels_declared_once",
                ),
            ],
            state_operations=[migrations.DeleteModel("Conflict")],
        ),
    ]
