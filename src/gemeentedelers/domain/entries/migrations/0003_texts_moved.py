import secrets
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PLAIN = ("title", "summary", "result", "problem", "approach", "costs", "lessons")
DAYS = ("started_on", "finished_on")
TICKS = ("was_decisive", "may_be_published")


def move_texts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every column and answer becomes a text under the reference of its entry; the owner is its writer."""
    entries: Any = apps.get_model("entries", "Entry").objects
    members: Any = apps.get_model("entries", "TeamMember").objects
    written_answers: Any = apps.get_model("entries", "Answer").objects  # type: ignore[misc]  # gone in the next step
    new_text: Any = apps.get_model("texts", "Text")
    owners = dict(members.filter(role="owner").values_list("entry", "user__code"))
    answers: dict[int, dict[str, str]] = {}
    for entry, key, text in written_answers.values_list("entry", "criterion__key", "text"):
        answers.setdefault(entry, {})[f"answer.{key}"] = text
    for entry in entries.select_related("category_wish").prefetch_related("themes").iterator(chunk_size=500):
        written = {key: getattr(entry, key) for key in PLAIN}
        written |= {key: day.isoformat() for key in DAYS if (day := getattr(entry, key))}
        written |= {key: "ja" for key in TICKS if getattr(entry, key)}
        written["category"] = entry.category_wish.key if entry.category_wish else ""
        written["themes"] = "\n".join(theme.slug for theme in entry.themes.all())
        written |= answers.get(entry.pk, {})
        new_text.objects.bulk_create(
            new_text(
                subject=entry.reference,
                key=key,
                value=value,
                version=1,
                written_by=owners.get(entry.pk, ""),
                written_at=entry.saved_at,
            )
            for key, value in written.items()
            if value
        )
        entry.submit_key = secrets.token_urlsafe(24)
        entry.save(update_fields=["submit_key"])
    members.filter(role="member").update(role="writer")


class Migration(migrations.Migration):
    dependencies = [
        ("entries", "0002_teams_participants_extensions"),
        ("texts", "0001_texts_and_versions"),
    ]

    operations = [migrations.RunPython(move_texts, migrations.RunPython.noop)]
