import django.db.models.deletion
from django.db import migrations, models

DO_NOT_LOSE = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    """The jury judged the categories in which people entered; from now on it judges those of the final."""

    dependencies = [("verdicts", "0001_choices_and_sealed_verdicts"), ("finals", "0001_lists_and_finalists")]

    operations = [
        migrations.AlterModelOptions(name="choice", options={}),
        migrations.AlterModelOptions(name="verdict", options={}),
        migrations.RemoveConstraint(model_name="choice", name="verdicts_one_choice_per_category"),
        migrations.AddField(
            model_name="choice",
            name="final",
            field=models.ForeignKey(null=True, on_delete=DO_NOT_LOSE, related_name="+", to="recuts.finalcategory"),
        ),
        migrations.AddField(
            model_name="verdict",
            name="final",
            field=models.OneToOneField(null=True, on_delete=DO_NOT_LOSE, related_name="+", to="recuts.finalcategory"),
        ),
    ]
