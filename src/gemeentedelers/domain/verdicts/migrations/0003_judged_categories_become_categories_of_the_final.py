from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REASON = "Vóór de finale was een eigen ronde: iedereen op de shortlist stond voor de jury."


def carry_over(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Where a jury judged, the entry categories become those of the final, and the shortlist its finalists."""
    judged = {
        row.category.edition_id
        for name in ("Choice", "Verdict")
        for row in apps.get_model("verdicts", name).objects.select_related("category")
    }
    for edition in sorted(judged):
        _carry_edition(apps, edition)


def _carry_edition(apps: Apps, edition: int) -> None:
    FinalCategory = apps.get_model("recuts", "FinalCategory")
    places = apps.get_model("shortlists", "ShortlistPlace").objects.filter(edition=edition).select_related("entry")
    for category in apps.get_model("editions", "Category").objects.filter(edition=edition):
        made = FinalCategory.objects.create(
            edition_id=edition,
            key=category.key,
            name=category.name,
            description=category.description,
            position=category.position,
        )
        for place in places.filter(entry__category=category):
            apps.get_model("recuts", "Placement").objects.create(entry=place.entry, category=made)
            apps.get_model("finals", "Finalist").objects.create(
                entry=place.entry, category=made, reason=place.reason or REASON, chosen_at=place.chosen_at
            )
        for name in ("Choice", "Verdict"):
            apps.get_model("verdicts", name).objects.filter(category=category).update(final=made)


def carry_back(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """What was judged goes back to the entry category of the same key; finalists stay where they are."""
    Category = apps.get_model("editions", "Category")
    for name in ("Choice", "Verdict"):
        for row in apps.get_model("verdicts", name).objects.select_related("final"):
            row.category = Category.objects.get(edition=row.final.edition_id, key=row.final.key)
            row.save(update_fields=["category"])


class Migration(migrations.Migration):
    dependencies = [
        ("verdicts", "0002_a_column_for_categories_of_the_final"),
        ("shortlists", "0001_shortlist"),
        ("editions", "0001_editions"),
    ]

    operations = [migrations.RunPython(carry_over, carry_back)]
