from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from gemeentedelers.domain.conflicts.models import Conflict, Employment
from gemeentedelers.domain.conflicts.rules import (
    ConflictObstacle,
    why_not_note,
    why_not_tell_employment,
)
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


@transaction.atomic
def note_conflict(entry: Entry, *, reason: str, by: User, now: datetime) -> None:
    """Keep that somebody is involved in an entry. The first reason stays.

    To take the entry off the desk in the same moment, use `declare_conflict` of the panels.
    """
    refuse(why_not_note(reason))
    _note({entry: reason}, by, now)


@transaction.atomic
def note_interests(edition: Edition, reasons: Mapping[str, str], *, by: User, now: datetime) -> None:
    """Keep in which entries of an edition somebody is involved, by reference and with a reason; all of them or none.

    To take them off the desk in the same moment, use `declare_interests` of the panels.
    """
    entries = {entry.reference: entry for entry in Entry.objects.filter(edition=edition, reference__in=reasons)}
    if unknown := [reference for reference in reasons if reference not in entries]:
        refuse(Refusal(ConflictObstacle.OTHER_EDITION, references=", ".join(unknown)))
    for reason in reasons.values():
        refuse(why_not_note(reason))
    _note({entries[reference]: reasons[reference] for reference in sorted(reasons)}, by, now)


def _note(reasons: Mapping[Entry, str], by: User, now: datetime) -> None:
    """First the rows and then the facts, because a fact holds the journal until the transaction ends."""
    new = [
        entry
        for entry, reason in reasons.items()
        if Conflict.objects.get_or_create(
            user=by, entry=entry, defaults={"reason": reason.strip(), "declared_at": now}
        )[1]
    ]
    for entry in new:
        record("conflict.declared", subject=entry.reference, by=by.code, now=now)


@transaction.atomic
def tell_employment(
    user: User,
    *,
    municipality: Municipality | None,
    organisation: str,
    ended_on: date,
    now: datetime,
) -> Employment:
    """Keep where somebody worked before; telling of the same employer again changes the day.

    The fact says that something was told, and not where somebody worked.
    """
    plain = " ".join(organisation.split())
    today = localtime(now).date()
    refuse(
        why_not_tell_employment(
            has_municipality=municipality is not None, organisation=plain, ended_on=ended_on, today=today
        )
    )
    employment, _ = Employment.objects.update_or_create(
        user=user, municipality=municipality, organisation=plain, defaults={"ended_on": ended_on, "told_at": now}
    )
    record("employment.told", subject=user.code, by=user.code, now=now)
    return employment


@transaction.atomic
def remove_employment(employment: Employment, *, now: datetime) -> None:
    """Somebody told of it by mistake. A second call changes nothing."""
    deleted, _ = Employment.objects.filter(pk=employment.pk).delete()
    if deleted:
        record("employment.removed", subject=employment.user.code, by=employment.user.code, now=now)
