from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STATUSES = {"open": "invited", "claimed": "claimed", "declined": "declined"}


def copy_nominations(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every nomination that stood among the entries, with its code, so that the journal still speaks of it.

    The code was also the link in the mail, and stays its token: what was mailed keeps working. Until now the form said
    that the nominator's name stands in the invitation, so that is what they agreed to, and news is not.
    """
    old = apps.get_model("entries", "Nomination")  # type: ignore[misc]  # a model of the past
    new = apps.get_model("nominations", "Nomination")
    for row in old.objects.order_by("pk").values().iterator(chunk_size=500):
        nomination = new.objects.create(
            code=row["code"],
            edition_id=row["edition_id"],
            municipality_id=row["municipality_id"],
            title=row["title"],
            status=STATUSES[row["status"]],
            received_at=row["nominated_at"],
            entry_id=row["entry_id"],
        )
        _copy_nominator(apps, row, nomination.pk)
        _copy_invitation(apps, row, nomination.pk)


def _copy_nominator(apps: Apps, row: dict[str, Any], nomination_id: int) -> None:
    is_known = bool(row["nominator_name"] and row["nominator_email"])
    apps.get_model("nominations", "Nominator").objects.create(
        nomination_id=nomination_id,
        name=row["nominator_name"] if is_known else "",
        email=row["nominator_email"] if is_known else "",
        user_id=row["nominated_by_id"] if is_known else None,
        reason=row["reason"],
        contact_email=row["contact_email"],
        wants_credit=is_known,
        nominated_at=row["nominated_at"],
    )


def _copy_invitation(apps: Apps, row: dict[str, Any], nomination_id: int) -> None:
    contacts = apps.get_model("nominations", "Contact").objects
    contact, _ = contacts.get_or_create(email=row["contact_email"].strip().lower())
    contact.written_at = max(filter(None, (contact.written_at, row["nominated_at"])))
    contact.save(update_fields=["written_at"])
    apps.get_model("nominations", "Invitation").objects.create(
        nomination_id=nomination_id,
        contact=contact,
        way="nominator",
        token=row["code"],
        invited_at=row["nominated_at"],
        told_until=row["nominated_at"],
    )


class Migration(migrations.Migration):
    """Copies, and leaves the old table alone; the migration of the entries removes it.

    Reversing copies nothing back: the old table has no room for several nominators or for a nomination without a
    contact. Until the new tables are removed too, nothing is lost.
    """

    dependencies = [
        ("entries", "0001_entries_and_nominations"),
        ("nominations", "0001_nominations"),
    ]

    operations = [migrations.RunPython(copy_nominations, migrations.RunPython.noop)]
