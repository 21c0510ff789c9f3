from django.db import migrations, models

import gemeentedelers.domain.people.models


class Migration(migrations.Migration):
    """The texts live in `foundation.texts` now; the step before this one moved them.

    It goes back only while there are no entries: the texts have outgrown the columns.
    """

    dependencies = [("entries", "0003_texts_moved")]

    operations = [
        migrations.RemoveField(
            model_name="entry",
            name="approach",
        ),
        migrations.RemoveField(
            model_name="entry",
            name="costs",
        ),
        migrations.RemoveField(
            model_name="entry",
            name="lessons",
        ),
        migrations.RemoveField(
            model_name="entry",
            name="problem",
        ),
        migrations.RemoveField(
            model_name="entry",
            name="result",
        ),
        migrations.RemoveField(
            model_name="entry",
            name="saved_at",
        ),
        migrations.RemoveField(
            model_name="entry",
            name="started_on",
        ),
        migrations.RemoveField(
            model_name="entry",
            name="summary",
        ),
        migrations.RemoveField(
            model_name="entry",
            name="themes",
        ),
        migrations.RemoveField(
            model_name="entry",
            name="was_decisive",
        ),
        migrations.DeleteModel(
            name="Answer",
        ),
        migrations.AlterField(
            model_name="entry",
            name="submit_key",
            field=models.CharField(
                default=gemeentedelers.domain.people.models.secret_token, editable=False, max_length=32, unique=True
            ),
        ),
    ]
