from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def announce(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Until now the shortlist was the final, so its finalists were known when the shortlist was."""
    Final = apps.get_model("finals", "Final")
    Edition = apps.get_model("editions", "Edition")
    for edition in Edition.objects.filter(final_categories__finalists__isnull=False, final=None).distinct():
        Final.objects.create(edition=edition, announced_at=edition.shortlist_announced_at)


class Migration(migrations.Migration):
    dependencies = [
        ("verdicts", "0004_only_categories_of_the_final"),
        ("finals", "0002_plans_supplements_and_material"),
        ("editions", "0001_editions"),
    ]

    operations = [migrations.RunPython(announce, migrations.RunPython.noop)]
