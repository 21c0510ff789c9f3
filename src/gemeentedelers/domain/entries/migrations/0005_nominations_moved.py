from django.db import migrations


class Migration(migrations.Migration):
    """Nominations live in a room of their own. Reversing gives an empty table: see the copy in that room."""

    dependencies = [
        ("entries", "0004_columns_of_texts_removed"),
        ("nominations", "0002_copied_from_entries"),
    ]

    operations = [migrations.DeleteModel(name="Nomination")]
