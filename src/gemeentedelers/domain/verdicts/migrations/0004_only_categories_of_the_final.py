import django.db.models.deletion
from django.db import migrations, models

DO_NOT_LOSE = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("verdicts", "0003_judged_categories_become_categories_of_the_final")]

    operations = [
        migrations.RemoveField(model_name="choice", name="category"),
        migrations.RemoveField(model_name="verdict", name="category"),
        migrations.RenameField(model_name="choice", old_name="final", new_name="category"),
        migrations.RenameField(model_name="verdict", old_name="final", new_name="category"),
        migrations.AlterField(
            model_name="choice",
            name="category",
            field=models.ForeignKey(on_delete=DO_NOT_LOSE, related_name="choices", to="recuts.finalcategory"),
        ),
        migrations.AlterField(
            model_name="verdict",
            name="category",
            field=models.OneToOneField(on_delete=DO_NOT_LOSE, related_name="verdict", to="recuts.finalcategory"),
        ),
        migrations.AlterModelOptions(name="choice", options={"ordering": ["category", "pk"]}),
        migrations.AlterModelOptions(name="verdict", options={"ordering": ["category__edition", "category__position"]}),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.UniqueConstraint(fields=["juror", "category"], name="verdicts_one_choice_per_category"),
        ),
    ]
