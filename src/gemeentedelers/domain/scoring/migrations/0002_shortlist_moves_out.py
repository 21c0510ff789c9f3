from django.db import migrations


class Migration(migrations.Migration):
    """The shortlist gets a room of its own: the table keeps its rows under a new name."""

    dependencies = [("scoring", "0001_scorecards_and_shortlist")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("shortlistplace", "shortlists_shortlistplace"),
                migrations.RunSQL(
                    "ALTER TABLE shortlists_shortlistplace "
                    "RENAME CONSTRAINT scoring_wildcard_has_reason TO shortlists_wildcard_has_reason",
                    "ALTER TABLE shortlists_shortlistplace "
                    "RENAME CONSTRAINT shortlists_wildcard_has_reason TO scoring_wildcard_has_reason",
                ),
            ],
            state_operations=[migrations.DeleteModel("ShortlistPlace")],
        ),
    ]
